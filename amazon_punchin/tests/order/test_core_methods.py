import ast
from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

import odoo.addons.purchase

from ...tools import lock
from ..approval_case import ApprovalCase

#: Whose public methods reach our orders; the last two may be missing.
MODULES = ("purchase", "purchase_stock", "purchase_requisition")

OURS = "decides on the order: see MOVES"
REFUSED = "for nobody, in no state"
APPROVED = "on an approved order alone, for whoever core lets"
PURCHASERS = "on an approved order alone, for purchase users"
HARMLESS = "reads, opens or prints, and changes nothing that was bought or decided"

#: Every public method of core's, and what becomes of it on an Amazon order.
DECIDED = {
    "purchase.order": {
        "action_acknowledge": REFUSED,
        "action_add_from_catalog": HARMLESS,
        "action_bill_matching": HARMLESS,
        "action_compare_alternative_lines": HARMLESS,
        "action_create_alternative": HARMLESS,
        "action_create_invoice": APPROVED,
        "action_merge": REFUSED,
        "action_open_business_doc": HARMLESS,
        "action_purchase_comparison": HARMLESS,
        "action_purchase_order_suggest": HARMLESS,
        "action_rfq_send": REFUSED,
        "action_view_invoice": HARMLESS,
        "action_view_picking": HARMLESS,
        "button_approve": OURS,
        "button_cancel": OURS,
        "button_confirm": OURS,
        "button_draft": REFUSED,
        "button_lock": PURCHASERS,
        "button_unlock": PURCHASERS,
        "copy": REFUSED,
        "create": REFUSED,
        "create_document_from_attachment": HARMLESS,
        "get_acknowledge_url": HARMLESS,
        "get_confirm_url": HARMLESS,
        "get_import_templates": HARMLESS,
        "get_localized_date_planned": HARMLESS,
        "get_order_timezone": HARMLESS,
        "get_tender_best_lines": HARMLESS,
        "get_update_url": HARMLESS,
        "message_post": HARMLESS,
        "onchange": HARMLESS,
        "onchange_date_planned": HARMLESS,
        "onchange_partner_id": HARMLESS,
        "print_quotation": HARMLESS,
        "retrieve_dashboard": HARMLESS,
        "send_reminder_preview": REFUSED,
        "write": PURCHASERS,
    },
    "purchase.order.line": {
        "action_add_from_catalog": HARMLESS,
        "action_choose": HARMLESS,
        "action_clear_quantities": HARMLESS,
        "action_open_order": HARMLESS,
        "action_product_forecast_report": HARMLESS,
        "create": REFUSED,
        "get_parent_section_line": HARMLESS,
        "onchange_product_id": HARMLESS,
        "unlink": REFUSED,
        "write": REFUSED,
    },
}

WRITERS = {"requester", "purchase user", "purchase manager", "Amazon administrator", "accountant"}

#: What decides on an order, the state in which it does, and who can; in every other state it moves nothing.
MOVES = {
    ("button_confirm", "cart"): WRITERS,
    ("button_approve", "waiting"): {"approver"},
    ("button_approve", "core's gate"): {"purchase manager"},
    **{("button_cancel", state): WRITERS for state in ("cart", "waiting", "core's gate", "pending", "expired")},
}


def public_methods(model):
    """Names of the public methods that core's modules give a model, installed or not."""
    found = set()
    for module in MODULES:
        folder = Path(odoo.addons.purchase.__file__).parents[1] / module / "models"
        for file in folder.glob("*.py"):
            for node in ast.parse(file.read_text()).body:
                if isinstance(node, ast.ClassDef) and _model(node) == model:
                    found |= {
                        part.name
                        for part in node.body
                        if isinstance(part, ast.FunctionDef)
                        and not part.name.startswith("_")
                        and not any(ast.unparse(mark) == "api.private" for mark in part.decorator_list)
                    }
    return found


def _model(node):
    said = {ast.unparse(part.targets[0]): part.value for part in node.body if isinstance(part, ast.Assign)}
    name = said.get("_name") or said.get("_inherit")
    return name and ast.literal_eval(name)


