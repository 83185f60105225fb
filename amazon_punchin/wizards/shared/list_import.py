import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ...uploads.errors import UploadError
from .upload_text import problem_sentence, refusal

#: Rows written in one step; the screen shows progress between steps.
BATCH = 2000

#: More problems than these are not listed: whoever has them fixes the file's making, not the file.
_SHOWN = 200


class AmazonPunchinImportMixin(models.AbstractModel):
    """A list from Amazon: uploaded, checked, looked at, then applied but for the rows with trouble."""

    _name = "amazon.punchin.import.mixin"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Import of an Amazon List"

    config_id = fields.Many2one(
        "amazon.punchin.config",
        string="Group at Amazon",
        required=True,
        default=lambda self: self.env["amazon.punchin.config"]._first_of_company(),
        help="The Amazon Business group whose list it is.",
    )
    file = fields.Binary(attachment=False, help="CSV or Excel (.xlsx), as downloaded from Amazon.")
    filename = fields.Char()
    state = fields.Selection(
        [("upload", "Upload"), ("preview", "Review"), ("done", "Done")],
        required=True,
        readonly=True,
        default="upload",
    )
    refusal = fields.Text(readonly=True)
    problems = fields.Html(readonly=True, sanitize=False)
    open_count = fields.Integer(string="To Be Written", readonly=True)
    trouble_count = fields.Integer(
        string="Not Imported", readonly=True, help="Rows with something to fix; they are left out."
    )

    def action_check(self):
        """Read the file and show what it would change, and which rows are left out; nothing is changed yet."""
        self.ensure_one()
        self.config_id.check_access("write")
        list_format = self._list_format()
        try:
            listed = list_format.read(self._data())
        except UploadError as error:
            self._show(refusal=refusal(self.env, error, list_format.COLUMNS))
            return
        problems = sorted([*listed.problems, *self._more_problems(listed)], key=lambda problem: problem.row)
        troubled = {problem.row for problem in problems}
        fine, left_out = listed.split(troubled)
        told = {"problems": self._rendered(problems, fine), "trouble_count": len(troubled)}
        if not fine:
            self._show(**told)
            return
        self._show(state="preview", **told)
        self._preview(fine, left_out, problems)

    def action_again(self):
        """Go back to choosing a file."""
        self._show(file=False)

    def apply_batch(self):
        """Write the next rows of the preview.

        :return: how many are left
        :rtype: int
        """
        self.ensure_one()
        if self.state == "upload":
            raise UserError(self.env._("Upload and review a file first."))
        self._write_next(BATCH)
        if not self.open_count:
            self.write({"state": "done", "file": False})
        return self.open_count

    def _list_format(self):
        """The module of ``uploads`` that knows the list's columns."""
        raise NotImplementedError

    def _more_problems(self, listed):
        """What only Odoo knows to be wrong with a list.

        :param listed: as its format reads it
        :rtype: list[amazon_punchin.uploads.errors.Problem]
        """
        return []

    def _preview(self, fine, left_out, problems):
        """Keep what the list would change, and how many rows are to be written.

        :param tuple fine: rows, as the format reads them
        :param tuple left_out: those with trouble
        :param list[amazon_punchin.uploads.errors.Problem] problems: what is wrong with them
        """
        raise NotImplementedError

    def _write_next(self, number):
        """Write rows of the preview, as things are by now, and keep how many are left.

        :param int number: of rows, at most
        """
        raise NotImplementedError

    def _show(self, **values):
        self.write(
            {
                "state": "upload",
                "refusal": False,
                "problems": False,
                "open_count": 0,
                "trouble_count": 0,
                **values,
            }
        )

    def _data(self):
        data = self.with_context(bin_size=False).file
        if not data:
            raise UserError(self.env._("Choose a file first."))
        return base64.b64decode(data)

    def _rendered(self, problems, fine):
        return bool(problems) and self.env["ir.qweb"]._render(
            "amazon_punchin.import_problems",
            {
                "problems": [(problem, problem_sentence(self.env, problem)) for problem in problems[:_SHOWN]],
                "more": max(len(problems) - _SHOWN, 0),
                "is_useless": not fine,
            },
        )
