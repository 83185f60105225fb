from odoo import api, fields, models

#: How many items a list of orders names.
_NAMED = 2


class PurchaseOrder(models.Model):
    """What of a purchase order a list shows: the first of its items."""

    _inherit = "purchase.order"

    amazon_items = fields.Char(
        string="First Items",
        compute="_compute_amazon_items",
        compute_sudo=True,
        help="The first items of the basket, and how many others there are.",
    )

    @api.depends("order_line.name", "order_line.amazon_kind")
    def _compute_amazon_items(self):
        """Read the titles that are shown, and no other line, however long the orders are."""
        groups = self.env["purchase.order.line"]._read_group(
            [("order_id", "in", self.ids), ("amazon_kind", "=", "item")], ["order_id"], ["id:array_agg"]
        )
        ids = {order.id: sorted(lines) for order, lines in groups}
        lines = self.env["purchase.order.line"].browse(
            number for of_order in ids.values() for number in of_order[:_NAMED]
        )
        lines.fetch(["name"])
        for order in self:
            items = ids.get(order._origin.id, [])
            named = "; ".join(lines.browse(number)._amazon_title() for number in items[:_NAMED])
            others = len(items) - _NAMED
            order.amazon_items = (
                self.env._("%(items)s and %(count)s more", items=named, count=others) if others > 0 else named
            )
