from odoo import fields, models

#: Policy of a group to the control policy of Odoo's products.
_METHODS = {"ordered": "purchase", "shipped": "receive", "received": "receive"}


class AmazonPunchinConfig(models.Model):
    """A configuration that says when bills are expected, to which the products made for it keep."""

    _inherit = "amazon.punchin.config"

    bill_policy = fields.Selection(
        [("ordered", "What was ordered"), ("shipped", "What Amazon shipped"), ("received", "What was received")],
        string="Bills Are Expected For",
        required=True,
        default="ordered",
        help="What an order waits for in “Waiting Bills”, and what a bill is compared with. Products that are created "
        "from baskets get the matching control policy.",
    )

    def write(self, vals):
        """Let the products that were made from baskets follow."""
        policies = {config: config.bill_policy for config in self}
        res = super().write(vals)
        for config in self.filtered(lambda config: config.bill_policy != policies[config]):
            config._products_from_baskets().purchase_method = _METHODS[config.bill_policy]
        return res

    def _products_from_baskets(self):
        """Products that were made from baskets, as far as they were bought by this configuration.

        :rtype: product.product
        """
        made = [
            "|",
            ("product_id.amazon_asin", "!=", False),
            ("product_id.amazon_category", "!=", False),
            ("order_id.amazon_config_id", "=", self.id),
        ]
        bought = self.env["purchase.order.line"].sudo()._read_group(made, ["product_id"])
        return self.env["product.product"].sudo().union(*(product for (product,) in bought))

    def _prepare_product(self):
        return {**super()._prepare_product(), "purchase_method": _METHODS[self.bill_policy]}
