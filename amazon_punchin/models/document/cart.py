from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import protocol
from ...protocol.errors import ProtocolError
from ...tools.problem_text import refusal, sentence
from ...tools.row_lock import retried_on_collision, wait_for_row
from .alarms import say_unclaimed

#: Where people find the baskets that they may claim. It holds no token, so that it may be written to anybody.
BASKETS_PATH = "/amazon_punchin/baskets"

#: How long a basket may wait to be claimed, before the administrator is told.
LEFT_TO_BUYERS = timedelta(minutes=30)


class AmazonPunchinMessage(models.Model):
    """A cart that comes back from Amazon: it becomes an order at once, or when a buyer claims it."""

    _inherit = "amazon.punchin.message"

    claim_url = fields.Char(
        string="Claim URL",
        compute="_compute_claim_url",
        help="Where people on the list find the baskets that nobody has claimed.",
    )

    @api.depends("state")
    def _compute_claim_url(self):
        for message in self:
            unclaimed = message.state == "unclaimed"
            message.claim_url = unclaimed and f"{message.get_base_url()}{BASKETS_PATH}"

    def _handle_cart(self, received, arrived_at):
        """Make an order of a cart, or let it wait for somebody who claims it.

        :param amazon_punchin.protocol.received.Received received: the document; the stored one has lost its token
        :param datetime.datetime arrived_at: when it came, in UTC
        :return: the state that it is in now
        :rtype: str
        :raises ProtocolError | UserError: it cannot be taken
        """
        config = self.config_id
        config._check_not_paused()
        self._remark_defects(received)
        token = protocol.cart.read_buyer_cookie(received.root)
        session = self.session_id or self.env["amazon.punchin.session"]._find_by_token(token)
        if session:
            session._consume(config, arrived_at)
        cart = received.content
        config._check_header(cart.header)
        buyer = session.user_id
        if buyer and (problem := config._requisitioner_problem(buyer)):
            raise refusal(self.env, problem.code, remember=lambda: config._report_wrong_role(buyer), **problem.values)
        if buyer and config._person(buyer) and config.company_id in buyer.company_ids:
            self._bring_back(session, cart, arrived_at)
            self._tell_shopper_of_order()
            return "processed"
        if not cart.items:
            return "processed"
        # Whoever is not on the list, or may not work in the legal entity, claims it when that has changed.
        orders = self.env["purchase.order"]
        orders._check_amazon_cart(cart, config, orders._amazon_cart_currency(cart))
        return "unclaimed"

    def _bring_back(self, session, cart, arrived_at):
        """End a trip with its basket, which becomes an order, or without one.

        :param amazon.punchin.session session: the trip
        :param amazon_punchin.protocol.cart.Cart cart: what it brought
        :param datetime.datetime arrived_at: when it came, in UTC
        """
        order = self.env["purchase.order"]
        if cart.items:
            order = order._create_from_amazon_cart(cart, session, arrived_at)
            if order.name in (False, "/"):
                raise refusal(
                    self.env,
                    "no_sequence",
                    remember=lambda: session.config_id._call_administrator(
                        lambda config: (
                            config.env._("Purchase orders get no number"),
                            config.env._("%s has no purchase order sequence. Create one.", config.company_id.name),
                        )
                    ),
                )
        session._end(order)
        self.order_ids = order

    @api.model
    def _report_unclaimed(self):
        """Tell the administrator, once, of baskets that nobody has claimed for some time."""
        waiting = self.search([("state", "=", "unclaimed"), ("next_attempt_at", "<=", fields.Datetime.now())])
        waiting = waiting.try_lock_for_update()
        waiting.next_attempt_at = False
        for config in waiting.config_id:
            config._call_administrator(say_unclaimed, "unclaimed")

    @api.model
    def _of_shopper(self):
        """Find the user's own baskets that are back from Amazon, and of which Odoo has not made an order yet.

        :return: in sudo
        :rtype: amazon.punchin.message
        """
        return self.sudo().search([("state", "=", "received"), ("session_id.user_id", "=", self.env.uid)])

    @api.model
    def _to_claim(self):
        """Find the baskets that the user may claim: nobody has, in groups on whose list of people the user is.

        :return: in sudo
        :rtype: amazon.punchin.message
        """
        if not self.env.user._may_shop_at_amazon():
            return self.sudo().browse()
        configs = self.env["amazon.punchin.config"]._mine()
        return self.sudo().search([("config_id", "in", configs.ids), ("state", "=", "unclaimed")])

    def _claim_path(self):
        """Where somebody claims this basket.

        :rtype: str
        """
        return f"/amazon_punchin/{self.config_id.token}/claim/{self.id}"

    def _claim(self, user):
        """Make the order of a cart that came from Amazon without a session of ours.

        :param res.users user: the signed-in buyer who claims it
        :raises UserError: not on the list of people, or the cart cannot be taken
        """
        self.ensure_one()
        wait_for_row(self)
        if self.state != "unclaimed":
            return
        config = self.config_id
        config._check_not_paused()
        config._check_person(user)
        cart = self._stored_cart()
        with retried_on_collision():
            session = self.env["amazon.punchin.session"]._start_claimed(config, user)
            self._bring_back(session, cart, self.create_date)
            self._move_to("processed", error=False, next_attempt_at=False)

    def _stored_cart(self):
        try:
            return self._stored().content
        except ProtocolError as error:
            raise UserError(sentence(self.env, error)) from error
