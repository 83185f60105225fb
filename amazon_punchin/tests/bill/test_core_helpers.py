from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..carts import Line
from ..invoices import InvoiceLine
from .test_invoice_to_bill import BillCase


class HelperCase(BillCase):
    """An order of two items that share a product, and people who use Odoo's own helpers."""

    def setUp(self):
        super().setUp()
        self.order = self.make_sent_order(
            Line(price="10.00", quantity="3", asin="B000TEST01"), Line(price="5.00", quantity="2", asin="B000TEST02")
        )
        self.pens, self.paper = self.order.order_line
        self.assertEqual(self.pens.product_id, self.paper.product_id)
        self.whole = InvoiceLine("3", "10.00"), InvoiceLine("2", "5.00", "2", asin="B000TEST02")
        self.bookkeeper = self.make_user("bookkeeper", "account.group_account_invoice,purchase.group_purchase_user")

    def typed(self, *lines, **values):
        """A bill that a person types in: pairs of quantity and price."""
        return self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.vendor.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Typed", "quantity": quantity, "price_unit": price, "tax_ids": [Command.clear()]}
                    )
                    for quantity, price in lines
                ],
                **values,
            }
        )

    def match(self, billed, ordered, user=None):
        """Select lines in Purchase Matching."""
        self.env.flush_all()
        ids = [*(-line.id for line in billed), *ordered.ids]
        return self.env["purchase.bill.line.match"].with_user(user or self.bookkeeper).browse(ids)


