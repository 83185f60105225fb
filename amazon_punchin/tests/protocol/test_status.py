from datetime import datetime, timezone

from odoo.tests import BaseCase, tagged

from ...protocol import document, profile, response, status_update
from ...protocol.errors import ProtocolError
from ..answers import StatusUpdateDocument
from ..cxml import CxmlAssertions, needs_dtds

EFFECTIVE = datetime(2026, 3, 17, tzinfo=timezone.utc)


@tagged("post_install", "-at_install")
class TestStatusUpdate(BaseCase):
    """A status belongs to the document that it names."""

    def parse(self, *replacement, **values):
        data = bytes(StatusUpdateDocument(**values))
        return status_update.parse(document.parse(data.replace(*replacement) if replacement else data))

    def test_status(self):
        parsed = self.parse(code="423", message="Cancelled")
        self.assertEqual((parsed.payload_id, str(parsed.status)), ("order-1@example.com", "423 Cancelled"))

    def test_what_is_needed_is_named(self):
        for reason, replacement, values in (
            ("missing: StatusUpdateRequest/DocumentReference@payloadID", (), {"reference": ""}),
            ("missing: StatusUpdateRequest/Status", (b"<Status ", b"<Other "), {}),
            ("not_a_number: StatusUpdateRequest/Status@code", (), {"code": "fine"}),
        ):
            with self.assertRaisesRegex(ProtocolError, f"^{reason}"):
                self.parse(*replacement, **values)


@tagged("post_install", "-at_install")
class TestAnswers(CxmlAssertions, BaseCase):
    """What we answer: a status, or for a ProfileRequest what it is told and nothing else."""

    answers = (
        *(response.build(code, "A sentence", "example.com") for code in sorted(response.STATUS_TEXT)),
        profile.build({"ProfileRequest": "https://example.com"}, EFFECTIVE),
    )

    def test_profile(self):
        urls = {name: f"https://example.com/{name}" for name in ("ConfirmationRequest", "ProfileRequest")}
        data = profile.build(urls, EFFECTIVE, "example.com")
        root = document.parse(data)
        self.assertTrue(response.read(data).success)
        found = root.findall("Response/ProfileResponse/Transaction")
        self.assertEqual({node.get("requestName"): node.findtext("URL") for node in found}, urls)
        self.assertEqual(root.find("Response/ProfileResponse").get("effectiveDate"), "2026-03-17T00:00:00+00:00")

    def test_read_by_amazon(self):
        for data in self.answers:
            self.assertReadByAmazon(data)

    @needs_dtds
    def test_valid(self):
        for data in self.answers:
            self.assertValid(data)
