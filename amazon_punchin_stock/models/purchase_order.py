from odoo import api, models
from odoo.fields import Domain

from odoo.addons.amazon_punchin.tools.problem_text import refusal


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    @api.model
    def _prepare_amazon_order_vals(self, cart, session, currency, checkout):
        """Receive where the location says, else in a warehouse of the company that buys.

        :raises UserError: it has none
        """
        vals = super()._prepare_amazon_order_vals(cart, session, currency, checkout)
        location = self.env["amazon.punchin.location"].browse(vals["amazon_location_id"])
        picking_type = location._usable_picking_type() or self._get_picking_type(vals["company_id"])
        if not picking_type:
            raise refusal(
                self.env,
                "no_warehouse",
                remember=lambda: session.config_id._call_administrator(
                    lambda config: (
                        config.env._("A company has no warehouse"),
                        config.env._(
                            "Nothing can be received in %s. Create a warehouse in Inventory.", config.company_id.name
                        ),
                    )
                ),
            )
        return {**vals, "picking_type_id": picking_type.id}

    def write(self, vals):
        """Receive where another location says."""
        res = super().write(vals)
        if "amazon_location_id" in vals:
            for order in self.sudo().filtered("amazon_config_id"):
                if picking_type := order.amazon_location_id._usable_picking_type():
                    order.picking_type_id = picking_type
        return res

    def _get_domain_is_late(self, operator, value):
        """Odoo hook: Inventory asks for receipts; whoever may read none of them sees no ordinary order, either."""
        if not self.env["stock.picking"].has_access("read"):
            return Domain.FALSE
        return super()._get_domain_is_late(operator, value)

    def action_acknowledge(self):
        """Odoo hook: a receipt acknowledges its order; what Amazon has acknowledged, Amazon's answers say."""
        acknowledged = self.filtered(lambda order: not order.amazon_config_id) if self.env.su else self
        return super(PurchaseOrder, acknowledged).action_acknowledge()
