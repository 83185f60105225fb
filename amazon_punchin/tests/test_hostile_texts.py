"""Texts that a browser would run or a spreadsheet would reckon, from every hand that writes them to every screen."""

import base64
import csv
import io
import json

import openpyxl
from lxml import html

from odoo import http
from odoo.tests import tagged

from .answer_case import AnswerSetup
from .answers import ConfirmationDocument, Status
from .carts import CartDocument, Line
from .common import AmazonHttpCase
from .every_record import EveryRecord
from .invoices import InvoiceDocument, InvoicedOrder, InvoiceLine
from .ship_notices import Portion, ShipNoticeDocument

#: Shows itself in a page by an attribute of the page's first element, in a text by its name.
_RUNS = "document.documentElement.dataset.pwned=1"
HOSTILE = f"""'"><img src=x onerror={_RUNS}><script>{_RUNS}</script>"""

#: What no page may lead to.
_SCHEMES = ("javascript:", "data:", "vbscript:")

#: Begins of cells that a spreadsheet takes for a formula.
FORMULAS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠", "{=")
_FORMULA = 'HYPERLINK("https://evil.example/","x")'


@tagged("post_install", "-at_install")
class TestHostileTexts(AnswerSetup, EveryRecord, AmazonHttpCase):
    """Whatever Amazon, shoppers and administrators write is shown as a text."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_every_record()

    def setUp(self):
        super().setUp()
        users = self.buyer | self.manager | self.approver | self.employee
        users.partner_id.name = HOSTILE
        (self.address | self.vendor).name = HOSTILE
        self.department.name = self.account.name = self.budget.name = HOSTILE

    def purchase(self):
        """A basket, an order, and all that Amazon says of it, with the text wherever a document holds one.

        :rtype: purchase.order
        """
        for rules in ("amazon.punchin.approval.rule", "amazon.punchin.item.rule"):
            self.env[rules].search([]).active = False
        page = f"javascript:{_RUNS}"
        extrinsics = dict.fromkeys(("category", "subCategory", "itemCondition", "fulfilledBy", "anything"), HOSTILE)
        hostile = {"title": HOSTILE, "seller": HOSTILE, "extrinsics": {**extrinsics, "detailPageURL": page}}
        lines = [Line(price="6.99", quantity="3", **hostile), Line(price="5.00", asin="B000TEST02", **hostile)]
        order = self.make_sent_order(*lines, payload_id="hostile")
        order.with_user(self.buyer).message_post(body=HOSTILE)
        statuses = [
            Status("detail", "3", "1", comment=HOSTILE),
            Status("reject", "1", "2", error=HOSTILE, comment=HOSTILE),
        ]
        texts = {"confirm_id": "1", "error": HOSTILE}
        self.take(ConfirmationDocument(number=order.name, payload_id="c", statuses=statuses, **texts))
        shipped = {
            "carriers": [("companyName", HOSTILE)],
            "tracking": ["&lt;img src=x onerror=x&gt;"],
            "tracking_url": page,
            "portions": [Portion(order.name, "", [("1", "3")])],
        }
        self.take(ShipNoticeDocument(payload_id="s", shipment_id="S<b>1", **shipped))
        billed = InvoicedOrder(order.name, "", lines=[InvoiceLine("3", "6.99", "1")])
        total = {"subtotal": "20.97", "net": "20.97"}
        self.take(InvoiceDocument(payload_id="i", invoice_id="I<b>1", seller=HOSTILE, orders=[billed], **total))
        self.receive(ConfirmationDocument(number=HOSTILE, payload_id="unknown"))
        return order

    def take(self, document):
        self.assertProcessed(self.receive(document))

    def assertText(self, markup, place):
        """Nothing in it runs, or leads to what runs."""
        if not markup or "<" not in markup:
            return
        for element in html.fromstring(f"<div>{markup}</div>").iter(html.etree.Element):
            names = [name for name in element.attrib if name.startswith("on")]
            links = [element.get(name, "").strip().lower() for name in ("href", "src", "action")]
            links = [link for link in links if link.startswith(_SCHEMES) and not link.startswith("data:image/png;")]
            self.assertFalse(names, f"{place}: {html.tostring(element)[:300]}")
            self.assertFalse(links, place)
            self.assertFalse(_RUNS in (element.text or "") and element.tag in ("script", "style"), place)

    def test_texts_that_are_kept_with_tags(self):
        """The chatter, activities, mails, and what our own screens show with tags."""
        self.purchase()
        for record, name, _field in self.written_by_people("char", "text"):
            self.writes(record, name, HOSTILE)
        self.env.invalidate_all()
        seen = set()
        told = ("mail.message", "mail.activity", "mail.mail", "purchase.order", "account.move")
        for name, model in self.env.items():
            ours = name.startswith("amazon.punchin.") or name in told
            fields = [field.name for field in model._fields.values() if field.type == "html"]
            if not ours or not model._auto or not fields:
                continue
            for record in model.sudo().search([], order="id desc", limit=200):
                for field in fields:
                    self.assertText(record[field], f"{name} {field}")
                    seen.update([f"{name} {field}"] if record[field] else [])
        expected = {"mail.message body", "mail.activity note", "amazon.punchin.shipment tracking_links"}
        self.assertLessEqual(expected, seen)

    def test_mails(self):
        order = self.purchase()
        templates = (
            self.env["mail.template"]
            .search([])
            .filtered(lambda template: template.get_external_id()[template.id].startswith("amazon_punchin"))
        )
        self.assertGreater(len(templates), 1)
        records, shown = {**self.mine, "purchase.order": order}, 0
        for template in templates:
            record = records[template.model]
            written = template._generate_template(record.ids, ["subject", "body_html"])[record.id]
            shown += "img src=x" in html.fromstring(written["body_html"]).text_content()
            self.assertText(written["body_html"], template.name)
        self.assertTrue(shown)

    def test_reports(self):
        order = self.purchase()
        for name in ("name", "business_unit"):
            self.writes(self.config.with_user(self.manager), name, HOSTILE)
        reports = (
            ("purchase.report_purchaseorder", order),
            ("purchase.report_purchasequotation", order),
            ("account.report_invoice", order.invoice_ids),
            ("amazon_punchin.report_checklist", self.config),
        )
        for name, record in reports:
            with self.subTest(report=name):
                page = self.env["ir.actions.report"]._render_qweb_html(name, record.ids)[0].decode()
                self.assertIn("img src=x", html.fromstring(page).text_content())
                self.assertText(page.partition("<body")[2].partition(">")[2], name)

    def test_pages(self):
        self.config.name = HOSTILE
        cart = CartDocument("never issued", payload_id="claim", lines=[Line(title=HOSTILE)])
        claim = self.bring(cart)._claim_path()
        token = self.config.token
        pages = (
            (self.buyer, claim),
            (self.buyer, "/amazon_punchin/baskets"),
            (self.employee, f"/amazon_punchin/{token}/start"),
            (self.buyer, f"/amazon_punchin/{token}/return"),
            (self.buyer, f"/amazon_punchin/{token}/inbox"),
        )
        for user, path in pages:
            with self.subTest(path=path.replace(token, "TOKEN")):
                self.authenticate(user.login, user.login)
                page = self.url_open(path).text
                self.assertIn("img src=x", html.fromstring(page).text_content())
                self.assertText(page.partition("<body")[2].partition(">")[2], path)
        refused = CartDocument("never issued", payload_id="r", lines=[Line(price="&lt;img src=x&gt;")], total="1")
        answer = self.url_open(f"/amazon_punchin/{token}/return", data={"cxml-urlencoded": refused.text()})
        self.assertIn("&lt;img src=x", answer.text)
        self.assertText(answer.text.partition("<body")[2].partition(">")[2], "refused basket")

    def test_screens(self):
        """In a browser: forms and lists of all that was written, as an administrator opens them."""
        order = self.purchase()
        self.mine["amazon.punchin.item.rule"].active = True
        self.config.person_ids.filtered(lambda person: person.user_id == self.buyer).user_id = False
        for record, name, _field in self.written_by_people("char", "text"):
            if record._name in ("amazon.punchin.item.rule", "amazon.punchin.location", "amazon.punchin.person"):
                self.writes(record, name, HOSTILE)
        self.writes(self.config.with_user(self.manager), "name", HOSTILE)
        message = order.amazon_message_ids[:1]
        shipment = order.amazon_shipment_ids[:1]
        opened = [(record._name, record.id) for record in (order, self.config, message, shipment)]
        lists = ["purchase.order", "amazon.punchin.message", "amazon.punchin.item.rule", "amazon.punchin.location"]
        code = _OPEN.replace("FORMS", json.dumps(opened)).replace("LISTS", json.dumps(lists))
        self.browser_js("/odoo", code, "odoo.isReady", login=self.manager.login)

    def test_formulas_in_our_sheets(self):
        self.config.write({"buyer_identity": "=1+1", "business_unit": "=1+1"})
        action = self.config.with_user(self.manager).action_import_credentials()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        sheet = openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.template))).active
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
        self.assertIn("=1+1", [cell.value for cell in cells])
        self.assertEqual({cell.data_type for cell in cells}, {"s"})


@tagged("post_install", "-at_install")
class TestExports(AmazonHttpCase):
    """What Amazon or a shopper wrote is a text in a spreadsheet, too, not a formula."""

    def setUp(self):
        super().setUp()
        self.texts = [f"{begin}{_FORMULA}{'}' if begin == '{=' else ''}" for begin in FORMULAS]
        lines = [
            Line(asin=f"B000TEST{number:02}", title="Pen", seller="Amazon") for number in range(1, len(FORMULAS) + 1)
        ]
        self.order = self.make_order(lines=lines)
        for line, text in zip(self.order.order_line.filtered("amazon_asin"), self.texts, strict=True):
            self.env.cr.execute(
                "UPDATE purchase_order_line SET name = %s, amazon_seller = %s WHERE id = %s", [text, text, line.id]
            )
        self.env.invalidate_all()
        self.manager.group_ids += self.env.ref("base.group_allow_export")
        self.authenticate(self.manager.login, self.manager.login)

    def export(self, kind, groupby=()):
        fields = [{"name": name, "label": name, "type": "char"} for name in ("name", "amazon_seller")]
        data = {
            "model": "purchase.order.line",
            "fields": fields,
            "ids": self.order.order_line.ids,
            "domain": [],
            "groupby": list(groupby),
            "import_compat": False,
            "context": {},
        }
        return self.download(f"/web/export/{kind}", data)

    def download(self, path, data):
        answer = self.url_open(path, data={"data": json.dumps(data), "csrf_token": http.Request.csrf_token(self)})
        self.assertEqual(answer.status_code, 200)
        return answer.content

    def assertTexts(self, workbook):
        sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
        self.assertNotIn("f", {cell.data_type for cell in cells}, "a formula")
        self.assertTrue([cell for cell in cells if _FORMULA in str(cell.value)])

    def test_workbook(self):
        self.assertTexts(self.export("xlsx"))

    def test_workbook_with_groups(self):
        self.assertTexts(self.export("xlsx", ["amazon_seller"]))

    def test_pivot(self):
        headers = [{"title": text, "width": 1, "height": 1} for text in self.texts]
        rows = [{"title": text, "indent": 0, "values": [{"value": text}, {"value": 2.5}]} for text in self.texts]
        table = {
            "title": "Orders",
            "model": "purchase.order.line",
            "measure_count": 1,
            "col_group_headers": [headers],
            "measure_headers": [{"title": "=1", "is_bold": True}],
            "rows": rows,
        }
        self.assertTexts(self.download("/web/pivot/export_xlsx", table))

    def test_text_file(self):
        rows = list(csv.reader(io.StringIO(self.export("csv").decode(), newline="")))
        cells = [cell for row in rows[1:] for cell in row if _FORMULA in cell]
        self.assertEqual(len(cells), 2 * len(FORMULAS))
        self.assertEqual([cell for cell in cells if cell.startswith(FORMULAS[:-1])], [])


#: Opens a form of each record and each list, and fails if anything has run.
_OPEN = """
(async () => {
    const window = {type: "ir.actions.act_window"};
    const action = odoo.__WOWL_DEBUG__.root.env.services.action;
    const shown = async (selector, model) => {
        for (let tries = 0; tries < 400; tries++) {
            if (document.querySelector(selector)) return;
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        throw new Error(`Nothing is shown of ${model}: ${document.body.innerText.slice(0, 300)}`);
    };
    const look = async (model) => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        for (const tab of document.querySelectorAll(".o_notebook .nav-link")) {
            tab.click();
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        const element = document.body.querySelector("img[src='x'], [onerror]");
        if (element) throw new Error(`It is an element: ${model} ${element.parentElement.outerHTML.slice(0, 600)}`);
        if (document.documentElement.dataset.pwned) throw new Error(`It has run: ${model}`);
    };
    try {
        for (const [model, id] of FORMS) {
            await action.doAction({...window, res_model: model, res_id: id, views: [[false, "form"]]});
            await shown(".o_form_view .o_form_sheet, .o_form_view .o_form_renderer", model);
            await look(model);
        }
        for (const model of LISTS) {
            await action.doAction({...window, res_model: model, views: [[false, "list"]]});
            await shown(".o_list_view .o_data_row", model);
            await look(model);
        }
        console.log("test successful");
    } catch (error) {
        console.error(error.message || error);
    }
})();
"""
