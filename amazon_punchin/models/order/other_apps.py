from odoo import api, models
from odoo.exceptions import AccessError

from ...tools import readable


class PurchaseOrder(models.Model):
    """What other apps add to an order is not in the way of people who may see the order, but nothing of these apps."""

    _inherit = "purchase.order"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        """Odoo hook: views differ by what the user may not read."""
        return (*super()._get_view_cache_key(view_id, view_type, **options), readable.unreadable(self))

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Odoo hook: leave out what the user may not read, and columns that would show an item's product once more.

        Core's list of lines hides the title of each item beside the column of Purchase Matrix.
        """
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type != "search":
            readable.strip(arch, self)
        for column in arch.xpath("//field[@name='order_line']/list/field[@name='product_template_id']"):
            hidden = filter(None, (column.get("column_invisible"), "parent.amazon_config_id"))
            column.set("column_invisible", " or ".join(hidden))
        return arch, view

    def _compute_field_value(self, field):
        """Odoo hook: where the user's rights do not suffice, compute with the system's."""
        try:
            return super()._compute_field_value(field)
        except AccessError:
            if self.env.su or not all(order.amazon_config_id for order in self.sudo()):
                raise
            return super(PurchaseOrder, self.sudo())._compute_field_value(field)


class PurchaseOrderLine(models.Model):
    """The same for what other apps compute of lines."""

    _inherit = "purchase.order.line"

    def _compute_field_value(self, field):
        """Odoo hook: where the user's rights do not suffice, compute with the system's."""
        try:
            return super()._compute_field_value(field)
        except AccessError:
            if self.env.su or not all(line.order_id.amazon_config_id for line in self.sudo()):
                raise
            return super(PurchaseOrderLine, self.sudo())._compute_field_value(field)
