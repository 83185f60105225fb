from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import protocol
from ...protocol.errors import ProtocolError
from ...tools.problem_text import sentence
from ...tools.row_lock import retried_on_collision, wait_for_row

#: Where people find the baskets that they may claim. It holds no token, so that it may be written to anybody.
BASKETS_PATH = "/amazon_punchin/baskets"


class AmazonPunchinMessage(models.Model):
    """A cart that comes back from Amazon: it becomes an order at once, or when a buyer claims it."""

    _inherit = "amazon.punchin.message"

    claim_url = fields.Char(
        string="Claim It At",
        compute="_compute_claim_url",
        help="Where everybody on the list of people finds the baskets that nobody has claimed.",
    )

    @api.depends("state")
    def _compute_claim_url(self):
        for message in self:
            unclaimed = message.state == "unclaimed"
            message.claim_url = unclaimed and f"{message.get_base_url()}{BASKETS_PATH}"

    def _process_cart(self, data, problem=None):
        """Make an order of a cart, unless that has been done before.

        :param bytes data: the document as it came; the stored one has lost its token
        :param ProtocolError | None problem: why no document was found in the form
        """
        self._process(self._handle_cart, data, problem)

    def _handle_cart(self, data, problem):
        if problem:
            raise problem
        config = self.config_id
        config._check_not_paused()
        protocol.form.check_size(data)
        root = protocol.document.parse(data)
        token = protocol.cart.read_buyer_cookie(root)
        session = self.env["amazon.punchin.session"]._consume(config, token)
        cart = protocol.cart.parse(root)
        self.payload_id = cart.header.payload_id
        config._check_header(cart.header)
        if session and (refusal := config._requisitioner_refusal(session.user_id)):
            config._report_wrong_role(session.user_id)
            self._fail(refusal)
        elif session and config._person(session.user_id) and config.company_id in session.user_id.company_ids:
            self._bring_back(session, cart)
        elif cart.items:
            # Whoever is not on the list, or may not work in the legal entity, claims it when that has changed.
            self.env["purchase.order"]._check_amazon_cart(cart, config)
            self.write({"state": "unclaimed", "error": False})
        else:
            self.write({"state": "processed", "error": False})

    def _bring_back(self, session, cart):
        order = self.env["purchase.order"]
        if cart.items:
            order = order._create_from_amazon_cart(cart, session)
            session.write({"state": "returned", "order_id": order.id})
        else:
            session.state = "empty"
        self.write({"state": "processed", "error": False, "order_ids": [fields.Command.set(order.ids)]})

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
            self._bring_back(self.env["amazon.punchin.session"]._start_claimed(config, user), cart)

    def _stored_cart(self):
        try:
            return protocol.cart.parse(protocol.document.parse(self._raw_bytes()))
        except ProtocolError as error:
            raise UserError(sentence(self.env, error)) from error
