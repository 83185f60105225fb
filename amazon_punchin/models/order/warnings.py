from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import wording
from .state import CONFIRMABLE, DRAFT, STUCK

#: One that Amazon refused, or charges more for, is seen to when its activity is done.
_TOLD = Domain("amazon_state", "=", "refused") | Domain("amazon_price_decision", "=", "flagged")

#: Orders that somebody should look at.
_NEEDS_ATTENTION = (
    Domain("amazon_state", "in", STUCK)
    | Domain("amazon_price_decision", "in", ("asked", "cancel"))
    | (_TOLD & Domain("activity_ids.active", "=", True))
)


class PurchaseOrder(models.Model):
    """What a buyer should know of an Amazon order before confirming, and of Amazon's answer."""

    _inherit = "purchase.order"

    amazon_blocking = fields.Text(compute="_compute_amazon_warning", compute_sudo=True)
    amazon_warning = fields.Text(compute="_compute_amazon_warning", compute_sudo=True)
    amazon_needs_attention = fields.Boolean(
        string="Needs Attention",
        compute="_compute_amazon_needs_attention",
        search="_search_amazon_needs_attention",
        help="Unclear, refused, expired, or at another price, and not handled yet.",
    )

    @api.depends("activity_ids", "amazon_price_decision", "amazon_state")
    def _compute_amazon_needs_attention(self):
        troubled = self.filtered_domain(_NEEDS_ATTENTION)
        for order in self:
            order.amazon_needs_attention = order in troubled

    def _search_amazon_needs_attention(self, operator, _value):
        return _NEEDS_ATTENTION if operator == "in" else NotImplemented

    @api.depends(
        "amazon_checkout_address_id.location_id",
        "amazon_config_id.max_lines",
        "amazon_confirmed_total",
        "amazon_location_id",
        "amazon_price_decision",
        "amazon_reason",
        "amazon_state",
        "amazon_total",
        "amount_total",
        "order_line",
        "order_line.amazon_confirmed_price",
        "order_line.amazon_qty_shipped",
        "order_line.amazon_status_ids",
    )
    def _compute_amazon_warning(self):
        for order in self:
            order.amazon_blocking = "\n".join(order._amazon_obstacles()) or False
            order.amazon_warning = "\n".join(order._amazon_warnings()) or False

    def _amazon_obstacles(self):
        """Say what keeps an order from being confirmed; the form marks the coding that is missing.

        :return: sentences
        :rtype: list[str]
        """
        self.ensure_one()
        if self.amazon_state not in CONFIRMABLE:
            return []
        obstacles = [
            self._amazon_too_many_lines(),
            self.amazon_state in DRAFT and self._amazon_hold_is_over() and self._amazon_hold_over_sentence(),
            *self._amazon_verdicts("refuse", *([] if (self.amazon_reason or "").strip() else ["reason"])),
            self._amazon_incomplete_location(),
        ]
        return [sentence for sentence in obstacles if sentence]

    def _amazon_warnings(self):
        """Say what a buyer should know before confirming, and of Amazon's answer.

        :return: sentences
        :rtype: list[str]
        """
        self.ensure_one()
        warnings = []
        if self.amazon_state in CONFIRMABLE:
            warnings += self._amazon_verdicts("warn")
            if missing := self.amazon_location_id._doubtful_address_parts():
                warnings.append(
                    self.env._(
                        "Amazon may refuse the address of location “%(location)s”. Missing: %(missing)s.",
                        location=self.amazon_location_id.name,
                        missing=", ".join(missing),
                    )
                )
            warnings += self._amazon_checkout_warnings()
        if self.amazon_config_id and self.currency_id.compare_amounts(self.amount_total, self.amazon_total):
            warnings.append(
                self.env._(
                    "The total of this order is %(odoo)s; Amazon's total is %(amazon)s.",
                    odoo=self.currency_id.format(self.amount_total),
                    amazon=self.currency_id.format(self.amazon_total),
                )
            )
        unanswered = [line._amazon_unanswered_sentence() for line in self._amazon_item_lines()]
        warnings += wording.of_many_lines(self.env, list(filter(None, unanswered)))
        return warnings + self._amazon_price_warnings() + self._amazon_excess_told()

    def _amazon_too_many_lines(self):
        count, limit = len(self._amazon_item_lines()), self.amazon_config_id.max_lines
        if count <= limit:
            return ""
        return self.env._(
            "This basket has %(count)s different items; Amazon accepts at most %(limit)s in one order. Cancel this "
            "order, split the basket at Amazon and submit each part separately.",
            count=count,
            limit=limit,
        )
