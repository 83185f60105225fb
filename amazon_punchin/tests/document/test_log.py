import base64
from ast import literal_eval
from unittest.mock import patch

from lxml import etree

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tests import tagged

from ...models.document import log as document_mixin
from ...tools import lock
from ..amazon_server import amazon_server, start_page, status
from ..answer_case import AnswerCase
from ..answers import ConfirmationDocument, StatusUpdateDocument
from ..carts import Line
from ..common import AmazonHttpCase


@tagged("post_install", "-at_install")
class TestProcessAgain(AnswerCase):
    """A document that failed can be tried again, when its cause is removed."""

    def setUp(self):
        super().setUp()
        self.order = self.make_sent_order(Line())
        lock.opened(self.order).amazon_state = "cart"
        self.document = ConfirmationDocument(number=self.order.name)
        self.message = self.receive(self.document)
        self.assertEqual(self.message.state, "failed")

    def again(self, messages=None):
        """Press the button as a client does, in a transaction of its own."""
        messages = (messages or self.message).with_user(self.manager)
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cursor:
            action = messages.with_env(messages.env(cr=cursor)).action_process_again()
        self.env.invalidate_all()
        return action["params"]

    def test_cause_removed(self):
        lock.opened(self.order).amazon_state = "sent"
        said = self.again()
        self.assertEqual((said["type"], said["message"]), ("success", "Processed: 1."))
        self.assertProcessed(self.message)
        self.assertEqual(self.order.amazon_state, "confirmed")

    def test_what_was_seen_to_is_set_aside_and_can_be_taken_up_again(self):
        for user in (self.buyer, self.purchaser):
            with self.assertRaises(AccessError):
                self.message.with_user(user).action_set_aside()
        self.assertEqual(self.config.message_failed_count, 1)
        self.message.with_user(self.manager).action_set_aside()
        self.config.invalidate_recordset(["message_failed_count"])
        self.assertEqual((self.message.state, self.config.message_failed_count), ("dismissed", 0))
        lock.opened(self.order).amazon_state = "sent"
        self.again()
        self.assertProcessed(self.message)
        with self.assertRaisesRegex(UserError, "Only documents that failed"):
            self.message.with_user(self.manager).action_set_aside()

    def test_what_was_set_aside_and_comes_again_is_processed(self):
        self.message.with_user(self.manager).action_set_aside()
        lock.opened(self.order).amazon_state = "sent"
        self.assertEqual(self.receive(self.document), self.message)
        self.assertProcessed(self.message)

    def test_document_is_called_by_the_number_that_pages_show(self):
        self.assertEqual(self.message.display_name, f"Confirmation {self.message.id}")

    def test_document_that_failed_leads_to_its_order(self):
        self.assertEqual(self.message.order_ids, self.order)
        self.assertEqual(self.message.with_user(self.manager).action_view_orders()["res_id"], self.order.id)

    def test_cause_still_there(self):
        said = self.again()
        self.assertEqual(said["type"], "warning")
        self.assertIn("Failed again: 1.", said["message"])
        self.assertIn("was not ordered at Amazon", self.message.error)

    def test_several_each_on_its_own(self):
        update = self.receive(StatusUpdateDocument(payload_id="update", reference="unknown"))
        lock.opened(self.order).amazon_state = "sent"
        said = self.again(self.message | update)
        self.assertEqual(said["message"], "Processed: 1.\nFailed again: 1. Each says why.")
        self.assertEqual((self.message.state, update.state), ("processed", "failed"))

    def test_one_that_collides_undoes_no_other(self):
        later = {"payload_id": "other", "notice": "2026-03-17T17:37:28+0000"}
        other = self.receive(ConfirmationDocument(number=self.order.name, **later))
        lock.opened(self.order).amazon_state = "sent"
        messages = self.env.registry["amazon.punchin.message"]
        original, collided = messages._handle_confirmation, []

        def handle(message, received):
            if message == other and not collided:
                collided.append(message)
                raise ConcurrencyError("somebody else has it")
            original(message, received)

        with patch.object(messages, "_handle_confirmation", handle), patch("odoo.service.model.time.sleep"):
            said = self.again(self.message | other)
        self.assertEqual((said["message"], len(collided)), ("Processed: 2.", 1))

    def test_what_takes_too_long_follows_in_the_background(self):
        lock.opened(self.order).amazon_state = "sent"
        with patch.object(document_mixin, "PATIENCE_S", -1):
            said = self.again()
        self.assertIn("Processed in the background: 1.", said["message"])
        self.assertEqual(self.message.state, "received")
        with self.enter_registry_test_mode():
            self.env.ref("amazon_punchin.ir_cron_process").method_direct_trigger()
        self.env.invalidate_all()
        self.assertProcessed(self.message)

    def test_only_what_failed_and_came_from_amazons_server(self):
        lock.opened(self.order).amazon_state = "sent"
        self.again()
        basket = self.bring(b"nonsense")
        for message in (self.message, basket, self.order._outgoing_amazon_message()):
            self.assertFalse(message.can_process_again)
            with self.assertRaisesRegex(UserError, "Only failed documents from Amazon's server"):
                message.with_user(self.manager).action_process_again()

    def test_only_administrators(self):
        with self.assertRaises(AccessError):
            self.message.with_user(self.purchaser).action_process_again()

    def test_administrator_is_told_once(self):
        self.receive(StatusUpdateDocument(payload_id="update", reference="unknown"))
        failed = self.config.activity_ids.filtered(lambda activity: "could not be processed" in activity.summary)
        self.assertEqual(len(failed), 1)


