from contextlib import contextmanager
from unittest.mock import patch

from odoo.models import BaseModel
from odoo.tests import tagged

from ..tools.packing import packed
from .answer_case import AnswerSetup
from .answers import ConfirmationDocument, Status
from .approval_case import ApprovalCase
from .carts import Line
from .invoices import InvoiceDocument, InvoicedOrder, InvoiceLine
from .ship_notices import Portion, ShipNoticeDocument

_OURS = "odoo.addons.amazon_punchin."

#: Records of a model that are tried.
_MOST = 12


@tagged("post_install", "-at_install")
class TestComputes(AnswerSetup, ApprovalCase):
    """A computation writes on the records that it is called for, and on no others.

    What it assigns to others is a write: it may be refused by a lock, it flushes, it computes again; where each of a
    thousand lines does so to all of them, Python gives up (RecursionError).
    """

    def setUp(self):
        super().setUp()
        self.env["amazon.punchin.item.rule"].create(
            {"name": "Pens", "company_id": self.company.id, "title_words": "pen", "verdict": "warn", "message": "Why?"}
        )
        for number in range(2):
            self.answered(number)
            self.make_order(lines=[Line(), Line(asin="B000TEST02")], payload_id=f"cart {number}")
        self.make_rule("Head", self.alice)
        for number in range(2):
            self.confirmed(lines=[Line(), Line(asin="B000TEST02")], payload_id=f"waiting {number}")
        self.substitute(self.alice, self.bob)
        of_config = {"config_id": self.config.id}
        self.env["amazon.punchin.newcomer"].create({**of_config, "user_id": self.employee.id, "email": "n@example.com"})
        self.env["amazon.punchin.address"].create({**of_config, "name": "Dock"})
        self.env["amazon.punchin.inbox.failure"].create(
            [{**of_config, "address": "192.0.2.1", "reason": "unreadable", "raw": packed(raw)} for raw in (b"<", b">")]
        )

    def answered(self, number):
        """An order that Amazon has confirmed, shipped and billed."""
        order = self.make_sent_order(Line(quantity="2"), Line(asin="B000TEST02"), payload_id=f"sent {number}")
        self.receive(ConfirmationDocument(number=order.name, payload_id=f"c {number}", statuses=[Status(quantity="2")]))
        portions = [Portion(order.name, "", [])]
        self.receive(ShipNoticeDocument(payload_id=f"s {number}", shipment_id=f"S{number}", portions=portions))
        lines = [InvoiceLine("2", "10.00", "1"), InvoiceLine("1", "10.00", "2", asin="B000TEST02")]
        billed = {"orders": [InvoicedOrder(order.name, "", lines=lines)], "subtotal": "30.00", "net": "30.00"}
        self.receive(InvoiceDocument(payload_id=f"i {number}", invoice_id=f"I{number}", **billed))

    def test_no_computation_writes_on_other_records(self):
        without_records = []
        for model, fields in self.computed_by_us():
            records = model.sudo().with_context(active_test=False).search([], limit=_MOST, order="id desc")
            for field in fields:
                for record in records:
                    self.env.flush_all()
                    self.env.invalidate_all()
                    with self.subTest(field=str(field)), self.refusing_writes():
                        field.compute_value(record)
            if not records:
                without_records.append(model._name)
        self.assertFalse(without_records)

    def computed_by_us(self):
        """Models, each with its fields that a method of ours computes, or has a part in."""
        for name in sorted(self.env.registry):
            model = self.env[name]
            fields = [field for field in model._fields.values() if self.is_computed_by_us(model, field)]
            if fields and not (model._abstract or model._transient):
                yield model, fields

    def is_computed_by_us(self, model, field):
        return isinstance(field.compute, str) and any(
            field.compute in vars(base) and base.__module__.startswith(_OURS) for base in type(model).mro()
        )

    @contextmanager
    def refusing_writes(self):
        def refuse(records, *_args):
            raise AssertionError(f"It writes on {records}.")

        with (
            patch.object(BaseModel, "write", refuse),
            patch.object(BaseModel, "create", refuse),
            patch.object(BaseModel, "unlink", refuse),
        ):
            yield
