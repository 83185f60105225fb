from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ...uploads import people
from ..shared.upload_text import problem_sentence
from .person_plan import PersonPlan

#: Outcomes that a line of the list can have.
OUTCOMES = [
    ("create", "New"),
    ("change", "Changed"),
    ("same", "Unchanged"),
    ("skip", "Left Out"),
    ("trouble", "Not Imported"),
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
    unknown_count = fields.Integer(
        string="Without Odoo User",
        readonly=True,
        help="People for whom no Odoo user was found; they are added to the list as well.",
    )
    skip_count = fields.Integer(
        string="Skipped",
        readonly=True,
        help="People who have only roles that cannot shop, and are not on the list here.",
    )
    missing_count = fields.Integer(
        string="Not on Amazon's List",
        readonly=True,
        help="People who are on the list here, but not in the file. They are not changed.",
    )

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Import People")

    def _list_format(self):
        return people

    def _show(self, **values):
        self.line_ids.unlink()
        return super()._show(**values)

    def _preview(self, fine, left_out, problems):
        rows = [*PersonPlan(self.config_id).lines(fine), *self._prepare_troubled(left_out, problems)]
        lines = self.env["amazon.punchin.person.import.line"].create([{**row, "import_id": self.id} for row in rows])
        for line in lines.sudo().filtered(lambda line: line.outcome == "change"):
            line.changes = line._prepare_changes()
        self._count()
        self.missing_count = len(self._missing_ids())

    def _prepare_troubled(self, left_out, problems):
        """Values of lines that are left out; whoever is meant is not missing from the file.

        :rtype: list[dict]
        """
        sentences = defaultdict(list)
        for problem in problems:
            told = (problem.column, problem_sentence(self.env, problem))
            sentences[problem.row].append(": ".join(filter(None, told)))
        people = {person.email: person.id for person in self.config_id.person_ids}
        return [
            {
                "row": listed.row,
                "outcome": "trouble",
                "applied": True,
                "email": listed.email,
                "name": listed.name,
                "person_id": people.get(listed.email, False),
                "note": " ".join(sentences[listed.row]),
            }
            for listed in left_out
        ]

    def _missing_ids(self):
        """Find the people here whom the file lacks.

        :return: ids of ``amazon.punchin.person``
        :rtype: list[int]
        """
        listed = set(self.line_ids.person_id.ids)
        people = self.env["amazon.punchin.person"].search([("config_id", "=", self.config_id.id)])
        return [number for number in people.ids if number not in listed]

    def _count(self):
        """Keep how many people the preview has of each kind, and how many are left to be written."""
        lines = self.env["amazon.punchin.person.import.line"]
        counts = dict(lines._read_group([("import_id", "=", self.id)], ["outcome"], ["__count"]))
        self.write(
            {
                **{f"{outcome}_count": counts.get(outcome, 0) for outcome, _label in OUTCOMES},
                "unknown_count": lines.search_count(self._domain_of("unknown")),
                "open_count": lines.search_count(self._open_domain()),
            }
        )

    def _domain_of(self, kind):
        """Which lines a number counts.

        :param str kind: an outcome; or ``unknown``: shops, and has no user, whatever becomes of them
        :rtype: odoo.fields.Domain
        """
        mine = Domain("import_id", "=", self.id)
        if kind == "unknown":
            return mine & Domain("outcome", "not in", ("skip", "trouble")) & Domain("user_id", "=", False)
        return mine & Domain("outcome", "=", kind)

    def _write_next(self, number):
        lines = self.env["amazon.punchin.person.import.line"].search(self._open_domain(), limit=number)
        self._plan_again(lines)
        self._write_people(lines.filtered(lambda line: line.outcome != "skip"))
        lines.applied = True
        self._count()

    def _open_domain(self):
        return Domain("import_id", "=", self.id) & Domain("applied", "=", False)

    def _plan_again(self, lines):
        """Follow what happened to the list of people since the preview, or since the step before."""
        plan = PersonPlan(self.config_id)
        for line in lines:
            line._take(plan.again(line))
            line._take({"changes": line._prepare_changes()})

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
        kind = self.env.context.get("outcome")
        domain = self._domain_of(kind) if kind else Domain("import_id", "=", self.id)
        return {**action, "domain": list(domain)}

    def action_view_missing(self):
        """List the people here whom the file lacks."""
        self.ensure_one()
        action, lines = (
            self.env["ir.actions.act_window"]._for_xml_id(f"amazon_punchin.amazon_punchin_{name}_action")
            for name in ("person", "person_import_line")
        )
        return {
            **action,
            "domain": [("id", "in", self._missing_ids())],
            "name": self.env._("Not on Amazon's List"),
            "help": lines["help"],
        }
