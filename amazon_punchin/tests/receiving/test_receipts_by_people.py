from ast import literal_eval

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ...tools import lock
from ..answer_case import AnswerCase
from ..answers import ConfirmationDocument, Status
from ..carts import Line
from ..invoices import InvoiceDocument, InvoicedOrder, InvoiceLine
from ..ship_notices import Portion, ShipNoticeDocument


class ReceivingCase(AnswerCase):
    """An order of two items and a charge that Amazon has, and somebody whom its location names.

    Inventory counts no services, so that people receive these beside it, too.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.porter = cls.make_user("porter", "base.group_user")
        cls.config.location_id.receiver_ids = cls.porter
        (cls.config | cls.other_config).product_kind = "service"

    def setUp(self):
        super().setUp()
        self.order = self.make_sent_order(
            Line(price="10.00", quantity="3", title="Pens"),
            Line(price="5.00", quantity="2", title="Paper", asin="B000PAPER1"),
            shipping="4.00",
        )
        self.pens, self.paper = self.order._amazon_item_lines()
        self.notices = 0

    def ship(self, *items, order=None, **values):
        self.notices += 1
        portion = Portion(number=(order or self.order).name, reference="", items=[*items])
        payload = f"notice-{order or self.order}-{self.notices}@amazon.com"
        values.setdefault("shipment_id", f"D{self.notices}")
        return self.receive(ShipNoticeDocument(payload_id=payload, portions=[portion], **values))

    def window(self, user=None, order=None):
        action = (order or self.order).with_user(user or self.buyer).action_amazon_receive()
        return self.env[action["res_model"]].with_user(user or self.buyer).browse(action["res_id"])

    def received(self):
        self.env.invalidate_all()
        return (self.pens.qty_received, self.paper.qty_received)

    def undo(self, receipts, reason="Wrong parcel", user=None):
        window = self.env["amazon.punchin.receipt.undo"].with_user(user or self.buyer)
        return window.create({"receipt_ids": [Command.set(receipts.ids)], "reason": reason}).action_undo()


@tagged("post_install", "-at_install")
class TestReceiving(ReceivingCase):
    """What people say has arrived counts as received in Purchase."""

    def test_everything_without_a_word(self):
        self.assertTrue(self.order.amazon_to_receive)
        self.window().action_receive()
        self.assertEqual(self.received(), (3, 2))
        self.assertEqual(self.order.order_line.mapped("qty_received_manual"), [3, 2, 0])
        self.assertFalse(self.order.amazon_to_receive)
        self.assertEqual(self.order.amazon_receipt_ids.create_uid, self.buyer)
        self.assertIn("3 of “Pens”", self.order.message_ids[0].body)
        self.assertEqual(self.order.message_ids[0].author_id, self.buyer.partner_id)
        with self.assertRaisesRegex(UserError, "left for you"):
            self.order.with_user(self.buyer).action_amazon_receive()

    def test_bills_and_accruals_follow(self):
        self.config.bill_policy = "received"
        self.assertEqual(self.pens.qty_to_invoice, 0)
        self.window().action_receive()
        self.assertEqual((self.pens.qty_to_invoice, self.pens.qty_received_at_date), (3, 3))

    def test_offers_what_amazon_shipped(self):
        self.ship(("1", "2"))
        window = self.window()
        self.assertEqual(window.line_ids.mapped("quantity"), [2, 0])
        window.action_receive()
        self.assertEqual(self.received(), (2, 0))
        self.assertEqual(self.window().line_ids.mapped("quantity"), [1, 2])

    def test_problem_does_not_count_as_received(self):
        with Form(self.window()) as form, form.line_ids.edit(0) as row:
            row.problem = "damaged"
            self.assertEqual((row.quantity, row.problem_quantity), (0, 3))
            row.quantity = 2
            self.assertEqual(row.problem_quantity, 1)
            row.remark = "The box was wet"
        form.record.action_receive()
        self.assertEqual(self.received(), (2, 2))
        receipt = self.order.amazon_receipt_ids.filtered("problem")
        self.assertRecordValues(receipt, [{"problem": "damaged", "problem_quantity": 1, "remark": "The box was wet"}])
        self.assertEqual(self.pens.amazon_qty_problem, 1)
        self.assertFalse(self.order.amazon_to_receive, "nothing is awaited but what is to be settled with Amazon")
        activity = self.order.activity_ids.filtered(lambda each: each.amazon_cause == "received problem")
        self.assertEqual(activity.user_id, self.buyer)
        self.assertIn("The box was wet", activity.note)
        self.assertEqual(self.window().line_ids.mapped("expected"), [1], "a replacement can be received")
        self.window().line_ids.window_id.action_receive()
        self.assertEqual((self.received(), self.pens.amazon_qty_problem), ((3, 2), 0))
        self.assertFalse(activity.exists())

    def test_advice_fits_the_problem(self):
        for problem, advice in (("missing", "where it is"), ("damaged", "Return it")):
            with self.subTest(problem=problem), self.cr.savepoint() as savepoint:
                window = self.window()
                window.line_ids.write({"quantity": 0, "problem": problem})
                self.assertEqual(window.action_receive()["tag"], "display_notification")
                activity = self.order.activity_ids.filtered(lambda each: each.amazon_cause == "received problem")
                self.assertIn(advice, activity.note)
                savepoint.rollback()

    def test_credit_settles_the_problem(self):
        window = self.window()
        window.line_ids[0].write({"quantity": 1, "problem": "damaged", "problem_quantity": 2})
        window.action_receive()
        activity = self.order.activity_ids.filtered(lambda each: each.amazon_cause == "received problem")
        self.assertTrue(activity)
        self.credit("1")
        self.assertTrue(activity.exists(), "one of two is still to be settled")
        self.credit("1")
        self.assertFalse(activity.exists())
        self.assertEqual((self.received(), self.pens.amazon_qty_problem), ((1, 2), 2))
        self.assertFalse(self.order.amazon_to_receive)

    def credit(self, pieces):
        self.notices += 1
        line = InvoiceLine(f"-{pieces}", "10.00", "1")
        document = InvoiceDocument(
            payload_id=f"credit-{self.notices}@amazon.com",
            invoice_id=f"CM-{self.notices}",
            purpose="lineLevelCreditMemo",
            orders=[InvoicedOrder(self.order.name, "", lines=[line])],
            subtotal="-10.00",
            net="-10.00",
            currency=self.order.currency_id.name,
        )
        self.assertProcessed(self.receive(document))
        self.env.invalidate_all()

    def test_each_problem(self):
        for problem in ("damaged", "wrong", "missing"):
            with self.subTest(problem=problem), self.cr.savepoint() as savepoint:
                window = self.window()
                window.line_ids[0].write({"quantity": 1, "problem": problem, "problem_quantity": 2})
                window.action_receive()
                self.assertEqual((self.received(), self.pens.amazon_qty_problem), ((1, 2), 2))
                savepoint.rollback()

    def test_what_does_not_fit_is_refused(self):
        for values, message in (
            ({"quantity": 4}, "only 3 more"),
            ({"quantity": 2, "problem": "wrong", "problem_quantity": 2}, "only 3 more"),
            ({"quantity": -1}, "below zero"),
            ({"quantity": 1, "problem": "wrong", "problem_quantity": 0}, "enter both"),
            ({"quantity": 1, "problem": False, "problem_quantity": 1}, "enter both"),
            ({"quantity": 1, "problem": "missing", "problem_quantity": -1}, "below zero"),
        ):
            window = self.window()
            window.line_ids[0].write(values)
            with self.subTest(values), self.assertRaisesRegex(UserError, message):
                window.action_receive()
        window = self.window()
        window.line_ids.quantity = 0
        with self.assertRaisesRegex(UserError, "how many"):
            window.action_receive()
        with self.assertRaises(ValidationError):
            self.window().line_ids[0].write({"quantity": float("nan")})
        self.assertEqual(self.received(), (0, 0))

    def test_one_item_in_two_rows(self):
        window = self.window()
        window.line_ids[0].copy()
        with self.assertRaisesRegex(UserError, "only 3 more"):
            window.action_receive()

    def test_twice_at_once(self):
        first, second = self.window(), self.window(self.purchaser)
        first.action_receive()
        with self.assertRaisesRegex(UserError, "only 0 more"):
            second.action_receive()
        self.assertEqual(self.received(), (3, 2))

    def test_item_of_another_order(self):
        other = self.make_sent_order(Line(price="1.00"), payload_id="other")
        window = self.window()
        window.line_ids[0].write({"line_id": other.order_line[0].id, "quantity": 1})
        with self.assertRaisesRegex(UserError, "not in"):
            window.action_receive()
        charge = self.order.order_line - self.pens - self.paper
        window.line_ids[0].write({"line_id": charge.id, "quantity": 1})
        with self.assertRaisesRegex(UserError, "not in"):
            window.action_receive()

    def test_more_than_ordered_if_amazon_ships_it(self):
        self.ship(("1", "5"))
        window = self.window()
        self.assertEqual(window.line_ids[0].quantity, 5)
        window.action_receive()
        self.assertEqual(self.received()[0], 5)

    def test_rejected_pieces_are_not_awaited(self):
        self.receive(
            ConfirmationDocument(
                number=self.order.name,
                reference="",
                statuses=[Status(quantity="1"), Status("reject", "2"), Status("reject", "2", "2")],
            )
        )
        self.assertEqual(self.window().line_ids.mapped("quantity"), [1])
        self.window().action_receive()
        self.assertFalse(self.order.amazon_to_receive)

    def test_orders_that_amazon_does_not_have(self):
        cart = self.make_order(payload_id="cart")
        for order in (cart, self.env["purchase.order"].create({"partner_id": self.vendor.id})):
            self.assertFalse(order.amazon_can_receive)
            with self.assertRaisesRegex(UserError, "not at Amazon"):
                order.with_user(self.purchaser).action_amazon_receive()

    def test_order_that_amazon_may_not_have(self):
        """It is not awaited, but if it comes, it is received."""
        lock.opened(self.order).amazon_state = "unknown"
        self.assertFalse(self.order.amazon_to_receive)
        self.assertNotIn(self.order, self.order.search([("amazon_to_receive", "=", True)]))
        self.assertTrue(self.order.with_user(self.buyer).amazon_can_receive)

    def test_several_orders_at_once(self):
        other = self.make_sent_order(Line(price="1.00"), payload_id="other")
        (self.order | other).with_user(self.buyer).action_amazon_receive_all()
        self.assertEqual(self.received(), (3, 2))
        self.assertEqual(other.order_line[0].qty_received, 1)


@tagged("post_install", "-at_install")
class TestUndo(ReceivingCase):
    """What was received by mistake is undone, with a reason that is kept."""

    def setUp(self):
        super().setUp()
        window = self.window()
        window.line_ids[0].write({"quantity": 2, "problem": "missing", "problem_quantity": 1})
        window.action_receive()
        self.env.invalidate_all()
        self.of_pens, self.of_paper = (
            self.order.amazon_receipt_ids.filtered(lambda each, line=line: each.line_id == line)
            for line in (self.pens, self.paper)
        )

    def test_one_item(self):
        self.undo(self.of_pens)
        self.assertEqual((self.received(), self.pens.amazon_qty_problem), ((0, 2), 0))
        self.assertRecordValues(self.of_pens, [{"undo_reason": "Wrong parcel", "undone_by_id": self.buyer.id}])
        self.assertTrue(self.of_pens.undone_at)
        self.assertIn("Wrong parcel", self.order.message_ids[0].body)
        self.assertFalse(self.order.activity_ids.filtered("amazon_cause"))
        self.assertTrue(self.order.amazon_to_receive)

    def test_several_and_again(self):
        self.undo(self.of_pens | self.of_paper)
        self.assertEqual(self.received(), (0, 0))
        with self.assertRaisesRegex(UserError, "already undone"):
            self.undo(self.of_paper)
        self.assertEqual(self.received(), (0, 0))

    def test_needs_a_reason(self):
        for reason in ("", "  ", False):
            with self.assertRaisesRegex(UserError, "reason"):
                self.undo(self.of_pens, reason)

    def test_replacement_that_was_not(self):
        self.window().action_receive()
        self.assertEqual((self.received()[0], self.pens.amazon_qty_problem), (3, 0))
        self.undo(self.order.amazon_receipt_ids[0])
        self.assertEqual((self.received()[0], self.pens.amazon_qty_problem), (2, 1))

    def test_never_below_zero(self):
        self.paper.with_user(self.purchaser).qty_received = 1
        self.undo(self.of_paper)
        self.assertEqual(self.received()[1], 0)


@tagged("post_install", "-at_install")
class TestReceivers(ReceivingCase):
    """The requester, whoever the location names, and purchase; nobody else."""

    def test_who_may(self):
        for user in (self.buyer, self.porter, self.purchaser, self.manager):
            with self.subTest(user=user.login), self.cr.savepoint() as savepoint:
                self.assertTrue(self.order.with_user(user).amazon_can_receive)
                self.window(user).action_receive()
                self.assertEqual(self.received(), (3, 2))
                self.assertEqual(self.order.amazon_receipt_ids.create_uid, user)
                self.undo(self.order.amazon_receipt_ids, user=user)
                self.assertEqual(self.received(), (0, 0))
                savepoint.rollback()

    def test_who_may_not(self):
        accountant = self.make_user("accountant", "account.group_account_invoice")
        window = self.window()
        window.action_receive()
        receipts = self.order.amazon_receipt_ids
        for user in (self.colleague, self.employee, self.requisitioner, self.foreign_buyer, accountant):
            order = self.order.with_user(user)
            with self.subTest(user=user.login):
                for call in (
                    order.action_amazon_receive,
                    order.action_amazon_receive_all,
                    lambda order=order: order._receive_amazon([{"line_id": self.pens.id, "quantity": 1}]),
                    lambda user=user: self.undo(receipts, user=user),
                ):
                    with self.assertRaises(AccessError), self.cr.savepoint():
                        call()
        self.assertEqual(self.received(), (3, 2))

    def test_nobody_writes_receipts_by_another_road(self):
        self.window().action_receive()
        receipt = self.order.amazon_receipt_ids[0]
        for user in (self.buyer, self.purchaser, self.manager, self.porter):
            own = receipt.with_user(user)
            with self.subTest(user=user.login):
                for call in (
                    lambda own=own: own.write({"quantity": 9}),
                    lambda own=own: own.create({"line_id": self.pens.id, "quantity": 9}),
                    own.unlink,
                ):
                    with self.assertRaises(AccessError):
                        call()
        for user in (self.buyer, self.purchaser):
            with self.assertRaises(UserError):
                self.order.with_user(user).write({"amazon_receipt_ids": [Command.clear()]})
            with self.assertRaises(UserError):
                self.pens.with_user(user).amazon_qty_problem = 1

    def test_window_is_its_users(self):
        window = self.window()
        with self.assertRaises(AccessError):
            window.with_user(self.porter).action_receive()
        with self.assertRaises(AccessError):
            self.env["amazon.punchin.receiving"].with_user(self.colleague).create({"order_id": self.order.id})

    def test_named_receiver_sees_what_is_to_come_and_no_more(self):
        orders = self.env["purchase.order"].with_user(self.porter)
        cart = self.make_order(payload_id="cart")
        elsewhere = self.config.location_id.copy({"name": "Elsewhere", "receiver_ids": False})
        there = self.code(self.make_order(payload_id="there"))
        there.amazon_location_id = elsewhere
        there.button_confirm()
        self.assertEqual(orders.search([]) & (self.order | cart | there), self.order)
        self.assertEqual(orders.search([("amazon_to_receive", "=", True)]), self.order.with_user(self.porter))
        with self.assertRaises(AccessError):
            self.order.with_user(self.porter).write({"priority": "1"})
        for name in ("list", "kanban"):
            view = self.env.ref(f"amazon_punchin.purchase_order_view_{name}_to_receive")
            arch = orders.get_view(view.id, name)
            fields = {field: {} for field in arch["models"]["purchase.order"]}
            self.assertTrue(self.order.with_user(self.porter).web_read(fields))

    def test_receiver_of_another_company(self):
        with self.assertRaisesRegex(ValidationError, "may not work in"):
            self.config.location_id.receiver_ids |= self.foreign_buyer

    def test_overview_counts_what_is_to_come(self):
        home = self.env["amazon.punchin.home"]
        for user, count in ((self.buyer, 1), (self.porter, 1), (self.colleague, 0), (self.employee, 0)):
            with self.subTest(user=user.login):
                self.assertEqual(home.with_user(user).create({}).to_receive, count)
        action = home.with_user(self.porter).create({}).with_context(amazon_number="to_receive").action_open()
        found = self.env["purchase.order"].with_user(self.porter).search(action["domain"])
        self.assertEqual(found, self.order.with_user(self.porter))

    def test_list_has_what_its_reader_may_receive(self):
        accountant = self.make_user("accountant", "account.group_account_invoice")
        lock.opened(self.order).amazon_approver_ids = self.employee
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_punchin.purchase_order_action_to_receive")
        for user, found in (
            (self.buyer, True),
            (self.porter, True),
            (self.purchaser, True),
            (self.manager, True),
            (self.employee, False),
            (accountant, False),
        ):
            with self.subTest(user=user.login):
                order = self.order.with_user(user)
                self.assertTrue(order.has_access("read"))
                self.assertEqual(order in order.search(literal_eval(action["domain"])), found)
                self.assertEqual((order.amazon_is_receiver, order.amazon_can_receive), (found, found))

    def test_two_companies(self):
        other = self.code_foreign()
        self.window(self.foreign_buyer, other).action_receive()
        self.assertEqual(other.amazon_receipt_ids.company_id, self.other_company)
        for user in (self.purchaser, self.manager, self.buyer):
            receipts = self.env["amazon.punchin.receipt"].with_user(user)
            self.assertFalse(receipts.search([("order_id", "=", other.id)]))

    def code_foreign(self):
        order = self.make_order(self.foreign_buyer, self.other_config, payload_id="foreign")
        lock.opened(order).write({"state": "purchase", "amazon_state": "sent"})
        return order
