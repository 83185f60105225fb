from odoo.tests import tagged

from ...tools import lock
from ..common import AmazonCase


@tagged("post_install", "-at_install")
class TestUninstall(AmazonCase):
    """Odoo's window says beforehand what becomes of the orders; `./dev upgrade` really uninstalls."""

    def window(self, modules):
        return self.env["base.module.uninstall"].create({"module_ids": modules.ids})

    def module(self, name):
        return self.env["ir.module.module"].search([("name", "=", name)])

    def losses(self):
        return self.window(self.module("amazon_punchin")).amazon_losses

    def test_it_counts_what_is_under_way(self):
        self.env.cr.execute("UPDATE purchase_order SET amazon_state = 'done' WHERE amazon_state IS NOT NULL")
        self.env.invalidate_all()
        self.assertNotIn(": 1", self.losses())
        orders = {name: self.make_order(payload_id=name) for name in ("cart", "waiting", "pending", "sent", "unknown")}
        orders["theirs"] = self.make_order(self.foreign_buyer, self.other_config)
        for state, order in orders.items():
            lock.opened(order).amazon_state = "shipped" if state == "theirs" else state
        for sentence in ("at Amazon: 3.", "sent yet: 1.", "ordered yet: 2.", "no longer receives", "bills stay"):
            self.assertIn(sentence, self.losses())

    def test_it_is_shown(self):
        arch = self.env["base.module.uninstall"].get_view(view_type="form")["arch"]
        self.assertIn('name="amazon_losses"', arch)

    def test_another_app_says_nothing(self):
        others = self.env["ir.module.module"].search([("state", "=", "installed")])
        other = others.filtered(
            lambda module: self.module("amazon_punchin") not in module.downstream_dependencies(module)
        )
        self.assertFalse(self.window(other[:1]).amazon_losses)
        self.assertTrue(self.window(self.module("purchase")).amazon_losses, "it goes with Purchase")
