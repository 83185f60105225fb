import requests
from lxml import etree

from .amazon_server import amazon_server
from .common import AmazonHttpCase


class InboxCase(AmazonHttpCase):
    """An order that Amazon has, and Amazon's server, which posts to the inbox by HTTP."""

    def setUp(self):
        super().setUp()
        self.amazon = self.enterContext(amazon_server())
        self.config.order_url_test = self.amazon.url
        self.order = self.make_sent_order()
        self.message = self.order._outgoing_amazon_message()

    def make_sent_order(self, **cart):
        """Submit a basket, confirm it, and send it."""
        order = self.code(self.make_order(**cart))
        order.button_confirm()
        self.run_cron("send")
        return order

    def run_cron(self, name):
        """Run one of our jobs, each document in transactions of its own."""
        with self.enter_registry_test_mode():
            self.env.ref(f"amazon_punchin.ir_cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    def post(self, data, auth=True, config=None, content_type="text/xml"):
        """Post to an inbox.

        :param auth: True: with its password; a pair of login and password; None: without
        """
        config = config or self.config
        credentials = (config.inbox_login, config.inbox_password) if auth is True else auth
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            answer = requests.post(
                f"{self.base_url()}/amazon_punchin/{config.token}/inbox",
                data=data,
                auth=credentials or None,
                headers={"Content-Type": content_type},
                timeout=30,
            )
        self.env.invalidate_all()
        return answer

    def code_of(self, answer):
        """The cXML status code of an answer."""
        return etree.fromstring(answer.content).find("Response/Status").get("code")

    def bring_in(self, document, **values):
        """Post a document of Amazon's and have it processed.

        :return: its message, and the code of the answer
        """
        for name, value in values.items():
            setattr(document, name, value)
        code = self.code_of(self.post(bytes(document)))
        self.run_cron("process")
        return self.env["amazon.punchin.message"].search([("direction", "=", "in")], order="id desc", limit=1), code

    def received(self, kind):
        """What has come of a type, the first before the last."""
        return self.env["amazon.punchin.message"].search([("document", "=", kind)], order="id")

    def about(self, order=None):
        """How a document names an order."""
        order = order or self.order
        return {"number": order.name, "reference": order._outgoing_amazon_message().payload_id}
