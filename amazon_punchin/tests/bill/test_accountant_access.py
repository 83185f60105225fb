from ast import literal_eval

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from ...tools import lock
from ..carts import Line
from ..invoices import InvoiceLine
from .test_invoice_to_bill import BillCase

#: Leads Purchase's users from a bill to its orders.
_CORE_BUTTON = "action_view_source_purchase_orders"


@tagged("post_install", "-at_install")
class TestBillRoles(BillCase):
    """Who sees a bill; and a bill breaks nothing for those who do not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = cls.make_user("reader", "account.group_account_readonly")
        cls.salesperson = cls.make_user("salesperson", "base.group_user")

    def setUp(self):
        super().setUp()
        self.order = self.make_sent_order(Line(price="10.00", quantity="3"))
        self.message = self.invoice(InvoiceLine("4", "10.00"), subtotal="40", net="40")
        self.bill_of_order = self.message.bill_id

    def test_accountant_sees_the_match_report_and_posts(self):
        for user in (self.accountant, self.reader, self.purchaser):
            with self.subTest(user=user.login):
                bill = self.bill_of_order.with_user(user)
                (line,) = bill.amazon_match_ids.read(["amazon_qty_ordered", "amazon_difference"])
                self.assertEqual((line["amazon_qty_ordered"], bool(line["amazon_difference"])), (3, True))
                self.assertIn("differ", bill.amazon_warning)
        with Form(self.bill_of_order.with_user(self.accountant)) as form:
            self.assertIn("differ", form.amazon_warning)
            with form.invoice_line_ids.edit(0) as line:
                line.quantity = 3
        self.bill_of_order.with_user(self.accountant).action_post()
        self.assertEqual(self.bill_of_order.state, "posted")
        self.assertEqual(self.bill_of_order.amazon_total_difference, 10)

    def test_order_opens_for_everybody_who_may_see_it(self):
        for user in (self.buyer, self.purchaser, self.manager, self.accountant):
            with self.subTest(user=user.login), Form(self.order.with_user(user)) as form:
                self.assertEqual(form.name, self.order.name)

    def test_accountant_finds_what_is_to_be_looked_at_and_to_be_billed(self):
        waiting = self.make_sent_order(Line(price="10.00", quantity="3"), payload_id="waiting")
        trial = self.make_sent_order(Line(price="10.00", quantity="3"), payload_id="trial")
        lock.opened(trial).amazon_mode = "test"
        homes = self.env["amazon.punchin.home"].with_user(self.accountant)
        home = homes.browse(homes.action_open_home()["res_id"])
        for name, records in (("bills", self.bill_of_order), ("to_bill", waiting)):
            action = home.with_context(amazon_number=name).action_open()
            found = self.env[action["res_model"]].with_user(self.accountant).search(literal_eval(str(action["domain"])))
            self.assertEqual((found, home[name]), (records, 1))
        names = ("purchase_order_to_bill_menu", "purchase_order_to_bill_account_menu", "amazon_punchin_report_menu")
        for xml_id in names:
            menu = self.env.ref(f"amazon_punchin.{xml_id}")
            for user, seen in ((self.accountant, True), (self.salesperson, False)):
                with self.subTest(menu=xml_id, user=user.login):
                    self.assertEqual(menu.id in self.env["ir.ui.menu"].with_user(user)._visible_menu_ids(), seen)
        self.assertFalse(homes.with_user(self.salesperson).create({}).to_bill)

    def test_accountant_opens_the_order_from_the_bill_and_reads_who_releases_it(self):
        action = self.env.ref("amazon_punchin.purchase_order_action_of_bill")
        for user in (self.accountant, self.purchaser):
            with self.subTest(user=user.login):
                bill = self.bill_of_order.with_user(user)
                arch = etree.fromstring(bill.get_view(view_type="form")["arch"])
                self.assertIn("On hold: correct the bill", "".join(arch.itertext()))
                own, core = (arch.xpath("//button[@name=$name]", name=name) for name in (str(action.id), _CORE_BUTTON))
                self.assertEqual((bool(own), bool(core)), (user == self.accountant, user == self.purchaser))
        domain = safe_eval(action.domain, {"active_id": self.bill_of_order.id})
        self.assertEqual(self.env["purchase.order"].with_user(self.accountant).search(domain), self.order)

    def test_buyer_sees_no_bill(self):
        with self.assertRaises(AccessError):
            self.bill_of_order.with_user(self.buyer).read(["ref"])
        self.assertEqual(self.order.with_user(self.buyer).invoice_count, 1)

    def test_document_opens_for_the_administrator(self):
        with Form(self.message.with_user(self.manager)) as form:
            self.assertEqual(form.state, "processed")

    def test_buyer_confirms_and_cancels_beside_a_bill(self):
        order = self.code(self.make_order(payload_id="second")).with_user(self.buyer)
        order.button_confirm()
        order.button_cancel()
        self.assertEqual(order.amazon_state, "cancelled")

    def test_bill_is_a_copy_of_nothing(self):
        copy = self.bill_of_order.copy()
        self.assertFalse(copy.amazon_config_id)
        self.assertFalse(copy.amazon_invoice_number)
        self.assertFalse(copy.invoice_line_ids.amazon_kind)

    def test_identity_of_a_bill_is_nobodys_to_change(self):
        bill = self.bill_of_order.with_user(self.accountant)
        for vals in (
            {"amazon_invoice_number": "another"},
            {"amazon_withdrawn": True},
            {"amazon_invoice_total": 1.0},
            {"amazon_seller_vat": "DE123456789"},
            {"amazon_order_ids": [Command.clear()]},
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "come from Amazon's invoice"):
                bill.write(vals)
        bill.write({"amazon_invoice_number": bill.amazon_invoice_number, "narration": "Checked"})
        vals = {"move_type": "in_invoice", "partner_id": self.vendor.id, "amazon_invoice_number": "another"}
        with self.assertRaisesRegex(UserError, "created from Amazon's invoices"):
            bill.create(vals)

    def lists_of_other_apps_that_are_not_theirs(self, order):
        """Core lets only those read a list who may read its records."""
        lists = [field for field in order._fields.values() if field.type in ("one2many", "many2many")]
        unreadable = {field.name for field in lists if not order.env[field.comodel_name].has_access("read")}
        return {name for name in unreadable if not name.startswith("amazon_")}

    def test_order_is_read_without_naming_its_fields(self):
        for user in (self.buyer, self.manager, self.purchaser, self.accountant):
            order = self.order.with_user(user)
            self.env.invalidate_all()
            with self.subTest(user=user.login):
                hidden = {"amazon_message_ids"} | self.lists_of_other_apps_that_are_not_theirs(order)
                names = [name for name in order.fields_get() if name not in hidden]
                (values,) = order.read(names)
                self.assertEqual((values["name"], set(names) - set(values)), (self.order.name, set()))

    def test_bills_of_an_order_are_nobodys_to_choose(self):
        other = self.env["account.move"].create({"move_type": "in_invoice", "partner_id": self.vendor.id})
        with self.assertRaisesRegex(UserError, "came from Amazon: .* cannot be changed here"):
            self.order.with_user(self.approver).write({"amazon_bill_ids": [Command.link(other.id)]})
        self.assertEqual(self.order.amazon_bill_ids, self.bill_of_order)