@tagged("post_install", "-at_install")
class TestCoreHelpers(HelperCase):
    """Odoo's helpers around bills damage no Amazon order and no bill of Amazon's."""

    # --- Found by vendor and total -------------------------------------------------------

    def test_uploaded_bill_is_not_matched_by_vendor_and_total(self):
        bill = self.typed((1, 40.0))
        for references in ([], [self.order.name], ["113-1234567-1234567"]):
            with self.subTest(references=references):
                bill._find_and_set_purchase_orders(references, self.vendor.id, 40.0)
                self.assertEqual(bill.invoice_line_ids.mapped("name"), ["Typed"])
                self.assertFalse(bill.invoice_line_ids.purchase_line_id)
        bill._find_and_set_purchase_orders([self.order.name], self.vendor.id, 40.0, from_ocr=True)
        self.assertFalse(bill.invoice_line_ids.purchase_line_id)

    def test_ordinary_order_is_still_matched(self):
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "order_line": [
                    Command.create(
                        {
                            "name": "Desk",
                            "product_qty": 1,
                            "price_unit": 77,
                            "tax_ids": False,
                            "product_id": self.env["product.product"].create({"name": "Desk"}).id,
                        }
                    )
                ],
            }
        )
        order.button_confirm()
        bill = self.typed((1, 77.0))
        bill._find_and_set_purchase_orders([order.name], self.vendor.id, 77.0)
        self.assertEqual(bill.invoice_line_ids.purchase_line_id, order.order_line)

    def test_bill_of_amazons_is_matched_already(self):
        bill = self.bill(InvoiceLine("3", "10.00"), subtotal="30.00", net="30.00")
        before = bill.invoice_line_ids
        bill._find_and_set_purchase_orders([self.order.name], self.vendor.id, 40.0)
        self.assertEqual((bill.invoice_line_ids, bill.invoice_line_ids.purchase_line_id), (before, self.pens))

    # --- Purchase Matching ---------------------------------------------------------------

    def test_lines_of_one_product_are_matched_with_their_own(self):
        bill = self.bill(
            InvoiceLine("2", "5.00", "8", asin="B000TEST02", ad_hoc=True),
            InvoiceLine("3", "10.00", "9", asin="B000TEST01", ad_hoc=True),
            InvoiceLine("1", "99.00", "9", asin="B000TEST09", ad_hoc=True),
            subtotal="139.00",
            net="139.00",
        )
        strays = bill.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        self.assertFalse(strays.purchase_line_id)
        self.match(strays, self.order.order_line).action_match_lines()
        self.assertEqual(strays.exists(), strays)
        self.assertEqual(
            [line.purchase_line_id for line in strays.sorted("price_unit")],
            [self.paper, self.pens, self.pens.browse()],
        )
        self.assertEqual(bill.amount_total, 139)

    def test_typed_bill_is_matched_line_by_line(self):
        bill = self.typed((2, 5.0), (3, 10.0), (1, 1.0))
        lines = bill.invoice_line_ids
        self.match(lines, self.order.order_line).action_match_lines()
        self.assertEqual(lines.exists(), lines)
        self.assertEqual([line.purchase_line_id for line in lines], [self.paper, self.pens, self.pens.browse()])
        self.assertEqual(self.order.invoice_status, "invoiced")

    def test_one_of_each_is_somebody_s_word(self):
        bill = self.typed((1, 11.0))
        self.match(bill.invoice_line_ids, self.pens).action_match_lines()
        self.assertEqual(bill.invoice_line_ids.purchase_line_id, self.pens)

    def test_doubtful_lines_are_left_alone(self):
        bill = self.typed((1, 1.0), (1, 2.0))
        with self.assertRaisesRegex(UserError, "not clear which of these lines"):
            self.match(bill.invoice_line_ids, self.order.order_line).action_match_lines()
        self.assertEqual(len(bill.invoice_line_ids), 2)
        self.assertFalse(bill.invoice_line_ids.purchase_line_id)

    def test_order_lines_alone_become_a_bill_of_what_waits(self):
        self.bill(InvoiceLine("3", "10.00"), subtotal="30.00", net="30.00")
        action = self.match([], self.paper).action_match_lines()
        bill = self.env["account.move"].browse(action["res_id"])
        self.assertEqual((bill.invoice_line_ids.purchase_line_id, bill.amount_untaxed), (self.paper, 10))
        with self.assertRaisesRegex(UserError, "Nothing to bill"):
            self.typed((1, 1.0))._add_purchase_order_lines(self.order.order_line)

    def test_nothing_is_added_to_an_order(self):
        bill, typed = self.bill(InvoiceLine("1", "4.00", ad_hoc=True), subtotal="4", net="4"), self.typed((1, 4.0))
        ordinary = self.env["purchase.order"].create({"partner_id": self.vendor.id})
        nothing = self.pens.browse()
        for billed, ordered, order in (
            (bill.invoice_line_ids, nothing, ordinary),
            (typed.invoice_line_ids, self.pens, self.order),
            (typed.invoice_line_ids, nothing, self.order),
        ):
            selected = self.match(billed, ordered)
            if selected._is_of_amazon():
                with self.assertRaisesRegex(UserError, "cannot be added to a purchase order"):
                    selected.action_add_to_po()
            wizard = self.env["bill.to.po.wizard"].with_user(self.bookkeeper)
            wizard = wizard.with_context(active_ids=selected.ids).create({"purchase_order_id": order.id})
            for press in (wizard.action_add_to_po, wizard.action_add_downpayment):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    press()
        self.assertEqual((len(self.order.order_line), len(ordinary.order_line)), (2, 0))

    def test_line_of_a_bill_bills_no_order_of_others(self):
        bill = self.bill(InvoiceLine("1", "4.00", ad_hoc=True), subtotal="4", net="4")
        ordinary = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "order_line": [Command.create({"product_id": self.pens.product_id.id, "price_unit": 4})],
            }
        )
        with self.assertRaisesRegex(ValidationError, "can bill orders of"):
            bill.invoice_line_ids.with_user(self.bookkeeper).purchase_line_id = ordinary.order_line

    # --- Auto-Complete -------------------------------------------------------------------

    def test_auto_complete_adds_nothing_to_a_bill_of_amazons(self):
        bill = self.bill(InvoiceLine("1", "10.00")).with_user(self.bookkeeper)
        union = self.env["purchase.bill.union"].browse(-self.order.id)
        for vals in ({"purchase_id": self.order.id}, {"purchase_vendor_bill_id": union.id}):
            changed = bill.onchange(
                {"id": bill.id, **vals}, list(vals), {"purchase_id": {}, "purchase_vendor_bill_id": {}, **_LINES}
            )
            self.assertIn("created from Amazon's invoice", changed["warning"]["message"])
            self.assertNotIn("invoice_line_ids", changed["value"])
        with Form(bill) as form:
            self.assertEqual(form._get_modifier("purchase_vendor_bill_id", "invisible"), True)

    def test_auto_complete_takes_what_waits(self):
        self.bill(InvoiceLine("3", "10.00"), subtotal="30.00", net="30.00")
        with Form(
            self.env["account.move"].with_user(self.bookkeeper).with_context(default_move_type="in_invoice")
        ) as form:
            form.partner_id = self.vendor
            form.purchase_vendor_bill_id = self.env["purchase.bill.union"].browse(-self.order.id)
            form.invoice_date = fields.Date.today()
        self.assertEqual(form.record.invoice_line_ids.purchase_line_id, self.paper)
        self.assertEqual(form.record.invoice_line_ids.account_id, self.account)
        self.assertEqual(self.order.invoice_status, "invoiced")

    # --- Bills on receipt ----------------------------------------------------------------

    def test_app_that_bills_receipts_leaves_amazon_orders_alone(self):
        model = self.registry["purchase.order"]
        self.addCleanup(lambda: delattr(model, "_auto_bill_enabled"))
        model._auto_bill_enabled = lambda _order: True
        ordinary = self.env["purchase.order"].create({"partner_id": self.vendor.id})
        buttons = {name: getattr(model, name) for name in ("button_confirm", "button_approve", "button_cancel")}
        ordinary._register_hook()
        for name, button in buttons.items():
            setattr(model, name, button)
        self.assertFalse(self.order._auto_bill_enabled())
        self.assertTrue(ordinary._auto_bill_enabled())

    def test_draft_without_a_number_gives_way_to_amazon_s_invoice(self):
        self.order.action_create_invoice()
        draft = self.order.invoice_ids
        bill = self.bill(
            InvoiceLine("3", "10.00"), InvoiceLine("2", "5.00", "2", asin="B000TEST02"), subtotal="40", net="40"
        )
        self.assertEqual((draft.state, bill.state, self.pens.qty_invoiced), ("cancel", "draft", 3))
        self.assertFalse(bill.amazon_hold)
        self.assertIn(bill.ref, draft.message_ids[0].body)

    def test_draft_that_is_somebody_s_work_stays(self):
        self.order.action_create_invoice()
        draft = self.order.invoice_ids
        draft.ref = "PAPER-1"
        bill = self.bill(
            InvoiceLine("3", "10.00"), InvoiceLine("2", "5.00", "2", asin="B000TEST02"), subtotal="40", net="40"
        )
        self.assertEqual(draft.state, "draft")
        self.assertIn("Billed 6 in total; ordered 3", bill.amazon_hold)

    # --- On paper ------------------------------------------------------------------------

    def test_bill_that_a_person_makes_is_compared_with_the_order(self):
        self.order.with_user(self.bookkeeper).action_create_invoice()
        bill = self.order.invoice_ids
        bill.write({"ref": "PAPER-1", "invoice_date": fields.Date.today()})
        self.assertEqual(bill.amazon_match_ids.purchase_line_id, self.pens | self.paper)
        self.assertFalse(bill.amazon_hold or bill.amazon_warning)
        pens, paper = bill.invoice_line_ids
        pens.quantity, paper.price_unit = 5, 9
        self.assertIn("Billed 5 in total; ordered 3", bill.amazon_hold)
        self.assertIn("Billed at", paper.amazon_difference)
        self.assertIn("2 lines differ", bill.amazon_warning)
        self.assertIn(bill, self.env["account.move"].search([("amazon_hold", "!=", False)]))
        with self.assertRaisesRegex(UserError, "you may not release it"):
            bill.with_user(self.bookkeeper).action_post()
        with Form(bill.with_user(self.bookkeeper)) as form:
            self.assertFalse(form._get_modifier("amazon_match_ids", "invisible"))
        pens.quantity, paper.price_unit = 3, 5
        bill.with_user(self.bookkeeper).action_post()
        self.assertEqual((bill.state, self.order.invoice_status), ("posted", "invoiced"))

    def test_what_a_person_adds_to_it_is_theirs(self):
        self.order.action_create_invoice()
        bill = self.order.invoice_ids
        bill.write({"invoice_date": fields.Date.today(), "invoice_line_ids": [Command.create({"name": "Toll"})]})
        self.assertFalse(bill.amazon_hold)

    # --- Another account -----------------------------------------------------------------

    def test_budget_stays_whatever_the_account(self):
        plan = self.env["account.analytic.plan"].create({"name": "Projects"})
        other = self.env["account.analytic.account"].create({"name": "Other", "plan_id": plan.id})
        account = self.env["account.account"].create({"name": "Tools", "code": "610098", "account_type": "expense"})
        self.env["account.analytic.distribution.model"].create(
            {"account_prefix": "610098", "analytic_distribution": {str(other.id): 100}}
        )
        coded = {str(self.budget.id): 100}
        order = self.make_sent_order(Line(price="10.00"), Line(price="6.00"), payload_id="uncoded")
        order.order_line[1].analytic_distribution = False
        bill = self.bill(
            InvoiceLine("1", "10.00", shipping="2.00"),
            InvoiceLine("1", "6.00", "2"),
            order=order,
            subtotal="16.00",
            shipping="2.00",
            net="18.00",
        )
        pens, uncoded, shipping = bill.invoice_line_ids
        bill.invoice_line_ids.with_user(self.accountant).account_id = account
        self.assertEqual((pens | uncoded | shipping).account_id, account)
        self.assertEqual((pens.analytic_distribution, shipping.analytic_distribution), (coded, coded))
        self.assertEqual(uncoded.analytic_distribution, {str(other.id): 100})
        made = self.typed((1, 10.0))
        made.invoice_line_ids.account_id = account
        self.assertEqual(made.invoice_line_ids.analytic_distribution, {str(other.id): 100})


#: What the form asks of the lines when something is chosen.
_LINES = {"invoice_line_ids": {"fields": {"name": {}}}}
