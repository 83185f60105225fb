from datetime import datetime, timedelta

from odoo.tests import freeze_time, tagged
from odoo.tools import html2plaintext

from ...tools import lock, wording
from ..amazon_server import amazon_server
from ..answer_case import AnswerSetup
from ..answers import ConfirmationDocument, Status
from ..approval_case import ApprovalCase
from ..carts import Line
from ..invoices import InvoiceDocument, InvoicedOrder
from ..translations import translate


@tagged("post_install", "-at_install")
class TestReaders(AnswerSetup, ApprovalCase):
    """What jobs write is in the language and time zone of whoever reads it, not in the ones of the job."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("de_DE", "fr_FR"):
            cls.env["res.lang"]._activate_lang(code)
        (cls.buyer | cls.bob).write({"lang": "de_DE", "tz": "Asia/Tokyo"})
        (cls.manager | cls.alice).write({"lang": "fr_FR", "tz": "America/New_York"})
        cls.config.write({"user_id": cls.manager.id, "accountant_id": cls.manager.id})

    def run_job(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"amazon_punchin.ir_cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    def say(self, lang, source):
        """A text of ours in a language."""
        text = self.env(context={"lang": lang})._(source)
        self.assertNotEqual(text, source, "it is translated")
        return text

    def assertTold(self, record, user, lang, source, note=""):
        """A user has an activity with a summary of ours in a language, and with a note."""
        activities = record.activity_ids.filtered(lambda activity: activity.user_id == user)
        found = activities.filtered(lambda activity: activity.summary == self.say(lang, source))
        self.assertEqual(len(found), 1, activities.mapped("summary"))
        self.assertIn(note, html2plaintext(found.note))

    def assertRemarked(self, record, text):
        self.assertIn(text, "\n".join(map(html2plaintext, record.message_ids.mapped("body"))))

    def notified(self, order, user):
        """What a user was notified of."""
        messages = self.env["mail.message"].search([("model", "=", order._name), ("res_id", "=", order.id)])
        told = messages.filtered(lambda message: user.partner_id in message.notified_partner_ids)
        return "\n".join(map(html2plaintext, told.mapped("body")))

    def test_hold_that_is_over(self):
        order = self.make_order()
        lock.opened(order).amazon_expires_at = datetime(2026, 1, 15, 20, 30)
        self.run_job("hold")
        summary = "Amazon no longer holds price and stock"
        self.assertTold(order, self.buyer, "de_DE", summary, "16.01.2026 05:30")
        self.assertRemarked(order, self.say("de_DE", summary))
        self.assertRemarked(order, "16.01.2026 05:30")

    def test_reminder_to_each(self):
        self.make_rule("Both approve", self.alice | self.bob, remind_days=1)
        order = self.confirmed()
        order.amazon_open_approval_id.sudo().opened_at -= timedelta(days=2)
        self.run_job("hold")
        for user, lang in ((self.bob, "de_DE"), (self.alice, "fr_FR")):
            self.assertIn(self.say(lang, "Reminder: %s").partition("%s")[0].strip(), self.notified(order, user))

    def test_last_call(self):
        order = self.make_order()
        self.shift_hold(order, timedelta(hours=47))
        self.run_job("hold")
        said = self.say("de_DE", "Amazon holds price and stock only until %s.").partition("%s")[0]
        tokyo = order.amazon_expires_at + timedelta(hours=9)
        self.assertIn(f"{said}{tokyo:%d.%m.%Y %H:%M}", self.notified(order, self.buyer))

    def test_escalation(self):
        self.make_rule("Carl approves", self.carl, escalate_days=1, escalate_user_id=self.bob.id)
        order = self.confirmed()
        order.amazon_open_approval_id.sudo().opened_at -= timedelta(days=2)
        self.run_job("hold")
        step = order.amazon_open_approval_id.with_context(lang="de_DE")._label()
        self.assertNotEqual(step, order.amazon_open_approval_id._label())
        self.assertRemarked(order, step)

    def test_nobody_is_left_to_approve(self):
        self.make_rule("Carl approves", self.carl)
        order = self.confirmed()
        self.carl.active = False
        self.run_job("hold")
        step = order.amazon_open_approval_id.with_context(lang="fr_FR")._label()
        self.assertTold(order, self.manager, "fr_FR", "Nobody is left to approve", step)

    def test_sending(self):
        source = "The order was sent, but no answer says whether Amazon has it. %(cause)s"
        translate(self, source, "Die Bestellung ging hinaus, aber niemand weiß, ob Amazon sie hat. %(cause)s")
        order = self.code(self.make_order())
        order.with_user(self.buyer).button_confirm()
        with amazon_server() as server:
            server.answer = None
            self.config.order_url_test = server.url
            self.run_job("send")
        self.assertEqual(order.amazon_state, "unknown")
        reason = self.say("de_DE", source).partition("%(cause)s")[0]
        self.assertTold(order, self.buyer, "de_DE", "Find out whether Amazon has the order", reason)
        self.assertRemarked(order, reason)
        self.assertIn(reason, order.amazon_refusal)

    def test_order_that_does_not_get_away(self):
        order = self.code(self.make_order())
        order.with_user(self.buyer).button_confirm()
        self.config.order_url_test = False
        self.run_job("send")
        self.assertTold(self.config, self.manager, "fr_FR", "Orders do not reach Amazon", order.name)

    def test_answer(self):
        order = self.make_sent_order(Line(quantity="3"))
        reference = order._outgoing_amazon_message().payload_id
        document = ConfirmationDocument(
            number=order.name, reference=reference, statuses=[Status(type="reject", quantity="3")]
        )
        self.assertProcessed(self.receive(document))
        self.assertTold(order, self.buyer, "de_DE", "Amazon refused the order")

    def test_document_that_failed(self):
        self.receive(InvoiceDocument(orders=[InvoicedOrder("P99999", "nowhere@example.com")]))
        self.assertTold(
            self.config,
            self.manager,
            "fr_FR",
            "Some Amazon documents could not be processed",
            self.say("fr_FR", "The message log shows which, and why. You can process them again there."),
        )

    def test_bill(self):
        order = self.make_sent_order(Line())
        reference = order._outgoing_amazon_message().payload_id
        invoice = InvoiceDocument(orders=[InvoicedOrder(order.name, reference)], net="11.00", due="11.00")
        message = self.receive(invoice)
        self.assertProcessed(message)
        arrived = self.say("de_DE", "Amazon's invoice %(number)s for %(total)s has arrived.")
        self.assertRemarked(order, arrived % {"number": invoice.invoice_id, "total": "$\N{NO-BREAK SPACE}11,00"})
        warning = message.bill_id.with_context(lang="fr_FR").amazon_warning
        self.assertTold(message.bill_id, self.manager, "fr_FR", "Check Amazon's bill", warning[:30])

    def test_click_of_somebody_else(self):
        """An activity is for the one who gets it, whoever causes it."""
        self.make_rule("Alice approves", self.alice)
        order = self.confirmed()
        self.decide(order, self.alice, "rejected", "Too dear")
        self.assertTold(order, self.buyer, "de_DE", "Your Amazon order was rejected", "Too dear")

    def test_order_without_a_buyer(self):
        order = self.make_order()
        order.sudo().user_id = False
        self.company.partner_id.lang = "fr_FR"
        wording.remark(order, lambda order: order.env._("Amazon refused the order"))
        self.assertRemarked(order, self.say("fr_FR", "Amazon refused the order"))

    def test_day_of_the_reader(self):
        order = self.make_order()
        with freeze_time("2026-01-15 20:30:00"):
            for user in (self.buyer, self.manager):
                wording.give_activity(order, "mail.mail_activity_data_todo", user, lambda order: ("A", "B"))
        days = {activity.user_id: f"{activity.date_deadline}" for activity in order.activity_ids}
        self.assertEqual(days, {self.buyer: "2026-01-16", self.manager: "2026-01-15"})

    def test_note_is_text(self):
        order = self.make_order()
        wording.give_activity(
            order, "mail.mail_activity_data_todo", self.buyer, lambda _order: ("A", "<b>one</b>\ntwo & three")
        )
        self.assertEqual(order.activity_ids.note, "<p>&lt;b&gt;one&lt;/b&gt;<br>two &amp; three</p>")