@tagged("post_install", "-at_install")
class TestMessageLog(AmazonHttpCase):
    """What the log keeps of a setup request and of Amazon's answers, and who reads it."""

    def setUp(self):
        super().setUp()
        self.amazon = self.enterContext(amazon_server())
        urls = ("setup_url_test", "order_url_test")
        self.config.write(dict.fromkeys(urls, self.amazon.url))

    def shop(self):
        self.authenticate("amazon_buyer", "amazon_buyer")
        self.url_open(f"/amazon_punchin/{self.config.token}/start", allow_redirects=False)
        self.env.invalidate_all()
        return self.env["amazon.punchin.message"].search([("document", "=", "PunchOutSetupRequest")])

    def send(self):
        order = self.code(self.make_order())
        order.button_confirm()
        with self.enter_registry_test_mode():
            self.env.ref("amazon_punchin.ir_cron_send").method_direct_trigger()
        self.env.invalidate_all()
        return order._outgoing_amazon_message()

    def test_setup_request_with_its_answer(self):
        self.amazon.answer = start_page("https://www.amazon.com/session?key=opens-the-session")
        message = self.shop()
        self.assertRecordValues(
            message, [{"state": "sent", "direction": "out", "error": False, "create_uid": self.buyer.id}]
        )
        self.assertIn("amazon_buyer@example.com", message.body)
        self.assertIn("<BuyerCookie>********</BuyerCookie>", message.body)
        self.assertNotIn(self.config.token, message.body)
        self.assertIn("StartPage", message.answer)
        self.assertNotIn("opens-the-session", message.answer)

    def test_setup_request_that_failed_is_kept_too(self):
        for answer, state in (
            (status(401, "Unauthorized", "Your secret top-secret-value is wrong"), "refused"),
            (start_page("https://evil.example/"), "failed"),
            (b"<cXML", "failed"),
            (None, "failed"),
        ):
            with self.subTest(answer=answer):
                self.amazon.answer = answer
                message = self.shop()[0]
                self.assertEqual(message.state, state)
                self.assertTrue(message.error)
                self.assertNotIn("top-secret-value", f"{message.error}{message.answer}")
        self.assertEqual(len(self.shop()), 5)
        self.assertFalse(self.env["amazon.punchin.session"].search([("config_id", "=", self.config.id)]))

    def test_answer_to_an_order(self):
        self.amazon.answer = status(406, "Not Acceptable", "Secret top-secret-value, quantity [018-007]")
        message = self.send()
        self.assertEqual(message.state, "refused")
        self.assertIn("018-007", message.answer)
        self.assertNotIn("top-secret-value", f"{message.error}{message.answer}{message.order_ids.amazon_refusal}")

    def test_answer_that_cannot_be_read(self):
        self.amazon.answer = b"<cXML>half an answ"
        message = self.send()
        self.assertEqual((message.state, message.answer), ("unknown", "<cXML>half an answ"))

    def test_download(self):
        message = self.send()
        path = f"/web/content/amazon.punchin.message/{message.id}/file?filename_field=file_name&download=1"
        for user, expected in ((self.manager, 200), (self.purchaser, 404), (self.buyer, 404), (self.employee, 404)):
            with self.subTest(user=user.login):
                self.authenticate(user.login, user.login)
                answer = self.url_open(path)
                self.assertEqual(answer.status_code, expected)
                self.assertEqual(b"OrderRequest" in answer.content, expected == 200)
        self.assertEqual(base64.b64decode(message.file), message._raw_bytes())

    def test_counters_and_their_lists(self):
        message = self.send()
        config = self.config.with_user(self.manager)
        self.assertTrue(config.amazon_seen_at)
        for state, counts in (
            ("pending", (1, 0, 0)),
            ("refused", (0, 1, 0)),
            ("failed", (0, 1, 0)),
            ("unknown", (0, 0, 1)),
            ("sent", (0, 0, 0)),
        ):
            message.state = state
            config.invalidate_recordset()
            counted = config.message_waiting_count, config.message_failed_count, config.message_unknown_count
            self.assertEqual(counted, counts)
        action = config.with_context(search_default_failed=1).action_view_messages()
        self.assertEqual(action["domain"], [("config_id", "=", config.id)])
        self.assertEqual(action["context"], {"search_default_failed": 1})

    def test_each_list_holds_what_its_counter_counts(self):
        message = self.send()
        config = self.config.with_user(self.manager)
        search = etree.fromstring(self.env.ref("amazon_punchin.amazon_punchin_message_view_search").arch)
        counted = set()
        for state, _label in message._fields["state"].selection:
            message.state = state
            config.invalidate_recordset()
            for name in ("waiting", "failed", "unknown"):
                domain = literal_eval(search.find(f".//filter[@name='{name}']").get("domain"))
                listed = message.search_count([("config_id", "=", config.id), *domain])
                self.assertEqual(config[f"message_{name}_count"], listed, f"{name}, {state}")
                counted |= {(name, state)} if listed else set()
        waiting = {("waiting", state) for state in ("received", "unclaimed", "pending", "sending")}
        self.assertEqual(counted, {*waiting, ("failed", "failed"), ("failed", "refused"), ("unknown", "unknown")})

    def test_digest(self):
        self.send().state = "failed"
        digest = self.env.ref("digest.digest_digest_default")
        self.assertTrue(digest.kpi_amazon_orders and digest.kpi_amazon_trouble)
        figures = digest.with_user(self.manager)._compute_kpis(self.company, self.manager)
        values = {figure["kpi_name"]: figure["kpi_col1"]["value"] for figure in figures}
        self.assertEqual((values["kpi_amazon_orders"], values["kpi_amazon_trouble"]), (1, 1))
        figures = digest.with_user(self.buyer)._compute_kpis(self.company, self.buyer)
        self.assertNotIn("kpi_amazon_orders", [figure["kpi_name"] for figure in figures])
