from datetime import date, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import html2plaintext, mute_logger

from ...tools import lock
from ..answer_case import AnswerSetup
from ..answers import ConfirmationDocument, Status
from ..approval_case import ApprovalCase
from ..carts import Line
from ..ship_notices import Portion, ShipNoticeDocument


@tagged("post_install", "-at_install")
class TestNotices(AnswerSetup, ApprovalCase):
    """What the requester is told as it happens, by mail or in Odoo; nobody else is, and Amazon least of all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.vendor.email = "orders@amazon.example.com"
        cls.buyer.notification_type = "inbox"

    def make_sent_order(self, *lines):
        """Have the buyer confirm a basket that needs no approval, and let Amazon have it."""
        order = self.code(self.make_order(lines=[*lines]))
        order.with_user(self.buyer).button_confirm()
        order._outgoing_amazon_message()._conclude("sent", False)
        return order

    def run_late(self):
        with self.enter_registry_test_mode():
            self.env.ref("amazon_punchin.ir_cron_late").method_direct_trigger()

    def told(self, order, user=None):
        """Subjects and texts of what a user was told of an order, without activities."""
        messages = self.env["mail.message"].search(
            [
                ("model", "=", "purchase.order"),
                ("res_id", "=", order.id),
                ("message_type", "=", "user_notification"),
                ("partner_ids", "=", (user or self.buyer).partner_id.id),
                ("subject", "not ilike", "assigned to you"),
            ],
            order="id",
        )
        return [(message.subject, " ".join(html2plaintext(message.body).split())) for message in messages]

    def subjects(self, order):
        return [subject for subject, _body in self.told(order)]

    def confirm(self, order, payload_id, **status):
        return self.receive(
            ConfirmationDocument(number=order.name, payload_id=payload_id, statuses=[Status(quantity="1", **status)])
        )

    def ship(self, order, payload_id, shipment_id="S1", **values):
        portions = [Portion(order.name, "", [])]
        return self.receive(
            ShipNoticeDocument(payload_id=payload_id, shipment_id=shipment_id, portions=portions, **values)
        )

    # --- Approval ------------------------------------------------------------------------

    def test_approved(self):
        self.make_rule("Head", self.alice)
        order = self.confirmed(lines=[Line(title="Pens")])
        self.assertFalse(self.told(order))
        self.approve(order, self.alice)
        [(subject, body)] = self.told(order)
        self.assertEqual(subject, f"{order.name} was approved")
        for part in ("Pens", self.alice.name, "$ 10.00"):
            self.assertIn(part, body)

    def test_nobody_is_told_of_what_they_did_themselves(self):
        order = self.confirmed()
        self.assertEqual(order.amazon_state, "pending")
        self.assertFalse(self.told(order))

    def test_rejected_with_the_reason(self):
        self.make_rule("Head", self.alice)
        order = self.confirmed()
        self.decide(order, self.alice, "rejected", "Too dear")
        [(subject, body)] = self.told(order)
        self.assertEqual(subject, f"{order.name} was rejected")
        self.assertIn("Reason: Too dear", body)
        self.assertIn(self.alice.name, body)
        assigned = self.env["mail.message"].search_count(
            [
                ("res_id", "=", order.id),
                ("subject", "ilike", "assigned to you"),
                ("partner_ids", "=", self.buyer.partner_id.id),
            ]
        )
        self.assertFalse(assigned, "one rejection, one mail")

    # --- Amazon --------------------------------------------------------------------------

    def test_confirmed_once(self):
        order = self.make_sent_order(Line(title="Pens"))
        self.confirm(order, "c1", delivery="2030-01-02T12:00:00Z")
        self.confirm(order, "c2", delivery="2030-01-02T12:00:00Z")
        [(subject, body)] = self.told(order)
        self.assertEqual(subject, f"Amazon confirmed {order.name}")
        self.assertIn("01/02/2030", body)

    def test_rejection_by_amazon_names_the_item_once(self):
        order = self.make_sent_order(Line(title="Pens"), Line(title="Paper", asin="B000TEST02"))
        statuses = [
            Status(line="1"),
            Status(line="2", type="reject", error="This item is out of stock."),
        ]
        self.receive(ConfirmationDocument(number=order.name, payload_id="c1", statuses=statuses))
        self.assertEqual(order.amazon_refusal, "“Paper”: This item is out of stock.")

    def test_shipped_each_shipment_once(self):
        order = self.make_sent_order(Line(title="Pens"))
        self.ship(order, "s1")
        self.ship(order, "s2")
        self.assertEqual(self.subjects(order), [f"Amazon shipped items of {order.name}"])
        self.assertIn("Pens", self.told(order)[0][1])
        self.ship(order, "s3", shipment_id="S2")
        self.assertEqual(len(self.told(order)), 2)

    def test_later_day_is_told(self):
        order = self.make_sent_order(Line(title="Pens"))
        self.confirm(order, "c1", delivery="2030-01-02T12:00:00Z")
        self.confirm(order, "c2", delivery="2030-01-09T12:00:00Z")
        self.assertEqual(self.subjects(order)[1:], [f"Items of {order.name} arrive late"])
        body = self.told(order)[1][1]
        for part in ("Pens", "01/02/2030", "01/09/2030"):
            self.assertIn(part, body)
        self.confirm(order, "c3", delivery="2030-01-05T12:00:00Z")
        self.assertEqual(len(self.told(order)), 2, "an earlier day is no delay")

    def test_passed_day_without_a_shipment_is_told_once(self):
        order = self.make_sent_order(Line(title="Pens"))
        self.confirm(order, "c1")
        yesterday = fields.Date.today() - timedelta(days=1)
        lock.opened(order.order_line[0]).amazon_delivery_date = yesterday
        for _run in range(2):
            self.run_late()
        self.assertEqual(self.subjects(order)[1:], [f"Items of {order.name} arrive late"])
        self.assertIn("has not shipped them yet", self.told(order)[1][1])
        lock.opened(order.order_line[0]).amazon_delivery_date = date(2030, 1, 1)
        self.run_late()
        self.assertEqual(len(self.told(order)), 2)

    def test_what_was_shipped_is_not_late(self):
        order = self.make_sent_order(Line(title="Pens"), Line(title="Paper", asin="B000TEST02"))
        pens = order.order_line[0]
        lock.opened(pens).write({"amazon_delivery_date": "2020-01-01", "amazon_qty_shipped": pens.product_qty})
        self.run_late()
        self.assertFalse(self.told(order))

    # --- How -----------------------------------------------------------------------------

    def test_by_mail_for_whoever_prefers_that(self):
        self.buyer.notification_type = "email"
        order = self.make_sent_order(Line())
        self.confirm(order, "c1")
        message = self.env["mail.message"].search([("subject", "=", f"Amazon confirmed {order.name}")])
        self.assertEqual(message.notification_ids.notification_type, "email")
        self.assertEqual(message.notification_ids.res_partner_id, self.buyer.partner_id)

    def test_inbox_for_whoever_prefers_that(self):
        order = self.make_sent_order(Line())
        self.confirm(order, "c1")
        message = self.env["mail.message"].search([("subject", "=", f"Amazon confirmed {order.name}")])
        self.assertEqual(message.notification_ids.notification_type, "inbox")

    def test_amazon_gets_no_mail(self):
        order = self.make_sent_order(Line())
        order.message_subscribe(self.vendor.ids)
        self.confirm(order, "c1", delivery="2030-01-02T12:00:00Z")
        self.confirm(order, "c2", delivery="2030-01-09T12:00:00Z")
        self.ship(order, "s1")
        self.assertEqual(len(self.told(order)), 3)
        recipients = self.env["mail.notification"].search([("mail_message_id.subject", "ilike", order.name)])
        self.assertEqual(recipients.res_partner_id, self.buyer.partner_id)

    def test_in_the_language_of_the_reader(self):
        template = self.env.ref("amazon_punchin.mail_template_confirmed")
        template.with_context(lang="de_DE").subject = "Amazon hat {{ object.name }} bestätigt"
        self.buyer.lang = "de_DE"
        order = self.make_sent_order(Line())
        self.confirm(order, "c1", delivery="2030-01-02T12:00:00Z")
        [(subject, body)] = self.told(order)
        self.assertEqual(subject, f"Amazon hat {order.name} bestätigt")
        self.assertIn("02.01.2030", body)

    def test_broken_template_stops_nothing(self):
        # Odoo tries a template before it saves one, if there are orders; but an app that is removed takes fields along.
        with patch.object(self.registry["mail.template"], "_check_can_be_rendered"):
            self.env.ref("amazon_punchin.mail_template_confirmed").body_html = '<p t-out="object.no_such_field"/>'
        order = self.make_sent_order(Line())
        with mute_logger("odoo.addons.amazon_punchin.models.order.notices"):
            message = self.confirm(order, "c1")
        self.assertProcessed(message)
        self.assertEqual(order.amazon_state, "confirmed")

    def test_deleted_template_or_archived_user_is_told_nothing(self):
        order = self.make_sent_order(Line())
        self.env.ref("amazon_punchin.mail_template_confirmed").unlink()
        self.assertProcessed(self.confirm(order, "c1"))
        self.buyer.active = False
        self.assertProcessed(self.ship(order, "s1"))
        self.assertFalse(self.told(order))
