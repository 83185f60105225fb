from ..protocol.received import take_in
from .common import AmazonCase


class AnswerSetup:
    """An order that Amazon has, and Amazon's server, which says something about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.messages = cls.env["amazon.punchin.message"]

    def make_sent_order(self, *lines, **cart):
        """Submit a basket, confirm it, and let Amazon have it."""
        order = self.code(self.make_order(lines=[*lines], **cart))
        order.button_confirm()
        message = order._outgoing_amazon_message()
        message._conclude("sent", False)
        return order

    def receive(self, document, config=None, **values):
        """Receive a document and process it, as inbox and cron do.

        :return: the message
        """
        for name, value in values.items():
            setattr(document, name, value)
        config = config or self.config
        message, _code, _sentence = self.messages._receive_from_inbox(config, take_in(bytes(document)))
        if message.state == "received":
            message._process()
        return message

    def assertProcessed(self, message):
        self.assertEqual((message.state, message.error), ("processed", False))


class AnswerCase(AnswerSetup, AmazonCase):
    """Models, and what they make of Amazon's answers."""