class EveryState(ApprovalCase):
    """Orders in each state that matters to core's buttons, and one user of each role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create({"name": "Something else"})
        cls.some_bill = cls.env["account.move"].create({"move_type": "in_invoice", "partner_id": cls.vendor.id})
        cls.accountant = cls.make_user("accountant", "account.group_account_invoice")
        cls.roles = {
            "requester": cls.buyer,
            "approver": cls.alice,
            "purchase user": cls.purchaser,
            "purchase manager": cls.approver,
            "Amazon administrator": cls.manager,
            "accountant": cls.accountant,
        }

    @classmethod
    def make_orders(cls):
        """An order in each state, by its name."""
        orders = {name: cls.code(cls.make_order(payload_id=name)) for name in ("cart", "pending", "sent", "done")}
        for name in ("pending", "sent", "done"):
            orders[name].button_confirm()
            lock.opened(orders[name]).amazon_state = name
        cls.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 0})
        orders["core's gate"] = cls.confirmed(payload_id="gate")
        cls.company.po_double_validation = "one_step"
        cls.make_rule("Alice approves", cls.alice)
        for name in ("waiting", "cancelled", "expired"):
            orders[name] = cls.confirmed(payload_id=name)
        orders["cancelled"].button_cancel()
        lock.opened(orders["expired"])._expire_amazon_hold()
        return orders

    @classmethod
    def bill(cls, order):
        """Post a bill of 0.00 for an order, which is a real one, although it is not what was ordered."""
        lock.opened(order).amazon_mode = "active"
        bill = cls.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": cls.vendor.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [
                    Command.create({"name": "Nothing", "price_unit": 0, "purchase_line_id": order.order_line[:1].id})
                ],
            }
        )
        lock.opened(bill).action_post()
        cls.env.invalidate_all()
        assert order.invoice_ids == bill
        return bill


@tagged("post_install", "-at_install")
class TestCoreMethods(EveryState):
    """What each role can do to an Amazon order with core's own methods, beside what the addon offers."""

    def test_every_public_method_is_decided(self):
        for model, decided in DECIDED.items():
            self.assertLess({"write", "create"}, public_methods(model))
            with self.subTest(model=model):
                missing = public_methods(model) - set(decided)
                self.assertFalse(missing, "decide what they may do to an Amazon order")

    def arguments(self, name, records):
        of_order = records._name == "purchase.order"
        basket = {"partner_id": self.vendor.id, "amazon_state": "cart"}
        item = {"order_id": records.env.context["order_id"], "product_id": self.product.id, "product_qty": 1}
        return {
            "action_view_invoice": [self.some_bill.with_env(records.env)],
            "create": [basket if of_order else item],
            "create_document_from_attachment": [[]],
            "onchange": [{}, [], {"state": {}}],
            "write": [{"locked": True} if of_order else {"product_qty": 99, "price_unit": 9}],
        }.get(name, [])

    def picture(self, order):
        """What no method of core's may change."""
        self.env.invalidate_all()
        return {
            "order": [order[name] for name in ("state", "amazon_state", "acknowledged", "amount_total", "company_id")],
            "lines": [(line, line.product_qty, line.price_unit, line.product_id) for line in order.order_line],
            "steps": [(step, step.state, step.approver_ids, step.decision_ids) for step in order.amazon_approval_ids],
            "waits for": order.amazon_approver_ids,
            "documents": [(message, message.state) for message in order._outgoing_amazon_message()],
        }

    def call(self, order, user, model, name):
        """Press a button as a user.

        :return: whether it was not refused
        """
        records = (order if model == order._name else order.order_line).with_user(user)
        records = records.with_context(mark_rfq_as_sent=True, order_id=order.id)
        lock.opened(order).locked = name == "button_unlock"
        try:
            with self.env.cr.savepoint():
                getattr(records, name)(*self.arguments(name, records))
        except UserError:
            return False
        return True

    def may(self, decision, user, order):
        """Whether a decision lets a user's call pass; None: either way."""
        is_purchaser = user.has_group("purchase.group_purchase_user")
        return {
            REFUSED: False,
            APPROVED: None if order.state == "purchase" else False,
            PURCHASERS: order.state == "purchase" and is_purchaser,
        }.get(decision)

    def walk(self):
        """Each of core's methods, on each model, that decides nothing, if it is installed."""
        for model, decided in DECIDED.items():
            for name, decision in decided.items():
                if decision != OURS and hasattr(self.env[model], name):
                    yield model, name, decision

    def test_each_role_in_each_state(self):
        for state, order in self.make_orders().items():
            before = self.picture(order)
            for role, user in self.roles.items():
                savepoint = self.env.cr.savepoint()
                for model, name, decision in self.walk():
                    with self.subTest(state=state, role=role, method=f"{model}.{name}"):
                        passed = self.call(order, user, model, name)
                        self.assertIn(self.may(decision, user, order), (None, passed), decision)
                with self.subTest(state=state, role=role):
                    self.assertEqual(self.picture(order), before)
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_who_moves_an_order(self):
        deciding = [name for name, decision in DECIDED["purchase.order"].items() if decision == OURS]
        self.assertEqual({name for name, _state in MOVES}, set(deciding))
        for state, order in self.make_orders().items():
            before = order.amazon_state
            self.company.po_double_validation = "two_step" if state == "core's gate" else "one_step"
            for name in deciding:
                movers = set()
                for role, user in self.roles.items():
                    savepoint = self.env.cr.savepoint()
                    self.call(order, user, "purchase.order", name)
                    self.env.invalidate_all()
                    if order.amazon_state != before:
                        movers.add(role)
                    savepoint.close(rollback=True)
                    self.env.invalidate_all()
                with self.subTest(state=state, method=name):
                    self.assertEqual(movers, MOVES.get((name, state), set()))

    def test_whatever_everybody_pressed_the_approver_rejects(self):
        order = self.make_orders()["waiting"]
        for user in self.roles.values():
            for model, name, _decision in self.walk():
                self.call(order, user, model, name)
        self.env.invalidate_all()
        self.decide(order, self.alice, "rejected", "Too dear")
        self.assertEqual((order.state, order.amazon_state), ("cancel", "rejected"))


