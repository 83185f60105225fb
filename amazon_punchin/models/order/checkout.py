from odoo import api, fields, models

from ...addresses.comparison import DIFFERENT, compare
from .state import CONFIRMABLE


class PurchaseOrder(models.Model):
    """Where a basket was meant to go when it was filled, and where the order goes."""

    _inherit = "purchase.order"

    amazon_checkout_address_id = fields.Many2one(
        "amazon.punchin.address",
        string="Address at Checkout",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="The delivery address chosen at Amazon, if the basket includes it.",
    )

    amazon_delivery_address = fields.Char(
        string="Delivery Address", compute="_compute_amazon_delivery_address", compute_sudo=True
    )
    amazon_is_address_unsaid = fields.Boolean(compute="_compute_amazon_delivery_address", compute_sudo=True)

    @api.depends(
        "amazon_checkout_address_id",
        "amazon_location_id.partner_id.contact_address",
        "amazon_state",
    )
    def _compute_amazon_delivery_address(self):
        """Where the location is; and whether Amazon left open which address was chosen at checkout."""
        for order in self:
            place = order.amazon_location_id.partner_id
            address = place._display_address(without_company=True).splitlines() if place else ()
            named = (place.name or place.commercial_company_name or "", *address)
            order.amazon_delivery_address = ", ".join(filter(None, map(str.strip, named)))
            order.amazon_is_address_unsaid = (
                order.amazon_state in CONFIRMABLE and bool(place) and not order.amazon_checkout_address_id
            )

    def _amazon_checkout_warnings(self):
        """Say where the order goes elsewhere than the basket was meant to.

        :return: sentences
        :rtype: list[str]
        """
        self.ensure_one()
        checkout, location = self.sudo().amazon_checkout_address_id, self.sudo().amazon_location_id
        if not checkout or not location or checkout.location_id == location:
            return []
        addresses = self.env["amazon.punchin.address"]
        verdicts = compare(addresses._place(checkout), addresses._place(location.partner_id)).verdicts
        if DIFFERENT in (verdicts.get("country"), verdicts.get("state")):
            return [
                self.env._(
                    "At Amazon's checkout, the basket's address was %(checkout)s, but location “%(location)s” is in "
                    "another state or country. Amazon may charge different tax or refuse the order.",
                    checkout=checkout.address,
                    location=location.name,
                )
            ]
        return [
            self.env._(
                "At Amazon's checkout, the basket's address was %(checkout)s. Check that location “%(location)s” is "
                "correct.",
                checkout=checkout.address,
                location=location.name,
            )
        ]
