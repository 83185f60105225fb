from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from ...tools import lock
from ..answer_case import AnswerSetup
from ..approval_case import ApprovalCase
from ..carts import Line


class PurchaseAppCase(AnswerSetup, ApprovalCase):
    """Amazon orders beside an ordinary one, as Odoo's Purchase app sees them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.orders = cls.env["purchase.order"]
        cls.product = cls.env["product.product"].create({"name": "Pens"})

    def plain(self, **values):
        """An ordinary request for quotation."""
        line = Command.create({"product_id": self.product.id, "product_qty": 1, "price_unit": 2})
        return self.orders.create({"partner_id": self.vendor.id, "order_line": [line], **values})

    def filtered_by(self, view, name):
        """What a filter of Purchase's finds."""
        arch = self.env.ref(view)._get_combined_arch()
        (node,) = arch.xpath(f"//filter[@name='{name}']")
        return self.orders.with_user(self.purchaser).search(safe_eval(node.get("domain"), {"uid": self.purchaser.id}))


@tagged("post_install", "-at_install")
class TestPurchaseApp(PurchaseAppCase):
    """A basket is no request for quotation, and Amazon no vendor who reads mails."""

    def numbers(self):
        return self.orders.with_user(self.purchaser).retrieve_dashboard()

    def test_baskets_are_neither_new_nor_late_requests(self):
        before = self.numbers()
        yesterday = fields.Datetime.now() - timedelta(days=1)
        plain = self.plain(date_order=yesterday, user_id=self.purchaser.id, priority="1")
        cart = self.make_order()
        self.make_rule("Alice approves", self.alice)
        waiting = self.confirmed(payload_id="waiting")
        lock.opened(cart | waiting).write({"date_order": yesterday, "user_id": self.purchaser.id, "priority": "1"})
        lock.opened(waiting).state = "to approve"
        after = self.numbers()
        for whose in ("global", "my"):
            for key in ("draft", "late"):
                for count in ("all", "priority"):
                    with self.subTest(whose=whose, key=key, count=count):
                        self.assertEqual(after[whose][key][count] - before[whose][key][count], 1)
        amazon = cart | waiting
        for view, name in (("view_purchase_order_filter", "late"), ("view_purchase_order_filter", "draft_rfqs")):
            found = self.filtered_by(f"purchase.{view}", name)
            with self.subTest(filter=name):
                self.assertEqual((plain in found, amazon & found), (True, self.orders))
        for view in ("view_purchase_order_filter", "purchase_order_view_search"):
            found = self.filtered_by(f"purchase.{view}", "amazon")
            self.assertEqual((plain in found, amazon - found), (False, self.orders))

    def test_late_is_what_amazon_named_a_day_for_and_has_not_delivered(self):
        order = self.make_sent_order(Line())
        order.order_line.date_planned = fields.Datetime.now() - timedelta(days=1)
        late = Domain("state", "=", "purchase") & Domain("is_late", "=", True)
        self.assertNotIn(order, self.orders.search(late), "nobody has said when it comes")
        lock.opened(order.order_line).amazon_delivery_date = fields.Date.today() - timedelta(days=1)
        order.order_line.date_planned = fields.Datetime.now() - timedelta(days=1)
        plain = self.plain()
        plain.button_confirm()
        plain.order_line.date_planned = fields.Datetime.now() - timedelta(days=1)
        self.assertEqual(self.orders.search(late) & (order | plain), order | plain)
        for state in ("done", "refused", "cancelled"):
            lock.opened(order).amazon_state = state
            with self.subTest(state=state):
                self.assertEqual(self.orders.search(late) & (order | plain), plain)

    def test_no_reminder_is_sent_to_amazon(self):
        remind = self.env.ref("purchase.group_send_reminder")
        self.purchaser.group_ids |= remind
        self.env.user.group_ids |= remind
        self.vendor.write({"receipt_reminder_email": True, "reminder_date_before_receipt": 1, "email": "a@example.com"})
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        order, plain = self.make_sent_order(Line()), self.plain()
        plain.button_confirm()
        (order | plain).write({"receipt_reminder_email": True})
        (order.order_line | plain.order_line).date_planned = tomorrow
        lock.opened(order).acknowledged = False
        self.assertEqual((order | plain) & self.orders._get_orders_to_remind(), plain)
        before = order.message_ids
        self.orders._send_reminder_mail()
        self.assertEqual(order.message_ids, before)
        for remind in (
            lambda order: order._send_reminder_mail(send_single=True),
            lambda order: order.send_reminder_preview(),
        ):
            with self.assertRaisesRegex(UserError, "Amazon does not read reminders"):
                remind(order.with_user(self.purchaser))
        self.assertTrue(plain.with_user(self.purchaser)._send_reminder_mail(send_single=True))

    def test_price_comparison_is_of_the_same_items(self):
        """Different items may have one product, and shipping is none."""
        pens = Line(asin="B000PENS01")
        order = self.make_sent_order(pens, Line(asin="B000PAPER1"), shipping="4.99", payload_id="first")
        charges = order.order_line.filtered(lambda line: line.amazon_kind == "shipping")
        self.assertTrue(charges)
        other = self.make_sent_order(Line(asin="B000GLUE01"), shipping="4.99", payload_id="other")
        self.assertFalse(order.show_comparison, "they have shipping in common, and the product of a category")
        again = self.make_sent_order(pens, payload_id="again")
        self.env.invalidate_all()
        self.assertTrue(order.show_comparison)
        elsewhere = self.plain()
        elsewhere.order_line.product_id = again.order_line.product_id
        found = self.env["purchase.order.line"].search(order.action_purchase_comparison()["domain"])
        self.assertEqual(found & (charges | other.order_line), charges.browse())
        expected = order._amazon_item_lines() | again._amazon_item_lines() | elsewhere.order_line
        self.assertEqual(found, expected)
        elsewhere.order_line.product_id = charges.product_id
        found = self.env["purchase.order.line"].search(elsewhere.action_purchase_comparison()["domain"])
        self.assertEqual(found, elsewhere.order_line)

    def test_new_in_the_amazon_app_makes_no_request_for_quotation(self):
        home = self.env["amazon.punchin.home"].with_user(self.buyer)
        number = home.browse(home.action_open_home()["res_id"]).with_context(amazon_number="baskets").action_open()
        actions = [number]
        for name in ("mine", "all", "to_approve"):
            actions.append(
                self.env["ir.actions.act_window"]._for_xml_id(f"amazon_punchin.purchase_order_action_{name}")
            )
        actions.append(self.config.with_user(self.manager).action_view_orders())
        order = self.make_order()
        actions.append(order.get_formview_action())
        for action in actions:
            context = action["context"]
            with self.subTest(action=action.get("name")):
                self.assertIs((safe_eval(context) if isinstance(context, str) else context).get("create"), False)
        self.assertNotIn("create", self.plain().get_formview_action()["context"])


