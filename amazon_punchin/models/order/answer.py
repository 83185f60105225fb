import re

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import protocol
from ...tools import error_codes, lock, wording
from ...tools.const import MARKETPLACES
from .state import CONFIRMED, GIVEN_UP, ORDERED, UNANSWERED

_ORDER_NUMBER = re.compile(r"[\w-]+", re.ASCII)


class PurchaseOrder(models.Model):
    """Amazon's answer to a purchase order, line by line."""

    _inherit = "purchase.order"

    amazon_order_ref = fields.Char(
        string="Amazon Order Number",
        readonly=True,
        copy=False,
        index="trigram",
        tracking=True,
        help="Amazon's own number of the order; it may split one order into several.",
    )
    amazon_refusal = fields.Text(string="Amazon's Reason", readonly=True, copy=False)
    amazon_status_ids = fields.One2many(
        "amazon.punchin.line.status", "order_id", string="Amazon's Answers", readonly=True, copy=False
    )
    amazon_order_links = fields.Html(
        string="Orders at Amazon",
        compute="_compute_amazon_order_links",
        compute_sudo=True,
        help="Amazon's own numbers of the order, with a link to each.",
    )
    amazon_advice = fields.Text(string="What to Do", compute="_compute_amazon_advice")
    amazon_open_total = fields.Monetary(
        string="Open Value",
        compute="_compute_amazon_open_total",
        help="The total at the ordered prices, without what Amazon has rejected.",
    )

    @api.depends("amazon_order_ref", "amazon_config_id.marketplace")
    def _compute_amazon_order_links(self):
        for order in self:
            links = [
                _link(MARKETPLACES[order.amazon_config_id.marketplace].domain, ref)
                for ref in order._amazon_order_refs()
            ]
            order.amazon_order_links = Markup(", ").join(links) or False

    @api.depends("amazon_refusal")
    @api.depends_context("lang")
    def _compute_amazon_advice(self):
        for order in self:
            codes = protocol.confirmation.codes_in(order.amazon_refusal or "")
            order.amazon_advice = "\n".join(error_codes.advice(self.env, codes)) or False

    @api.depends("amazon_state", "order_line.amazon_qty_rejected", "order_line.price_total")
    def _compute_amazon_open_total(self):
        for order in self:
            rejected = sum(
                line.price_total * line.amazon_qty_rejected / line.product_qty
                for line in order.order_line
                if line.amazon_qty_rejected and line.product_qty
            )
            order.amazon_open_total = 0.0 if order._is_given_up() else order.amazon_total - rejected

    def _amazon_order_refs(self):
        return [ref for ref in (self.amazon_order_ref or "").split(", ") if ref]

    def _is_given_up(self):
        """Whether Amazon is to send nothing, or nothing more.

        :rtype: bool
        """
        self.ensure_one()
        return self.amazon_state in GIVEN_UP

    # --- Amazon answers ------------------------------------------------------------------

    def _apply_amazon_confirmation(self, confirmation, noticed_at):
        """Take over Amazon's answer to the order, or to some of its lines.

        It replaces what Amazon said before of the same lines, except for pieces that Amazon delivers under another
        order number. An older answer never undoes a newer one.

        :param amazon_punchin.protocol.confirmation.Confirmation confirmation: the answer
        :param datetime.datetime noticed_at: when Amazon wrote it, in UTC
        :raises UserError: the order is not at Amazon, has no such line, or is in another currency
        """
        order = lock.opened(self)
        order.ensure_one()
        order._check_amazon_answerable()
        order._check_amazon_currency(confirmation.currency)
        prices_before, open_before = order._amazon_asked_prices(), order.amazon_open_total
        excess_before = order._amazon_excess()
        lines = order._replace_amazon_statuses(confirmation, noticed_at)
        order._settle_amazon_unknown()
        order._add_amazon_order_refs(confirmation.order_refs)
        if not lines:
            return
        order._count_amazon_pieces()
        order._take_over_amazon_total(confirmation, lines, open_before)
        order._note_amazon_answer(confirmation)
        order._tell_amazon_excess(lambda order: order.env._("Amazon answers for more than was ordered"), excess_before)
        if lines.filtered("amazon_qty_rejected") and not order._is_given_up():
            order._tell_amazon_buyer(
                lambda order: (
                    order.env._("Amazon delivers only a part of the order"),
                    order._amazon_refusal_with_advice(),
                )
            )
        order._judge_amazon_prices(prices_before)

    def _check_amazon_answerable(self):
        if self.amazon_state not in ORDERED:
            raise UserError(self.env._("%s is not at Amazon, so Amazon cannot answer it.", self.display_name))

    def _check_amazon_currency(self, currency):
        if currency and currency != self.currency_id.name:
            raise UserError(
                self.env._(
                    "The document is in %(found)s, but %(order)s is in %(expected)s.",
                    found=currency,
                    order=self.display_name,
                    expected=self.currency_id.name,
                )
            )

    def _amazon_lines_by_number(self, numbers):
        """Find lines by their number at Amazon.

        :param collections.abc.Iterable[int] numbers: those that a document names
        :return: every item of the order by its number
        :rtype: dict[int, purchase.order.line]
        :raises UserError: the order has no line of one of these numbers
        """
        lines = {line.amazon_line_number: line for line in self._amazon_item_lines()}
        for number in numbers:
            if number not in lines:
                raise UserError(self.env._("%(order)s has no line %(line)s.", order=self.display_name, line=number))
        return lines

    def _replace_amazon_statuses(self, confirmation, noticed_at):
        """Keep what the answer says of each line that it speaks of.

        :return: lines whose answer is new
        :rtype: purchase.order.line
        """
        mentioned = {item.line for item in confirmation.items}
        lines = self._amazon_lines_by_number(mentioned)
        spoken_of = lines if confirmation.unmentioned else mentioned
        fresh = self.order_line.browse(
            lines[number].id
            for number in spoken_of
            if not lines[number].amazon_answered_at or lines[number].amazon_answered_at <= noticed_at
        )
        statuses = self.env["amazon.punchin.line.status"]
        answers = fresh._prepare_amazon_statuses(confirmation)
        kept = statuses.union(*(line._amazon_statuses_beside(answers[line]) for line in fresh))
        (fresh.amazon_status_ids - kept).unlink()
        statuses.create([answer for line in fresh for answer in answers[line] if answer["answer"]])
        fresh.amazon_answered_at = noticed_at
        return fresh

    def _add_amazon_order_refs(self, refs):
        """Keep Amazon's order numbers beside those that are known already.

        :param collections.abc.Iterable[str] refs: order numbers
        """
        joined = ", ".join(dict.fromkeys([*self._amazon_order_refs(), *refs])) or False
        self.write({"amazon_order_ref": joined, "partner_ref": joined})

    def _note_amazon_answer(self, confirmation):
        """Show on the order what Amazon said, and where the order stands."""
        said = [*confirmation.reasons, *self.amazon_status_ids.mapped("reason")]
        env = wording.read_by(self, self._amazon_reader()).env
        reason = "\n".join(wording.of_many_lines(env, list(dict.fromkeys(filter(None, said))))) or False
        if set(self._amazon_item_lines().mapped("amazon_line_state")) == {"rejected"}:
            if self.amazon_mode == "test" and self.amazon_state in CONFIRMED:
                self._test_order_is_over()
            else:
                self._refused_by_amazon(reason)
            return
        self.amazon_refusal = reason
        self._settle_amazon_state()

    def _settle_amazon_state(self):
        """Say where the order stands, from what Amazon answered and sent so far."""
        if self.amazon_state in ORDERED:
            lines = self._amazon_item_lines()
            confirmed = set(lines.mapped("amazon_line_state")) == {"accepted"}
            self.acknowledged = confirmed
            self._move_amazon_to(self._amazon_state_by(lines, confirmed))

    def _amazon_state_by(self, lines, confirmed):
        if not any(lines.mapped("amazon_line_state")):
            return "sent"
        if all(line.amazon_qty_shipped >= line._amazon_qty_expected() for line in lines):
            return "done" if self._is_billed_by_amazon() else "shipped"
        return "confirmed" if confirmed else "partial"

    def _settle_amazon_unknown(self):
        """Whatever Amazon says of the order, it has the order."""
        self._outgoing_amazon_message()._note_arrival()
        if self.amazon_state in UNANSWERED:
            self._move_amazon_to("sent", amazon_refusal=False)

    def _refused_by_amazon(self, reason):
        """Amazon will not deliver: cancel here as well, unless it is already billed.

        :param str reason: Amazon's sentences
        """
        self._given_up_by_amazon("refused", reason)
        self._tell_amazon_buyer(
            lambda order: (order.env._("Amazon refused the order"), order._amazon_refusal_with_advice())
        )

    def _test_order_is_over(self):
        """Amazon cancels every test order that it has accepted; nobody need do anything."""
        self._given_up_by_amazon("cancelled", False)
        wording.remark(
            self,
            lambda order: order.env._(
                "Amazon has cancelled this test order, as it does with every one. Nothing is delivered or billed."
            ),
        )

    def _given_up_by_amazon(self, state, reason):
        self._move_amazon_to(state, amazon_refusal=reason)
        self._cancel_as_far_as_core_lets()

    def _amazon_refusal_with_advice(self):
        return "\n".join(filter(None, (self.amazon_refusal, self.amazon_advice)))

    def _apply_amazon_status_update(self, status):
        """Record what Amazon says of the order as a whole.

        :param amazon_punchin.protocol.response.Status status: Amazon's word
        """
        order = lock.opened(self)
        order.ensure_one()
        if not status.success:
            order._tell_amazon_buyer(
                lambda order: (order.env._("Amazon reports a problem with the order"), str(status))
            )
            return
        order._settle_amazon_unknown()
        wording.remark(order, lambda order: order.env._("Amazon reports: %s", status))


def _link(domain, ref):
    """A link to an order at Amazon, where the number can stand in one."""
    if not _ORDER_NUMBER.fullmatch(ref):
        return Markup("%s") % ref
    address = f"https://www.{domain}/gp/your-account/order-details?orderID={ref}"
    return Markup('<a href="%s" target="_blank" rel="noopener">%s</a>') % (address, ref)
