import os
import unittest
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ...protocol import confirmation, document, invoice, ship_notice, status_update
from ...protocol.errors import ProtocolError

FOLDER = os.environ.get("AMAZON_PUNCHIN_CXML")
READERS = {
    "ConfirmationRequest": confirmation.parse,
    "ShipNoticeRequest": ship_notice.parse,
    "InvoiceDetailRequest": invoice.parse,
    "StatusUpdateRequest": status_update.parse,
}


@tagged("post_install", "-at_install")
@unittest.skipUnless(FOLDER, "AMAZON_PUNCHIN_CXML names no folder with samples")
class TestSamples(BaseCase):
    """Documents of other systems are read, or refused with the right status."""

    def samples(self):
        for path in sorted(Path(FOLDER, "samples").glob("*.xml")):
            try:
                root = document.parse(path.read_bytes())
            except ProtocolError as error:
                self.assertEqual(error.status, 400)
                continue
            yield path.stem, root

    def test_every_sample_is_read(self):
        read = {}
        for name, root in self.samples():
            reader = READERS.get(document.document_type(root))
            if reader:
                read[name] = reader(root)
        self.assertEqual(
            {name.partition("-")[2] for name in read},
            {
                "ShipNoticeRequest",
                "confirmationrequest",
                "confirmationrequest-backordered",
                "invoice_taxes_at_line",
                "invoice_taxes_at_total",
                "invoicedetailrequest",
                "shipnoticerequest-partial",
            },
        )
        for name in ("taxes_at_line", "taxes_at_total"):
            self.assertEqual(str(read[f"officeluv-invoice_{name}"].summary.total), "408")
        self.assertEqual(read["njp970-invoicedetailrequest"].seller.tax_ids, ("GB123456789",))
        self.assertEqual(read["focxml-ShipNoticeRequest"].legs[0].carrier, "Federal Express")
        self.assertEqual(read["focxml-ShipNoticeRequest"].portions[0].items, ())

    def test_no_sample_is_read_as_something_else(self):
        for _name, root in self.samples():
            for kind, reader in READERS.items():
                if document.document_type(root) != kind:
                    with self.assertRaises(ProtocolError) as raised:
                        reader(root)
                    self.assertEqual(raised.exception.status, 400)
