from odoo.tests import tagged
from odoo.tools import SQL

from ..answer_case import AnswerSetup
from ..approval_case import ApprovalCase


@tagged("post_install", "-at_install")
class TestVendor(AnswerSetup, ApprovalCase):
    """The vendor's row, which all Amazon orders have in common."""

    def row(self):
        """Where the row lies; each update puts it elsewhere."""
        self.env.flush_all()
        return self.env.execute_query(SQL("SELECT ctid FROM res_partner WHERE id = %s", self.vendor.id))

    def notify(self, order):
        order.message_post(body=order.name, partner_ids=self.colleague.partner_id.ids)

    def test_orders_that_notify_leave_it_alone(self):
        self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        orders = [self.make_order(payload_id=name) for name in ("first", "second")]
        self.notify(orders[0])
        self.assertEqual(self.vendor.sudo().signup_type, "signup", "the portal no longer prepares vendors")
        before = self.row()
        self.notify(orders[1])
        self.code(orders[1]).with_user(self.buyer).button_confirm()
        self.assertEqual(self.row(), before)

    def test_sign_up_is_still_prepared(self):
        self.vendor.signup_prepare("reset")
        self.assertEqual(self.vendor.signup_type, "reset")
        self.vendor.signup_cancel()
        self.vendor.signup_prepare()
        self.assertEqual(self.vendor.signup_type, "signup")
