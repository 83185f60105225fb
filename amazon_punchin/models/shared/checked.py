from odoo import api, models

from .access import OF_ODOO

#: Model to the field of the configuration that lists its records.
_LISTED_BY = {
    "amazon.punchin.extrinsic": "extrinsic_ids",
    "amazon.punchin.location": "location_ids",
    "amazon.punchin.person": "person_ids",
}


class AmazonPunchinCheckedMixin(models.AbstractModel):
    """A part of a configuration: when it changes, what was found about it no longer holds."""

    _name = "amazon.punchin.checked.mixin"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Checked Part of an Amazon Group"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._forget_checks()
        return records

    def write(self, vals):
        if not OF_ODOO.get(self._name, frozenset()).issuperset(vals):
            self._forget_checks()
        result = super().write(vals)
        if "config_id" in vals:
            self._forget_checks()
        return result

    def unlink(self):
        self._forget_checks()
        return super().unlink()

    def _forget_checks(self):
        self.sudo().config_id._forget_checks([_LISTED_BY[self._name]])
