from unittest.mock import patch

from odoo.exceptions import ConcurrencyError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools import lock
from ..answer_case import AnswerCase
from ..answers import ConfirmationDocument, Status
from ..carts import CartDocument, Line
from ..invoices import InvoiceDocument, InvoicedOrder, InvoiceLine
from ..ship_notices import Portion, ShipNoticeDocument


class BillCase(AnswerCase):
    """Amazon's server, which bills an order of pens and paper."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.count = 0
        cls.accountant = cls.make_user("accountant", "account.group_account_invoice")

    def make_sent_order(self, *lines, **cart):
        """Submit a basket, confirm it, and let Amazon have it: a real order, which is billed."""
        order = super().make_sent_order(*lines, **cart)
        lock.opened(order).amazon_mode = "active"
        return order

    def invoice(self, *lines, order=None, **values):
        """Receive an invoice of one order and process it.

        :return: the message
        """
        type(self).count += 1
        order = order or self.order
        values.setdefault("orders", [InvoicedOrder(order.name, "", lines=[*lines])])
        values.setdefault("payload_id", f"invoice-{self.count}@amazon.com")
        values.setdefault("invoice_id", f"INV-{self.count}")
        document = InvoiceDocument(currency=values.pop("currency", order.currency_id.name), **values)
        return self.receive(document)

    def bill(self, *lines, **values):
        message = self.invoice(*lines, **values)
        self.assertProcessed(message)
        return message.bill_id


@tagged("post_install", "-at_install")
class TestBill(BillCase):
    """An invoice becomes a draft bill of the order's lines."""

    def setUp(self):
        super().setUp()
        self.order = self.make_sent_order(Line(price="10.00", quantity="3"), Line(price="5.00", quantity="2"))
        self.pens, self.paper = self.order.order_line

    def test_whole_order(self):
        bill = self.bill(InvoiceLine("3", "10.00", "1"), InvoiceLine("2", "5.00", "2"), subtotal="40.00", net="40.00")
        self.assertRecordValues(
            bill,
            [
                {
                    "move_type": "in_invoice",
                    "state": "draft",
                    "partner_id": self.vendor.id,
                    "ref": f"INV-{self.count}",
                    "amount_total": 40.0,
                    "amazon_invoice_total": 40.0,
                    "amazon_seller": "Pens & More LLC",
                    "amazon_warning": False,
                }
            ],
        )
        self.assertRecordValues(
            bill.invoice_line_ids,
            [
                {
                    "purchase_line_id": line.id,
                    "quantity": quantity,
                    "price_unit": price,
                    "account_id": self.account.id,
                    "analytic_distribution": {str(self.budget.id): 100.0},
                    "amazon_difference": False,
                }
                for line, quantity, price in ((self.pens, 3, 10), (self.paper, 2, 5))
            ],
        )
        self.assertEqual(self.order.invoice_ids, bill)
        self.assertEqual(self.pens.qty_invoiced, 3)

    def test_part_of_an_order_then_the_rest(self):
        first = self.bill(InvoiceLine("2", "10.00"), subtotal="20.00", net="20.00")
        second = self.bill(InvoiceLine("1", "10.00"), InvoiceLine("2", "5.00", "2"), subtotal="20.00", net="20.00")
        self.assertEqual((self.pens.qty_invoiced, self.paper.qty_invoiced), (3, 2))
        self.assertEqual(self.order.invoice_count, 2)
        self.assertEqual(second.invoice_line_ids.mapped("amazon_qty_on_other_bills"), [2, 0])
        self.assertEqual(first.invoice_line_ids.amazon_qty_on_other_bills, 1)
        self.assertFalse(second.amazon_warning)

    def test_order_is_done_when_all_is_shipped_and_billed(self):
        lines = (InvoiceLine("3", "10.00"), InvoiceLine("2", "5.00", "2"))
        self.bill(*lines, subtotal="40.00", net="40.00")
        self.assertEqual(self.order.amazon_state, "confirmed")
        self.receive(ShipNoticeDocument(portions=[Portion(self.order.name, "", [])]))
        self.assertEqual(self.order.amazon_state, "done")

    def test_bill_is_due_as_the_invoice_says_or_as_agreed(self):
        terms = self.env.ref("account.account_payment_term_30days")
        end = b"</InvoiceDetailRequestHeader>"
        for number, (agreed, node, due) in enumerate(
            (
                (False, b"", "2026-03-18"),
                (terms, b"", "2026-04-17"),
                (terms, b'<PaymentTerm payInNumberOfDays="10"/>', "2026-03-28"),
            )
        ):
            lock.opened(self.order).payment_term_id = agreed
            portion = InvoicedOrder(self.order.name, "")
            document = InvoiceDocument(payload_id=f"due-{number}", invoice_id=f"DUE-{number}", orders=[portion])
            bill = self.receive(bytes(document).replace(end, node + end)).bill_id
            self.assertEqual((str(bill.invoice_date), str(bill.invoice_date_due)), ("2026-03-18", due))

    # --- Taxes, charges, discounts -------------------------------------------------------

    def test_tax_of_the_same_rate(self):
        tax = self.make_tax(19)
        bill = self.bill(InvoiceLine("3", "10.00", tax="5.70", rate="19.00"), tax="5.70", subtotal="30", net="35.70")
        self.assertEqual(bill.invoice_line_ids.tax_ids, tax)
        self.assertEqual((bill.amount_tax, bill.amount_total), (5.7, 35.7))

    def test_two_rates(self):
        full, reduced = self.make_tax(19), self.make_tax(7)
        bill = self.bill(
            InvoiceLine("3", "10.00", tax="5.70", rate="19.00"),
            InvoiceLine("2", "5.00", "2", tax="0.70", rate="7"),
            tax="6.40",
            taxes=[("19.00", "5.70"), ("7.00", "0.70")],
            subtotal="40",
            net="46.40",
        )
        self.assertEqual([line.tax_ids for line in bill.invoice_line_ids], [full, reduced])
        self.assertEqual(bill.amount_total, 46.4)

    def test_tax_of_the_total_alone(self):
        tax = self.make_tax(19)
        bill = self.bill(
            InvoiceLine("3", "10.00"), subtotal="30", tax="6.65", taxes=[("19", "6.65")], shipping="5", net="41.65"
        )
        self.assertEqual([line.tax_ids for line in bill.invoice_line_ids], [tax, tax])
        self.assertEqual((bill.amount_total, bill.amazon_total_difference), (41.65, 0))

    def test_tax_that_no_rate_explains_is_a_charge(self):
        self.make_tax(8)
        for details in ([], [("8.25", "2.40")], [("8", "2.39")]):
            with self.subTest(details=details):
                bill = self.bill(InvoiceLine("3", "10.00"), subtotal="30", tax="2.48", taxes=details, net="32.48")
                self.assertEqual(bill.invoice_line_ids.mapped("amazon_kind"), ["item", "tax"])
                self.assertEqual(bill.invoice_line_ids[1].price_unit, 2.48)
                self.assertFalse(bill.invoice_line_ids.tax_ids)
                self.assertEqual(bill.amount_total, 32.48)

    def test_tax_of_the_order_is_preferred(self):
        twin = self.make_tax(19, name="Nineteen too")
        self.make_tax(19)
        lock.opened(self.pens).tax_ids = twin
        bill = self.bill(InvoiceLine("3", "10.00", tax="5.70", rate="19"), tax="5.70", subtotal="30", net="35.70")
        self.assertEqual(bill.invoice_line_ids.tax_ids, twin)

    def test_two_taxes_of_one_rate_are_no_match(self):
        self.make_tax(19, name="Nineteen too")
        self.make_tax(19)
        bill = self.bill(InvoiceLine("3", "10.00", tax="5.70", rate="19"), tax="5.70", subtotal="30", net="35.70")
        self.assertEqual(bill.invoice_line_ids.mapped("amazon_kind"), ["item", "tax"])

    def test_tax_rounded_for_each_piece_is_amazons(self):
        tax = self.make_tax(19)
        bill = self.bill(InvoiceLine("3", "0.13", tax="0.06", rate="19"), subtotal="0.39", tax="0.06", net="0.45")
        self.assertEqual(bill.invoice_line_ids.tax_ids, tax)
        self.assertEqual(bill.invoice_line_ids.mapped("amazon_kind"), ["item"])
        self.assertEqual((bill.amount_tax, bill.amount_total, bill.amazon_total_difference), (0.06, 0.45, 0))

    def test_shipping_and_discount_of_a_line(self):
        tax = self.make_tax(10)
        bill = self.bill(
            InvoiceLine("3", "10.00", shipping="5.00", discount="2.00", tax="3.30", rate="10"),
            subtotal="30",
            tax="3.30",
            shipping="5.00",
            discount="2.00",
            net="36.30",
        )
        self.assertEqual(
            [(line.amazon_kind, line.price_subtotal, line.tax_ids) for line in bill.invoice_line_ids],
            [("item", 30, tax), ("discount", -2, tax), ("shipping", 5, tax)],
        )
        self.assertEqual(bill.amount_total, 36.3)

    def test_shipping_of_the_order_is_billed_by_its_amount(self):
        order = self.make_sent_order(
            Line(price="10.00", quantity="2", shipping="4.00"), payload_id="shipped", shipping="4.00"
        )
        charge = order.order_line.filtered(lambda line: line.amazon_kind == "shipping")
        values = {"order": order, "subtotal": "10", "net": "13.00"}
        first = self.bill(InvoiceLine("1", "10.00", shipping="3.00"), shipping="3.00", **values)
        self.assertEqual(first.invoice_line_ids[1].purchase_line_id, charge)
        self.assertEqual(charge.qty_invoiced, 0.75)
        order.order_line.qty_received = 2
        self.assertEqual(order.invoice_status, "to invoice")
        second = self.bill(InvoiceLine("1", "10.00", shipping="3.00"), shipping="3.00", **values)
        self.assertEqual((charge.qty_invoiced, order.invoice_status), (1, "invoiced"))
        self.assertIn("Billed $\xa06.00 in total; ordered $\xa04.00", second.invoice_line_ids[1].amazon_difference)

    def test_charge_of_a_basket_that_is_never_billed_keeps_no_order_waiting(self):
        order = self.make_sent_order(Line(price="10.00", quantity="1", tax="0.80"), payload_id="tax", tax="0.80")
        order.order_line.qty_received = 1
        self.bill(InvoiceLine("1", "10.00"), order=order)
        self.assertEqual(order.order_line.mapped("amazon_kind"), ["item", "tax"])
        self.assertEqual(order.invoice_status, "invoiced")

    # --- Total ---------------------------------------------------------------------------

    def test_one_cent_more_than_the_lines(self):
        bill = self.bill(InvoiceLine("3", "10.00"), subtotal="30", net="30.01")
        self.assertEqual((bill.amount_total, bill.invoice_line_ids[1].amazon_kind), (30.01, "rounding"))
        self.assertEqual(bill.invoice_line_ids[1].account_id, self.account)

    def test_total_that_the_lines_do_not_give_is_shown(self):
        bill = self.bill(InvoiceLine("3", "10.00"), subtotal="30", net="35.00")
        self.assertEqual((bill.amount_total, bill.amazon_total_difference), (30, 5))
        self.assertIn("difference of $\xa05.00", bill.amazon_warning)

    def test_many_lines_hide_no_difference(self):
        bill = self.bill(*[InvoiceLine("1", "1.00", ad_hoc=True)] * 60, subtotal="60", net="60.55")
        self.assertEqual(set(bill.invoice_line_ids.mapped("amazon_kind")), {"item"})
        self.assertIn("difference of $\xa00.55", bill.amazon_warning)

    def test_total_that_the_invoice_does_not_say(self):
        bill = self.bill(InvoiceLine("3", "10.00"), subtotal="30", tax="2.40", shipping="5", net="")
        self.assertEqual((bill.amount_total, bill.amazon_invoice_total), (37.4, 37.4))

    def test_price_that_has_more_digits_than_money(self):
        bill = self.bill(InvoiceLine("3", "9.99666", subtotal="29.99"), subtotal="29.99", net="29.99")
        self.assertEqual((bill.amount_total, bill.invoice_line_ids.mapped("amazon_kind")), (29.99, ["item"]))
        bill = self.bill(InvoiceLine("3", "10.00", subtotal="20.00"), subtotal="20.00", net="20.00")
        self.assertEqual(bill.amount_total, 20)
        self.assertIn("Billed at", bill.invoice_line_ids[0].amazon_difference)

    def test_tax_of_the_sum_rounded_by_the_company(self):
        self.make_tax(19)
        self.company.tax_calculation_rounding_method = "round_globally"
        bill = self.bill(
            InvoiceLine("1", "0.13", tax="0.02", rate="19"),
            InvoiceLine("1", "0.13", "2", tax="0.02", rate="19"),
            subtotal="0.26",
            tax="0.04",
            net="0.30",
        )
        self.assertEqual(bill.amount_total, 0.3)

    def test_yen(self):
        tax = self.make_tax(10)
        order = self.make_sent_order(Line(price="1980", quantity="3"), currency="JPY", payload_id="yen", total="5940")
        bill = self.bill(
            InvoiceLine("3", "1980", tax="593", rate="10"), order=order, subtotal="5940", tax="593", net="6533"
        )
        self.assertEqual((bill.currency_id.name, bill.invoice_line_ids.tax_ids), ("JPY", tax))
        self.assertEqual((bill.amount_tax, bill.amount_total), (593, 6533))
        bill = self.bill(InvoiceLine("1", "1980"), order=order, subtotal="1980", net="1980.50")
        self.assertEqual(bill.amount_total, 1981)
        self.assertIn("1980.50 JPY; it was rounded", bill.amazon_warning)

    # --- What belongs to which order -----------------------------------------------------

    def test_several_orders(self):
        other = self.make_sent_order(Line(price="7.00", quantity="1"), payload_id="other")
        bill = self.bill(
            orders=[
                InvoicedOrder(self.order.name, "", supplier_number="113-1", lines=[InvoiceLine("3", "10.00")]),
                InvoicedOrder(other.name, "", supplier_number="113-2", lines=[InvoiceLine("1", "7.00")]),
            ],
            subtotal="37",
            net="37",
        )
        self.assertEqual(bill.amazon_order_ids, self.order | other)
        self.assertEqual((bill.amazon_order_ref, bill.amount_total), ("113-1, 113-2", 37))
        self.assertEqual(
            [line.name for line in bill.invoice_line_ids.filtered(lambda line: line.display_type == "line_section")],
            [self.order.name, other.name],
        )
        self.assertEqual((self.order.invoice_ids, other.invoice_ids), (bill, bill))

    def test_one_order_in_several_parts_needs_no_headings(self):
        parts = (("113-1", "1"), ("113-2", "2"))
        bill = self.bill(
            orders=[
                InvoicedOrder(self.order.name, "", supplier_number=number, lines=[InvoiceLine(quantity, "10.00")])
                for number, quantity in parts
            ],
            subtotal="30",
            net="30",
        )
        self.assertEqual((bill.amazon_order_ids, bill.amount_total), (self.order, 30))
        self.assertEqual(set(bill.invoice_line_ids.mapped("display_type")), {"product"})

    def test_line_that_no_order_has(self):
        bill = self.bill(InvoiceLine("1", "10.00"), InvoiceLine("1", "3.00", ad_hoc=True), subtotal="13", net="13.00")
        stray = bill.invoice_line_ids[1]
        self.assertFalse(stray.purchase_line_id)
        self.assertEqual((stray.name, stray.account_id), ("Gel pen, blue", self.account))
        self.assertEqual(stray.amazon_difference, "Not on any order.")
        self.assertIn("from what was ordered", bill.amazon_warning)

    def test_invoice_without_an_order(self):
        self.config.account_id = self.account
        bill = self.bill(orders=[InvoicedOrder("", "", supplier_number="113-9", lines=[InvoiceLine("1", "10.00")])])
        self.assertEqual((bill.amount_total, bill.invoice_line_ids.account_id), (10, self.account))
        self.assertIn("Amazon's order 113-9, but no order in Odoo", bill.amazon_warning)
        bill = self.bill(orders=[], subtotal="8.40", tax="1.60", net="10.00")
        self.assertEqual([line.amazon_kind for line in bill.invoice_line_ids], ["sum", "tax"])
        self.assertEqual((bill.amount_total, bill.invoice_line_ids[0].name), (10, "Whole invoice"))

    def test_order_known_by_amazons_number(self):
        lock.opened(self.order).amazon_order_ref = "113-1, 113-2"
        portion = InvoicedOrder("", "", supplier_number="113-2", lines=[InvoiceLine("3", "10.00")])
        bill = self.bill(orders=[portion], subtotal="30", net="30")
        self.assertEqual((bill.invoice_line_ids.purchase_line_id, bill.amazon_warning), (self.pens, False))
        portion.supplier_number = "113"
        self.assertFalse(self.bill(orders=[portion], subtotal="30", net="30").amazon_order_ids)

    def test_company_without_accounting(self):
        managers = self.env.ref("account.group_account_manager")
        managers.user_ids = accountant = self.make_user("ledger", "account.group_account_manager", self.other_company)
        session = self.open_session(self.foreign_buyer, self.other_config)
        self.bring(CartDocument(session), self.other_config)
        order = self.env["purchase.order"].search([("amazon_config_id", "=", self.other_config.id)])
        self.other_config.write({"require_budget": False, "require_department": False, "require_account": False})
        order.button_confirm()
        document = InvoiceDocument(orders=[InvoicedOrder(order.name, "")])
        message = self.receive(document, self.other_config)
        self.assertEqual(message.state, "failed")
        self.assertIn("Other Company has no purchase journal", message.error)
        self.assertIn(f"{accountant.name} can add one", message.error)

    # --- Credit notes --------------------------------------------------------------------

    def test_credit_memo_in_one_sum(self):
        charged = self.bill(InvoiceLine("3", "10.00"), subtotal="30", net="30")
        for subtotal, net in (("-10.00", "-10.00"), ("10.00", "10.00")):
            credit = self.bill(
                purpose="creditMemo",
                original=charged.ref,
                orders=[InvoicedOrder(self.order.name, "", sum=subtotal)],
                subtotal=subtotal,
                net=net,
            )
            self.assertEqual((credit.move_type, credit.amount_total), ("in_refund", 10))
            self.assertEqual(credit.invoice_line_ids.account_id, self.account)
            self.assertEqual(credit.invoice_line_ids.name, f"Credit for order {self.order.name}")
            self.assertEqual((credit.reversed_entry_id, credit.amazon_warning), (charged, False))
            self.assertIn(credit, self.order.invoice_ids)
        self.assertEqual(self.pens.qty_invoiced, 3)

    def test_credit_memo_in_one_sum_with_two_rates(self):
        full, reduced = self.make_tax(19), self.make_tax(7)
        document = InvoiceDocument(
            payload_id="rates",
            purpose="creditMemo",
            orders=[InvoicedOrder(self.order.name, "", sum="-20.00")],
            subtotal="-20.00",
            tax="-2.60",
            net="-22.60",
        )
        tax = b"""<Tax><Money currency="USD">-2.60</Money>%s</Tax></InvoiceDetailOrderSummary>""" % b"".join(
            b"""<TaxDetail category="vat" purpose="tax" percentageRate="%s"><TaxableAmount><Money currency="USD">-10.00
            </Money></TaxableAmount><TaxAmount><Money currency="USD">%s</Money></TaxAmount></TaxDetail>"""
            % pair
            for pair in ((b"19", b"-1.90"), (b"7", b"-0.70"))
        )
        message = self.receive(bytes(document).replace(b"</InvoiceDetailOrderSummary>", tax))
        self.assertProcessed(message)
        self.assertEqual(
            [(line.price_subtotal, line.tax_ids) for line in message.bill_id.invoice_line_ids],
            [(10, full), (10, reduced)],
        )
        self.assertEqual(message.bill_id.amount_total, 22.6)

    def test_credit_memo_with_negative_quantity(self):
        self.bill(InvoiceLine("3", "10.00"), subtotal="30", net="30")
        credit = self.bill(InvoiceLine("-2", "10.00"), purpose="lineLevelCreditMemo", subtotal="-20.00", net="-20.00")
        self.assertEqual((credit.move_type, credit.amount_total), ("in_refund", 20))
        line = credit.invoice_line_ids
        self.assertEqual((line.quantity, line.price_unit, line.purchase_line_id), (2, 10, self.pens))
        self.assertEqual((self.pens.qty_invoiced, line.amazon_qty_on_other_bills), (1, 3))
        self.assertEqual(line.amazon_qty_on_this_bill, -2)
        told = [body for body in self.order.message_ids.mapped("body") if "credit note" in body]
        self.assertEqual(len(told), 1)
        self.assertRegex(told[0], rf"credit note {credit.ref} for \$&nbsp;20\.00 has arrived")
        self.assertFalse(line.amazon_difference)

    def test_invoice_with_negative_price(self):
        self.bill(InvoiceLine("3", "10.00"), subtotal="30", net="30")
        credit = self.bill(InvoiceLine("2", "-10.00"), subtotal="-20.00", net="-20.00", original="INV-0")
        self.assertIn("refers to invoice INV-0, for which there is no bill", credit.amazon_warning)
        self.assertEqual((credit.move_type, credit.amount_total), ("in_refund", 20))
        self.assertEqual((credit.invoice_line_ids.quantity, self.pens.qty_invoiced), (2, 1))

    def test_credit_of_amazons_for_the_invoice_of_a_seller(self):
        charged = self.bill(InvoiceLine("3", "10.00"), subtotal="30", net="30")
        line = InvoiceLine("-3", "10.00")
        credit = self.bill(line, subtotal="-30", net="-30", seller="Amazon", original=charged.ref)
        self.assertEqual((credit.reversed_entry_id, credit.amazon_warning), (charged, False))

    def test_price_corrected_afterwards_gives_no_pieces_back(self):
        self.bill(InvoiceLine("3", "10.00"), subtotal="30", net="30")
        credit = self.bill(InvoiceLine("3", "-1.00"), subtotal="-3.00", net="-3.00")
        line = credit.invoice_line_ids
        self.assertEqual((credit.amount_total, line.amazon_kind, line.purchase_line_id.id), (3, "correction", False))
        self.assertEqual((self.pens.qty_invoiced, line.account_id), (3, self.account))

    def test_pieces_given_back_on_an_invoice(self):
        bill = self.bill(InvoiceLine("3", "10.00"), InvoiceLine("-1", "5.00", "2"), subtotal="25", net="25")
        self.assertEqual((bill.move_type, bill.amount_total), ("in_invoice", 25))
        self.assertEqual(bill.invoice_line_ids[1].amazon_difference, "More is credited than was billed.")

    # --- Differences ---------------------------------------------------------------------

    def test_rejected_pieces_are_not_expected(self):
        statuses = [Status(quantity="1"), Status("reject", "2")]
        self.receive(ConfirmationDocument(number=self.order.name, reference="", statuses=statuses))
        fine = self.bill(InvoiceLine("1", "10.00"))
        self.assertFalse(fine.invoice_line_ids.amazon_difference)
        bill = self.bill(InvoiceLine("1", "10.00"))
        self.assertEqual(bill.invoice_line_ids.amazon_difference, "Billed 2 in total, but Amazon rejected 2 of 3.")

    def test_order_that_amazon_refused(self):
        statuses = [Status("reject", "3"), Status("reject", "2", "2")]
        self.receive(ConfirmationDocument(number=self.order.name, reference="", statuses=statuses))
        self.assertEqual(self.order.state, "cancel")
        bill = self.bill(InvoiceLine("3", "10.00"), subtotal="30", net="30")
        self.assertEqual(bill.invoice_line_ids.amazon_difference, "Its order is cancelled.")
        self.assertEqual(self.order.amazon_state, "refused")

    def test_more_than_ordered(self):
        bill = self.bill(InvoiceLine("4", "10.00"), subtotal="40", net="40")
        self.assertEqual(bill.invoice_line_ids.amazon_difference, "Billed 4 in total; ordered 3.")

    def test_another_item_than_ordered(self):
        self.assertFalse(self.bill(InvoiceLine("1", "10.00", asin=self.pens.amazon_asin)).amazon_warning)
        bill = self.bill(InvoiceLine("1", "10.00", asin="B0ANOTHER1"))
        self.assertEqual(
            bill.invoice_line_ids.amazon_difference,
            f"Billed B0ANOTHER1; ordered {self.pens.amazon_asin}.",
        )

    def test_more_than_shipped(self):
        bill = self.bill(InvoiceLine("2", "10.00"), subtotal="20", net="20")
        self.assertFalse(bill.invoice_line_ids.amazon_difference)
        self.receive(ShipNoticeDocument(portions=[Portion(self.order.name, "", [("1", "1")])]))
        bill.invalidate_recordset()
        bill.invoice_line_ids.invalidate_recordset()
        self.assertEqual(bill.invoice_line_ids.amazon_difference, "Billed 2 in total; 1 shipped or received so far.")

    def test_price_beyond_what_is_tolerated(self):
        self.config.write({"price_tolerance_amount": 0.5, "price_tolerance_percent": 1})
        bill = self.bill(InvoiceLine("1", "10.50"), subtotal="10.50", net="10.50")
        self.assertFalse(bill.invoice_line_ids.amazon_difference)
        bill = self.bill(InvoiceLine("1", "10.51"), subtotal="10.51", net="10.51")
        self.assertIn("Billed at $\xa010.51", bill.invoice_line_ids.amazon_difference)

    def test_price_that_amazon_has_confirmed_is_expected(self):
        self.receive(
            ConfirmationDocument(number=self.order.name, reference="", statuses=[Status(quantity="3", price="12.00")])
        )
        bill = self.bill(InvoiceLine("3", "12.00"), subtotal="36", net="36")
        self.assertFalse(bill.invoice_line_ids.amazon_difference)
        self.assertIn("Billed at", self.bill(InvoiceLine("1", "10.00")).invoice_line_ids.amazon_difference)

    def test_other_bills_have_no_match_report(self):
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.vendor.id,
                "invoice_line_ids": [Command.create({"name": "Pens", "price_unit": 1, "quantity": 9})],
            }
        )
        self.assertFalse(bill.amazon_match_ids)
        self.assertFalse(bill.amazon_warning)
        self.assertFalse(bill.invoice_line_ids.amazon_difference)

    # --- Sellers -------------------------------------------------------------------------

    def test_bill_is_of_amazon_unless_the_configuration_wants_the_seller(self):
        seller = self.env["res.partner"].create({"name": "Pens & More LLC", "is_company": True})
        self.assertEqual(self.bill(InvoiceLine("1", "10.00")).partner_id, self.vendor)
        self.config.bill_partner = "seller"
        self.assertEqual(self.bill(InvoiceLine("1", "10.00")).partner_id, seller)

    def test_seller_by_vat_number_before_name(self):
        self.config.bill_partner = "seller"
        partners = self.env["res.partner"].create(
            [
                {"name": "Pens & More LLC", "is_company": True},
                {"name": "Known otherwise", "is_company": True, "vat": "BE0477472701"},
            ]
        )
        bill = self.bill(InvoiceLine("1", "10.00"), vat="BE 0477472701")
        self.assertEqual(bill.partner_id, partners[1])
        self.assertEqual(self.bill(InvoiceLine("1", "10.00"), seller="PENS & MORE llc").partner_id, partners[0])

    def test_vat_number_beside_the_parties(self):
        self.config.bill_partner = "seller"
        seller = self.env["res.partner"].create({"name": "Known otherwise", "vat": "BE0477472701"})
        document = InvoiceDocument(
            number=self.order.name, orders=[InvoicedOrder(self.order.name, "")], seller="Amazon Seller 7"
        )
        extrinsic = b'<Extrinsic name="supplierVatID">BE0477472701</Extrinsic></InvoiceDetailRequestHeader>'
        message = self.receive(bytes(document).replace(b"</InvoiceDetailRequestHeader>", extrinsic))
        self.assertProcessed(message)
        self.assertEqual((message.bill_id.partner_id, message.bill_id.amazon_seller_vat), (seller, seller.vat))

    def test_seller_is_never_invented_nor_guessed(self):
        self.config.write({"bill_partner": "seller", "accountant_id": self.accountant.id})
        partners = self.env["res.partner"]
        partners.create([{"name": "Pens & More LLC"}, {"name": "Pens & More LLC"}, {"name": "Pens & More LLC Berlin"}])
        partners.create({"name": "Elsewhere", "company_id": self.other_company.id})
        for seller in ("Pens & More LLC", "Pens", "%Berlin", "Pens & More LLC_Berlin", "Elsewhere"):
            before = partners.search_count([])
            bill = self.bill(InvoiceLine("1", "10.00"), seller=seller)
            self.assertEqual(bill.partner_id, self.vendor, seller)
            self.assertIn("does not exactly match one of your contacts", bill.amazon_warning)
            self.assertEqual(bill.activity_ids.user_id, self.accountant)
            self.assertEqual(partners.search_count([]), before)

    def test_amazon_as_seller_is_the_vendor(self):
        self.config.bill_partner = "seller"
        bill = self.bill(InvoiceLine("1", "10.00"), seller="Amazon EU S.a r.l.")
        self.assertEqual((bill.partner_id, bill.amazon_warning), (self.vendor, False))

    # --- The same number again -----------------------------------------------------------

    def test_repeated_number_is_refused_and_linked_with_the_first(self):
        bill = self.bill(InvoiceLine("1", "10.00"), invoice_id="A-1")
        message = self.invoice(InvoiceLine("2", "10.00"), invoice_id="A-1", subtotal="20", net="20")
        self.assertEqual((message.state, message.bill_id, message.order_ids), ("failed", bill, self.order))
        self.assertIn("Invoice A-1 already exists", message.error)
        self.assertIn(bill.display_name, message.error)
        self.assertEqual(self.order.invoice_ids, bill)
        for record in (bill, self.order):
            self.assertIn("sent it again", record.message_ids[0].body)
        posted = len(bill.message_ids)
        message._process()
        self.assertEqual((len(bill.message_ids), message.state), (posted, "failed"))

    def test_number_of_another_seller_is_another_invoice(self):
        first = self.bill(InvoiceLine("1", "10.00"), invoice_id="A-1")
        second = self.bill(InvoiceLine("1", "10.00"), invoice_id="A-1", seller="Paper Ltd")
        self.assertNotEqual(first, second)
        vat = {"invoice_id": "A-1", "vat": "BE0477472701"}
        self.bill(InvoiceLine("1", "10.00"), seller="Third", **vat)
        self.assertEqual(self.invoice(InvoiceLine("1", "10.00"), seller="Third GmbH", **vat).state, "failed")

    def test_other_spelling_of_the_seller_is_the_same_invoice(self):
        for number, spellings in enumerate(
            (
                ({"vat": "DE 123456789"}, {"vat": "DE123456789"}),
                ({"vat": "BE 0477.472.701", "seller": "Pens"}, {"vat": "be0477472701", "seller": "Papers"}),
                ({}, {"seller": "Pens  & more  llc "}),
                ({"vat": "DE123456789"}, {}),
            )
        ):
            with self.subTest(spellings=spellings):
                first, again = ({"invoice_id": f"S-{number}", **spelling} for spelling in spellings)
                bill = self.bill(InvoiceLine("1", "10.00"), **first)
                message = self.invoice(InvoiceLine("1", "10.00"), **again)
                self.assertEqual((message.state, message.bill_id), ("failed", bill))

    @mute_logger("odoo.sql_db")
    def test_bill_that_another_transaction_makes_meanwhile_is_noticed(self):
        self.bill(InvoiceLine("1", "10.00"), invoice_id="A-1")
        bills = self.env["account.move"]
        with patch.object(type(bills), "_earlier_amazon_bill", lambda *_args: bills):
            with self.assertRaises(ConcurrencyError):
                self.invoice(InvoiceLine("1", "10.00"), invoice_id="A-1", seller="pens & more  LLC")
            self.bill(InvoiceLine("1", "10.00"), invoice_id="A-1", seller="Paper Ltd")
        self.assertEqual(self.order.invoice_count, 2)

    def test_same_name_with_another_vat_number_is_shown(self):
        first = self.bill(InvoiceLine("1", "10.00"), invoice_id="A-1", vat="DE123456789")
        self.assertFalse(first.amazon_warning)
        second = self.bill(InvoiceLine("1", "10.00"), invoice_id="A-1", vat="FR12345678901")
        self.assertIn("another VAT number", second.amazon_warning)
        self.assertIn(first.display_name, second.amazon_warning)

    def test_same_payload_id_again(self):
        message = self.invoice(InvoiceLine("1", "10.00"), invoice_id="A-1", payload_id="same")
        again = self.invoice(InvoiceLine("1", "10.00"), invoice_id="A-1", payload_id="same")
        self.assertEqual((message, message.state), (again, "processed"))
        self.assertEqual(self.order.invoice_ids, message.bill_id)
        other = self.invoice(InvoiceLine("1", "10.00"), invoice_id="A-2", payload_id="same")
        self.assertEqual((other.state, other.namesake_id), ("processed", message))
        self.assertEqual(self.order.invoice_ids, message.bill_id | other.bill_id)

    def test_number_that_somebody_has_typed_in(self):
        typed = self.env["account.move"].create({"move_type": "in_invoice", "partner_id": self.vendor.id, "ref": "A-1"})
        self.assertEqual(self.invoice(InvoiceLine("1", "10.00"), invoice_id="A-1").bill_id, typed)
        typed.button_cancel()
        self.bill(InvoiceLine("1", "10.00"), invoice_id="A-1")

    def test_number_whose_bill_was_cancelled_here(self):
        bill = self.bill(InvoiceLine("1", "10.00"), invoice_id="A-1")
        bill.button_cancel()
        self.assertEqual(self.bill(InvoiceLine("1", "10.00"), invoice_id="A-1"), bill, "the same came late")
        again = self.bill(InvoiceLine("1", "10.00"), invoice_id="A-1", due="10.00")
        self.assertEqual((again.state, bill.state), ("draft", "cancel"))
        third = self.invoice(InvoiceLine("1", "10.00"), invoice_id="A-1", due="10.00", gross="10.00")
        self.assertEqual((third.state, third.bill_id), ("failed", again))

    def test_amazon_cancels_an_invoice(self):
        bill = self.bill(InvoiceLine("1", "10.00"), invoice_id="A-1")
        message = self.invoice(orders=[], operation="delete", invoice_id="A-1")
        self.assertProcessed(message)
        self.assertEqual((message.bill_id, bill.state, self.pens.qty_invoiced), (bill, "cancel", 0))
        self.assertEqual(self.bill(InvoiceLine("1", "10.00"), invoice_id="A-1"), bill, "the same came late")
        again = self.bill(InvoiceLine("1", "10.00"), invoice_id="A-1", due="10.00")
        self.assertNotEqual(again, bill)
        message = self.invoice(orders=[], operation="delete", invoice_id="D-1", original="unknown")
        self.assertIn("there is no bill for it", message.error)

    def test_amazon_cancels_an_invoice_that_is_posted(self):
        self.config.accountant_id = self.accountant
        bill = self.bill(InvoiceLine("1", "10.00"), invoice_id="A-1")
        bill.action_post()
        self.invoice(orders=[], operation="delete", invoice_id="D-1", original="A-1")
        self.assertEqual((bill.state, bill.activity_ids.user_id), ("posted", self.accountant))
        self.assertIn("cancelled this invoice", bill.amazon_warning)

    def test_cancellation_that_comes_before_its_invoice(self):
        early = self.invoice(orders=[], operation="delete", invoice_id="D-1", original="A-1")
        self.assertEqual((early.state, early.cancelled_invoice), ("failed", "A-1"))
        other = self.bill(InvoiceLine("1", "10.00"), invoice_id="A-2")
        bill = self.bill(InvoiceLine("1", "10.00"), invoice_id="A-1")
        self.assertEqual(early.state, "received")
        early._process()
        self.assertEqual((early.state, early.bill_id), ("processed", bill))
        self.assertEqual((bill.state, other.state), ("cancel", "draft"))

    def test_cancellation_that_is_older_than_an_invoice_is_not_meant_for_it(self):
        before = "2026-03-16T08:00:00+0000"
        old = self.invoice(orders=[], operation="delete", invoice_id="A-1", timestamp=before)
        bill = self.bill(InvoiceLine("1", "10.00"), invoice_id="A-1")
        self.assertEqual((old.state, bill.state), ("failed", "draft"))

    def test_deleted_bill_comes_back_when_its_invoice_is_processed_again(self):
        message = self.invoice(InvoiceLine("1", "10.00"), invoice_id="A-1")
        message.bill_id.with_user(self.accountant).unlink()
        self.assertEqual((message.state, message.can_process_again), ("failed", True))
        self.assertIn("bill was deleted", message.error)
        message._process()
        self.assertProcessed(message)
        self.assertEqual((message.bill_id.ref, self.pens.qty_invoiced), ("A-1", 1))

    def test_deleted_bill_of_a_cancelled_invoice_does_not_come_back(self):
        message = self.invoice(InvoiceLine("1", "10.00"), invoice_id="A-1")
        bill = message.bill_id
        self.invoice(orders=[], operation="delete", invoice_id="A-1")
        bill.unlink()
        self.assertProcessed(message)

    def test_order_is_not_done_without_its_bill(self):
        bill = self.bill(InvoiceLine("3", "10.00"), InvoiceLine("2", "5.00", "2"), subtotal="40.00", net="40.00")
        self.receive(ShipNoticeDocument(portions=[Portion(self.order.name, "", [])]))
        bill = bill.with_user(self.accountant)
        states = [self.order.amazon_state]
        for step in (bill.button_cancel, bill.button_draft, bill.unlink):
            step()
            states.append(self.order.amazon_state)
        self.assertEqual(states, ["done", "shipped", "done", "shipped"])

    def test_invoice_for_information(self):
        data = bytes(InvoiceDocument(number=self.order.name, orders=[]))
        message = self.receive(data.replace(b'operation="new"', b'operation="new" isInformationOnly="yes"'))
        self.assertProcessed(message)
        self.assertFalse(message.bill_id)
        self.assertIn("for information only", message.note)

    # --- Documents -----------------------------------------------------------------------

    def test_document_is_on_the_bill(self):
        bill = self.bill(InvoiceLine("1", "10.00"), secret="top-secret-value")
        (document,) = self.env["ir.attachment"].search([("res_model", "=", bill._name), ("res_id", "=", bill.id)])
        self.assertEqual((document.name, document.mimetype), (f"{bill.ref}.xml", "text/plain"))
        self.assertIn(b"<InvoiceDetailRequest>", document.raw)
        self.assertNotIn(b"top-secret-value", document.raw)

    def test_attachment_that_did_not_come(self):
        bill = self.bill(InvoiceLine("1", "10.00"), attachment="cid:invoice.pdf")
        self.assertIn("cid:invoice.pdf, which did not arrive", bill.amazon_warning)
        bill = self.bill(InvoiceLine("1", "10.00"), attachment="https://amazon.example/invoice.pdf")
        links = self.env["ir.attachment"].search([("res_id", "=", bill.id), ("type", "=", "url")])
        self.assertEqual(links.url, "https://amazon.example/invoice.pdf")
