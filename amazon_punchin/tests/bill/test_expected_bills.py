from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ...tools import lock
from ..answers import ConfirmationDocument, Status
from ..carts import Line
from ..invoices import InvoicedOrder, InvoiceLine
from ..ship_notices import Portion, ShipNoticeDocument
from .test_invoice_to_bill import BillCase

PENS = InvoiceLine("3", "10.00", "1")
PAPER = InvoiceLine("2", "5.00", "2")
WHOLE = {"subtotal": "40.00", "net": "40.00"}


class ExpectedCase(BillCase):
    """An order of three pens and two reams of paper."""

    def setUp(self):
        super().setUp()
        self.order = self.make_sent_order(Line(price="10.00", quantity="3"), Line(price="5.00", quantity="2"))
        self.pens, self.paper = self.order.order_line

    def assertWaits(self, pens, paper, status):
        self.assertEqual((self.pens.qty_to_invoice, self.paper.qty_to_invoice), (pens, paper))
        self.assertEqual(self.order.invoice_status, status)
        waiting = self.env["purchase.order"].search([("invoice_status", "=", "to invoice")])
        self.assertEqual(self.order in waiting, status == "to invoice")

    def ship(self, *items):
        self.count_of_parcels = getattr(self, "count_of_parcels", 0) + 1
        number = f"D{self.count_of_parcels}"
        portion = Portion(self.order.name, "", [*items])
        return self.receive(ShipNoticeDocument(payload_id=number, shipment_id=number, portions=[portion]))