@tagged("post_install", "-at_install")
class TestEndsInAnyCoreState(EveryState):
    """An order comes to its end, whatever core's buttons, a bill or a receipt did to it."""

    def spoilt(self):
        """Ways in which core's half of a waiting order may be unlike what we left."""
        for state in ("draft", "sent", "to approve", "cancel"):
            for locked in (False, True):
                for billed in (False, True):
                    yield {"state": state, "locked": locked}, billed

    def waiting(self, values, billed, number):
        order = self.confirmed(payload_id=f"order {number}")
        if billed:
            self.bill(order)
        lock.opened(order).write(values)
        return order

    def each(self, end):
        """Bring a waiting order to its end, in each of these ways."""
        for number, (values, billed) in enumerate(self.spoilt()):
            with self.subTest(**values, billed=billed):
                end(self.waiting(values, billed, number))

    def test_reject(self):
        self.make_rule("Alice approves", self.alice)

        def end(order):
            self.decide(order, self.alice, "rejected", "Too dear")
            self.assertEqual((order.state, order.amazon_state), ("cancel", "rejected"))
            self.assertEqual(order.amazon_approval_ids.state, "rejected")

        self.each(end)

    def test_cancel(self):
        self.make_rule("Alice approves", self.alice)

        def end(order):
            order.with_user(self.buyer).button_cancel()
            self.assertEqual((order.state, order.amazon_state), ("cancel", "cancelled"))
            self.assertIn(f"{self.buyer.name} cancelled on", order.amazon_refusal)

        self.each(end)

    def test_expire(self):
        self.make_rule("Alice approves", self.alice)

        def end(order):
            self.shift_hold(order, timedelta(minutes=-1))
            lock.opened(order)._watch_amazon_hold()
            self.assertEqual((order.state, order.amazon_state, order.locked), ("draft", "expired", False))
            order.with_user(self.buyer).button_cancel()
            self.assertEqual((order.state, order.amazon_state), ("cancel", "cancelled"))

        self.each(end)

    def test_purchase_manager_rejects_at_cores_gate(self):
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 0})

        def end(order):
            self.decide(order, self.approver, "rejected", "Too dear")
            self.assertEqual((order.state, order.amazon_state), ("cancel", "rejected"))
            self.assertRegex(order.amazon_refusal, "approver.* rejected on .*: Too dear")

        self.each(end)

    def test_bill_that_core_minds_is_named(self):
        self.make_rule("Alice approves", self.alice)
        order = self.waiting({}, True, 0)
        self.decide(order, self.alice, "rejected", "Too dear")
        self.assertTrue(order.message_ids.filtered(lambda message: "vendor bills" in message.body))

    def test_requester_without_role_cancels_what_core_locked(self):
        order = self.confirmed()
        lock.opened(order).locked = True
        order.with_user(self.buyer).button_cancel()
        self.assertEqual((order.state, order.amazon_state), ("cancel", "cancelled"))
        self.assertEqual(order._outgoing_amazon_message().state, "cancelled")

    def test_approved_and_billed_order_says_what_comes_first(self):
        order = self.confirmed()
        bill = self.bill(order)
        with self.assertRaisesRegex(UserError, "cancel their related vendor bills"), self.env.cr.savepoint():
            order.with_user(self.buyer).button_cancel()
        self.shift_hold(order, timedelta(minutes=-1))
        order._outgoing_amazon_message()._attempt()
        self.assertEqual((order.state, order.amazon_state), ("purchase", "expired"))
        self.assertTrue(order.message_ids.filtered(lambda message: "vendor bills" in message.body))
        with self.assertRaisesRegex(UserError, "its chatter says why"), self.env.cr.savepoint():
            order.with_user(self.manager).action_amazon_todays_price()
        bill.button_draft()
        bill.button_cancel()
        order.with_user(self.buyer).button_cancel()
        self.assertEqual((order.state, order.amazon_state), ("cancel", "cancelled"))

    def test_another_addon_that_refuses_does_not_stop_amazons_word(self):
        not_today = "Not today"

        def refusing(order, cancel):
            raise UserError(not_today)

        for state in ("refused", "cancelled"):
            order = self.confirmed(payload_id=state)
            lock.opened(order).write({"amazon_state": "confirmed", "locked": True})
            self.patch(self.registry["purchase.order"], "_cancel_amazon_by", refusing)
            lock.opened(order.sudo())._given_up_by_amazon(state, "No")
            self.assertEqual((order.state, order.amazon_state), ("purchase", state))
            self.assertTrue(order.message_ids.filtered(lambda message: "Not today" in message.body))

    def test_request_for_quotation_that_was_sent_is_checked_like_a_basket(self):
        order = self.make_order()
        lock.opened(order).state = "sent"
        with self.assertRaisesRegex(UserError, "fill in before confirming"), self.env.cr.savepoint():
            order.with_user(self.buyer).button_confirm()
        self.make_rule("Alice approves", self.alice)
        self.code(order).with_user(self.buyer).button_confirm()
        self.assertEqual((order.state, order.amazon_approver_ids), ("to approve", self.alice))
