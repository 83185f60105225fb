from datetime import timezone
from decimal import Decimal

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ... import protocol
from ...protocol.errors import ProtocolError
from ...tools import distribution, lock, wording
from ...tools.const import MANAGER
from ...tools.problem_text import sentence
from .state import DRAFT, UNANSWERED


class PurchaseOrder(models.Model):
    """What a purchase order needs to go to Amazon."""

    _inherit = "purchase.order"

    amazon_released_by_id = fields.Many2one(
        "res.users",
        string="Released By",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Who gave the final approval before it went to Amazon: the last approver, or whoever confirmed it if no "
        "approval was needed.",
    )

    # --- To Amazon -----------------------------------------------------------------------

    def _release_to_amazon(self):
        """Queue the OrderRequest, in the transaction that approves the order: the only way into the queue.

        :raises UserError: somebody has still to agree, or the document cannot be built
        """
        self.ensure_one()
        if self._has_amazon_approval_left():
            raise UserError(self._amazon_says(self._amazon_waits_for()))
        messages = self.env["amazon.punchin.message"].sudo()
        payload_id = messages._new_payload_id()
        messages._queue(self, payload_id, self._build_amazon_order_request(payload_id))
        self._move_amazon_to("pending", amazon_released_by_id=self.env.uid)

    def _build_amazon_order_request(self, payload_id):
        """Build the OrderRequest.

        :param str payload_id: the document's one id
        :return: the document without its secret
        :rtype: bytes
        :raises UserError: it cannot be built
        """
        try:
            return protocol.order_request.build(self.sudo()._prepare_amazon_order_request(payload_id))
        except ProtocolError as error:
            raise UserError(sentence(self.env, error)) from error

    def action_amazon_preview(self):
        """Build the order's document as it would be sent now, and show it; nothing is queued or sent.

        :return: action
        :rtype: dict
        :raises UserError: it cannot be built yet, or exists already
        """
        self.ensure_one()
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only an Amazon administrator can look at documents."))
        self.check_access("read")
        if self.amazon_state not in DRAFT:
            raise UserError(
                self.env._("%s has already been sent. Its document is in the message log.", self.display_name)
            )
        if not self.amazon_location_id:
            raise UserError(self.env._("Choose a location first: Amazon accepts no order without a delivery address."))
        if problem := self._amazon_incomplete_location():
            raise UserError(problem)
        data = self._build_amazon_order_request(self.env["amazon.punchin.message"]._new_payload_id())
        config = self.amazon_config_id
        preview = self.env["amazon.punchin.preview"].create(
            {
                "order_id": self.id,
                "url": config.order_url_active if self.amazon_mode == "active" else config.order_url_test,
                "body": protocol.document.pretty(data),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview of the Order's Document"),
            "res_model": preview._name,
            "res_id": preview.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _prepare_amazon_order_request(self, payload_id):
        """Build the order as Amazon wants it; charge lines stay here.

        :param str payload_id: the document's one id
        :rtype: amazon_punchin.protocol.order_request.Order
        """
        config = self.amazon_config_id
        ship_to = self.amazon_location_id._prepare_ship_to(self.amazon_requester_id)
        return protocol.order_request.Order(
            parties=config._parties(),
            payload_id=payload_id,
            deployment_mode="production" if self.amazon_mode == "active" else "test",
            number=self.name,
            ordered_at=fields.Datetime.now().replace(tzinfo=timezone.utc),
            total=self._amazon_decimal(self.amazon_items_total),
            currency=self.currency_id.name,
            ship_to=ship_to,
            bill_to=self._prepare_amazon_bill_to(),
            lines=tuple(
                protocol.order_request.OrderLine(line.amazon_line_number, line.amazon_item_in)
                for line in self._amazon_item_lines().sorted("amazon_line_number")
            ),
            extrinsics=self._prepare_amazon_extrinsics(),
        )

    def _prepare_amazon_extrinsics(self):
        """Who orders, and for which cost center if it is one, by the names that Amazon's own documents use.

        :return: name to value
        :rtype: dict[str, str]
        """
        requester = self.amazon_requester_id
        budgets = distribution.account_ids(self.amazon_analytic_distribution)
        center = self.env["account.analytic.account"].browse(budgets)
        details = {
            "Name": requester.name,
            "Email": requester.email,
            "CostCenter": len(center) == 1 and (center.code or center.name),
        }
        return {name: value for name, value in details.items() if value}

    def _prepare_amazon_bill_to(self):
        """The legal entity; where its address is incomplete, its name at the delivery address."""
        company = self.company_id.partner_id
        place = (
            company if company.street and company.city and company.country_id else self.amazon_location_id.partner_id
        )
        return self.amazon_location_id._prepare_address(place, name=company.name)

    def _amazon_decimal(self, amount):
        return Decimal(f"{amount:.{self.currency_id.decimal_places}f}")

    def _after_amazon_sending(self, message_state, reason):
        """Show on the order what became of its document, unless Amazon has said more meanwhile.

        :param str message_state: ``sent``, ``refused``, ``unknown`` or ``expired``
        :param collections.abc.Callable | bool reason: takes an environment and gives a sentence; False if all is well
        """
        for order in lock.opened(self).filtered(lambda order: order.amazon_state in UNANSWERED):
            order._move_amazon_to(message_state, amazon_refusal=reason and reason(order.env))
            if message_state == "expired":
                order._take_back_amazon_approval()
            if message_state != "sent":
                order._tell_amazon_buyer(
                    lambda order: (order._amazon_sending_summary(message_state), reason(order.env)), message_state
                )
            if message_state == "unknown":
                order._call_amazon_administrator()

    def _amazon_sending_summary(self, message_state):
        return {
            "refused": self.env._("Amazon refused the order"),
            "unknown": self.env._("Find out whether Amazon has the order"),
            "expired": self.env._("The order was not sent: Amazon no longer holds price and stock"),
        }[message_state]

    def action_amazon_has_it(self):
        """Somebody looked it up: Amazon has the order whose answer was lost."""
        self._check_amazon_outcome_unclear("unknown")
        for order in lock.opened(self):
            order._unanswered_amazon_message()._note_arrival()
            order._move_amazon_to("sent", amazon_refusal=False)
            order.message_post(body=self.env._("The order was found at Amazon."))

    def action_amazon_send_again(self):
        """Amazon does not have the order: somebody looked it up, or Amazon refused it. It goes out again as it was."""
        self._check_amazon_outcome_unclear("unknown", "refused")
        for order in lock.opened(self):
            order._unanswered_amazon_message()._requeue()
            order._move_amazon_to("pending", amazon_refusal=False)
            order.message_post(body=self.env._("Amazon does not have the order. It will be sent again."))

    def _check_amazon_outcome_unclear(self, *states):
        """Check that an administrator may say what became of the orders' documents.

        :param str states: in which that is unclear
        :raises AccessError: the user is no Amazon administrator
        :raises UserError: Amazon's answer is known, or an order was refused for good
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only an Amazon administrator can decide what happened to an order."))
        if self.filtered(lambda order: order.amazon_state not in states or order._is_refused_for_good()):
            raise UserError(self.env._("Amazon's answer is already known."))

    def _unanswered_amazon_message(self):
        return self._outgoing_amazon_message()[:1].filtered(lambda message: message.state == self.amazon_state)

    def _is_refused_for_good(self):
        """Whether the order was refused for good: cancelled here, or by Amazon's confirmation of a document it took."""
        is_sendable = self.state != "cancel" and self._unanswered_amazon_message()
        return self.amazon_state == "refused" and not is_sendable

    def _is_answered_by_amazon(self):
        """Whether Amazon has said something of the order, whatever became of the call that sent it."""
        return self.amazon_state not in UNANSWERED

    def _outgoing_amazon_message(self):
        return self.sudo().amazon_message_ids.filtered(lambda message: message.direction == "out")

    def _amazon_reader(self):
        """In whose language the chatter is: the buyer's, else the legal entity's.

        :rtype: res.partner
        """
        return self.user_id.partner_id or self.company_id.partner_id

    def _tell_amazon_buyer(self, say, cause=None):
        """Give the requester an activity, with the reason as its note and in the chatter.

        :param collections.abc.Callable say: takes the order as it is read; gives what to do or know, and why
        :param str | None cause: with whose end the activity ends, see :data:`.state.CAUSES`
        """
        self.ensure_one()
        wording.give_activity(self, "mail.mail_activity_data_todo", self.amazon_requester_id, say, cause=cause)

        def headed(order):
            summary, reason = say(order)
            return Markup("<p><b>%s</b></p>%s") % (summary, wording.paragraph(reason))

        wording.remark(self, headed)
