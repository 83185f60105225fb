from odoo.tests import BaseCase, tagged

from ...protocol import confirmation, document, invoice, ship_notice, status_update
from ...protocol.errors import ProtocolError
from ..cxml import needs_samples, samples

READERS = {
    "ConfirmationRequest": confirmation.parse,
    "ShipNoticeRequest": ship_notice.parse,
    "InvoiceDetailRequest": invoice.parse,
    "StatusUpdateRequest": status_update.parse,
}

#: Sample to the type of its document; none if it is not well-formed.
TYPES = {
    "6mils-OrderResponse": "Response",
    "6mils-OrderResponse-400": "Response",
    "6mils-PunchOutOrderMessage": "PunchOutOrderMessage",
    "6mils-PunchOutSetupResponse": "Response",
    "6mils-PunchOutSetupResponse-400": "Response",
    "amazon-de-poom-2021": "PunchOutOrderMessage",
    "focxml-OrderRequest": "OrderRequest",
    "focxml-PunchoutOrderMessageAdvancedPricing": "PunchOutOrderMessage",
    "focxml-ShipNoticeRequest": "ShipNoticeRequest",
    "njp970-confirmationrequest": "ConfirmationRequest",
    "njp970-confirmationrequest-backordered": "ConfirmationRequest",
    "njp970-invoicedetailrequest": "InvoiceDetailRequest",
    "njp970-punchoutordermessage": "PunchOutOrderMessage",
    "njp970-shipnoticerequest-partial": "ShipNoticeRequest",
    "officeluv-invoice_taxes_at_line": "InvoiceDetailRequest",
    "officeluv-invoice_taxes_at_total": "InvoiceDetailRequest",
    "officeluv-order_request": "OrderRequest",
    "perlcxml-profile-request": "ProfileRequest",
    "perlcxml-unauthorized-response": "Response",
    "perlcxml-unintelligible-response": None,
    "perlcxml-unknown-response": "Response",
}


@tagged("post_install", "-at_install")
@needs_samples
class TestSamples(BaseCase):
    """Documents of other systems are read, or refused with the right status."""

    def roots(self):
        for name, data in samples().items():
            if TYPES[name]:
                yield name, document.parse(data)

    def test_every_sample_is_what_it_is(self):
        self.assertEqual(set(samples()), set(TYPES))
        self.assertEqual({name: document.document_type(root) or None for name, root in self.roots()}, _well_formed())
        for name in set(TYPES) - set(_well_formed()):
            with self.subTest(sample=name), self.assertRaisesRegex(ProtocolError, "^not_xml: ") as refused:
                document.parse(samples()[name])
            self.assertEqual(refused.exception.status, 400)

    def test_every_sample_is_read(self):
        read = {name: READERS[TYPES[name]](root) for name, root in self.roots() if TYPES[name] in READERS}
        self.assertEqual(len(read), 7)
        for name in ("taxes_at_line", "taxes_at_total"):
            self.assertEqual(str(read[f"officeluv-invoice_{name}"].summary.total), "408")
        self.assertEqual(read["njp970-invoicedetailrequest"].seller.tax_ids, ("GB123456789",))
        self.assertEqual(read["focxml-ShipNoticeRequest"].legs[0].carrier, "Federal Express")
        self.assertEqual(read["focxml-ShipNoticeRequest"].portions[0].items, ())
        for name, answer in (("confirmationrequest", "detail"), ("confirmationrequest-backordered", "backordered")):
            items = read[f"njp970-{name}"].items
            self.assertEqual([(item.line, item.type, item.quantity) for item in items], [(1, answer, 3)])
        items = read["njp970-shipnoticerequest-partial"].portions[0].items
        self.assertEqual([(item.line, item.quantity) for item in items], [(1, 1)])

    def test_no_sample_is_read_as_something_else(self):
        for name, root in self.roots():
            for kind, reader in READERS.items():
                if TYPES[name] != kind:
                    with self.subTest(sample=name, kind=kind):
                        with self.assertRaises(ProtocolError) as refused:
                            reader(root)
                        self.assertEqual(str(refused.exception), f"wrong_document: {kind} {TYPES[name]}")
                        self.assertEqual(refused.exception.status, 400)


def _well_formed():
    return {name: kind for name, kind in TYPES.items() if kind}
