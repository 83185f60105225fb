from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import AmazonCase
from ..every_record import EveryRecord

#: People work for several companies. Whether somebody may decide, shop or be asked for one is looked up each time.
OF_NO_COMPANY = {"res.users"}

#: Windows that take what their user may not see, show nothing of it, and say so when their button is pressed.
SAYING_SO_LATER = {"amazon.punchin.rule.tester"}

REFUSALS = (AccessError, MissingError, UserError, IntegrityError)


@tagged("post_install", "-at_install")
class TestCompanies(EveryRecord, AmazonCase):
    """Every model of the addon, and every field of the addon elsewhere, that leads into another company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_every_record()

    def fields_into_a_company(self):
        """Every field by which a record can get into another company.

        :return: pairs of a model and a field
        :rtype: list[tuple[odoo.models.BaseModel, odoo.fields.Field]]
        """
        found = []
        for name, model in self.env.items():
            if model._abstract or not model._auto:
                continue
            for field in model._fields.values():
                ours = name.startswith("amazon.punchin.") or set(field._modules) == {"amazon_punchin"}
                if ours and field.relational and (field.store or field.inverse) and self.is_of_a_company(field):
                    found.append((model, field))
        return found

    def is_of_a_company(self, field):
        comodel = self.env[field.comodel_name]
        if field.name.startswith(("message_", "activity_")) or comodel._name in OF_NO_COMPANY or comodel._abstract:
            return False
        return comodel._name == "res.company" or any(
            name in comodel._fields for name in ("company_id", "company_ids", "config_id", "match_id", "import_id")
        )

    def test_every_model_and_comodel_has_a_record(self):
        found = self.fields_into_a_company()
        ours = {model._name for model, _field in found if model._name.startswith("amazon.punchin.")}
        self.assertFalse(ours - set(self.mine))
        self.assertFalse({field.comodel_name for _model, field in found} - set(self.theirs))
        self.assertGreater(len(found), 100)

    def test_every_model_has_the_mixin(self):
        mixin = self.env.registry["amazon.punchin.access.mixin"]
        outside = [
            name
            for name, model in self.env.registry.items()
            if name.startswith("amazon.punchin.") and model._auto and not model._abstract
            if not issubclass(model, mixin)
        ]
        self.assertFalse(outside)

    def test_windows_are_ones_own(self):
        """What a window shows is of one company, and nobody else's."""
        for name, model in self.env.items():
            if name.startswith("amazon.punchin.") and model._transient:
                with self.subTest(model=name):
                    self.assertTrue(self.mine[name].with_user(self.mine[name].create_uid).has_access("read"))
                    self.assertFalse(self.theirs[name].with_user(self.manager).has_access("read"))

    def test_nothing_gets_into_another_company(self):
        for model, field in self.fields_into_a_company():
            theirs = self.theirs[field.comodel_name]
            if model._name not in self.mine or model._name in SAYING_SO_LATER:
                continue
            for road, go in self.roads(model, field, theirs).items():
                with self.subTest(model=model._name, field=field.name, road=road):
                    self.assertKeptOut(go, field, theirs)

    def test_nothing_is_taken_from_another_company(self):
        """The same the other way round: their records are no more written than ours handed over."""
        for model, field in self.fields_into_a_company():
            if model._name not in self.mine or field.type == "one2many":
                continue
            theirs, mine = self.theirs[model._name].with_user(self.manager), self.mine[field.comodel_name]
            value = mine.id if field.type == "many2one" else [Command.link(mine.id)]
            with self.subTest(model=model._name, field=field.name):
                before = self.named_by(theirs, field)
                refusal = self.outcome(
                    lambda theirs=theirs, field=field, value=value: theirs.write({field.name: value}),
                    lambda theirs=theirs, field=field: self.named_by(theirs, field),
                )
                self.assertTrue(refusal or self.seen == before)

    def test_what_is_of_ones_own_company_is_written(self):
        """Otherwise the others would be refused for something else."""
        written = set()
        for model, field in self.fields_into_a_company():
            mine = self.mine.get(model._name, model).with_user(self.manager)
            if not mine or field.type == "one2many" or not mine.has_access("write"):
                continue
            own = self.mine[field.comodel_name]
            value = own.id if field.type == "many2one" else [Command.link(own.id)]
            refusal = self.outcome(lambda mine=mine, field=field, value=value: mine.write({field.name: value}))
            if not refusal:
                written.add(f"{model._name}.{field.name}")
        self.assertLessEqual(
            {
                "amazon.punchin.address.config_id",
                "amazon.punchin.address.location_id",
                "amazon.punchin.address.import.config_id",
                "amazon.punchin.address.match.address_id",
                "amazon.punchin.approval.rule.company_id",
                "amazon.punchin.approval.rule.config_ids",
                "amazon.punchin.config.account_id",
                "amazon.punchin.config.department_id",
                "amazon.punchin.config.partner_id",
                "amazon.punchin.config.shipping_product_id",
                "amazon.punchin.extrinsic.config_id",
                "amazon.punchin.item.rule.company_id",
                "amazon.punchin.item.rule.product_id",
                "amazon.punchin.location.config_id",
                "amazon.punchin.location.partner_id",
                "amazon.punchin.newcomer.config_id",
                "amazon.punchin.person.config_id",
                "amazon.punchin.person.import.line.import_id",
                "amazon.punchin.retention.config_id",
                "amazon.punchin.rule.tester.order_id",
                "purchase.order.department_id",
                "purchase.order.line.department_id",
            },
            written,
        )

    def test_location_in_use_stays_in_its_group(self):
        group = self.make_config("Second Group", self.company)
        location = self.config.location_id.with_user(self.manager)
        with self.assertRaisesRegex(ValidationError, "is used by"), self.env.cr.savepoint():
            location.config_id = group
        unused = self.mine["amazon.punchin.location"].with_user(self.manager)
        unused.config_id = group
        self.assertEqual(unused.config_id, group)
        order = self.mine["purchase.order"].with_user(self.manager)
        with self.assertRaisesRegex(ValidationError, "must belong to its Amazon group"):
            order.amazon_location_id = unused

    def roads(self, model, field, theirs):
        """Ways to bring a record of one's own into another company by one field."""
        mine = self.mine[model._name].with_user(self.manager)
        if field.type == "one2many":
            back = field.inverse_name
            return {
                "link": lambda: mine.write({field.name: [Command.link(theirs.id)]}),
                "set": lambda: mine.write({field.name: [Command.set(theirs.ids)]}),
                "update": lambda: mine.write({field.name: [Command.update(theirs.id, {back: mine.id})]}),
                "delete": lambda: mine.write({field.name: [Command.delete(theirs.id)]}),
            }
        value = theirs.id if field.type == "many2one" else [Command.link(theirs.id)]
        default = mine.with_context(**{f"default_{field.name}": value})
        return {
            "write": lambda: mine.write({field.name: value}),
            "web_save": lambda: mine.web_save({field.name: value}, {}),
            "create": lambda: mine.create([self.copied(mine, {field.name: value})]),
            "create by default": lambda: default.create([self.copied(mine, {})]),
            "copy": lambda: mine.copy({field.name: value}),
            "import": lambda: self.load(mine, field, theirs),
            "from its other side": lambda: self.write_parents(mine, field, value),
        }

    def copied(self, record, vals):
        with_defaults = {**record.sudo().copy_data()[0], **vals}
        return {name: value for name, value in with_defaults.items() if record._fields[name].store}

    def load(self, record, field, theirs):
        record.env["ir.model.data"].sudo().create(
            {"name": "probe", "module": "__import__", "model": record._name, "res_id": record.id}
        )
        suffix = "/.id"
        result = record.load(["id", field.name + suffix], [["__import__.probe", str(theirs.id)]])
        if any(message["type"] == "error" for message in result["messages"]):
            raise UserError(str(result["messages"]))

    def write_parents(self, mine, field, value):
        """Write through every list that holds the record."""
        refused = 0
        lists = [
            (model, other)
            for model, other in self.fields_into_a_company()
            if other.type == "one2many" and other.comodel_name == mine._name and model._name in self.mine
        ]
        for model, other in lists:
            parent = mine.sudo()[other.inverse_name] if other.inverse_name else model.browse()
            parent = (parent or self.mine[model._name]).with_user(self.manager)
            try:
                parent.write({other.name: [Command.update(mine.id, {field.name: value})]})
            except REFUSALS:
                refused += 1
        if refused == len(lists):
            raise AccessError(field.name)

    def assertKeptOut(self, go, field, theirs):
        model = self.env[field.model_name].sudo().with_context(active_test=False)
        before = self.naming(model, field, theirs)
        refusal = self.outcome(go, lambda: (self.naming(model, field, theirs) - before, theirs.sudo().exists()))
        if not refusal:
            got_in, left = self.seen
            self.assertFalse(got_in, f"{got_in} name {theirs}")
            self.assertTrue(left)

    def naming(self, model, field, theirs):
        return set(model.search([]).filtered(lambda record: theirs in record[field.name]).ids)

    def named_by(self, record, field):
        self.env.invalidate_all()
        return record.sudo().with_context(active_test=False)[field.name].ids

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models", "odoo.addons.base.models.ir_model")
    def outcome(self, go, look=None):
        """Do something, look, and undo it.

        :return: the exception that it is refused with, None if it is not
        """
        self.seen = None
        with self.env.cr.savepoint() as savepoint:
            try:
                go()
                self.env.flush_all()
                self.env.invalidate_all()
                self.seen = look() if look else None
            except REFUSALS as error:
                return error
            finally:
                savepoint.rollback()
        return None
