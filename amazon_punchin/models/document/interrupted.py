from datetime import timedelta

from odoo import api, fields, models

from ... import protocol
from ...protocol.errors import ProtocolError
from ...tools import wording

#: How long a basket is left to the request that brought it, before the job takes it up.
LEFT_TO_ITS_REQUEST = timedelta(minutes=5)


class AmazonPunchinMessage(models.Model):
    """A basket whose request ended before an order was made of it; the job does so later, and tells the shopper."""

    _inherit = "amazon.punchin.message"

    session_id = fields.Many2one(
        "amazon.punchin.session",
        string="Shopping Session",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The shopping session whose one-time token came with the basket.",
    )

    @api.model
    def _prepare_return(self, received):
        """What is kept of a basket beside its content, so that the job can make its order.

        :param amazon_punchin.protocol.received.Received received: the document, with its token
        :return: values
        :rtype: dict
        """
        return {
            "next_attempt_at": fields.Datetime.now() + LEFT_TO_ITS_REQUEST,
            "session_id": self._session_of(received).id,
        }

    @api.model
    def _session_of(self, received):
        """Find the trip that a basket belongs to.

        :param amazon_punchin.protocol.received.Received received: the document, with its token
        :return: in sudo; empty if it has no token of ours
        :rtype: amazon.punchin.session
        """
        sessions = self.env["amazon.punchin.session"]
        try:
            received.check()
            return sessions._find_by_token(protocol.cart.read_buyer_cookie(received.root))
        except ProtocolError:
            return sessions

    def _is_waited_for(self):
        """Whether a browser shows what becomes of it: a basket that no job had to take up.

        :rtype: bool
        """
        return self.document == "PunchOutOrderMessage" and not self.attempts

    def _tell_shopper_of_order(self):
        if not self._is_waited_for() and self.order_ids:
            self.order_ids._tell_amazon_buyer(
                lambda order: (
                    order.env._("Your basket from Amazon is here"),
                    order.env._("Odoo was interrupted when the basket came back, and has now created the order."),
                )
            )

    def _tell_shopper_of_failure(self):
        shopper = self.session_id.user_id.partner_id
        if shopper and not self._is_waited_for():
            config = wording.read_by(self.config_id, shopper)
            config.message_notify(
                partner_ids=shopper.ids,
                subject=config.env._("Your basket from Amazon did not become an order"),
                body=self.with_env(config.env).error,
            )
