from odoo import fields, models


class AmazonPunchinConfig(models.Model):
    """When a price that Amazon confirms counts as changed, and what becomes of it."""

    _inherit = "amazon.punchin.config"

    price_change_policy = fields.Selection(
        [("keep", "Keep the order and flag it"), ("ask", "Ask an administrator for a decision")],
        string="When Amazon Changes a Price",
        required=True,
        default="keep",
        help="What happens when Amazon confirms an order at a price that differs from the basket's.",
    )
    price_tolerance_amount = fields.Float(
        string="Tolerated Difference",
        digits="Product Price",
        help="In the order's currency. A price or total counts as changed when it differs by more than this amount "
        "and by more than the percentage below.",
    )
    price_tolerance_percent = fields.Float(
        string="Tolerated Difference (%)",
        digits=(5, 2),
        help="A price or total counts as changed when it differs by more than this percentage and by more "
        "than the amount above.",
    )

    _price_tolerance_positive = models.Constraint(
        "CHECK (COALESCE(price_tolerance_amount, 0) >= 0 AND COALESCE(price_tolerance_percent, 0) >= 0)",
        "A tolerance cannot be negative.",
    )

    def _is_price_change(self, ordered, confirmed, currency):
        """Whether a price or total differs by more than is tolerated.

        :param float ordered: in the basket
        :param float confirmed: in Amazon's answer
        :param res.currency currency: of both
        :rtype: bool
        """
        self.ensure_one()
        difference = abs(confirmed - ordered)
        allowed = max(self.price_tolerance_amount, abs(ordered) * self.price_tolerance_percent / 100)
        return currency.compare_amounts(difference, allowed) > 0
