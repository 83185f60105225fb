"""Carries documents to the groups' inboxes, in a thread of its own."""

import logging
import threading
from datetime import timedelta

import requests
from lxml import etree

from ..cxml.reader import readable
from .order import Attempt, DeliveryState

log = logging.getLogger(__name__)

TICK_S = 0.2
TIMEOUT_S = 10
RETRY_AFTER_S = (2, 10, 30)
MAX_ANSWER = 20_000


class Courier(threading.Thread):
    """Answers due orders and sends due deliveries until it is stopped."""

    def __init__(self, state, desk):
        super().__init__(name="courier", daemon=True)
        self.state = state
        self.desk = desk
        self._stopped = threading.Event()

    def stop(self):
        """Stop after the delivery that is on its way."""
        self._stopped.set()
        self.join(TIMEOUT_S + 1)

    def run(self):
        while not self._stopped.wait(TICK_S):
            self.desk.answer_due()
            for order, delivery in self._due():
                self.send(order, delivery)

    def send(self, order, delivery):
        """Send a document once and note what the inbox said."""
        good, text, answer = _post(self.state.group_of(order), delivery.body)
        log.info("%s for order %s: %s", delivery.kind, order.id, text)
        with self.state.lock:
            now = self.state.clock()
            delivery.attempts.append(Attempt(now, text, good, answer))
            if good:
                delivery.state = DeliveryState.DELIVERED
            elif len(delivery.attempts) > len(RETRY_AFTER_S):
                delivery.state = DeliveryState.FAILED
            else:
                wait = RETRY_AFTER_S[len(delivery.attempts) - 1]
                delivery.due_at = now + timedelta(seconds=wait)

    def _due(self):
        with self.state.lock:
            now = self.state.clock()
            return [
                (order, delivery)
                for order in self.state.orders.values()
                for delivery in order.deliveries
                if delivery.state is DeliveryState.PENDING and delivery.due_at <= now
            ]


def _post(group, body):
    """Post a document to the group's inbox.

    :returns: whether it was taken, a summary of the answer, and the answer itself for people.
    """
    if not group.inbox_url:
        return False, "no inbox URL is set for this group", ""
    login = (group.inbox_login, group.inbox_password) if group.inbox_login else None
    session = requests.Session()
    session.trust_env = False
    try:
        answer = session.post(
            group.inbox_url,
            data=body,
            auth=login,
            headers={"Content-Type": "text/xml; charset=UTF-8"},
            timeout=TIMEOUT_S,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        return False, f"no answer ({type(error).__name__})", ""
    status = _status(answer.content)
    text = f"HTTP {answer.status_code}" + (f", Status {status}" if status else "")
    good = answer.status_code // 100 == 2 and status[:1] in ("", "2")
    return good, text, readable(answer.content)[:MAX_ANSWER]


def _status(content):
    """The cXML status code of an answer, "" if it has none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        status = etree.fromstring(content, parser).find("Response/Status")
    except (etree.XMLSyntaxError, ValueError):
        return ""
    return "" if status is None else status.get("code", "")
