import ast
import base64
import hashlib
from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.fields import Command
from odoo.modules.module import load_script
from odoo.tests import tagged
from odoo.tools.sql import column_exists

from ..models.document.retention import DEFAULT_DAYS
from ..models.setup.vault import KEPT
from ..tools import lock
from ..tools.packing import unpacked
from .approval_case import ApprovalCase
from .carts import CartDocument

SCRIPTS = Path(__file__).parents[1] / "migrations"


@tagged("post_install", "-at_install")
class TestMigrations(ApprovalCase):
    """An older database gets what a new one begins with."""

    def migrate(self, version, name="post-migrate"):
        self.env.flush_all()
        script = load_script(f"amazon_punchin/migrations/{version}/{name}.py", "migration")
        script.migrate(self.env.cr, None)
        self.env.invalidate_all()

    def test_scripts_stand_alone(self):
        """What a script did once, it does for ever: it imports nothing of ours, which will change."""
        imported = [name for path in SCRIPTS.glob("*/*.py") for name in _imported(path)]
        self.assertIn("odoo.tools.sql", imported)
        self.assertFalse([name for name in imported if name.startswith((".", "odoo.addons"))])

    def test_groups_in_use_ask_nobody_whether_parcels_arrived(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE amazon_punchin_config SET receive_days = NULL WHERE id = %s", self.config.ids)
        self.migrate("19.0.1.7.0", "pre-receive-days")
        self.assertEqual((self.config.receive_days, self.other_config.receive_days), (0, 7))

    def test_documents_are_gzipped(self):
        cart = bytes(CartDocument(self.open_session()))
        message = self.bring(cart)
        kept = unpacked(message.with_context(bin_size=False).raw)
        self.env.cr.execute("UPDATE amazon_punchin_message SET raw = NULL WHERE id != %s", [message.id])
        statement = "UPDATE amazon_punchin_message SET raw = %s WHERE id = %s"
        self.env.cr.execute(statement, [base64.b64encode(kept), message.id])
        self.migrate("19.0.1.1.0")
        self.assertEqual(unpacked(message.with_context(bin_size=False).raw), kept)

    def test_rule_of_purchase_users_goes(self):
        rule = self.env["ir.rule"].create({"name": "All", "model_id": self.env["ir.model"]._get_id("purchase.order")})
        name = {"module": "amazon_punchin", "name": "purchase_order_purchase_rule", "model": "ir.rule"}
        self.env["ir.model.data"].create({**name, "res_id": rule.id})
        self.migrate("19.0.1.1.0")
        self.assertFalse(rule.exists())

    def test_answered_pieces_are_counted(self):
        lines = (self.make_order(payload_id="1") | self.make_order(payload_id="2")).order_line
        for line, state in zip(lines, ("accepted", "rejected"), strict=True):
            lock.opened(line).write({"amazon_line_state": state, "amazon_qty_accepted": 0, "amazon_qty_rejected": 0})
        self.migrate("19.0.1.1.0")
        self.assertEqual(lines.mapped("amazon_qty_accepted"), [1, 0])
        self.assertEqual(lines.mapped("amazon_qty_rejected"), [0, 1])

    def test_database_is_known_to_its_groups(self):
        self.config.database_uuid = False
        self.other_config.database_uuid = "another"
        self.migrate("19.0.1.2.0")
        here = self.env["ir.config_parameter"].get_param("database.uuid")
        self.assertEqual([self.config.database_uuid, self.other_config.database_uuid], [here, "another"])

    def test_document_is_told_apart_by_its_kind_and_payload_id(self):
        message = self.bring(CartDocument(self.open_session()))
        message.write({"payload_id": "1@amazon.com", "dedup_key": "1@amazon.com"})
        self.migrate("19.0.1.2.0")
        expected = hashlib.sha256(b"PunchOutOrderMessage 1@amazon.com").hexdigest()
        self.assertEqual(message.dedup_key, expected)

    def test_whoever_went_to_a_private_network_still_may(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE amazon_punchin_config SET order_url_test = 'https://10.0.0.1/order' WHERE id = %s", [self.config.id]
        )
        self.env.invalidate_all()
        self.migrate("19.0.1.2.0")
        self.assertEqual([self.config.allow_private_hosts, self.other_config.allow_private_hosts], [True, False])

    def test_documents_are_kept_as_long_as_in_a_new_configuration(self):
        archived = self.other_config
        archived.active = False
        (self.config | archived).retention_ids.unlink()
        own = self.make_config("Own", self.company)
        own.retention_ids[1:].unlink()
        self.migrate("19.0.1.2.0")
        for config in (self.config, archived):
            kept = {line.document: (line.body_days, line.row_days) for line in config.retention_ids}
            self.assertEqual(kept, DEFAULT_DAYS)
        self.assertEqual(len(own.retention_ids), 1)

    def test_digest_has_amazon_figures(self):
        digest = self.env.ref("digest.digest_digest_default")
        digest.write({"kpi_amazon_orders": False, "kpi_amazon_trouble": False})
        self.migrate("19.0.1.2.0")
        self.assertTrue(digest.kpi_amazon_orders and digest.kpi_amazon_trouble)

    def test_database_without_a_digest(self):
        self.env.ref("digest.digest_digest_default").unlink()
        self.config.retention_ids.unlink()
        self.migrate("19.0.1.2.0")
        self.assertEqual(set(self.config.retention_ids.mapped("document")), set(DEFAULT_DAYS))

    def test_secrets_move_into_the_vault(self):
        kept = {name: self.config[name] for name in KEPT}
        self.env.flush_all()
        columns = ", ".join(f"ADD COLUMN {name} varchar" for name in KEPT)
        self.env.cr.execute(f"ALTER TABLE amazon_punchin_config {columns}")
        values = ", ".join(f"{name} = vault.{name}" for name in KEPT)
        self.env.cr.execute(
            f"UPDATE amazon_punchin_config config SET {values} FROM amazon_punchin_vault vault "
            "WHERE vault.config_id = config.id"
        )
        self.env.cr.execute("DELETE FROM amazon_punchin_vault")
        self.env.invalidate_all()
        self.assertFalse(self.config.token)
        self.migrate("19.0.1.3.0")
        self.env.invalidate_all()
        self.assertEqual({name: self.config[name] for name in KEPT}, kept)
        self.assertFalse(column_exists(self.env.cr, "amazon_punchin_config", "token"))

    def test_activity_of_an_approver_is_about_the_open_step(self):
        self.make_rule("First", self.alice, sequence=10)
        self.make_rule("Second", self.bob, sequence=20)
        order = self.confirmed()
        other = order.activity_schedule("mail.mail_activity_data_todo", user_id=self.alice.id)
        activity = self.approvals(order)
        activity.amazon_approval_id = False
        self.migrate("19.0.1.3.0")
        self.assertEqual(activity.amazon_approval_id.rule_name, "First")
        self.assertFalse(other.amazon_approval_id)
        order._refresh_amazon_approvers()
        self.assertEqual(self.approvals(order), activity, "the approver is not told again")

    def test_orders_say_who_released_them(self):
        tracked = self.env["ir.model.fields"]._get("purchase.order", "state")
        orders = self.make_order(payload_id="1") | self.make_order(payload_id="2")
        for order, seconds in zip(orders, (1, 3600), strict=True):
            lock.opened(order).write({"date_approve": "2026-03-01 10:00:00", "amazon_released_by_id": False})
            said = order.message_post(body="", author_id=self.approver.partner_id.id)
            said.date = order.date_approve + timedelta(seconds=seconds)
            said.sudo().tracking_value_ids = [
                Command.create(
                    {"field_id": tracked.id, "old_value_char": "To Approve", "new_value_char": "Purchase Order"}
                )
            ]
        self.migrate("19.0.1.3.0")
        self.assertEqual(orders.mapped("amazon_released_by_id"), self.approver)
        self.assertFalse(orders[1].amazon_released_by_id, "what was tracked an hour later was something else")

    def test_answers_say_when_they_were_given(self):
        order = lock.opened(self.make_order())
        line = order._amazon_item_lines()
        status = self.env["amazon.punchin.line.status"].create(
            {"line_id": line.id, "answer": "rejected", "quantity": 1, "price_unit": 10}
        )
        line.write({"amazon_answered_at": "2026-03-01 10:00:00", "amazon_qty_rejected": 1})
        order.write({"amazon_confirmed_total": 12, "amazon_stated_at": False})
        self.migrate("19.0.1.7.0", "post-answers")
        self.assertEqual((status.noticed_at, status.counts), (line.amazon_answered_at, True))
        self.assertEqual((order.amazon_stated_at, order.amazon_stated_total), (line.amazon_answered_at, 12))
        self.assertEqual(order.amazon_stated_open, order._amazon_ordered_total())

    def test_verdict_that_no_longer_holds_has_no_date(self):
        forgotten, held = self.config.check_ids[:2]
        (forgotten | held).checked_at = fields.Datetime.now()
        held.state = "done"
        self.migrate("19.0.1.3.0")
        self.assertFalse(forgotten.checked_at)
        self.assertTrue(held.checked_at)

    def test_what_an_approver_rejected_says_so(self):
        self.make_rule("Bob approves", self.bob, requester_ids=[Command.set(self.buyer.ids)])
        at_step, by_buyer = self.confirmed(), self.confirmed(payload_id="by buyer")
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 0})
        at_core = self.confirmed(self.colleague, payload_id="at core")
        self.company.po_double_validation = "one_step"
        after_sending = self.confirmed(self.colleague, payload_id="after sending")
        self.decide(at_step, self.bob, "rejected", "Too dear")
        self.decide(at_core, self.approver, "rejected", "Too dear")
        (by_buyer | after_sending).button_cancel()
        orders = at_step | at_core | by_buyer | after_sending
        lock.opened(orders).write({"amazon_state": "cancelled", "amazon_rejected_by_id": False})
        lock.opened(after_sending).amazon_refusal = "Out of stock"
        self.migrate("19.0.1.7.0", "post-rejected")
        self.assertEqual(orders.mapped("amazon_state"), ["rejected", "rejected", "cancelled", "cancelled"])
        self.assertEqual(orders.mapped("amazon_rejected_by_id"), self.bob)

    def test_orders_wait_for_what_was_ordered(self):
        order = self.make_order()
        self.code(order).button_confirm()
        product, line = order.order_line.product_id, order.order_line
        product.purchase_method = "receive"
        self.config.accountant_id = self.buyer
        bill = lock.opened(self.env["account.move"]).create(
            {"move_type": "in_invoice", "partner_id": self.vendor.id, "amazon_config_id": self.config.id}
        )
        self.env.flush_all()
        self.env.cr.execute("UPDATE purchase_order_line SET qty_to_invoice = -2")
        self.env.cr.execute("UPDATE purchase_order SET invoice_status = 'no'")
        self.env.invalidate_all()
        self.migrate("19.0.1.7.0", "post-bills")
        self.assertEqual((line.qty_to_invoice, order.invoice_status), (line.product_qty, "to invoice"))
        self.assertEqual((product.purchase_method, bill.amazon_owner_id), ("purchase", self.buyer))

    def test_favorites_of_the_analysis_leave_test_orders_out(self):
        ours = [self.env.ref(f"amazon_punchin.ir_filters_{name}") for name in ("marketplace", "rejected", "price")]
        before, changed, emptied = ('[("direct", "=", True)]', '[("mode", "=", "test")]', "[]")
        for favorite, domain in zip(ours, (before, changed, emptied), strict=True):
            favorite.domain = domain
        for _time in range(2):
            self.migrate("19.0.1.7.0", "post-analysis")
            self.assertEqual(
                [favorite.domain for favorite in ours],
                ['[("mode", "!=", "test"), ("direct", "=", True)]', changed, emptied],
            )


def _imported(script):
    for node in ast.walk(ast.parse(script.read_text())):
        if isinstance(node, ast.ImportFrom):
            yield f"{'.' * node.level}{node.module or ''}"
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
