import os
import unittest
from datetime import datetime, timezone
from pathlib import Path

from lxml import etree

from odoo.tests import BaseCase, tagged

from ...protocol import document, profile, response, status_update
from ...protocol.errors import ProtocolError
from ..answers import StatusUpdateDocument

FOLDER = os.environ.get("AMAZON_PUNCHIN_CXML")


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
class TestProfile(BaseCase):
    """The answer to a ProfileRequest names what it is told, and nothing else."""

    def test_answer(self):
        urls = {name: f"https://example.com/{name}" for name in ("ConfirmationRequest", "ProfileRequest")}
        data = profile.build(urls, datetime(2026, 3, 17, tzinfo=timezone.utc), "example.com")
        root = document.parse(data)
        self.assertTrue(response.read(data).success)
        found = root.findall("Response/ProfileResponse/Transaction")
        self.assertEqual({node.get("requestName"): node.findtext("URL") for node in found}, urls)
        self.assertEqual(root.find("Response/ProfileResponse").get("effectiveDate"), "2026-03-17T00:00:00+00:00")

    @unittest.skipUnless(FOLDER, "AMAZON_PUNCHIN_CXML names no folder with DTDs")
    def test_answer_is_valid(self):
        data = profile.build({"ProfileRequest": "https://example.com"}, datetime(2026, 3, 17, tzinfo=timezone.utc))
        grammar = etree.DTD(str(Path(FOLDER) / "dtd" / "cXML.dtd"))
        self.assertTrue(grammar.validate(document.parse(data)), grammar.error_log)
