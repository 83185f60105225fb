from contextlib import suppress
from copy import deepcopy

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from odoo.tests import tagged

from ..answer_case import AnswerCase
from ..answers import ConfirmationDocument, Status, StatusUpdateDocument
from ..carts import Line
from ..invoices import InvoiceDocument, InvoicedOrder, InvoiceLine
from ..ship_notices import Portion, ShipNoticeDocument

FIRST, SECOND = "113-1", "113-2"


def at(minute):
    """When Amazon writes a document."""
    return f"2026-03-17T17:{minute:02}:00+0000"


@tagged("post_install", "-at_install")
class TestOrderOfArrival(AnswerCase):
    """Whatever Amazon's server sends, in whatever order and however often: the order ends in the same state."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.code(cls.make_order(lines=[Line(quantity="5"), Line(quantity="2", price="25.00", asin="B2")]))
        cls.order.button_confirm()
        cls.order._outgoing_amazon_message()._conclude("sent", False)
        cls.about = {"number": cls.order.name, "reference": cls.order._outgoing_amazon_message().payload_id}

    def documents(self):
        """All that Amazon writes of one order, in the order in which it does."""

        def confirm(minute, statuses, **values):
            return ConfirmationDocument(**self.about, notice=at(minute), statuses=statuses, confirm_id="", **values)

        def ship(minute, shipment, *items, **values):
            portion = Portion(**self.about, items=list(items))
            return ShipNoticeDocument(notice=at(minute), shipment_id=shipment, portions=[portion], **values)

        def bill(minute, number, *lines, **values):
            net = str(sum(int(line.quantity) * float(line.price) for line in lines))
            order = InvoicedOrder(**self.about, lines=list(lines))
            values = {"subtotal": net, "net": net, "timestamp": at(minute), **values}
            return InvoiceDocument(invoice_id=number, date=at(minute), orders=[order], **values)

        pens, chairs = InvoiceLine(), InvoiceLine(line="2", price="25.00", asin="B2")
        return [
            confirm(1, [Status("reject", "5", error="None left [015-005]"), Status("detail", "1", "2", ref=FIRST)]),
            confirm(2, [Status("detail", "3", ref=FIRST), Status("detail", "2", "2", ref=FIRST)], total="80.00"),
            confirm(3, [Status("detail", "2", ref=SECOND, delivery="2026-03-30")]),
            ship(4, "D1", ("1", "3")),
            ship(5, "D1", ("1", "2"), operation="update", delivery="2026-03-25T10:00:00+00:00"),
            ship(6, "D2", ("1", "3"), ("2", "1")),
            ship(7, "D3", ("2", "1")),
            ship(8, "D3", operation="delete"),
            ship(9, "D4", ("2", "1"), delivery="2026-03-28T10:00:00+00:00"),
            bill(10, "INV-1", deepcopy(pens)),
            bill(11, "INV-2", InvoiceLine(quantity="4"), InvoiceLine(quantity="2", line="2", price="25.00", asin="B2")),
            bill(12, "INV-3", deepcopy(chairs)),
            bill(13, "DEL-3", deepcopy(chairs), operation="delete", original="INV-3"),
            bill(14, "CM-1", InvoiceLine(quantity="-1"), purpose="lineLevelCreditMemo", original="INV-2"),
            StatusUpdateDocument(**self.about),
        ]

    def deliver(self, document, attempt=0):
        """Let a document arrive, under an id of its own, and let the job run."""
        self.receive(document, payload_id=f"{attempt}-{id(document)}@amazon.com")
        for _round in range(2):
            for message in self.messages.search([("state", "=", "received")], order="id"):
                message._process()

    def outcome(self):
        """Where the order stands, in plain values."""
        order, lines = self.order, self.order.order_line
        fields = (
            *("amazon_line_state", "amazon_qty_accepted", "amazon_qty_backordered", "amazon_qty_rejected"),
            *("amazon_qty_shipped", "amazon_confirmed_price", "amazon_delivery_date", "date_planned", "qty_invoiced"),
        )
        bills = self.env["account.move"].search([("amazon_config_id", "=", self.config.id)])
        return {
            "order": [order[name] for name in ("amazon_state", "state", "acknowledged", "amazon_order_ref")],
            "amounts": [order[name] for name in ("amazon_open_total", "amazon_confirmed_total", "amazon_refusal")],
            "price": order.amazon_price_decision,
            "lines": [[line[name] for name in fields] for line in lines],
            "answers": sorted(
                (status.line_id.id, status.answer, status.quantity, status.amazon_order_ref or "")
                for status in order.amazon_status_ids
            ),
            "shipments": sorted(
                (s.name, s.state, s.delivery_date, [(part.line_id.id, part.quantity) for part in s.line_ids])
                for s in self.env["amazon.punchin.shipment"].search([("config_id", "=", self.config.id)])
            ),
            "bills": sorted(
                (
                    *(bill.ref, bill.move_type, bill.state, bill.amazon_withdrawn, bill.amount_total),
                    *(bill.reversed_entry_id.ref or "", sorted(bill.invoice_line_ids.mapped("quantity"))),
                )
                for bill in bills
            ),
            "documents": sorted(
                (message.document, message.state, message.error or "")
                for message in self.messages.search(
                    [("direction", "=", "in"), ("document", "!=", "PunchOutOrderMessage")]
                )
            ),
        }

    def as_written(self):
        """The state after every document came once, as Amazon wrote them."""
        with suppress(_Undone), self.env.cr.savepoint():
            for document in self.documents():
                self.deliver(document)
            found = self.outcome()
            raise _Undone
        self.env.invalidate_all()
        return found

    def test_as_written(self):
        found = self.as_written()
        self.assertEqual(found["order"], ["done", "purchase", True, f"{FIRST}, {SECOND}"])
        self.assertEqual(found["amounts"][:2], [100, 0], "a total of a part has no base")
        self.assertEqual({state for _kind, state, _error in found["documents"]}, {"processed"}, found["documents"])
        self.assertEqual(
            [(bill[0], bill[2], bill[5]) for bill in found["bills"]],
            [("CM-1", "draft", "INV-2"), ("INV-1", "draft", ""), ("INV-2", "draft", ""), ("INV-3", "cancel", "")],
        )

    def test_in_any_order(self):
        case, expected = self, self.as_written()

        class Arrivals(RuleBasedStateMachine):
            @initialize()
            def begin(self):
                self.savepoint = case.env.cr.savepoint()
                self.left, self.come = case.documents(), []

            @precondition(lambda self: self.left)
            @rule(choice=st.integers(0, 20))
            def arrives(self, choice):
                self.come.append(self.left.pop(choice % len(self.left)))
                case.deliver(self.come[-1])

            @precondition(lambda self: self.come)
            @rule(choice=st.integers(0, 20))
            def comes_again(self, choice):
                case.deliver(self.come[choice % len(self.come)], attempt=1)

            def teardown(self):
                if not hasattr(self, "savepoint"):
                    return
                try:
                    while self.left:
                        case.deliver(self.left.pop())
                    case.maxDiff = None
                    case.assertEqual(case.outcome(), expected)
                finally:
                    self.savepoint.close(rollback=True)
                    case.env.invalidate_all()

        run_state_machine_as_test(
            Arrivals,
            settings=settings(
                max_examples=12,
                stateful_step_count=20,
                database=None,
            ),
        )


class _Undone(Exception):
    pass
