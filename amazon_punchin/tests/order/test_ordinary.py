from odoo.fields import Command
from odoo.tests import Form, TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestOrdinaryOrder(TransactionCase):
    """An ordinary purchase order asks the database for nothing of ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rights = "purchase.group_purchase_manager,account.group_account_invoice"
        cls.orders = cls.env["purchase.order"].with_user(new_test_user(cls.env, "paula", rights))
        taxes = cls.env.company.account_purchase_tax_id
        product = cls.env["product.product"].create({"name": "Paper", "supplier_taxes_id": taxes.ids})
        cls.values = {
            "partner_id": cls.env["res.partner"].create({"name": "Paper Mill"}).id,
            "order_line": [Command.create({"product_id": product.id, "price_unit": 10}) for _number in range(3)],
        }
        cls.opened(cls.orders.create(cls.values))

    @classmethod
    def opened(cls, order):
        order.env.flush_all()
        order.env.invalidate_all()
        Form(order)

    def statements(self, action):
        """The statements about tables of ours that an action makes; it finds nothing in memory."""
        self.env.flush_all()
        self.env.invalidate_all()
        cursor, found = self.env.cr, []
        execute = cursor.execute

        def noted(query, *args, **kwargs):
            text = str(getattr(query, "code", query))
            found.extend([text] if '"amazon_punchin_' in text else [])
            return execute(query, *args, **kwargs)

        self.patch(cursor, "execute", noted)
        action()
        self.env.flush_all()
        return found

    def test_from_the_form_to_the_bill(self):
        self.assertFalse(self.statements(lambda: Form(self.orders)))
        order = self.orders.create(self.values)
        self.assertFalse(self.statements(lambda: Form(order)))
        edits = [Command.update(line.id, {"product_qty": 2}) for line in order.order_line]
        self.assertFalse(self.statements(lambda: order.write({"order_line": edits})))
        self.assertFalse(self.statements(order.button_confirm))
        order.order_line.qty_received = 2
        self.assertFalse(self.statements(order.action_create_invoice))
        bill = order.invoice_ids
        bill.invoice_date = "2026-11-30"
        self.assertFalse(self.statements(lambda: Form(bill)))
        self.assertFalse(self.statements(bill.action_post))

    def test_what_is_not_asked_for_is_empty(self):
        order = self.orders.create(self.values)
        [row] = order.web_read({"name": {}, "amazon_approval_ids": {"fields": {"state": {}}}, "amazon_state": {}})
        self.assertEqual(
            row, {"id": order.id, "name": order.name, "amazon_approval_ids": [], "amazon_state": order.amazon_state}
        )