@tagged("post_install", "-at_install")
class TestTestOrders(PurchaseAppCase):
    """A test order says that it is one."""

    def test_name(self):
        order = self.make_order()
        self.assertEqual(order.display_name, f"{order.name} (Test)")
        lock.opened(order).amazon_mode = "active"
        self.assertEqual(order.display_name, order.name)
        self.assertNotIn("Test", self.plain().display_name)

    def test_print(self):
        order = self.make_order()
        plain = self.plain()
        for report in ("purchase.report_purchaseorder", "purchase.report_purchasequotation"):
            for printed, marked in ((order, True), (plain, False)):
                html, _type = self.env["ir.actions.report"]._render_qweb_html(report, printed.ids)
                with self.subTest(report=report, marked=marked):
                    self.assertEqual(b"Test" in html, marked)

    def test_basket_is_printed_as_none_of_a_request_for_quotation(self):
        order = self.make_order()
        html, _type = self.env["ir.actions.report"]._render_qweb_html("purchase.report_purchaseorder", order.ids)
        self.assertNotIn(b"Request for Quotation", html)
        self.assertIn(b"Amazon Order, Not Approved", html)

    def test_forms_say_it(self):
        order = self.make_order()
        for view in ("purchase.purchase_order_form", "amazon_punchin.purchase_order_view_form_approval"):
            arch = self.env.ref(view)._get_combined_arch()
            (ribbon,) = arch.xpath("//widget[@name='web_ribbon'][@title='Test']")
            self.assertEqual(ribbon.get("invisible"), "amazon_mode != 'test'")
            with Form(order.with_user(self.purchaser), view=view) as form:
                self.assertEqual(form.amazon_mode, "test")

    def test_lists_say_it(self):
        for view in (
            "purchase.purchase_order_tree",
            "purchase.purchase_order_kpis_tree",
            "purchase.purchase_order_view_tree",
            "amazon_punchin.purchase_order_view_list_amazon_punchin",
            "amazon_punchin.purchase_order_view_list_approval",
        ):
            arch = self.env.ref(view)._get_combined_arch()
            (column,) = arch.xpath("//field[@name='amazon_mode']")
            with self.subTest(view=view):
                self.assertEqual((column.get("optional"), column.get("invisible")), ("show", "amazon_mode != 'test'"))

    def test_no_day_is_shown_before_amazon_names_one(self):
        for view in ("purchase_order_kpis_tree", "purchase_order_view_tree", "purchase_order_tree"):
            (column,) = self.env.ref(f"purchase.{view}")._get_combined_arch().xpath("//field[@name='date_planned']")
            hidden = column.get("invisible")
            for state, is_hidden in (("cart", True), ("sent", True), ("confirmed", False), (False, False)):
                with self.subTest(view=view, state=state):
                    self.assertIs(bool(safe_eval(hidden, {"amazon_state": state})), is_hidden)

    def test_analysis_leaves_them_out_by_default(self):
        trial, real = self.make_order(), self.make_order(payload_id="real")
        lock.opened(trial | real).amazon_state = "sent"
        lock.opened(real).amazon_mode = "active"
        action = self.env.ref("amazon_punchin.amazon_punchin_report_action")
        arch = self.env.ref("amazon_punchin.amazon_punchin_report_view_search")._get_combined_arch()
        domain = Domain.TRUE
        for key in safe_eval(action.context):
            (node,) = arch.xpath(f"//filter[@name='{key.removeprefix('search_default_')}']")
            domain &= Domain(safe_eval(node.get("domain")))
        self.env.flush_all()
        rows = self.env["amazon.punchin.report"].search(domain)
        self.assertEqual(rows.order_id & (trial | real), real)
        for saved in self.env["ir.filters"].search([("model_id", "=", "amazon.punchin.report")]):
            with self.subTest(saved=saved.name):
                self.assertIn(("mode", "!=", "test"), safe_eval(saved.domain))

    def test_analysis_of_purchase_leaves_them_out_by_default(self):
        trial, real, plain = self.make_order(), self.make_order(payload_id="real"), self.plain()
        lock.opened(real).amazon_mode = "active"
        action = self.env.ref("purchase.action_purchase_order_report_all")
        self.assertIn("search_default_amazon_no_test", safe_eval(action.context))
        arch = self.env.ref("purchase.view_purchase_order_search")._get_combined_arch()
        (node,) = arch.xpath("//filter[@name='amazon_no_test']")
        self.env.flush_all()
        rows = self.env["purchase.report"].search(Domain(safe_eval(node.get("domain"))))
        self.assertEqual(rows.order_id & (trial | real | plain), real | plain)
