from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from odoo.tests import BaseCase, tagged

from ...protocol import confirmation, document, invoice, ship_notice, status_update, validity
from ...protocol.errors import REASONS, ProtocolError
from ..answers import ConfirmationDocument, ProfileDocument, StatusUpdateDocument
from ..cxml import CxmlAssertions, dtd, needs_dtds
from ..invoices import InvoiceDocument
from ..ship_notices import ShipNoticeDocument

WRITTEN = {
    confirmation.parse: ConfirmationDocument(total="10.00"),
    ship_notice.parse: ShipNoticeDocument(),
    invoice.parse: InvoiceDocument(attachment="cid:1", taxes=[("19", "1.90")], original="INV-1"),
    status_update.parse: StatusUpdateDocument(),
}
NONSENSE = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"))


@tagged("post_install", "-at_install")
class TestValidity(CxmlAssertions, BaseCase):
    """What does not keep to the DTD and is read all the same is told."""

    def defects(self, written):
        return [str(defect) for defect in validity.defects(document.parse(bytes(written)))]

    def test_nothing_to_tell(self):
        for written in WRITTEN.values():
            self.assertEqual(self.defects(written), [])

    def test_dates_missing_parts_and_empty_amounts(self):
        self.assertEqual(
            self.defects(ShipNoticeDocument(notice="", delivery="T17:37:27+17:37")),
            ["missing: ShipNoticeHeader@noticeDate", "not_a_date: ShipNoticeHeader@deliveryDate T17:37:27+17:37"],
        )
        self.assertEqual(self.defects(InvoiceDocument(net="")), ["missing: NetAmount/Money"])
        self.assertEqual(
            self.defects(InvoiceDocument(net=None, tax=None)),
            ["missing: InvoiceDetailSummary/Tax", "missing: InvoiceDetailSummary/NetAmount"],
        )

    @needs_dtds
    def test_requirements_are_those_of_the_dtd(self):
        elements = {
            element.name: element
            for name in ("cXML", "Fulfill", "InvoiceDetail")
            for element in dtd(name).iterelements()
        }
        for name, parts in validity.REQUIRED.items():
            required = {f"@{field.name}" for field in elements[name].iterattributes() if field.default == "required"}
            self.assertLessEqual(set(parts), required | _required(elements[name].content), name)

    @needs_dtds
    def test_what_the_tests_write_is_valid(self):
        for written in (*WRITTEN.values(), ProfileDocument()):
            self.assertValid(bytes(written), written.dtd)


@tagged("post_install", "-at_install")
class TestHostileAnswers(BaseCase):
    """Whatever is in a document, it is read or refused in our own words."""

    @given(st.sampled_from(list(WRITTEN)), st.data())
    def test_one_value_replaced(self, reader, data):
        root = document.parse(bytes(WRITTEN[reader]))
        node = data.draw(st.sampled_from(list(root.iter())))
        name = data.draw(st.sampled_from(["", *node.attrib]))
        value = data.draw(NONSENSE)
        if name:
            node.set(name, value)
        else:
            node.text = value
        self.check(reader, root)

    @given(st.sampled_from(list(WRITTEN)), st.data())
    def test_one_part_missing_or_doubled(self, reader, data):
        root = document.parse(bytes(WRITTEN[reader]))
        node = data.draw(st.sampled_from(list(root.iterdescendants())))
        if data.draw(st.booleans()):
            node.getparent().remove(node)
        else:
            node.addnext(etree.fromstring(etree.tostring(node)))
        self.check(reader, root)

    def check(self, reader, root):
        try:
            reader(root)
        except ProtocolError as error:
            self.assertIn(error.reason, REASONS)
            self.assertTrue(error.path)
        for defect in validity.defects(root):
            self.assertTrue(defect.path)


def _required(content):
    """Names of the elements that a content model requires."""
    if content is None or content.occur in ("opt", "mult"):
        return set()
    if content.type == "element":
        return {content.name}
    left, right = _required(content.left), _required(content.right)
    return left | right if content.type == "seq" else left & right
