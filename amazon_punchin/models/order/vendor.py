from odoo import models


class ResPartner(models.Model):
    """All Amazon orders of a legal entity may have one vendor, whose row must not keep them apart."""

    _inherit = "res.partner"

    def signup_prepare(self, signup_type="signup"):
        """Write only what is not so yet.

        Whenever an order notifies somebody, the portal prepares its vendor for signing up. Orders that are confirmed
        or approved at the same moment would all write this one row, and all but one of them be run again.
        """
        changed = self.filtered(lambda partner: partner.sudo().signup_type != signup_type)
        return super(ResPartner, changed).signup_prepare(signup_type) if changed else True