@tagged("post_install", "-at_install")
class TestExpectedBills(ExpectedCase):
    """Which bills an order waits for, by the policy of its group."""

    def test_what_was_ordered_is_the_default(self):
        self.assertEqual(self.config.bill_policy, "ordered")
        self.assertWaits(3, 2, "to invoice")
        self.bill(InvoiceLine("2", "10.00"), subtotal="20.00", net="20.00")
        self.assertWaits(1, 2, "to invoice")
        self.bill(InvoiceLine("1", "10.00"), PAPER, subtotal="20.00", net="20.00")
        self.assertWaits(0, 0, "invoiced")

    def test_bill_comes_to_what_it_bills_whatever_is_waited_for(self):
        bill = self.bill(InvoiceLine("2", "10.00"), subtotal="20.00", net="20.00")
        self.assertEqual((bill.invoice_line_ids.balance, bill.amount_total), (20, 20))
        credit = self.bill(InvoiceLine("-1", "10.00"), purpose="lineLevelCreditMemo", subtotal="-10", net="-10")
        self.assertEqual((credit.invoice_line_ids.balance, credit.amount_total), (-10, 10))

    def test_nothing_is_waited_for_before_the_order(self):
        order = self.make_order(payload_id="basket")
        self.assertEqual((order.invoice_status, *order.order_line.mapped("qty_to_invoice")), ("no", 0))

    def test_create_bills_bills_what_waits_and_nothing_twice(self):
        self.bill(PENS, subtotal="30.00", net="30.00")
        self.order.with_user(self.purchaser).action_create_invoice()
        made = self.order.invoice_ids.filtered(lambda bill: not bill.amazon_config_id)
        self.assertEqual((made.move_type, made.amount_untaxed), ("in_invoice", 10))
        self.assertWaits(0, 0, "invoiced")
        with self.assertRaisesRegex(UserError, f"Nothing to bill on {self.order.name}"):
            self.order.action_create_invoice()
        self.assertEqual(len(self.order.invoice_ids), 2)

    def test_create_bills_of_several_orders_leaves_out_what_is_billed(self):
        self.bill(PENS, PAPER, **WHOLE)
        other = self.make_sent_order(Line(price="7.00", quantity="1"), payload_id="other")
        (self.order | other).action_create_invoice()
        self.assertEqual((len(self.order.invoice_ids), other.invoice_ids.amount_untaxed), (1, 7))

    def test_what_was_shipped(self):
        self.config.bill_policy = "shipped"
        self.assertWaits(0, 0, "no")
        self.ship(("1", "2"))
        self.assertWaits(2, 0, "to invoice")
        self.bill(InvoiceLine("2", "10.00"), subtotal="20.00", net="20.00")
        self.assertWaits(0, 0, "no")
        self.ship(("1", "1"), ("2", "2"))
        self.assertWaits(1, 2, "to invoice")
        self.bill(InvoiceLine("1", "10.00"), PAPER, subtotal="20.00", net="20.00")
        self.assertWaits(0, 0, "invoiced")

    def test_what_was_received(self):
        self.config.bill_policy = "received"
        self.assertWaits(0, 0, "no")
        self.pens.qty_received = 2
        self.assertWaits(2, 0, "to invoice")
        self.bill(PENS, PAPER, **WHOLE)
        self.assertWaits(0, 0, "invoiced")

    def test_more_than_ordered_is_not_waited_for(self):
        self.config.bill_policy = "received"
        self.pens.qty_received = 5
        self.assertEqual(self.pens.qty_to_invoice, 3)
        self.bill(InvoiceLine("5", "10.00"), subtotal="50.00", net="50.00")
        self.assertEqual(self.pens.qty_to_invoice, 0)

    def test_policy_that_changes_holds_for_open_orders(self):
        self.config.bill_policy = "received"
        self.assertWaits(0, 0, "no")
        self.config.bill_policy = "ordered"
        self.assertWaits(3, 2, "to invoice")

    def test_policy_of_another_company_is_its_own(self):
        self.other_config.bill_policy = "received"
        self.assertWaits(3, 2, "to invoice")

    def test_rejected_pieces_are_not_waited_for(self):
        statuses = [Status("accept", "2"), Status("reject", "1")]
        self.receive(ConfirmationDocument(number=self.order.name, reference="", statuses=statuses))
        self.assertWaits(2, 2, "to invoice")

    def test_products_from_baskets_follow(self):
        product = self.pens.product_id
        self.assertEqual(product.purchase_method, "purchase")
        ordinary = self.env["product.product"].create({"name": "Own", "purchase_method": "purchase"})
        lock.opened(self.paper).product_id = ordinary
        for policy, method in (("received", "receive"), ("ordered", "purchase"), ("shipped", "receive")):
            self.config.bill_policy = policy
            self.assertEqual(product.purchase_method, method)
        self.assertEqual(ordinary.purchase_method, "purchase")
        order = self.make_order(lines=[Line(category="BOOKS", asin="B000TEST77")], payload_id="books")
        self.assertEqual(order.order_line.product_id.purchase_method, "receive")

    # --- Charges -------------------------------------------------------------------------

    def test_charges_come_with_the_items(self):
        order = self.make_sent_order(
            Line(price="10.00", quantity="2", shipping="4.00", tax="1.50"), payload_id="charged"
        )
        charges = order.order_line - order._amazon_item_lines()
        self.assertEqual(set(charges.mapped("qty_to_invoice")), {1.0})
        self.bill(InvoiceLine("1", "10.00"), order=order, subtotal="10.00", net="10.00")
        self.assertEqual(set(charges.mapped("qty_to_invoice")), {1.0})
        self.bill(InvoiceLine("1", "10.00"), order=order, subtotal="10.00", net="10.00")
        self.assertEqual((set(charges.mapped("qty_to_invoice")), order.invoice_status), ({0.0}, "invoiced"))

    def test_charges_alone_are_not_waited_for(self):
        self.config.bill_policy = "received"
        order = self.make_sent_order(Line(price="10.00", quantity="2", shipping="4.00"), payload_id="charged")
        self.assertEqual(order.invoice_status, "no")
        order._amazon_item_lines().qty_received = 1
        self.assertEqual(order.invoice_status, "to invoice")
        order.action_create_invoice()
        self.assertEqual((order.invoice_ids.amount_untaxed, order.invoice_status), (14, "no"))

    # --- Sums ----------------------------------------------------------------------------

    def test_order_billed_as_a_sum(self):
        sums = [InvoicedOrder(self.order.name, "", sum="40.00")]
        bill = self.bill(orders=sums, **WHOLE)
        self.assertWaits(0, 0, "invoiced")
        bill.button_cancel()
        self.assertWaits(3, 2, "to invoice")
        bill.button_draft()
        self.ship(("1", "3"), ("2", "2"))
        self.assertEqual(self.order.amazon_state, "done")
        self.bill(orders=sums, purpose="creditMemo", subtotal="-40.00", net="-40.00")
        self.assertEqual((self.order.amazon_state, self.order.invoice_status), ("done", "invoiced"))

    # --- What is given back --------------------------------------------------------------

    def finish(self):
        bill = self.bill(PENS, PAPER, invoice_id="A-1", **WHOLE)
        self.ship(("1", "3"), ("2", "2"))
        self.assertEqual((self.order.amazon_state, self.order.invoice_status), ("done", "invoiced"))
        return bill

    def test_return_leaves_the_order_done(self):
        self.finish()
        credit = self.bill(
            InvoiceLine("-1", "10.00"),
            purpose="lineLevelCreditMemo",
            original="A-1",
            subtotal="-10.00",
            net="-10.00",
        )
        self.assertEqual((credit.move_type, self.pens.qty_invoiced), ("in_refund", 2))
        self.assertEqual(self.order.amazon_state, "done")
        self.assertWaits(0, 0, "invoiced")

    def test_everything_returned(self):
        self.finish()
        lines = (InvoiceLine("-3", "10.00", "1"), InvoiceLine("-2", "5.00", "2"))
        self.bill(*lines, purpose="lineLevelCreditMemo", subtotal="-40.00", net="-40.00")
        self.assertEqual((self.order.amazon_state, self.pens.qty_invoiced), ("done", 0))
        self.assertWaits(0, 0, "invoiced")

    def test_return_of_what_was_received(self):
        self.config.bill_policy = "received"
        self.pens.qty_received, self.paper.qty_received = 3, 2
        self.finish()
        self.pens.qty_received = 2
        self.assertWaits(0, 0, "invoiced")
        self.assertEqual(self.order.amazon_state, "done")

    def test_line_that_gives_back_counts_as_billed(self):
        self.bill(PENS, PAPER, InvoiceLine("-1", "10.00", "1"), subtotal="30.00", net="30.00")
        self.assertEqual(self.pens.qty_invoiced, 2)
        self.assertWaits(0, 0, "invoiced")
        self.ship(("1", "3"), ("2", "2"))
        self.assertEqual(self.order.amazon_state, "done")

    def test_what_was_credited_before_the_rest_came_is_not_the_rest(self):
        self.bill(InvoiceLine("2", "10.00"), subtotal="20.00", net="20.00")
        self.bill(InvoiceLine("-2", "10.00"), purpose="lineLevelCreditMemo", subtotal="-20.00", net="-20.00")
        self.assertWaits(1, 2, "to invoice")

    def test_cancelled_draft_counts_as_no_bill(self):
        for policy, waits in (("ordered", (3, 2, "to invoice")), ("received", (0, 0, "no"))):
            with self.subTest(policy=policy):
                self.config.bill_policy = policy
                bill = self.bill(PENS, PAPER, **WHOLE)
                self.assertWaits(0, 0, "invoiced")
                bill.with_user(self.accountant).button_cancel()
                self.assertWaits(*waits)
                self.assertNotEqual(self.order.amazon_state, "done")

    def test_bill_that_somebody_typed_in_counts(self):
        self.order.action_create_invoice()
        self.assertWaits(0, 0, "invoiced")
        self.order.invoice_ids.button_cancel()
        self.assertWaits(3, 2, "to invoice")

    # --- Beside others -------------------------------------------------------------------

    def test_ordinary_order_is_core_s(self):
        product = self.env["product.product"].create({"name": "Own", "purchase_method": "receive"})
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "order_line": [Command.create({"product_id": product.id, "product_qty": 2, "price_unit": 3})],
            }
        )
        order.button_confirm()
        line = order.order_line
        self.assertEqual((line.qty_to_invoice, order.invoice_status), (0, "no"))
        line.qty_received = 1
        order.action_create_invoice()
        line.qty_received = 0
        self.assertEqual((line.qty_to_invoice, order.invoice_status), (-1, "to invoice"))

    def test_buyer_reads_what_is_billed(self):
        self.bill(PENS, PAPER, **WHOLE)
        self.env.invalidate_all()
        order = self.order.with_user(self.buyer)
        self.assertEqual((order.invoice_status, *order.order_line.mapped("qty_to_invoice")), ("invoiced", 0, 0))
