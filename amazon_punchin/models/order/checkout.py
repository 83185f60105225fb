from odoo import fields, models

from ...addresses.comparison import DIFFERENT, compare


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
        help="The delivery address that was chosen at Amazon, where the basket says so.",
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
                    "At Amazon's checkout the basket was meant for %(checkout)s, but location “%(location)s” is in "
                    "another state or country. Amazon may charge other tax or refuse the order.",
                    checkout=checkout.address,
                    location=location.name,
                )
            ]
        return [
            self.env._(
                "At Amazon's checkout the basket was meant for %(checkout)s. Check that location “%(location)s” is "
                "where it should go.",
                checkout=checkout.address,
                location=location.name,
            )
        ]
