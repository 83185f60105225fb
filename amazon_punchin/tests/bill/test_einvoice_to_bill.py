import base64

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools import lock
from ..carts import Line
from ..einvoices import EDocument, ELine
from ..invoices import InvoiceLine
from .test_invoice_to_bill import BillCase

AMAZON_NUMBER = "302-1234567-7654321"


@tagged("post_install", "-at_install")
class TestEInvoiceToBill(BillCase):
    """An invoice of Amazon's as UBL or CII is matched as a cXML invoice is, and is one bill on whatever road."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.config.accountant_id = cls.accountant
        cls.journal = cls.env["account.journal"].search(
            [("type", "=", "purchase"), ("company_id", "=", cls.company.id)], limit=1
        )

    def setUp(self):
        super().setUp()
        # Odoo's own import takes what is of no Amazon order; it would make contacts, which an accountant may not.
        self.enterContext(mute_logger("odoo.addons.account.models.account_document_import_mixin"))
        self.order = self.make_sent_order(
            Line(price="10.00", quantity="3", asin="B000TEST01"), Line(price="5.00", quantity="2", asin="B000TEST02")
        )
        self.pens, self.paper = self.order.order_line

    def upload(self, document, syntax="ubl", user=None, **values):
        """Upload a file in the list of bills.

        :return: the bill that it becomes
        """
        for name, value in values.items():
            setattr(document, name, value)
        user = user or self.accountant
        attachment = (
            self.env["ir.attachment"]
            .with_user(user)
            .create(
                {
                    "name": f"{document.number}.xml",
                    "raw": getattr(document, syntax)(),
                    "mimetype": "application/xml",
                }
            )
        )
        journal = self.journal.with_user(user).with_context(default_journal_id=self.journal.id)
        action = journal.create_document_from_attachment(attachment.ids)
        self.env.invalidate_all()
        return self.env["account.move"].browse(action["res_id"])

    def document(self, *lines, **values):
        lines = lines or (ELine("3", "10.00"), ELine("2", "5.00", "B000TEST02", "Paper"))
        return EDocument(lines=[*lines], **{"order": self.order.name, **values})

    def assertWhole(self, bill):
        self.assertRecordValues(
            bill,
            [
                {
                    "move_type": "in_invoice",
                    "state": "draft",
                    "partner_id": self.vendor.id,
                    "ref": "E-100",
                    "amazon_invoice_number": "E-100",
                    "amount_total": 40.0,
                    "amazon_warning": False,
                }
            ],
        )
        self.assertEqual(bill.amazon_order_ids, self.order)
        self.assertRecordValues(
            bill.invoice_line_ids,
            [
                {
                    "purchase_line_id": line.id,
                    "quantity": line.product_qty,
                    "account_id": self.account.id,
                    "analytic_distribution": {str(self.budget.id): 100.0},
                    "amazon_difference": False,
                }
                for line in (self.pens, self.paper)
            ],
        )
        self.assertEqual(self.order.invoice_status, "invoiced")

    def test_by_our_number(self):
        for syntax in ("ubl", "cii"):
            with self.subTest(syntax=syntax), self.env.cr.savepoint() as savepoint:
                self.assertWhole(self.upload(self.document(), syntax))
                savepoint.rollback()

    def test_by_amazons_number(self):
        lock.opened(self.order).amazon_order_ref = f"111-0000000-0000000, {AMAZON_NUMBER}"
        for syntax in ("ubl", "cii"):
            for values in ({"order": "", "amazon_order": AMAZON_NUMBER}, {"order": AMAZON_NUMBER}):
                with self.subTest(syntax=syntax, values=values), self.env.cr.savepoint() as savepoint:
                    self.assertWhole(self.upload(self.document(), syntax, **values))
                    savepoint.rollback()

    def test_by_item_where_no_order_is_named(self):
        self.assertWhole(self.upload(self.document(order="")))

    def test_item_that_several_orders_wait_for_is_not_guessed(self):
        other = self.make_sent_order(Line(price="10.00", quantity="3", asin="B000TEST01"), payload_id="other")
        bill = self.upload(self.document(order=""))
        self.assertFalse(bill.amazon_config_id)
        self.assertFalse(bill.invoice_line_ids.purchase_line_id)
        self.assertEqual((self.order.invoice_status, other.invoice_status), ("to invoice", "to invoice"))

    def test_lines_of_several_orders(self):
        other = self.make_sent_order(Line(price="7.00", quantity="1", asin="B000TEST03"), payload_id="other")
        pens, third = ELine("3", "10.00"), ELine("1", "7.00", "B000TEST03")
        for values in (
            {"order": f"{self.order.name} {other.name}", "lines": [pens, third]},
            {
                "order": "",
                "lines": [ELine("3", order=self.order.name), ELine("1", "7.00", "", order=other.name, order_line="1")],
            },
        ):
            with self.subTest(values=values), self.env.cr.savepoint() as savepoint:
                bill = self.upload(EDocument(**values))
                lines = bill.invoice_line_ids.filtered(lambda line: line.display_type == "product")
                self.assertEqual(lines.purchase_line_id, self.pens | other.order_line)
                self.assertEqual(bill.amazon_order_ids, self.order | other)
                savepoint.rollback()

    def test_what_differs_is_on_hold(self):
        bill = self.upload(self.document(ELine("4", "12.00"), ELine("1", "1.00", "B000TEST99")))
        self.assertIn("Billed 4 in total; ordered 3", bill.amazon_hold)
        self.assertIn("Billed at", bill.amazon_hold)
        self.assertIn("Not on any order", bill.amazon_hold)
        self.assertEqual(bill.activity_ids.user_id, self.accountant)

    def test_total_and_taxes(self):
        tax = self.make_tax(19)
        order = self.make_sent_order(
            *(Line(price="1.03", quantity="1", asin=f"B000TEST1{n}", rate="19", tax="0.20") for n in "123"),
            payload_id="taxed",
        )
        lines = [ELine("1", "1.03", f"B000TEST1{n}", rate="19") for n in "123"]
        for syntax in ("ubl", "cii"):
            with self.subTest(syntax=syntax), self.env.cr.savepoint() as savepoint:
                document = EDocument(order=order.name, lines=lines, shipping="2.00", shipping_rate="19")
                bill = self.upload(document, syntax)
                self.assertEqual(bill.invoice_line_ids.tax_ids, tax)
                self.assertEqual((bill.amount_total, bill.amazon_total_difference), (float(document.sums()[2]), 0))
                self.assertNotIn("tax", bill.invoice_line_ids.mapped("amazon_kind"))
                savepoint.rollback()

    def test_credit_note(self):
        charged = self.upload(self.document())
        for syntax in ("ubl", "cii"):
            document = self.document(ELine("1", "10.00"), number="E-101", is_credit=True, credits="E-100")
            with self.subTest(syntax=syntax), self.env.cr.savepoint() as savepoint:
                credit = self.upload(document, syntax)
                self.assertEqual((credit.move_type, credit.reversed_entry_id), ("in_refund", charged))
                self.assertEqual((credit.amount_total, self.pens.qty_invoiced), (10, 2))
                savepoint.rollback()

    def test_within_a_pdf(self):
        """A decoder sees what Odoo has unpacked."""
        data = self.document().cii()
        bill = self.env["account.move"].create({"move_type": "in_invoice", "journal_id": self.journal.id})
        pdf = self.env["ir.attachment"].create({"name": "factur-x.pdf", "raw": b"%PDF-", "mimetype": "application/pdf"})
        (file,) = bill._to_files_data(pdf)
        inner = {**file, "name": "factur-x.xml", "raw": data, "mimetype": "application/xml", "attachment": None}
        inner["xml_tree"] = bill._get_xml_tree(inner)
        inner["import_file_type"] = bill._get_import_file_type(inner)
        bill._extend_with_attachments([file, inner], new=True)
        self.assertWhole(bill)

    # --- Two roads -----------------------------------------------------------------------

    def by_cxml(self, **values):
        lines = (InvoiceLine("3", "10.00", "1"), InvoiceLine("2", "5.00", "2", asin="B000TEST02"))
        values = {"subtotal": "40", "net": "40", "seller": "Amazon EU Sarl", "vat": "LU 20260743", **values}
        return self.invoice(*lines, invoice_id="E-100", **values)

    def test_cxml_first(self):
        first = self.by_cxml().bill_id
        documents = len(first.attachment_ids)
        again = self.upload(self.document())
        self.assertEqual((first.state, again.state, again.amount_total), ("draft", "cancel", 0))
        self.assertEqual((self.order.invoice_ids, self.pens.qty_invoiced), (first, 3))
        self.assertEqual(len(first.attachment_ids), documents + 1)
        self.assertIn("came again", first.message_ids[0].body)
        self.assertFalse(first.activity_ids)

    def test_einvoice_first(self):
        first = self.upload(self.document())
        message = self.by_cxml()
        self.assertEqual((message.state, message.bill_id), ("failed", first))
        self.assertEqual(self.pens.qty_invoiced, 3)

    def test_twice_as_einvoice(self):
        first = self.upload(self.document())
        again = self.upload(self.document(), "cii")
        self.assertEqual((first.state, again.state), ("draft", "cancel"))

    def test_another_total_is_told(self):
        first = self.by_cxml().bill_id
        self.upload(self.document(ELine("3", "11.00")))
        self.assertIn("33.00", first.activity_ids.note)
        self.assertEqual(first.activity_ids.user_id, self.accountant)

    def test_typed_in_first(self):
        typed = self.env["account.move"].create(
            {"move_type": "in_invoice", "partner_id": self.vendor.id, "ref": "E-100"}
        )
        self.assertEqual(self.upload(self.document()).state, "cancel")
        typed.button_cancel()
        self.assertWhole(self.upload(self.document()))

    # --- Whose it is not -----------------------------------------------------------------

    def test_order_of_another_company_is_not_found(self):
        foreign = self.make_order(self.foreign_buyer, self.other_config, payload_id="foreign")
        bill = self.upload(EDocument(order=foreign.name))
        self.assertFalse(bill.amazon_config_id or bill.invoice_line_ids.purchase_line_id)

    def test_order_that_was_never_sent_is_not_found(self):
        order = self.make_order(payload_id="basket", lines=[Line(asin="B000TEST55")])
        bill = self.upload(EDocument(order=order.name, lines=[ELine(asin="B000TEST55")]))
        self.assertFalse(bill.amazon_config_id)

    def test_other_seller_s_invoice_is_odoo_s(self):
        bill = self.upload(EDocument(order="PO-77", seller="Paper Ltd", vat="BE0477472701"))
        self.assertFalse(bill.amazon_config_id)

    def test_order_in_another_currency(self):
        bill = self.upload(self.document(currency="EUR"))
        self.assertFalse(bill.amazon_config_id)
        self.assertIn("not imported", " ".join(bill.message_ids.mapped("body")))

    def test_posted_by_itself(self):
        self.config.bill_touchless = True
        self.assertEqual(self.upload(self.document()).state, "posted")

    def test_sales_journal_is_left_alone(self):
        sales = self.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", self.company.id)], limit=1
        )
        move = self.env["account.move"].create({"move_type": "out_invoice", "journal_id": sales.id})
        attachment = self.env["ir.attachment"].create(
            {"name": "x.xml", "datas": base64.b64encode(self.document().ubl()), "mimetype": "application/xml"}
        )
        self.assertIsNone(move._find_amazon_einvoice(move._to_files_data(attachment)[0]))
