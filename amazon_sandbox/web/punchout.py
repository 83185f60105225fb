"""cXML over HTTP: setup requests and orders. And the start page that a setup leads to."""

import logging
import socket
import time

from werkzeug.exceptions import InternalServerError, NotFound
from werkzeug.wrappers import Response

from ..cxml import writer
from ..cxml.credentials import authenticate
from ..cxml.errors import CxmlError
from ..cxml.order_request import read_order_request
from ..cxml.reader import parse
from ..cxml.setup_request import check_mode, read_setup_request, start_page
from ..state import Fault
from .routing import Routes

log = logging.getLogger(__name__)
endpoints = Routes(pages=False)
routes = Routes()


@endpoints("/punchout/setup/test", "POST")
def setup_test(visit):
    """PunchOutSetupRequest of a group in test mode."""
    return _answer(visit, lambda: _set_up(visit, "test"))


@endpoints("/punchout/setup", "POST")
def setup_active(visit):
    """PunchOutSetupRequest of a group in active mode."""
    return _answer(visit, lambda: _set_up(visit, "production"))


@endpoints("/orders/<slug>", "POST")
def order(visit, slug):
    """OrderRequest to the order URL of a group."""
    group = visit.state.config.group(slug)
    if group is None:
        raise NotFound("There is no such group.")
    fault = _next_fault(visit)
    if fault.kind == "500":
        raise InternalServerError("This failure was asked for.")
    answer = _answer(visit, lambda: _take_order(visit, group, fault))
    if fault.kind == "slow":
        time.sleep(fault.seconds)
    if fault.kind == "drop":
        visit.request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    return answer


@routes("/start/<token>")
def start(visit, token):
    """The start page: the visitor comes signed in, or fetches the cart that waits."""
    session, group = _session(visit, token)
    if session is None:
        return visit.page("start_expired.html", 410)
    if not group.has_user(session.email):
        return visit.page("start_join.html", session=session, group=group)
    session.opened_by = visit.visitor.id
    cart = visit.state.parked(group, session.email)
    if cart:
        key = visit.state.hand_over(group, cart, session.buyer_cookie, session.form_post_url)
        return visit.go(f"/handover/{key}")
    visitor = visit.visitor
    visitor.punchout, visitor.email, visitor.group_slug = session, session.email, group.slug
    visitor.marketplace = group.marketplace
    visitor.basket.clear()
    return visit.go("/")


@routes("/start/<token>/join", "POST")
def join(visit, token):
    """Somebody whom Amazon does not know yet joins the business account."""
    session, group = _session(visit, token)
    if session is None:
        return visit.page("start_expired.html", 410)
    if not group.has_user(session.email):
        visit.state.add_user(group, session.email)
    return visit.go(f"/start/{token}")


def _session(visit, token):
    session = visit.state.usable_punchout(token, visit.visitor)
    group = visit.state.config.group(session.group_slug) if session else None
    return (session, group) if group else (None, None)


def _answer(visit, handle):
    """Answer with the Response that `handle` makes, or with the Status of its CxmlError."""
    try:
        code, reason, body = 200, "", handle()
    except CxmlError as error:
        code, reason, body = error.code, error.reason, None
        log.info("Status %s: %s", code, reason)
    moment = visit.state.clock()
    payload_id = f"{writer.timestamp(moment)}.{time.monotonic_ns()}@amazon-sandbox.example"
    document = writer.response(payload_id, moment, code, reason, body)
    return Response(document, content_type="text/xml; charset=UTF-8")


def _parse(visit):
    return parse(visit.request.get_data(), visit.request.mimetype)


def _set_up(visit, expected_mode):
    root = _parse(visit)
    group = authenticate(root, visit.state.config.groups)
    check_mode(root.find("Request"), group, expected_mode)
    setup = read_setup_request(root)
    with visit.state.lock:
        session = visit.state.open_punchout(group, setup)
    return start_page(f"{visit.request.host_url}start/{session.token}")


def _take_order(visit, group, fault):
    root = _parse(visit)
    if fault.kind == "401":
        raise CxmlError(401, "This refusal was asked for.")
    authenticate(root, [group])
    check_mode(root.find("Request"), group, group.deployment_mode)
    with visit.state.lock:
        request = read_order_request(root, lambda key: visit.state.returned_lines.get((group.slug, key)))
        visit.desk.receive(group, request, visit.request.get_data())


def _next_fault(visit):
    """The fault that was asked for, which happens once."""
    with visit.state.lock:
        fault, visit.state.fault = visit.state.fault, Fault()
    return fault
