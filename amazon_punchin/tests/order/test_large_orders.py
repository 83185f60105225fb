from contextlib import contextmanager

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..answer_case import AnswerSetup
from ..answers import ConfirmationDocument, Status
from ..approval_case import ApprovalCase
from ..carts import Line
from ..invoices import InvoiceDocument, InvoicedOrder, InvoiceLine
from ..ship_notices import Portion, ShipNoticeDocument

#: Odoo fetches a thousand records at once.
_BEYOND_ONE_FETCH = 1100

#: As many items as a cart may hold.
_MOST = 2000

#: To open or confirm; where approvers or accountants are told as well, their activities take as many again.
_QUERIES = 100


@tagged("post_install", "-at_install")
class TestLargeOrders(AnswerSetup, ApprovalCase):
    """As many lines as a cart may have take as few queries as some do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.config.max_lines = _MOST
        # What is counted is what the addon asks for; beside Inventory, core makes and moves goods one by one.
        cls.env["product.product"].create(
            {"name": "Pens", "type": "service", "amazon_category": "OFFICE_PRODUCTS", "purchase_method": "purchase"}
        )
        cls.env["amazon.punchin.item.rule"].create(
            {"name": "Pens", "company_id": cls.company.id, "title_words": "pen", "verdict": "warn", "message": "Why?"}
        )

    def large_order(self, size, **cart):
        lines = [Line(asin=f"B{number:09}", title=f"Gel pen {number}") for number in range(size)]
        order = self.make_order(lines=lines, **cart)
        # As a client names it: by its message, once the cache is empty, lines would be fetched one by one.
        return order.browse(order.id)

    def read_by_form(self, order):
        """What the form asks of the server."""
        [(view, _kind)] = order.get_formview_action()["views"]
        return Form(order, self.env["ir.ui.view"].browse(view or ()))._view["fields_spec"]

    @contextmanager
    def few_queries(self, most=_QUERIES):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        yield
        self.env.flush_all()
        self.assertLess(self.env.cr.sql_log_count - before, most)

    def test_it_opens_and_is_confirmed(self):
        for size in (_BEYOND_ONE_FETCH, _MOST):
            with self.subTest(size=size):
                order = self.large_order(size, payload_id=f"cart {size}").with_user(self.buyer)
                line = order.order_line[size // 2]
                with self.few_queries():
                    [values] = line.browse(line.id).read(["amazon_verdict", "amazon_verdict_message"])
                self.assertEqual((values["amazon_verdict"], values["amazon_verdict_message"]), ("warn", "Why? (Pens)"))
                specification = self.read_by_form(order)
                with self.few_queries():
                    [values] = order.web_read(specification)
                self.assertIn(f"and {size - 5} more: Why?", values["amazon_warning"])
                changed = {"department_id": self.department.id}
                with self.few_queries():
                    order.onchange(changed, ["department_id"], specification)
                with self.few_queries():
                    self.code(order)
                with self.few_queries():
                    order.button_confirm()
                self.assertEqual((order.state, order.amazon_state), ("purchase", "pending"))
                self.assertLess(max(len(message.body) for message in order.message_ids), 4000)

    def test_it_is_refused_in_words(self):
        self.config.max_lines = 50
        order = self.code(self.large_order(_BEYOND_ONE_FETCH)).with_user(self.buyer)
        with self.few_queries(), self.assertRaisesRegex(UserError, "Amazon accepts at most 50 in one order"):
            order.button_confirm()

    def test_it_is_approved_and_coded_anew(self):
        self.budget.amazon_owner_id = self.bob
        self.make_rule("Owner", approver_type="analytic_owner")
        other = self.department.copy({"name": "Others"})
        order = self.code(self.large_order(_MOST)).with_user(self.buyer)
        with self.few_queries(2 * _QUERIES):
            order.button_confirm()
        self.assertEqual(order.amazon_state, "waiting")
        with self.few_queries(2 * _QUERIES):
            order.department_id = other
        self.assertEqual(order.order_line.department_id, other)
        with self.few_queries(2 * _QUERIES):
            order.order_line = [Command.update(order.order_line[7].id, {"department_id": self.department.id})]
        with self.few_queries(2 * _QUERIES):
            self.approve(order, self.bob)
        self.assertEqual(order.amazon_state, "pending")

    def test_amazon_answers_ships_and_bills_it(self):
        order = self.code(self.large_order(_MOST))
        order.button_confirm()
        order._outgoing_amazon_message()._conclude("sent", False)
        numbers = [str(number) for number in range(1, _MOST + 1)]
        statuses = [Status(line=number, price="99.00", delivery="2030-03-20") for number in numbers]
        with self.few_queries(2 * _QUERIES):
            message = self.receive(ConfirmationDocument(number=order.name, statuses=statuses))
        self.assertProcessed(message)
        self.assertEqual(set(order.order_line.mapped("amazon_line_state")), {"accepted"})
        self.assertLess(max(len(activity.note or "") for activity in order.activity_ids), 4000)
        portions = [Portion(order.name, "", [(number, "2") for number in numbers])]
        with self.few_queries(2 * _QUERIES):
            message = self.receive(ShipNoticeDocument(payload_id="ship", portions=portions))
        self.assertProcessed(message)
        self.assertEqual(set(order.order_line.mapped("amazon_qty_shipped")), {2.0})
        self.assertLess(max(len(message.body) for message in order.message_ids), 4000)
        lines = [InvoiceLine("1", "10.00", number) for number in numbers]
        billed = {"orders": [InvoicedOrder(order.name, "", lines=lines)], "subtotal": "20000.00", "net": "20000.00"}
        with self.few_queries(4 * _QUERIES):
            message = self.receive(InvoiceDocument(payload_id="bill", **billed))
        self.assertProcessed(message)
        bill = order.invoice_ids.browse(order.invoice_ids.id)
        self.assertEqual(len(bill.invoice_line_ids), _MOST)
        with self.few_queries(2 * _QUERIES):
            self.assertTrue(all(bill.invoice_line_ids.mapped("amazon_difference")))
