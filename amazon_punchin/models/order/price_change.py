from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import lock, wording
from ...tools.const import MANAGER

_ACTIVITY = "amazon_punchin.mail_activity_type_price"


class PurchaseOrder(models.Model):
    """A purchase order for which Amazon asks another price than the basket's."""

    _inherit = "purchase.order"

    amazon_confirmed_total = fields.Monetary(
        string="Confirmed Total",
        readonly=True,
        copy=False,
        help="Items, shipping and tax in Amazon's answer to the whole order; zero if Amazon gave none.",
    )

    amazon_price_decision = fields.Selection(
        [
            ("flagged", "Price changed"),
            ("asked", "New price awaiting decision"),
            ("accepted", "New price accepted"),
            ("cancel", "To be cancelled at Amazon"),
        ],
        string="Changed Price",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
        help="What to do, or what was done, about a price that differs from the basket's.",
    )

    amazon_stated_total = fields.Monetary(
        readonly=True, copy=False, help="Total in the last of Amazon's answers to all items at once."
    )
    amazon_stated_open = fields.Monetary(
        readonly=True, copy=False, help="What was open by that answer: what its total is compared with."
    )
    amazon_stated_at = fields.Datetime(readonly=True, copy=False, help="When Amazon wrote that answer.")

    def _take_over_amazon_total(self, confirmation, lines, noticed_at):
        """Keep the total of the last answer to every piece of the order; any other has no base to compare with.

        It holds as long as as much is open as by that answer.

        :param amazon_punchin.protocol.confirmation.Confirmation confirmation: the answer
        :param purchase.order.line lines: those that it answers
        :param datetime.datetime noticed_at: when Amazon wrote it, in UTC
        """
        items = self._amazon_item_lines()
        is_last = noticed_at >= (self.amazon_stated_at or noticed_at)
        if lines == items and confirmation.total is not None and is_last and self._amazon_is_answered_by(confirmation):
            is_newest = all(line.amazon_answered_at == noticed_at for line in items)
            self.write(
                {
                    "amazon_stated_at": noticed_at,
                    "amazon_stated_total": float(confirmation.total),
                    "amazon_stated_open": self._amazon_ordered_total()
                    if is_newest
                    else self._amazon_open_by(confirmation),
                }
            )
        whole = all(line._amazon_qty_settled() >= line.product_qty for line in items)
        holds = whole and not self.currency_id.compare_amounts(self._amazon_ordered_total(), self.amazon_stated_open)
        self.amazon_confirmed_total = self.amazon_stated_total if holds else 0.0

    def _amazon_is_answered_by(self, confirmation):
        """Whether one answer speaks of every piece of the order."""
        items = self._amazon_item_lines()
        return all(
            sum(answer["quantity"] for answer in answers) >= line.product_qty
            for line, answers in items._prepare_amazon_statuses(confirmation).items()
        )

    def _amazon_open_by(self, confirmation):
        """What of the order is open by one answer alone.

        :param amazon_punchin.protocol.confirmation.Confirmation confirmation: the answer
        :rtype: float
        """
        items = self._amazon_item_lines()
        rejected = {
            line: sum(answer["quantity"] for answer in answers if answer["answer"] == "rejected")
            for line, answers in items._prepare_amazon_statuses(confirmation).items()
        }
        taken_off = sum(
            line.price_total * min(rejected[line], line.product_qty) / line.product_qty
            for line in items
            if line.product_qty
        )
        return self.amazon_total - taken_off

    def _amazon_asked_prices(self):
        """What Amazon asks that is not as ordered, to be compared with what it asks later.

        :return: total, None if it is as ordered, and unit price by line
        :rtype: tuple[float | None, dict[purchase.order.line, float]]
        """
        return (
            self.amazon_confirmed_total if self._is_amazon_total_changed() else None,
            {
                line: line.amazon_confirmed_price
                for line in self._amazon_item_lines()
                if line.amazon_answered_at and line.amazon_confirmed_price != line.price_unit
            },
        )

    def _is_amazon_total_changed(self):
        """Whether Amazon's total differs from what is open by more than the configuration tolerates.

        Amazon may charge less for a part of the order than its share of shipping; that is no change.

        :rtype: bool
        """
        confirmed, expected = self.amazon_confirmed_total, self._amazon_ordered_total()
        if not confirmed or not expected:
            return False
        taken = all(line.amazon_qty_accepted >= line.product_qty for line in self._amazon_item_lines())
        config = self.sudo().amazon_config_id
        return (taken or confirmed > expected) and config._is_price_change(expected, confirmed, self.currency_id)

    def _judge_amazon_prices(self, before):
        """Flag prices that an answer has changed, or ask for a decision, as the configuration wants it.

        What has been decided stays decided while Amazon repeats the same prices.

        :param tuple before: what :meth:`_amazon_asked_prices` gave before the answer
        """
        if self._is_given_up() or self._amazon_asked_prices() == before:
            return
        if not self._amazon_price_change_sentences():
            if self.amazon_price_decision:
                self._close_amazon_price(False)
            return
        policy = self.amazon_config_id.price_change_policy
        self.amazon_price_decision = "asked" if policy == "ask" else "flagged"
        self.activity_unlink([_ACTIVITY])
        wording.give_activity(
            self,
            _ACTIVITY,
            self.amazon_config_id._administrator() if policy == "ask" else self.amazon_requester_id,
            lambda order: (order.env._("Amazon changed the price"), "\n".join(order._amazon_price_change_sentences())),
        )

    def _amazon_price_change_sentences(self):
        """Say which prices differ by more than the configuration tolerates.

        :return: sentences
        :rtype: list[str]
        """
        self.ensure_one()
        config = self.sudo().amazon_config_id
        changed = [
            self.env._(
                "Line %(number)s: %(item)s was ordered at %(ordered)s, but Amazon charges %(confirmed)s.",
                number=line.amazon_line_number,
                item=line._amazon_title(),
                ordered=self.currency_id.format(line.price_unit),
                confirmed=self.currency_id.format(line.amazon_confirmed_price),
            )
            for line in self._amazon_item_lines()
            if line.amazon_answered_at
            and line.amazon_qty_rejected < line.product_qty
            and config._is_price_change(line.price_unit, line.amazon_confirmed_price, self.currency_id)
        ]
        changes = wording.of_many_lines(self.env, changed)
        if self._is_amazon_total_changed():
            changes.append(
                self.env._(
                    "The total was %(ordered)s, Amazon charges %(confirmed)s.",
                    ordered=self.currency_id.format(self._amazon_ordered_total()),
                    confirmed=self.currency_id.format(self.amazon_confirmed_total),
                )
            )
        return changes

    def _amazon_price_warnings(self):
        """What the form says of changed prices.

        :return: sentences
        :rtype: list[str]
        """
        if not self.amazon_price_decision or self.amazon_price_decision == "accepted":
            return []
        next_step = {
            "asked": self.env._("An Amazon administrator must decide whether to accept the new price."),
            "cancel": self.env._("The new price was not accepted: cancel the order at Amazon."),
        }.get(self.amazon_price_decision)
        return [*self._amazon_price_change_sentences(), *([next_step] if next_step else [])]

    # --- An administrator decides --------------------------------------------------------

    def action_amazon_accept_price(self):
        """Amazon's new price is all right."""
        for order in self._amazon_price_to_decide():
            order._close_amazon_price("accepted")
            order.message_post(body=self.env._("Amazon's new price is accepted."))

    def action_amazon_refuse_price(self):
        """Amazon's new price is too high: somebody cancels the order at Amazon."""
        for order in self._amazon_price_to_decide():
            order._close_amazon_price("cancel")
            order._tell_amazon_buyer(
                lambda order: (
                    order.env._("Cancel the order at Amazon"),
                    order.env._("Amazon's new price was not accepted."),
                ),
                "price",
            )

    def _amazon_price_to_decide(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only an Amazon administrator can decide on a changed price."))
        if self.filtered(lambda order: order.amazon_price_decision != "asked"):
            raise UserError(self.env._("No changed price is waiting for a decision."))
        self.check_access("write")
        return lock.opened(self)

    def _close_amazon_price(self, decision):
        self.amazon_price_decision = decision
        self.sudo().activity_feedback([_ACTIVITY])
