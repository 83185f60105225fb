from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.row_lock import wait_for_row


class AmazonPunchinVersionMixin(models.AbstractModel):
    """Two administrators who edit at the same time: the second is told, and overwrites nothing unseen."""

    _name = "amazon.punchin.version.mixin"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Record That Counts Its Changes"

    version = fields.Integer(
        readonly=True,
        copy=False,
        help="Increases with every change. A form that shows an older version is not saved.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{**vals, "version": 1} for vals in vals_list])

    def write(self, vals):
        if self.env.su:
            # What Odoo notes by itself is nothing that somebody edits.
            return super().write(vals)
        seen = vals.get("version")
        if seen is not None:
            self._refuse_unseen_change(seen)
        for version, records in self.grouped("version").items():
            super(AmazonPunchinVersionMixin, records).write({**vals, "version": version + 1})
        return True

    def web_resequence(self, specification, field_name="sequence", offset=0):
        """Tell the list the new versions too, so that whoever has moved a row can edit it next."""
        return super().web_resequence({**specification, "version": {}}, field_name, offset)

    def _refuse_unseen_change(self, seen):
        self.check_access("write")
        for record in self:
            wait_for_row(record)
            if record.version != seen:
                raise UserError(
                    self.env._(
                        "%(user)s changed “%(record)s” while you were editing it. Your changes were not saved. "
                        "Discard them, reload the page, and enter them again.",
                        user=record.sudo().write_uid.name,
                        record=record.display_name,
                    )
                )
