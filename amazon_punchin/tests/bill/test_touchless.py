from ast import literal_eval
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ...tools import lock
from ..answers import ConfirmationDocument, Status
from ..carts import Line
from ..invoices import InvoicedOrder, InvoiceLine
from ..ship_notices import Portion, ShipNoticeDocument
from .test_invoice_to_bill import BillCase

WHOLE = {"subtotal": "30.00", "net": "30.00"}
PENS = InvoiceLine("3", "10.00")


class TouchlessCase(BillCase):
    """An order of three pens, whose group posts bills automatically."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.config.write({"bill_touchless": True, "accountant_id": cls.accountant.id})

    def setUp(self):
        super().setUp()
        self.order = self.make_sent_order(Line(price="10.00", quantity="3"))
        self.pens = self.order.order_line

    def post_all(self):
        with self.enter_registry_test_mode():
            self.env.ref("amazon_punchin.ir_cron_touchless").method_direct_trigger()
        self.env.invalidate_all()

    def queue(self, user=None):
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_punchin.account_move_action_look")
        return self.env["account.move"].with_user(user or self.accountant).search(literal_eval(action["domain"]))


@tagged("post_install", "-at_install")
class TestTouchless(TouchlessCase):
    """A bill of which nothing is to be looked at is posted by itself; every other one says why it is not."""

    def assertLookedAt(self, bill, why):
        self.post_all()
        self.assertEqual(bill.state, "draft")
        self.assertRegex(bill.amazon_look_reason, why)
        self.assertEqual(len(bill.amazon_look_reason.splitlines()), 1)
        self.assertEqual(bill.amazon_owner_id, self.accountant)
        self.assertIn(bill, self.queue())

    def test_matching_bill_is_posted(self):
        bill = self.bill(PENS, **WHOLE)
        self.assertEqual((bill.state, bill.activity_ids.ids), ("posted", []))
        self.assertIn("Posted automatically", bill.message_ids[0].body)
        self.assertNotIn(bill, self.queue())
        self.assertFalse(bill.amazon_look_reason)

    def test_off_by_default(self):
        self.assertFalse(self.other_config.bill_touchless)
        self.assertFalse(self.config.copy().bill_touchless)
        self.config.bill_touchless = False
        bill = self.bill(PENS, **WHOLE)
        self.assertLookedAt(bill, "Confirm it")

    def test_part_and_rest(self):
        bills = [
            self.bill(InvoiceLine(quantity, "10.00"), subtotal=f"{quantity}0.00", net=f"{quantity}0.00")
            for quantity in ("2", "1")
        ]
        self.assertEqual([bill.state for bill in bills], ["posted", "posted"])

    def test_within_tolerance(self):
        self.config.price_tolerance_percent = 5
        self.assertEqual(self.bill(InvoiceLine("3", "10.40"), subtotal="31.20", net="31.20").state, "posted")

    def test_what_differs(self):
        cases = (
            ({}, [InvoiceLine("4", "10.00")], {"subtotal": "40", "net": "40"}, "Billed 4 in total; ordered 3"),
            ({}, [InvoiceLine("3", "12.00")], {"subtotal": "36", "net": "36"}, "Billed at"),
            ({}, [InvoiceLine("3", "8.00")], {"subtotal": "24", "net": "24"}, "Billed at"),
            ({}, [PENS, InvoiceLine("1", "1", "7")], {"subtotal": "31", "net": "31"}, "Not on any order"),
            ({}, [PENS], {"subtotal": "30", "shipping": "9", "net": "39"}, "Billed .*9.00 in total; ordered .*0.00"),
            ({}, [PENS], {"subtotal": "30", "tax": "0.30", "net": "30.30"}, "Billed|No tax in Odoo explains"),
            ({}, [PENS], {"subtotal": "30", "net": "39"}, "Amazon's total is in none"),
            ({}, [PENS], {**WHOLE, "date": ""}, "date could not be read"),
            ({}, [PENS], {**WHOLE, "original": "A-0"}, "for which there is no bill"),
            ({}, [PENS], {**WHOLE, "attachment": "cid:invoice.pdf"}, "did not arrive"),
            ({}, [PENS], {**WHOLE, "date": "2099-01-01"}, "in the future"),
        )
        for number, (config, lines, values, why) in enumerate(cases):
            with self.subTest(why=why):
                self.config.write(config)
                order = self.make_sent_order(Line(price="10.00", quantity="3"), payload_id=f"case {number}")
                self.assertLookedAt(self.bill(*lines, order=order, **values), why)

    def test_sum_is_looked_at(self):
        sums = [InvoicedOrder(self.order.name, "", sum="30.00")]
        self.assertLookedAt(self.bill(orders=sums, **WHOLE), "one amount without")

    def test_document_that_is_gone(self):
        bill = self.red()
        bill.attachment_ids.unlink()
        bill.invoice_line_ids.price_unit = 10
        lock.opened(bill).amazon_invoice_total = 30
        self.assertLookedAt(bill, "document is not attached")

    def red(self):
        return self.bill(InvoiceLine("3", "12.00"), subtotal="36", net="36")

    def test_test_order_and_withdrawn_invoice_are_never_posted(self):
        lock.opened(self.order).amazon_mode = "test"
        trial = self.bill(PENS, **WHOLE)
        self.assertLookedAt(trial, "is a test order")
        order = self.make_sent_order(Line(price="10.00", quantity="3"), payload_id="withdrawn")
        self.config.bill_touchless = False
        bill = self.bill(PENS, order=order, invoice_id="W-1", **WHOLE)
        self.invoice(orders=[], operation="delete", invoice_id="W-2", original="W-1")
        bill.button_draft()
        self.config.bill_touchless = True
        self.assertLookedAt(bill, "has cancelled this invoice")

    def test_never_in_a_locked_period(self):
        for name in ("fiscalyear_lock_date", "purchase_lock_date", "tax_lock_date", "hard_lock_date"):
            with self.subTest(name=name), self.env.cr.savepoint() as savepoint:
                self.company.sudo()[name] = "2026-03-31"
                tax = self.make_tax(10)
                order = self.make_sent_order(
                    Line(price="10.00", quantity="3", rate="10", tax="3.00"), payload_id=f"locked {name}"
                )
                self.assertEqual(order.order_line.tax_ids, tax)
                bill = self.bill(
                    InvoiceLine("3", "10.00", tax="3.00", rate="10"),
                    order=order,
                    tax="3.00",
                    subtotal="30",
                    net="33.00",
                )
                self.assertLookedAt(bill, "locked period")
                savepoint.rollback()

    def test_what_was_received(self):
        self.config.bill_policy = "received"
        bill = self.bill(PENS, **WHOLE)
        self.assertLookedAt(bill, "Billed 3 in total; 0 received")
        self.pens.qty_received = 2
        self.assertLookedAt(bill, "Billed 3 in total; 2 received")
        self.pens.qty_received = 3
        self.post_all()
        self.assertEqual(bill.state, "posted")

    def test_what_was_shipped(self):
        self.config.bill_policy = "shipped"
        bill = self.bill(PENS, **WHOLE)
        self.pens.qty_received = 3
        self.assertLookedAt(bill, "Billed 3 in total; 0 shipped")
        self.receive(ShipNoticeDocument(portions=[Portion(self.order.name, "", [("1", "3")])]))
        self.post_all()
        self.assertEqual(bill.state, "posted")

    def test_price_that_nobody_has_seen_to(self):
        for policy, settle in (
            ("keep", lambda order: order.activity_ids.action_feedback()),
            ("ask", lambda order: order.with_user(self.manager).action_amazon_accept_price()),
        ):
            with self.subTest(policy=policy):
                self.config.write({"price_change_policy": policy, "user_id": self.manager.id})
                order = self.make_sent_order(Line(price="10.00", quantity="3"), payload_id=policy)
                statuses = [Status(quantity="3", price="12.00")]
                document = ConfirmationDocument(number=order.name, reference="", statuses=statuses)
                self.receive(document, payload_id=f"answer-{policy}@amazon.com")
                bill = self.bill(InvoiceLine("3", "12.00"), order=order, subtotal="36", net="36")
                self.assertLookedAt(bill, f"^{order.name} .*: .*was ordered at .*10.00, but Amazon charges .*12.00")
                self.assertIn("Amazon charges", bill.amazon_warning)
                settle(order)
                self.post_all()
                self.assertEqual((bill.state, bill.amazon_warning), ("posted", False))

    def test_credit_of_what_was_billed(self):
        self.bill(PENS, invoice_id="A-1", **WHOLE)
        credit = self.bill(
            InvoiceLine("-1", "10.00"), purpose="lineLevelCreditMemo", original="A-1", subtotal="-10", net="-10"
        )
        self.assertEqual((credit.move_type, credit.state), ("in_refund", "posted"))
        more = self.bill(
            InvoiceLine("-3", "10.00"), purpose="lineLevelCreditMemo", original="A-1", subtotal="-30", net="-30"
        )
        self.assertLookedAt(more, "More is credited than was billed")

    def test_corrected_bill_is_posted_by_the_job(self):
        bill = self.red()
        self.config.price_tolerance_percent = 30
        self.post_all()
        self.assertEqual(bill.state, "posted")

    def test_bill_of_another_company_follows_its_own_group(self):
        self.config.bill_touchless = False
        self.other_config.bill_touchless = True
        bill = self.bill(PENS, **WHOLE)
        self.post_all()
        self.assertEqual(bill.state, "draft")

    # --- What refuses --------------------------------------------------------------------

    def test_other_app_refuses(self):
        move = self.registry["account.move"]
        with patch.object(move, "_post", side_effect=UserError("No journal sequence")):
            bill = self.bill(PENS, **WHOLE)
            self.assertLookedAt(bill, "^No journal sequence$")
        self.post_all()
        self.assertEqual((bill.state, bill.amazon_post_refusal), ("posted", False))

    @mute_logger("odoo.addons.amazon_punchin.models.bill.touchless")
    def test_other_app_fails(self):
        with patch.object(self.registry["account.move"], "_post", side_effect=KeyError("oops")):
            message = self.invoice(PENS, **WHOLE)
            self.assertProcessed(message)
            self.assertLookedAt(message.bill_id, "Posting failed")

    def test_possible_duplicate(self):
        self.config.bill_touchless = False
        self.bill(PENS, invoice_id="TWICE", seller="Paper Ltd", **WHOLE)
        self.config.bill_touchless = True
        order = self.make_sent_order(Line(price="10.00", quantity="3"), payload_id="twice")
        bill = self.bill(PENS, order=order, invoice_id="TWICE", **WHOLE)
        self.assertLookedAt(bill, "may be the same as")

    # --- The queue -----------------------------------------------------------------------

    def test_owner(self):
        self.config.accountant_id = False
        self.config.user_id = self.manager
        self.assertEqual(self.red().amazon_owner_id, self.manager)

    def test_owner_is_somebody_s_to_change(self):
        bill = self.red()
        other = self.make_user("second", "account.group_account_invoice")
        bill.with_user(self.accountant).amazon_owner_id = other
        self.assertEqual(bill.amazon_owner_id, other)
        with self.assertRaisesRegex(UserError, "cannot be changed here"):
            bill.with_user(self.accountant).write({"amazon_post_refusal": "mine"})

    def test_queue_is_for_accountants(self):
        bill = self.red()
        self.assertIn(bill, self.queue())
        with self.assertRaises(AccessError):
            self.queue(self.buyer)
        menus = self.env["ir.ui.menu"]
        menu = self.env.ref("amazon_punchin.account_move_look_menu")
        self.assertIn(menu.id, menus.with_user(self.accountant)._visible_menu_ids())
        self.assertNotIn(menu.id, menus.with_user(self.buyer)._visible_menu_ids())

    # --- The preview ---------------------------------------------------------------------

    def test_preview_shows_what_would_have_been_posted(self):
        self.config.bill_touchless = False
        order = self.make_sent_order(Line(price="10.00", quantity="3"), payload_id="second")
        fine, red = self.bill(PENS, **WHOLE), self.bill(InvoiceLine("3", "12"), order=order, subtotal="36", net="36")
        third = self.make_sent_order(Line(price="10.00", quantity="3"), payload_id="third")
        posted = self.bill(PENS, order=third, **WHOLE)
        posted.action_post()
        old = self.bill(PENS, order=self.make_sent_order(Line(quantity="3"), payload_id="old"), **WHOLE)
        self.env.cr.execute(
            "UPDATE account_move SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=91), old.id],
        )
        self.env.invalidate_all()
        action = self.config.with_user(self.manager).action_preview_touchless()
        wizard = self.env[action["res_model"]].with_user(self.manager).browse(action["res_id"])
        with Form(wizard) as form:
            self.assertEqual((form.bill_count, form.posted_count, form.looked_count), (3, 2, 1))
        shown = {line.number: (line.is_posted, line.reason or "") for line in wizard.line_ids}
        self.assertEqual((shown[fine.ref], shown[posted.ref]), ((True, ""), (True, "")))
        self.assertFalse(shown[red.ref][0])
        self.assertIn("Billed at", shown[red.ref][1])
        self.assertEqual((wizard.draft_count, fine.state), (1, "draft"))
        wizard.action_switch()
        self.assertTrue(self.config.bill_touchless)
        self.post_all()
        self.assertEqual((fine.state, red.state), ("posted", "draft"))
        wizard.action_switch()
        self.assertFalse(self.config.bill_touchless)

    def test_ordinary_bill_is_none_of_it(self):
        bill = self.env["account.move"].create({"move_type": "in_invoice", "partner_id": self.vendor.id})
        self.assertFalse(bill.amazon_look_reason)
        self.assertNotIn(bill, self.queue())

    def test_preview_is_for_administrators(self):
        for user in (self.buyer, self.accountant, self.purchaser):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.config.with_user(user).action_preview_touchless()
