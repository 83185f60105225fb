import base64
import logging
import secrets
import string
from contextlib import closing
from http.client import HTTPConnection
from unittest.mock import patch
from urllib.parse import urlsplit

from lxml import etree

from odoo.exceptions import ConcurrencyError, UserError
from odoo.tests import tagged

from ...protocol import form
from ...tools import lock
from ..answers import ProfileDocument
from ..inbox_case import InboxCase
from ..ship_notices import Portion, ShipNoticeDocument

CONFIRMATION = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.024/Fulfill.dtd">
<cXML payloadID="{payload_id}" timestamp="2026-03-17T17:37:27+0000"><Header>
<From><Credential domain="NetworkId"><Identity>Amazon</Identity></Credential></From>
<To><Credential domain="NetworkId"><Identity>ODOO-TEST</Identity></Credential></To>
<Sender><Credential domain="NetworkId"><Identity>Amazon</Identity>{secret}</Credential>
<UserAgent>Amazon LLC eProcurement Application</UserAgent></Sender></Header>
<Request deploymentMode="test"><ConfirmationRequest>
<ConfirmationHeader {confirm_id} operation="new" type="{type}" noticeDate="2026-03-17T17:37:27+17:37">
<Total><Money currency="USD">12.00</Money></Total>{header_comment}</ConfirmationHeader>
<OrderReference orderID="{number}"><DocumentReference payloadID="{reference}"/></OrderReference>
<ConfirmationItem quantity="1" lineNumber="1"><UnitOfMeasure>EA</UnitOfMeasure>
<ConfirmationStatus quantity="1" type="{type}"><UnitOfMeasure>EA</UnitOfMeasure>{comment}</ConfirmationStatus>
</ConfirmationItem></ConfirmationRequest></Request></cXML>"""


@tagged("post_install", "-at_install")
class TestInbox(InboxCase):
    """Amazon's server brings the answer to an order."""

    def confirmation(self, kind="detail", ref="113-1234567-1234567", **values):
        error = (
            '<Comments type="LineItemErrorCode" xml:lang="en">Out of stock [error: 015-005]</Comments>'
            if kind == "reject"
            else f'<Comments type="confirmID">{ref}</Comments>'
        )
        return CONFIRMATION.format(
            **{
                "payload_id": "confirm-1@amazon.com",
                "secret": "",
                "confirm_id": "" if kind == "reject" else f'confirmID="{ref}"',
                "type": kind,
                "header_comment": "",
                "number": self.order.name,
                "reference": self.message.payload_id,
                "comment": error,
                **values,
            }
        ).encode()

    def test_accepted_order_is_confirmed(self):
        self.assertEqual(self.code_of(self.post(self.confirmation())), "200")
        self.assertEqual(self.order.amazon_state, "sent")
        self.run_cron("process")
        self.assertEqual(self.order.amazon_state, "confirmed")
        self.assertEqual(self.order.amazon_order_ref, "113-1234567-1234567")
        self.assertTrue(self.order.acknowledged)

    def test_rejected_order_is_refused_and_cancelled(self):
        self.post(self.confirmation("reject"))
        self.run_cron("process")
        self.assertEqual((self.order.amazon_state, self.order.state), ("refused", "cancel"))
        self.assertIn("015-005", self.order.amazon_refusal)
        self.assertEqual(self.order.activity_ids.user_id, self.buyer)

    def test_same_document_twice_has_one_effect(self):
        for _time in range(2):
            self.assertEqual(self.code_of(self.post(self.confirmation("reject"))), "200")
            self.run_cron("process")
        self.assertEqual(len(self.order.activity_ids), 1)
        self.assertEqual(len(self.order.amazon_message_ids.filtered(lambda m: m.document == "ConfirmationRequest")), 1)

    def test_archived_configuration_still_takes_answers(self):
        self.config.active = False
        self.assertEqual(self.code_of(self.post(self.confirmation())), "200")
        self.run_cron("process")
        self.assertEqual(self.order.amazon_state, "confirmed")

    def test_shared_secret_in_the_sender(self):
        secret = "<SharedSecret>top-secret-value</SharedSecret>"
        self.assertEqual(self.code_of(self.post(self.confirmation(secret=secret), auth=None)), "200")
        message = self.env["amazon.punchin.message"].search([("document", "=", "ConfirmationRequest")])
        self.assertNotIn(b"top-secret-value", message._raw_bytes())

    def test_strangers_are_turned_away(self):
        wrong = "<SharedSecret>guess</SharedSecret>"
        for data, auth in (
            (self.confirmation(), None),
            (self.confirmation(), ("amazon", "guess")),
            (self.confirmation(), (self.config.inbox_login, "")),
            (self.confirmation(), ("ü", "ü")),
            (self.confirmation(secret=wrong), None),
            (self.confirmation(secret="<SharedSecret></SharedSecret>"), None),
        ):
            answer = self.post(data, auth)
            self.assertEqual((answer.status_code, self.code_of(answer)), (401, "401"))
            self.assertIn("The user name, password or shared secret is wrong. At Amazon, enter", answer.text)
        self.assertFalse(self.env["amazon.punchin.message"].search([("document", "=", "ConfirmationRequest")]))

    def test_unreadable_document_is_kept_and_answered(self):
        self.assertEqual(self.code_of(self.post(b"<cXML>")), "400")
        self.assertEqual(self.env["amazon.punchin.message"].search([], limit=1).state, "failed")

    def test_document_that_we_do_not_know(self):
        data = self.confirmation().replace(b"ConfirmationRequest", b"CatalogUploadRequest")
        self.assertEqual(self.code_of(self.post(data)), "450")
        self.assertEqual(self.env["amazon.punchin.message"].search([], limit=1).document, "unknown")

    def test_order_of_another_configuration(self):
        other = self.make_order(self.foreign_buyer, self.other_config)
        self.post(self.confirmation(number=other.name, reference="unknown"))
        self.run_cron("process")
        message = self.env["amazon.punchin.message"].search([("document", "=", "ConfirmationRequest")])
        self.assertEqual(message.state, "failed")
        self.assertIn("has no order", message.error)
        self.assertEqual(other.amazon_state, "cart")

    def test_answer_names_what_is_wrong(self):
        confirmation, unknown = self.confirmation(), self.confirmation(number="P99999", reference="unknown")
        reference = confirmation[confirmation.index(b"<OrderReference") : confirmation.index(b"<ConfirmationItem")]
        for number, (data, code, sentence) in enumerate(
            (
                (confirmation.replace(reference, b""), "400", "OrderReference is missing"),
                (confirmation.replace(reference, 2 * reference), "406", "OrderReference appears twice"),
                (confirmation.replace(b'quantity="1" type', b'quantity="some" type'), "406", "“some”"),
                (confirmation.replace(b'currency="USD">12.00', b'currency="USD">'), "200", ""),
                (unknown, "404", "has no order P99999"),
            )
        ):
            with self.subTest(code=code, sentence=sentence):
                answer = self.post(data.replace(b"confirm-1@", b"confirm-%d@" % number))
                self.assertEqual(self.code_of(answer), code)
                self.assertIn(sentence, answer.content.decode())
                message = self.env["amazon.punchin.message"].search([], limit=1)
                self.assertEqual(message.payload_id, f"confirm-{number}@amazon.com")
                self.assertEqual(message.state, "received" if code == "200" else "failed")

    def test_profile_names_what_the_inbox_takes(self):
        answer = self.post(bytes(ProfileDocument(payload_id="profile@amazon.com")))
        profile = etree.fromstring(answer.content).find("Response/ProfileResponse")
        self.assertEqual(self.code_of(answer), "200")
        self.assertTrue(profile.get("effectiveDate"))
        taken = {node.get("requestName"): node.findtext("URL") for node in profile}
        self.assertEqual(
            taken,
            dict.fromkeys(
                ("ProfileRequest", *self.env["amazon.punchin.message"]._inbox_handlers()), self.config.inbox_url
            ),
        )
        self.assertEqual(self.env["amazon.punchin.message"].search([], limit=1).state, "processed")

    def test_ship_notice(self):
        notice = ShipNoticeDocument(portions=[Portion(self.order.name, self.message.payload_id, [])])
        self.assertEqual(self.code_of(self.post(bytes(notice))), "200")
        self.run_cron("process")
        self.assertEqual(self.order.amazon_state, "shipped")

    def test_order_that_is_not_at_amazon(self):
        for state, said in (
            ("cart", "was not ordered at Amazon"),
            ("cancelled", "has ended in Odoo (Cancelled)"),
            ("refused", "has ended in Odoo (Refused by Amazon)"),
        ):
            lock.opened(self.order).amazon_state = state
            self.post(self.confirmation(payload_id=state))
            self.run_cron("process")
            self.assertEqual(self.order.amazon_state, state)
            message = self.env["amazon.punchin.message"].search([("payload_id", "=", state)])
            self.assertEqual(message.state, "failed")
            self.assertIn(said, message.error)

    def test_line_that_does_not_exist(self):
        self.post(self.confirmation("reject").replace(b'lineNumber="1"', b'lineNumber="99"'))
        self.run_cron("process")
        self.assertEqual((self.order.amazon_state, self.order.state), ("sent", "purchase"))
        message = self.env["amazon.punchin.message"].search([("document", "=", "ConfirmationRequest")])
        self.assertEqual(message.state, "failed")
        self.assertIn("has no line 99", message.error)

    def test_failed_document_that_comes_again_is_processed_again(self):
        data = self.confirmation()
        name = self.order.name
        lock.opened(self.order).write({"amazon_state": "cart", "name": name})
        self.post(data)
        self.run_cron("process")
        message = self.env["amazon.punchin.message"].search([("document", "=", "ConfirmationRequest")])
        self.assertEqual(message.state, "failed")
        lock.opened(self.order).amazon_state = "sent"
        self.post(data)
        self.run_cron("process")
        self.assertEqual((message.state, self.order.amazon_state), ("processed", "confirmed"))

    def test_corrected_document_under_the_same_id_is_another_one(self):
        good = self.confirmation()
        wrong = good.replace(b'quantity="1" type', b'quantity="some" type')
        self.assertEqual(self.code_of(self.post(wrong)), "406")
        self.assertEqual(self.code_of(self.post(good)), "200")
        self.run_cron("process")
        first, second = self.received("ConfirmationRequest")
        self.assertEqual((first.state, first._raw_bytes()), ("failed", wrong))
        self.assertEqual((second.state, second._raw_bytes()), ("processed", good))
        self.assertEqual(self.order.amazon_state, "confirmed")

    def test_processed_document_stays_as_it_was(self):
        good = self.confirmation()
        self.post(good)
        self.run_cron("process")
        self.post(good.replace(b'timestamp="2026', b'timestamp="2027'))
        message = self.received("ConfirmationRequest")
        self.assertEqual((message.state, message._raw_bytes()), ("processed", good))

    def test_documents_of_other_types_with_the_same_id(self):
        payload_id = "confirm-1@amazon.com"
        notice = ShipNoticeDocument(
            payload_id=payload_id, portions=[Portion(self.order.name, self.message.payload_id, [])]
        )
        other = self.confirmation().replace(b"ConfirmationRequest", b"CatalogUploadRequest")
        for data, code in (
            (self.confirmation(), "200"),
            (bytes(ProfileDocument(payload_id=payload_id)), "200"),
            (other, "450"),
            (bytes(notice), "200"),
        ):
            self.assertEqual(self.code_of(self.post(data)), code)
        self.run_cron("process")
        found = self.env["amazon.punchin.message"].search([("payload_id", "=", payload_id)], order="id")
        self.assertEqual(
            found.mapped(lambda message: (message.document, message.state)),
            [
                ("ConfirmationRequest", "processed"),
                ("ProfileRequest", "processed"),
                ("unknown", "failed"),
                ("ShipNoticeRequest", "processed"),
            ],
        )
        self.assertEqual(self.order.amazon_state, "shipped")

    def test_long_id_is_cut(self):
        payload_id = "".join(secrets.choice(string.ascii_letters) for _letter in range(9000))
        for _time in range(2):
            self.assertEqual(self.code_of(self.post(self.confirmation(payload_id=payload_id))), "200")
        message = self.env["amazon.punchin.message"].search([("document", "=", "ConfirmationRequest")])
        self.assertEqual(message.payload_id, payload_id[:255])

    def test_document_that_is_too_large_is_kept(self):
        answer = self.post(self.confirmation() + b" " * form.MAX_DOCUMENT)
        self.assertEqual((answer.status_code, self.code_of(answer)), (413, "413"))
        message = self.env["amazon.punchin.message"].search([], limit=1)
        self.assertEqual((message.document, message.state), ("unknown", "failed"))
        self.assertIn("larger than 4 MB", message.error)

    def announce(self, size, *credentials):
        """Begin a post, and give the answer that comes before its body is there.

        :return: HTTP status, and cXML status code
        """
        url = urlsplit(self.base_url())
        token = base64.b64encode(":".join(credentials).encode()).decode()
        self.env.flush_all()
        with self.allow_requests(all_requests=True), closing(HTTPConnection(url.netloc, timeout=30)) as connection:
            connection.putrequest("POST", f"/amazon_punchin/{self.config.token}/inbox")
            connection.putheader("Content-Type", "text/xml")
            connection.putheader("Content-Length", str(size))
            connection.putheader("Authorization", f"Basic {token}")
            connection.endheaders()
            answer = connection.getresponse()
            code = etree.fromstring(answer.read()).find("Response/Status").get("code")
        self.env.invalidate_all()
        return answer.status, code

    def test_post_that_is_too_large_to_be_taken_in(self):
        answer = self.announce(form.MAX_POST + 1, self.config.inbox_login, self.config.inbox_password)
        self.assertEqual(answer, (413, "413"))
        message = self.env["amazon.punchin.message"].search([], limit=1)
        self.assertRecordValues(message, [{"document": "unknown", "state": "failed", "body": ""}])
        self.assertIn("more than 16 MB", message.error)
        self.assertTrue(self.config.activity_ids, "the administrator is told")
        self.assertFalse(self.config.inbox_failure_count)

    def test_post_that_is_too_large_to_see_whose_it_is(self):
        self.env["ir.config_parameter"].set_param("base.login_cooldown_after", 5)
        before = self.env["amazon.punchin.message"].search_count([])
        for _post in range(5):
            self.assertEqual(self.announce(form.MAX_POST + 1, "amazon", "guess"), (413, "413"))
        self.assertEqual(self.announce(form.MAX_POST + 1, "amazon", "guess"), (429, "401"))
        self.assertEqual(self.env["amazon.punchin.message"].search_count([]), before)
        failures = self.env["amazon.punchin.inbox.failure"].search([])
        self.assertEqual((len(failures), set(failures.mapped("reason"))), (5, {"too_large"}))

    def test_failing_document_holds_up_no_other(self):
        self.post(self.confirmation(payload_id="first"))
        self.post(self.confirmation(payload_id="second", ref="113-7654321-7654321"))
        first, second = self.received("ConfirmationRequest")
        self.assertEqual((first.state, second.state), ("received", "received"))
        messages = self.env.registry["amazon.punchin.message"]
        original = messages._handle_confirmation

        def handle(message, received):
            original(message, received)
            if message.payload_id == "first":
                raise UserError(message.payload_id)

        with patch.object(messages, "_handle_confirmation", handle):
            self.run_cron("process")
        self.assertEqual((first.state, second.state), ("failed", "processed"))
        self.assertEqual(self.order.amazon_state, "confirmed")

    def test_document_that_is_always_held_up_holds_up_no_other(self):
        self.post(self.confirmation(payload_id="held up", ref="113-7654321-7654321"))
        self.post(self.confirmation(payload_id="free"))
        messages = self.env.registry["amazon.punchin.message"]
        original = messages._handle_confirmation

        def handle(message, received):
            if message.payload_id == "held up":
                raise ConcurrencyError("somebody else has it")
            original(message, received)

        with patch.object(messages, "_handle_confirmation", handle), patch("odoo.service.model.time.sleep"):
            self.run_cron("process")
        states = {m.payload_id: m.state for m in self.env["amazon.punchin.message"].search([])}
        self.assertEqual((states["held up"], states["free"]), ("received", "processed"))
        self.assertEqual(self.order.amazon_state, "confirmed")

    def test_stored_document_and_its_job_outlive_the_server(self):
        job = self.env.ref("amazon_punchin.ir_cron_process")
        self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)]).unlink()
        self.post(self.confirmation())
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)]))

    def test_no_secret_in_the_server_log(self):
        token = base64.b64encode(f"{self.config.inbox_login}:{self.config.inbox_password}".encode()).decode()
        root = logging.getLogger()
        level = root.level
        self.addCleanup(root.setLevel, level)
        root.setLevel(logging.DEBUG)
        with self.assertLogs(level=logging.DEBUG) as logs:
            logging.getLogger(__name__).debug("begin")
            self.post(self.confirmation(secret="<SharedSecret>top-secret-value</SharedSecret>"))
            self.run_cron("process")
        text = "\n".join(line for line in logs.output if "odoo.sql_db" not in line)
        for secret in ("top-secret-value", self.config.inbox_password, token):
            self.assertNotIn(secret, text)
