from psycopg2.errors import CheckViolation

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools.plain import LONGEST
from ..carts import Line
from ..common import AmazonCase
from ..every_record import EveryRecord

#: What a person may mean, and what must come out as it went in.
AWKWARD = ("100 % %s %(x)s {0} {x} ${x} <b>&amp; \" ' \\ \N{PILE OF POO} \u202e \u200b a\nb\tc [( %", ",;,", " ", "%")

#: What no document, page or database holds.
UNFIT = ("a\x00b", "\x01", "a\x1bb", "\ud800", "\ufffe", "\x0b")

NO_NUMBERS = (float("nan"), float("inf"), -float("inf"), "nan", "inf", 10**400)

#: Time spans with which no calendar reckons.
SPANS = {
    "session_hours": (1e300, 745.0, 0.0, -1.0),
    "hold_days": (2**31 - 1, 3651, 0, -1),
    "body_days": (2**31 - 1,),
    "row_days": (2**31 - 1, 36501),
}


@tagged("post_install", "-at_install")
class TestValues(EveryRecord, AmazonCase):
    """Whatever people write into any field, it is refused at once, or nothing that reads it later breaks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_every_record()

    def test_fields_are_found(self):
        found = {
            f"{record._name}.{name}" for record, name, _field in self.written_by_people("char", "float", "monetary")
        }
        self.assertGreater(len(found), 70)
        self.assertIn("amazon.punchin.item.rule.total_from", found)

    def test_unfit_characters_are_refused(self):
        for record, name, _field in self.written_by_people("char", "text"):
            for value in UNFIT:
                with self.subTest(model=record._name, field=name, value=value):
                    self.assertRefused(lambda record=record, name=name, value=value: record.write({name: value}))

    def test_endless_lines_are_refused(self):
        for record, name, field in self.written_by_people("char"):
            longest = field.size or LONGEST
            with self.subTest(model=record._name, field=name):
                self.assertRefused(lambda r=record, n=name, size=longest: r.write({n: "x" * (size + 1)}))

    def test_what_is_no_number_is_refused(self):
        for record, name, _field in self.written_by_people("float", "monetary"):
            for value in NO_NUMBERS:
                with self.subTest(model=record._name, field=name, value=value):
                    self.assertRefused(lambda record=record, name=name, value=value: record.write({name: value}))

    def test_roads_other_than_write(self):
        rules = self.env["amazon.punchin.item.rule"].with_user(self.manager)
        vals = {"name": "Rule", "verdict": "warn"}
        mine = self.mine[rules._name].with_user(self.manager)
        for name, value in (("message", "\x01"), ("total_from", float("nan"))):
            self.assertRefused(lambda name=name, value=value: rules.create({**vals, name: value}))
            self.assertRefused(lambda name=name, value=value: rules.web_save({**vals, name: value}, {}))
            default = rules.with_context(**{f"default_{name}": value})
            self.assertRefused(lambda default=default: default.create(vals))
            self.assertRefused(lambda name=name, value=value: mine.copy({name: value}))

    @mute_logger("odoo.sql_db")
    def test_spans_of_time_are_bounded(self):
        for record, name, _field in self.written_by_people("float", "integer"):
            for value in SPANS.get(name, ()):
                with (
                    self.subTest(model=record._name, field=name, value=value),
                    self.assertRaises(CheckViolation),
                    self.env.cr.savepoint(),
                ):
                    record.write({name: value})
                    self.env.flush_all()

    @mute_logger("odoo.sql_db", "odoo.models.unlink")
    def test_awkward_words_break_nothing(self):
        taken = 0
        records = {record: [] for record, _name, _field in self.written_by_people("char", "text")}
        for record, name, _field in self.written_by_people("char", "text"):
            records[record].append(name)
        for record, names in records.items():
            for value in AWKWARD:
                with self.subTest(model=record._name, value=value), self.env.cr.savepoint() as savepoint:
                    for name in names:
                        taken += self.writes(record, name, value)
                    self.env.invalidate_all()
                    self.read_all(record)
                    savepoint.rollback()
                self.env.registry.clear_cache()
        self.assertGreater(taken, 100)

    def read_all(self, record):
        """Whatever reads what administrators have written."""
        record.read()
        self.config.with_user(self.manager).read()
        self.mine["purchase.order"].read()
        self.mine["purchase.order.line"].read()
        for name in ("item", "approval"):
            rules = self.env[f"amazon.punchin.{name}.rule"]
            rules._unreadable(self.company.id)
            rules.with_user(self.manager).search([]).mapped("summary")
            rules._matching_order(self.mine["purchase.order"])
        self.env["amazon.punchin.report"].search_read([])
        self.env["amazon.punchin.home"].with_user(self.manager).create({}).read()
        self.mine["purchase.order"]._watch_amazon_hold()
        self.env["amazon.punchin.retention"]._gc_messages()
        if record._name != "amazon.punchin.config":
            self.make_order(payload_id=f"{record}", lines=[Line()])

    def test_letters_that_no_document_holds_stop_no_order(self):
        """Users and contacts are Odoo's, and take any character."""
        self.buyer.name = "Bu\x01yer"
        self.address.write({"street": "1 \x02Main Street", "city": "\ufffeSpringfield"})
        self.config.write({"require_budget": False, "require_department": False, "require_account": False})
        order = self.make_order(payload_id="letters")
        order.with_user(self.buyer).amazon_reason = "Be\x01cause"
        document = order._build_amazon_order_request("id@here")
        self.assertIn(b"<DeliverTo>Buyer<", document)
        self.assertIn(b"1 Main Street", document)
        order.message_post(body=order.amazon_reason)

    def test_stored_nonsense_stops_no_basket(self):
        rule = self.mine["amazon.punchin.item.rule"]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE amazon_punchin_item_rule SET total_from = 'NaN', price_to = 'NaN', domain = '[(' WHERE id = %s",
            [rule.id],
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        rule.with_user(self.manager).read()
        self.assertTrue(self.make_order(payload_id="nonsense"))
        self.env.registry.clear_cache()

    def assertRefused(self, go):
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            go()
            self.env.flush_all()
