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
        help="Counts the changes. A form sends the version that it shows, and is refused if there is a newer one.",
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
                        "%(user)s has changed “%(record)s” while you were editing it. Nothing of yours was saved: "
                        "discard your changes, reload the page to see the new ones, and enter yours again.",
                        user=record.sudo().write_uid.name,
                        record=record.display_name,
                    )
                )
