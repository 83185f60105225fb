import requests
from lxml import etree

from odoo.tests import tagged

from ...tools.packing import packed
from ..amazon_server import amazon_server
from ..common import AmazonHttpCase
from ..invoices import InvoiceDocument, InvoicedOrder, InvoiceLine

PDF = b"%PDF-1.4\n\xff\x00 the invoice on paper\n%%EOF"
RELATED = 'multipart/related; boundary="part"; type="text/xml"'


@tagged("post_install", "-at_install")
class TestBillInbox(AmazonHttpCase):
    """Amazon's server brings an invoice: inbox, cron, bill; and what is wrong with one is said at once."""

    def setUp(self):
        super().setUp()
        self.order = self.code(self.make_order())
        self.order.button_confirm()
        self.config.order_url_test = self.enterContext(amazon_server()).url
        self.run_cron("send")
        self.sent = self.order._outgoing_amazon_message()
        self.count = 0

    def run_cron(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"amazon_punchin.ir_cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    def document(self, **values):
        """An invoice of the order that is fine, unless the values say otherwise."""
        self.count += 1
        values.setdefault("orders", [InvoicedOrder(self.order.name, self.sent.payload_id)])
        values.setdefault("invoice_id", f"INV-{self.count}")
        return bytes(InvoiceDocument(payload_id=f"invoice-{self.count}@amazon.com", **values))

    def post(self, data, content_type="text/xml"):
        """Post to the inbox.

        :return: cXML status code, its text, and the message
        """
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            answer = requests.post(
                f"{self.base_url()}/amazon_punchin/{self.config.token}/inbox",
                data=data,
                auth=(self.config.inbox_login, self.config.inbox_password),
                headers={"Content-Type": content_type},
                timeout=30,
            )
        self.env.invalidate_all()
        status = etree.fromstring(answer.content).find("Response/Status")
        return status.get("code"), status.text or "", self.env["amazon.punchin.message"].search([], limit=1)

    def related(self, data, *attachments):
        parts = [b"Content-Type: text/xml\r\n\r\n" + data]
        for content_id, name, kind, content in attachments:
            disposition = f'Content-Disposition: attachment; filename="{name}"'
            head = f"Content-Type: {kind}\r\nContent-ID: <{content_id}>\r\n{disposition}\r\n\r\n"
            parts.append(head.encode() + content)
        return b"".join(b"--part\r\n" + part + b"\r\n" for part in parts) + b"--part--\r\n"

    def files(self, record):
        found = self.env["ir.attachment"].search([("res_model", "=", record._name), ("res_id", "=", record.id)])
        return {file.name: (file.mimetype, file.raw) for file in found}

    def test_invoice_becomes_a_bill(self):
        code, _text, message = self.post(self.document())
        self.assertEqual((code, message.state, message.bill_id.id), ("200", "received", False))
        self.run_cron("process")
        bill = message.bill_id
        self.assertEqual((message.state, bill.state, bill.amount_total), ("processed", "draft", 10))
        self.assertEqual(bill.invoice_line_ids.purchase_line_id, self.order.order_line)
        self.assertIn("INV-1", "".join(self.order.message_ids.mapped("body")))
        self.assertEqual(self.order.amazon_state, "confirmed", "Amazon delivers what it bills")

    def test_large_pdf_comes_along(self):
        large = PDF + b"\0" * (9 * 1024 * 1024)
        data = self.document(attachment="cid:bill%40amazon.com")
        body = self.related(data, ("bill@amazon.com", "INV-1.pdf", "application/pdf", large))
        code, _text, message = self.post(body, RELATED)
        self.assertEqual((code, self.files(message)["INV-1.pdf"][1]), ("200", large))

    def test_pdf_comes_along(self):
        data = self.document(attachment="cid:bill%40amazon.com")
        body = self.related(data, ("bill@amazon.com", "INV-1.pdf", "application/pdf", PDF))
        code, _text, message = self.post(body, RELATED)
        self.assertEqual((code, message.document), ("200", "InvoiceDetailRequest"))
        self.run_cron("process")
        bill = message.bill_id
        self.assertEqual(self.files(bill)["INV-1.pdf"], ("application/pdf", PDF))
        self.assertIn(b"<InvoiceDetailRequest>", self.files(bill)["INV-1.xml"][1])
        self.assertEqual(bill.message_main_attachment_id.name, "INV-1.pdf")
        self.assertFalse(bill.amazon_warning)
        self.assertEqual(self.files(message), {"INV-1.pdf": ("application/pdf", PDF)})
        self.post(body, RELATED)
        self.assertEqual(len(self.files(message)), 1)

    def test_attachment_that_a_browser_would_run_is_text(self):
        pages = [
            ("a", "../../page.html", "text/html", b"<html><script>alert(1)</script></html>"),
            ("b", "picture.svg", "image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
            ("c", "", "application/xhtml+xml", b"<html/>"),
        ]
        message = self.post(self.related(self.document(), *pages), RELATED)[2]
        self.run_cron("process")
        for record in (message, message.bill_id):
            kinds = {name: kind for name, (kind, _raw) in self.files(record).items()}
            self.assertEqual(set(kinds.values()), {"text/plain"})
            self.assertLessEqual({"page.html", "picture.svg", "c"}, set(kinds))

    def test_stranger_leaves_no_attachment(self):
        self.config.inbox_password = "another"
        before = self.env["ir.attachment"].search_count([])
        self.config.flush_recordset()
        url = f"{self.base_url()}/amazon_punchin/{self.config.token}/inbox"
        body = self.related(self.document(), ("a", "a.pdf", "application/pdf", PDF))
        with self.allow_requests(all_requests=True):
            answer = requests.post(url, body, auth=("x", "y"), headers={"Content-Type": RELATED}, timeout=30)
        self.assertEqual(answer.status_code, 401)
        self.assertEqual(self.env["ir.attachment"].search_count([]), before)

    def test_repeated_number(self):
        first = self.post(self.document(invoice_id="A-1"))[2]
        self.run_cron("process")
        code, _text, again = self.post(self.document(invoice_id="A-1"))
        self.assertEqual((code, again), ("200", first), "it says the same")
        code, text, message = self.post(self.document(invoice_id="A-1", due="10.00"))
        self.assertEqual((code, message.state, message.bill_id), ("406", "failed", first.bill_id))
        self.assertIn("Invoice A-1 already exists", text)
        self.assertEqual(message.order_ids, self.order)

    def test_repeated_number_while_the_first_still_waits(self):
        first = self.post(self.document(invoice_id="A-1"))[2]
        second = self.post(self.document(invoice_id="A-1", due="10.00"))[2]
        self.run_cron("process")
        self.assertEqual((first.state, second.state), ("processed", "failed"))
        self.assertEqual(first.bill_id, second.bill_id)
        self.assertEqual(self.order.invoice_count, 1)

    def test_failing_invoice_holds_up_no_other(self):
        foreign = self.post(self.document(currency="EUR"))[2]
        fine = self.post(self.document())[2]
        self.run_cron("process")
        self.assertEqual((foreign.state, fine.state), ("failed", "processed"))
        self.assertIn("The document is in EUR", foreign.error)
        self.assertFalse(foreign.bill_id)

    def test_line_that_the_order_does_not_have(self):
        message = self.post(self.document(orders=[InvoicedOrder(self.order.name, "", lines=[InvoiceLine(line="9")])]))[
            2
        ]
        self.run_cron("process")
        self.assertEqual((message.state, message.bill_id.amount_total), ("processed", 10))
        self.assertIn("has no line 9", message.bill_id.amazon_warning)
        self.assertFalse(message.bill_id.invoice_line_ids.purchase_line_id)

    def test_what_can_never_be_a_bill_is_refused_at_once(self):
        other = self.make_order(self.foreign_buyer, self.other_config)
        name, reference = self.order.name, self.sent.payload_id
        twice = b"</InvoiceDetailOrderInfo>"
        header = b"InvoiceDetailRequestHeader"
        cases = [
            (self.document(orders=[InvoicedOrder("P99999", "nobody")]), "404", "has no order P99999"),
            (self.document(orders=[InvoicedOrder(other.name, "nobody")]), "404", f"has no order {other.name}"),
            (self.document(orders=[InvoicedOrder("P8", "y"), InvoicedOrder("P9", "x")]), "404", "no order P8"),
            (self.document(orders=[InvoicedOrder(name, reference, lines=[InvoiceLine("two")])]), "406", "“two”"),
            (self.document(orders=[InvoicedOrder(name, reference, lines=[InvoiceLine(price="")])]), "400", "UnitPrice"),
            (self.document(net="1.2.3"), "406", "“1.2.3”"),
            (self.document(invoice_id=""), "400", "invoiceID is missing"),
            (self.document().replace(header, b"Header"), "400", "InvoiceDetailRequestHeader is missing"),
            (
                self.document().replace(twice, b'<OrderReference orderID="P2"/>' + twice),
                "406",
                "OrderReference appears twice",
            ),
            (self.document()[:-20], "400", "not well-formed"),
        ]
        for data, code, sentence in cases:
            with self.subTest(sentence=sentence):
                found, text, message = self.post(data)
                self.assertEqual((found, message.state), (code, "failed"))
                self.assertIn(sentence, text)
                self.assertTrue(message._raw_bytes())
        self.run_cron("process")
        self.assertFalse(self.order.invoice_ids)
        self.assertFalse(self.env["account.move"].search([("amazon_config_id", "!=", False)]))

    def test_what_is_wrong_but_can_be_read_gets_a_note(self):
        dates = ("", "2026-03-18", "2026-03-18T17:37:27+17:37", "yesterday", "2026-03-18T17:37:27.714Z")
        for date in dates:
            message = self.post(self.document(date=date))[2]
            self.run_cron("process")
            self.assertEqual((message.state, message.bill_id.amount_total), ("processed", 10), date)
            readable = date.startswith("2026-03-18")
            self.assertEqual(str(message.bill_id.invoice_date), "2026-03-18" if readable else "False")
            self.assertEqual("date could not be read" in (message.bill_id.amazon_warning or ""), not readable)
        message = self.post(self.document(tax="", net="").replace(b'invoiceLineNumber="1"', b""))[2]
        self.run_cron("process")
        self.assertEqual((message.state, message.bill_id.amount_total), ("processed", 10))
        self.assertIn("invoiceLineNumber is missing", message.note)

    def test_attachment_with_a_name_that_cannot_be_stored(self):
        body = self.related(self.document(), ("b\0ill", "a\0b.pdf", "application/pdf", PDF))
        code, _sentence, message = self.post(body, RELATED)
        self.assertEqual((code, message.document), ("200", "InvoiceDetailRequest"))
        self.assertEqual(message._stored_attachments().mapped("name"), ["ab.pdf"])

    def test_invoice_that_came_again_keeps_its_order(self):
        message = self.post(self.document())[2]
        message._fail(lambda _env: "Nothing in it names the order.", message._stored())
        message.raw = packed(b"<cXML/>")
        message._fail(lambda _env: "Nothing in it names the order.", message._stored())
        self.assertEqual(message.order_ids, self.order)

    def test_order_that_was_never_sent(self):
        waiting = self.make_order(payload_id="waiting")
        message = self.post(self.document(orders=[InvoicedOrder(waiting.name, "")]))[2]
        self.run_cron("process")
        self.assertEqual(message.state, "failed")
        self.assertIn("was never sent to Amazon", message.error)
