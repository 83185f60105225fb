import re

from markupsafe import Markup

from odoo import api, fields, models

from ... import protocol
from ...tools import error_codes, lock, wording
from ...tools.const import DOCUMENT, MARKETPLACES
from ...tools.problem_text import Problem, refusal
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
        help="Amazon's order number; Amazon may split one order into several.",
    )
    amazon_refusal = fields.Text(string="Amazon's Reason", readonly=True, copy=False)
    amazon_status_ids = fields.One2many(
        "amazon.punchin.line.status", string="Amazon's Answers", compute="_compute_amazon_status_ids"
    )
    amazon_order_links = fields.Html(
        string="Orders at Amazon",
        compute="_compute_amazon_order_links",
        compute_sudo=True,
        help="Amazon's order numbers, each with a link.",
    )
    amazon_advice = fields.Text(string="What to Do", compute="_compute_amazon_advice")
    amazon_open_total = fields.Monetary(
        string="Open Value",
        compute="_compute_amazon_open_total",
        help="What Amazon still charges: at the prices that it confirmed, without what it has rejected.",
    )

    @api.depends("order_line.amazon_status_ids")
    def _compute_amazon_status_ids(self):
        amazon = self.filtered("amazon_config_id")
        (self - amazon).amazon_status_ids = False
        for order in amazon:
            order.amazon_status_ids = order.order_line.amazon_status_ids

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

    @api.depends(
        "amazon_confirmed_total",
        "amazon_state",
        "amazon_total",
        "order_line.amazon_answered_at",
        "order_line.amazon_confirmed_price",
        "order_line.amazon_qty_rejected",
        "order_line.price_total",
    )
    def _compute_amazon_open_total(self):
        for order in self:
            total = order.amazon_confirmed_total or order._amazon_ordered_total() + order._amazon_price_rise()
            order.amazon_open_total = 0.0 if order._is_given_up() else total

    def _amazon_ordered_total(self):
        """What the order comes to at the ordered prices, without what Amazon has rejected.

        :rtype: float
        """
        rejected = sum(
            line.price_total * line.amazon_qty_rejected / line.product_qty
            for line in self.order_line
            if line.amazon_qty_rejected and line.product_qty
        )
        return 0.0 if self._is_given_up() else self.amazon_total - rejected

    def _amazon_price_rise(self):
        """How much more than ordered Amazon charges for what it delivers, with tax; below zero where it is less.

        :rtype: float
        """
        return sum(
            (line.amazon_confirmed_price - line.price_unit)
            * (line.product_qty - line.amazon_qty_rejected)
            * (line.price_total / line.price_subtotal if line.price_subtotal else 1.0)
            for line in self._amazon_item_lines()
            if line.amazon_answered_at
        )

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
        :return: what could not be taken over, see :meth:`_amazon_lacks`
        :rtype: list[collections.abc.Callable]
        """
        order = lock.opened(self)
        order.ensure_one()
        left_out = order._amazon_lacks(order._amazon_unknown_lines(confirmation.items))
        rejected_before = order._amazon_rejected()
        prices_before = order._amazon_asked_prices()
        excess_before = order._amazon_excess()
        answered_before = max(filter(None, order._amazon_item_lines().mapped("amazon_answered_at")), default=noticed_at)
        lines, changed = order._add_amazon_statuses(confirmation, noticed_at)
        order._settle_amazon_unknown()
        order._add_amazon_order_refs(confirmation.order_refs)
        order._count_amazon_pieces()
        order._take_over_amazon_total(confirmation, lines, noticed_at)
        if not changed and order._amazon_asked_prices() == prices_before:
            return left_out
        order._note_amazon_answer(confirmation if noticed_at >= answered_before else None)
        order._tell_amazon_excess(
            lambda order: order.env._("Amazon's answer covers more than was ordered"), excess_before
        )
        if order._amazon_rejected() not in ({}, rejected_before) and not order._is_given_up():
            order._tell_amazon_buyer(
                lambda order: (
                    order.env._("Amazon delivers only part of the order"),
                    order._amazon_refusal_with_advice(),
                ),
                "partial",
            )
        order._judge_amazon_prices(prices_before)
        return left_out

    def _amazon_rejected(self):
        """How many pieces of which item Amazon rejects.

        :rtype: dict[purchase.order.line, float]
        """
        lines = self._amazon_item_lines()
        return {line: line.amazon_qty_rejected for line in lines if line.amazon_qty_rejected}

    def _check_amazon_answerable(self):
        if self._is_given_up() and self._outgoing_amazon_message():
            raise refusal(self.env, "over", order=self.display_name, state=self._amazon_state_told())
        if self.amazon_state not in ORDERED:
            raise refusal(self.env, "not_ordered", order=self.display_name)

    def _amazon_state_told(self):
        """The state of now, for whoever reads of it later.

        :return: takes the environment of the reader and gives the state's name
        :rtype: collections.abc.Callable
        """
        field, state = self._fields["amazon_state"], self.amazon_state
        return lambda env: dict(field._description_selection(env))[state]

    def _check_amazon_currency(self, currency):
        if currency and currency != self.currency_id.name:
            raise refusal(
                self.env, "other_currency", found=currency, order=self.display_name, expected=self.currency_id.name
            )

    def _amazon_lines_by_number(self):
        """Find lines by their number at Amazon.

        :return: every item of the order by its number
        :rtype: dict[int, purchase.order.line]
        """
        return {line.amazon_line_number: line for line in self._amazon_item_lines()}

    def _amazon_unknown_lines(self, items):
        """Find the lines of a document that the order lacks, as it does a fee or a warranty.

        :param collections.abc.Iterable items: statuses of a confirmation, or items of a ship notice
        :return: their numbers
        :rtype: list[int | str]
        """
        lines = self._amazon_lines_meant()
        return list(dict.fromkeys(item.line for item in items if not lines.meant_by(item)))

    def _amazon_lacks(self, numbers):
        """Say that the order lacks lines.

        :param collections.abc.Iterable[int | str] numbers: those of a document
        :return: for each what takes an environment and gives a sentence
        :rtype: list[collections.abc.Callable]
        """
        return [Problem("no_line", {"order": self.display_name, "line": number}).cause for number in numbers]

    def _check_amazon_answer(self, confirmation):
        """Check that something of an answer can be taken over.

        :param amazon_punchin.protocol.confirmation.Confirmation confirmation: the answer
        :raises UserError: the order is not at Amazon, is in another currency, or has none of the lines
        """
        self._check_amazon_answerable()
        self._check_amazon_currency(confirmation.currency)
        mentioned = {item.line for item in confirmation.items}
        unknown = self._amazon_unknown_lines(confirmation.items)
        if unknown and len(unknown) == len(mentioned):
            raise self._refuse_amazon_lines(unknown)

    def _refuse_amazon_lines(self, numbers):
        """Make the exception that nothing of a document can be used, because the order has none of its lines."""
        return refusal(self.env, "no_line", order=self.display_name, line=", ".join(map(str, numbers)))

    def _is_amazon_answered_since(self, moment):
        """Whether Amazon has said something of every item at a moment or later.

        :param datetime.datetime moment: in UTC; Amazon's are in whole seconds
        :rtype: bool
        """
        answered = self._amazon_item_lines().mapped("amazon_answered_at")
        return all(at and at >= moment for at in answered)

    def _add_amazon_statuses(self, confirmation, noticed_at):
        """Keep what the answer says of each line that it speaks of, and weigh it against all other answers.

        :return: lines that it speaks of, and those of which something else counts now
        :rtype: tuple[purchase.order.line, purchase.order.line]
        """
        by_number = self._amazon_lines_by_number()
        mentioned = {item.line for item in confirmation.items}
        lines = self.order_line.browse(
            line.id for number, line in by_number.items() if confirmation.unmentioned or number in mentioned
        )
        statuses = self.env["amazon.punchin.line.status"]
        said = {"message_id": self.env.context.get(DOCUMENT), "noticed_at": noticed_at}
        known = lines.amazon_answer_ids
        again = known.filtered(lambda status: status.message_id.id == said["message_id"] is not None)
        again.unlink()
        answers = lines._prepare_amazon_statuses(confirmation)
        new = statuses.create([{**answer, **said} for line in lines for answer in answers[line]])
        return lines, lines._weigh_amazon_answers(known - again, new)

    def _add_amazon_order_refs(self, refs):
        """Keep Amazon's order numbers beside those that are known already.

        :param collections.abc.Iterable[str] refs: order numbers
        """
        joined = ", ".join(sorted({*self._amazon_order_refs(), *refs})) or False
        if (self.amazon_order_ref, self.partner_ref) != (joined, joined):
            self.write({"amazon_order_ref": joined, "partner_ref": joined})

    def _note_amazon_answer(self, said):
        """Show on the order what Amazon said, and where the order stands.

        :param amazon_punchin.protocol.confirmation.Confirmation | None said: the last of Amazon's answers; None if a
            later one is here already
        """
        reason = self._amazon_reason(said)
        if set(self._amazon_item_lines().mapped("amazon_line_state")) == {"rejected"}:
            if self.amazon_mode == "test" and self.amazon_state in CONFIRMED:
                self._test_order_is_over()
            else:
                self._refused_by_amazon(reason)
            return
        self.amazon_refusal = reason
        self._settle_amazon_state()

    def _amazon_reason(self, said):
        """Amazon's reasons, each once, with the items that it is about, as whoever the order belongs to reads them.

        :param amazon_punchin.protocol.confirmation.Confirmation | None said: the last answer, for its own sentences
        :return: sentences; False if there are none
        :rtype: str | bool
        """
        by_reason = self.amazon_status_ids.filtered("reason").grouped("reason")
        reasons = dict.fromkeys([*(said.reasons if said else ()), *by_reason])
        if not reasons:
            return False
        env = wording.read_by(self, self._amazon_reader()).env
        sentences = []
        for reason in reasons:
            about = by_reason.get(reason)
            if not about or (said and reason == said.reason):
                sentences.append(reason)
            else:
                items = about.line_id.with_env(env)._amazon_titles()
                sentences.append(env._("%(items)s: %(reason)s", items=items, reason=reason))
        return "\n".join(wording.of_many_lines(env, sentences))

    def _settle_amazon_state(self):
        """Say where the order stands, from what Amazon answered and sent so far."""
        if self.amazon_state in ORDERED:
            lines = self._amazon_item_lines()
            unconfirmed = lines.filtered(lambda line: line.amazon_line_state != "accepted")
            billed = unconfirmed.filtered(lambda line: line._is_amazon_charged(line.product_qty))
            if not billed and not any(lines.mapped("amazon_line_state")) and self._is_billed_as_a_sum():
                billed = unconfirmed
            self.acknowledged = billed == unconfirmed
            self._move_amazon_to(self._amazon_state_by(lines, self.acknowledged))

    def _amazon_state_by(self, lines, confirmed):
        if not (confirmed or any(lines.mapped("amazon_line_state")) or self._has_amazon_bill()):
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
            lambda order: (order.env._("Amazon refused the order"), order._amazon_refusal_with_advice()), "refused"
        )

    def _test_order_is_over(self):
        """Amazon cancels every test order that it has accepted; nobody need do anything."""
        self._given_up_by_amazon("cancelled", False)
        wording.remark(
            self,
            lambda order: order.env._(
                "Amazon cancelled this test order, as it does with every test order. Nothing will be delivered "
                "or billed."
            ),
        )

    def _given_up_by_amazon(self, state, reason):
        self._move_amazon_to(state, amazon_refusal=reason)
        self._cancel_as_far_as_core_lets()

    def _amazon_refusal_with_advice(self):
        said = "\n".join(filter(None, (self.amazon_refusal, self.amazon_advice)))
        return said or self.env._("Amazon gives no reason.")

    def _apply_amazon_status_update(self, status):
        """Record what Amazon says of the order as a whole.

        :param amazon_punchin.protocol.response.Status status: Amazon's word
        """
        order = lock.opened(self)
        order.ensure_one()
        if not status.success:
            order._tell_amazon_buyer(
                lambda order: (order.env._("Amazon reports a problem with the order"), str(status)), "problem"
            )
            return
        order._settle_amazon_unknown()
        wording.remark(order, lambda order: order.env._("Amazon reports: %s", status))


def _link(domain, ref):
    """A link to an order at Amazon, where the number can be in one."""
    if not _ORDER_NUMBER.fullmatch(ref):
        return Markup("%s") % ref
    address = f"https://www.{domain}/gp/your-account/order-details?orderID={ref}"
    return Markup('<a href="%s" target="_blank" rel="noopener">%s</a>') % (address, ref)
