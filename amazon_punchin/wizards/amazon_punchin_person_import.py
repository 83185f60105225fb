from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..uploads import people
from .person_plan import PersonPlan

#: People written in one step; the screen shows progress between steps.
BATCH = 2000

#: Outcomes that a line of the list can have.
OUTCOMES = [
    ("create", "New"),
    ("change", "Changed"),
    ("same", "Unchanged"),
    ("unknown", "Without Odoo User"),
    ("skip", "Left Out"),
]


class AmazonPunchinPersonImport(models.TransientModel):
    """Brings Amazon's list of people over."""

    _name = "amazon.punchin.person.import"
    _inherit = ["amazon.punchin.import.mixin"]
    _description = "Import of People from Amazon"

    line_ids = fields.One2many("amazon.punchin.person.import.line", "import_id")
    create_count = fields.Integer(string="New", readonly=True)
    change_count = fields.Integer(string="Changed", readonly=True)
    same_count = fields.Integer(string="Unchanged", readonly=True)
    unknown_count = fields.Integer(string="Without Odoo User", readonly=True)
    skip_count = fields.Integer(string="Left Out", readonly=True)
    open_count = fields.Integer(string="To Be Written", readonly=True)

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Import People")

    def _reader(self):
        return people

    def _show(self, **values):
        self.line_ids.unlink()
        return super()._show(**values)

    def _preview(self, listed):
        lines = PersonPlan(self.config_id).lines(listed.people)
        self.env["amazon.punchin.person.import.line"].create([{**line, "import_id": self.id} for line in lines])
        counts = {f"{outcome}_count": 0 for outcome, _label in OUTCOMES}
        for line in lines:
            counts[f"{line['outcome']}_count"] += 1
        self.write(counts)
        self.open_count = len(self._open_lines())

    def action_apply(self):
        """Write all that the preview shows."""
        while self.apply_batch():
            pass

    def apply_batch(self):
        """Write the next people of the preview.

        :return: how many are left
        :rtype: int
        """
        self.ensure_one()
        if self.state == "upload":
            raise UserError(self.env._("Check a file first."))
        lines = self._open_lines(limit=BATCH)
        self._write_people(lines)
        lines.applied = True
        self.open_count -= len(lines)
        if not self.open_count:
            self.write({"state": "done", "file": False})
        return self.open_count

    def _open_lines(self, limit=None):
        return self.env["amazon.punchin.person.import.line"].search(
            [("import_id", "=", self.id), ("applied", "=", False)], limit=limit
        )

    def _write_people(self, lines):
        """Create the people who are not there yet; write the others, those with the same values at once."""
        new = lines.filtered(lambda line: not line.person_id)
        created = self.env["amazon.punchin.person"].create(
            [{**line._prepare_person_vals(), "config_id": self.config_id.id} for line in new]
        )
        for line, person in zip(new, created, strict=True):
            line.person_id = person
        alike = defaultdict(list)
        for line in lines - new:
            for name, value in line._changes().items():
                alike[name, value].append(line.person_id.id)
        for (name, value), ids in alike.items():
            self.env["amazon.punchin.person"].browse(ids).write({name: value})

    def action_view_lines(self):
        """List the people with the outcome in the context, or all of them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_punchin.amazon_punchin_person_import_line_action"
        )
        domain = [("import_id", "=", self.id)]
        if outcome := self.env.context.get("outcome"):
            domain.append(("outcome", "=", outcome))
        return {**action, "domain": domain}
