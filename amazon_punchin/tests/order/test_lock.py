from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ...models.order.lock import LOCKED_FIELDS as ORDER_FIELDS
from ...models.order.purchase_order_line import LOCKED_FIELDS as LINE_FIELDS
from ..carts import Line
from ..common import AmazonCase

ORDERS_ARE_MADE = "^Amazon orders can only come from baskets submitted at Amazon.$"
LINES_ARE_MADE = "^Amazon order lines can only come from baskets submitted at Amazon.$"


@tagged("post_install", "-at_install")
class TestLock(AmazonCase):
    """What came from Amazon stays as it came, for everyone and by every road."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.make_order(lines=[Line(), Line(asin="B000TEST02", price="5.00")])
        cls.line = cls.order.order_line[0]
        cls.product = cls.env["product.product"].create({"name": "Something else"})
        cls.plain = cls.env["purchase.order"].create(
            {
                "partner_id": cls.vendor.id,
                "order_line": [Command.create({"product_id": cls.product.id, "product_qty": 1, "price_unit": 1})],
            }
        )

    def everyone(self):
        """The order as each role sees it, the superuser among them."""
        for user in (self.buyer, self.purchaser, self.approver, self.manager, self.env.ref("base.user_root")):
            with self.subTest(user=user.login):
                yield self.order.with_user(user)
        with self.subTest(user="sudo"):
            yield self.order.with_user(self.buyer).sudo()

    def assertLocked(self, call, *args, sentence="came from Amazon: .* cannot be changed here"):
        with self.assertRaisesRegex(UserError, sentence), self.env.cr.savepoint():
            call(*args)

    def assertNotDeleted(self, lines, call, *args):
        """The lock refuses who could delete lines; anybody else is refused before."""
        locked = lines.has_access("unlink")
        self.assertLocked(call, *args, sentence="came from Amazon: " if locked else "not allowed to delete")

    def test_every_locked_field_of_a_line(self):
        values = {
            "amazon_kind": "tax",
            "amazon_line_number": 9,
            "amazon_line_state": "accepted",
            "create_date": "2001-01-01 00:00:00",
            "create_uid": self.colleague.id,
            "display_type": "line_note",
            "is_downpayment": True,
            "order_id": self.plain.id,
            "product_id": self.product.id,
            "product_uom_id": self.env.ref("uom.product_uom_dozen").id,
            "tax_ids": [Command.set(self.make_tax(3).ids)],
        }
        for order in self.everyone():
            for name in LINE_FIELDS:
                with self.subTest(field=name):
                    self.assertLocked(order.order_line[0].write, {name: values.get(name, 42)})

    def test_every_locked_field_of_an_order(self):
        values = {
            "amazon_config_id": self.other_config.id,
            "amazon_expires_at": "2040-01-01 00:00:00",
            "amazon_message_ids": [Command.clear()],
            "amazon_mode": "active",
            "amazon_requester_id": self.colleague.id,
            "amazon_state": "confirmed",
            "company_id": self.other_company.id,
            "create_date": "2001-01-01 00:00:00",
            "create_uid": self.colleague.id,
            "date_approve": "2001-01-01 00:00:00",
            "date_order": "2001-01-01 00:00:00",
            "currency_id": self.env.ref("base.EUR").id,
            "fiscal_position_id": self.env["account.fiscal.position"].create({"name": "X"}).id,
            "partner_id": self.address.id,
            "state": "purchase",
        }
        for order in self.everyone():
            for name in ORDER_FIELDS:
                hidden = not order._has_field_access(order._fields[name], "read")
                sentence = "not have enough rights to access the field" if hidden else "came from Amazon: "
                with self.subTest(field=name):
                    self.assertLocked(order.write, {name: values.get(name, 42)}, sentence=sentence)

    def test_what_only_odoo_computes(self):
        for order in self.everyone():
            for name in ("amount_total", "amount_untaxed", "amount_tax", "amount_total_cc", "currency_rate"):
                self.assertLocked(order.write, {name: 2.0})
            for values in (
                {"price_subtotal": 1.0},
                {"price_total": 1.0},
                {"qty_invoiced": 1.0},
                {"company_id": self.other_company.id},
                {"partner_id": self.address.id},
            ):
                self.assertLocked(order.order_line[0].write, values)

    def test_odoo_computes_while_apps_are_installed(self):
        """As `purchase_stock` does with `qty_received_method`: it calls the computation itself, which then writes."""
        root = self.env.ref("base.user_root")
        values = {"qty_received_method": False, "price_subtotal": 1.0, "product_uom_qty": 9.0}
        with patch.object(self.registry, "ready", False):
            for order in self.everyone():
                for name in ("price_unit", "product_qty", "amazon_asin"):
                    self.assertLocked(order.order_line[0].write, {name: 9.0})
                self.assertLocked(order.write, {"amazon_total": 9.0})
                for name, value in values.items():
                    if order.env.user != root:
                        self.assertLocked(order.order_line[0].write, {name: value})
            line = self.line.with_user(root)
            for name, value in values.items():
                line[name] = value
                self.assertEqual(line[name], value)

    def test_values_from_the_context(self):
        line = self.env["purchase.order.line"].with_user(self.purchaser)
        values = {
            "date_planned": "2030-01-01 12:00:00",
            "name": "Something else",
            "price_unit": 1,
            "product_id": self.product.id,
            "product_qty": 1,
            "product_uom_id": self.product.uom_id.id,
        }
        self.assertLocked(line.with_context(default_order_id=self.order.id).create, values)
        forged = {"default_amazon_aux_id": "136-1-1,1", "default_amazon_item_in": "<ItemIn/>"}
        self.assertLocked(
            line.with_context(**forged).create, {**values, "order_id": self.plain.id}, sentence=LINES_ARE_MADE
        )
        order = self.env["purchase.order"].with_user(self.purchaser)
        forged = {
            "default_amazon_config_id": self.config.id,
            "default_amazon_state": "cart",
            "default_partner_id": self.vendor.id,
        }
        forger = order.with_context(**forged)
        self.assertLocked(forger.create, {"partner_id": self.vendor.id}, sentence=ORDERS_ARE_MADE)
        self.assertLocked(forger.name_create, "X", sentence=ORDERS_ARE_MADE)

    def test_an_ordinary_line_cannot_be_made_amazons(self):
        for name in ("amazon_kind", "amazon_aux_id", "amazon_item_in"):
            self.assertLocked(self.plain.order_line.write, {name: "item"}, sentence=LINES_ARE_MADE)

    def test_lines_by_the_order(self):
        for order in self.everyone():
            line = order.order_line[0]
            new = {"product_id": self.product.id, "product_qty": 1}
            for command in (
                Command.create(new),
                Command.update(line.id, {"product_qty": 2}),
            ):
                self.assertLocked(order.write, {"order_line": [command]})
            self.assertLocked(
                order.write,
                {"order_line": [Command.link(self.plain.order_line.id)]},
                sentence="came from Amazon: |doesn't have 'read' access",
            )
            for command in (Command.delete(line.id), Command.unlink(line.id), Command.clear(), Command.set([])):
                self.assertNotDeleted(line, order.write, {"order_line": [command]})

    def test_lines_directly(self):
        for order in self.everyone():
            self.assertLocked(
                order.order_line.create, {"order_id": order.id, "product_id": self.product.id, "product_qty": 1}
            )
            self.assertNotDeleted(order.order_line, order.order_line[0].unlink)
        self.assertLocked(self.plain.order_line.write, {"order_id": self.order.id})

    def test_context_of_a_client_opens_nothing(self):
        for value in (True, 1, "object", {"open": True}, [1]):
            line = self.line.with_context(amazon_punchin_lock=value)
            self.assertLocked(line.write, {"price_unit": 1})
            self.assertLocked(self.order.with_context(amazon_punchin_lock=value).write, {"amazon_state": "sent"})

    def test_import(self):
        line_id = self.env["ir.model.data"].create(
            {"name": "line", "module": "test", "model": "purchase.order.line", "res_id": self.line.id}
        )
        result = self.env["purchase.order.line"].load(["id", "price_unit"], [[line_id.complete_name, "1"]])
        self.assertFalse(result["ids"])
        self.assertIn("came from Amazon", result["messages"][0]["message"])
        self.assertEqual(self.line.price_unit, 10)

    def test_duplicate(self):
        for order in self.everyone():
            self.assertLocked(order.copy, sentence="cannot be duplicated")

    def test_merge(self):
        self.assertLocked((self.order | self.plain).action_merge, sentence="cannot be merged")
        other = self.make_order(payload_id="other")
        self.assertLocked((self.order | other).action_merge, sentence="cannot be merged")

    def test_catalog(self):
        for order in self.everyone():
            self.assertLocked(order._update_order_line_info, self.line.product_id.id, 7)
            self.assertLocked(order._update_order_line_info, self.product.id, 1)
            self.assertNotDeleted(order.order_line, order._update_order_line_info, self.line.product_id.id, 0)

    def test_bill_matching_adds_no_line(self):
        wizard = self.env["bill.to.po.wizard"].create(
            {"purchase_order_id": self.order.id, "partner_id": self.vendor.id}
        )
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.vendor.id,
                "invoice_line_ids": [Command.create({"product_id": self.product.id, "price_unit": 1})],
            }
        )
        with self.assertRaisesRegex(UserError, "came from Amazon: its items, quantities and prices"):
            wizard.with_context(active_ids=[-line.id for line in bill.invoice_line_ids]).action_add_to_po()

    def test_reopening(self):
        self.order.button_cancel()
        for order in self.everyone():
            self.assertLocked(order.button_draft, sentence="cannot be reopened")

    def test_an_order_cannot_be_made_amazons(self):
        self.assertLocked(self.plain.write, {"amazon_config_id": self.config.id})
        forged = {"partner_id": self.vendor.id, "amazon_config_id": self.config.id}
        self.assertLocked(self.env["purchase.order"].create, forged, sentence=ORDERS_ARE_MADE)
        forged = {"order_id": self.plain.id, "amazon_kind": "item"}
        self.assertLocked(self.plain.order_line.create, forged, sentence=LINES_ARE_MADE)

    def test_deleting_what_was_ordered(self):
        self.code(self.order).button_confirm()
        self.order.button_cancel()
        self.assertLocked(self.order.unlink, sentence="was sent to Amazon and cannot be deleted")

    def test_deleting_a_basket_that_was_given_up(self):
        self.order.button_cancel()
        self.env.invalidate_all()
        self.order.with_user(self.purchaser).unlink()
        self.assertFalse(self.order.exists())

    def test_coding_receiving_and_billing_stay_open(self):
        self.code(self.order)
        self.line.write({"analytic_distribution": False, "amazon_account_id": False, "department_id": False})
        self.line.date_planned = "2030-01-01 12:00:00"
        self.code(self.order).button_confirm()
        self.line.qty_received = 1
        action = self.order.action_create_invoice()
        bill = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(bill.invoice_line_ids[0].account_id, self.account)
        self.assertEqual(self.line.qty_invoiced, 1)

    def test_form_saves_coding(self):
        with Form(self.order.with_user(self.purchaser)) as form:
            form.department_id = self.department
            form.amazon_account_id = self.account
        self.assertEqual(self.order.order_line.department_id, self.department)

    def test_ordinary_orders_are_left_alone(self):
        self.plain.order_line.price_unit = 3
        self.plain.order_line.product_qty = 3
        self.plain.button_confirm()
        self.assertEqual(self.plain.state, "purchase")
        self.plain.button_cancel()
        self.plain.button_draft()
        self.assertEqual(self.plain.copy().order_line.product_qty, 3)
