from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.amazon_punchin.tests.answer_case import AnswerCase
from odoo.addons.amazon_punchin.tests.answers import ConfirmationDocument, Status
from odoo.addons.amazon_punchin.tests.carts import Line
from odoo.addons.amazon_punchin.tests.invoices import InvoiceDocument, InvoicedOrder, InvoiceLine
from odoo.addons.amazon_punchin.tests.ship_notices import Portion, ShipNoticeDocument
from odoo.addons.amazon_punchin.tools import lock

LATER = "2026-03-18T10:00:00+0000"


class ParcelCase(AnswerCase):
    """An order of three pens and two papers that Amazon has, with its receipt."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.packer = cls.make_user("packer", "stock.group_stock_user")

    def setUp(self):
        super().setUp()
        self.order = self.make_sent_order(
            Line(price="10.00", quantity="3", title="Pens"),
            Line(price="5.00", quantity="2", title="Paper", asin="B000PAPER1"),
            shipping="4.00",
        )
        self.pens, self.paper = self.order._amazon_item_lines()
        self.count = 0

    def ship(self, *items, **values):
        self.count += 1
        values.setdefault("portions", [Portion(number=self.order.name, reference="", items=[*items])])
        message = self.receive(ShipNoticeDocument(payload_id=f"notice-{self.count}@amazon.com", **values))
        self.assertProcessed(message)
        self.env.invalidate_all()

    def answer(self, *statuses, **values):
        self.count += 1
        self.receive(
            ConfirmationDocument(
                payload_id=f"answer-{self.count}@amazon.com",
                number=self.order.name,
                reference="",
                statuses=[*statuses],
                **values,
            )
        )
        self.env.invalidate_all()

    def expected(self, receipts=None):
        """What open receipts expect: parcel to pieces of pens and paper."""
        found = {}
        for receipt in receipts or self.order._open_amazon_receipts():
            moves = receipt.move_ids.filtered(lambda move: move.state != "cancel")
            pieces = tuple(
                sum(moves.filtered(lambda move, line=line: move.purchase_line_id == line).mapped("product_uom_qty"))
                for line in (self.pens, self.paper)
            )
            name = receipt.amazon_shipment_id.name
            known = found.get(name, (0, 0))
            found[name] = (known[0] + pieces[0], known[1] + pieces[1])
        return found

    def validate(self, receipt, **quantities):
        """Validate a receipt as the warehouse does."""
        for move in receipt.move_ids.filtered(lambda move: move.state not in ("done", "cancel")):
            name = "pens" if move.purchase_line_id == self.pens else "paper"
            move.with_user(self.packer).write(
                {"quantity": quantities.get(name, move.product_uom_qty), "picked": quantities.get(name) != 0}
            )
        receipt.with_user(self.packer).with_context(skip_backorder=True).button_validate()
        self.env.invalidate_all()

    def give_back(self, receipt, pieces):
        """Return pens to Amazon, as the warehouse does."""
        wizard = self.env["stock.return.picking"].with_user(self.packer).create({"picking_id": receipt.id})
        for row in wizard.product_return_moves:
            row.quantity = pieces if row.move_id.purchase_line_id == self.pens else 0
        returned = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        returned.move_ids.with_user(self.packer).write({"picked": True})
        returned.with_user(self.packer).button_validate()
        self.env.invalidate_all()
        return returned


@tagged("post_install", "-at_install")
class TestParcels(ParcelCase):
    """A ship notice prepares a receipt, and validates none."""

    def test_whole_order_in_one_parcel(self):
        receipt = self.order.picking_ids
        self.ship(("1", "3"), ("2", "2"))
        self.assertEqual(self.order.picking_ids, receipt)
        self.assertEqual(self.expected(), {"D1234567": (3, 2)})
        self.assertRecordValues(
            receipt,
            [
                {
                    "state": "assigned",
                    "amazon_carrier": "UPS",
                    "amazon_tracking_numbers": "1Z999AA10123456784",
                    "amazon_shipment_id": self.order.amazon_shipment_ids.id,
                }
            ],
        )
        self.assertEqual(str(receipt.scheduled_date.date()), "2026-03-20")
        self.assertEqual(receipt.move_ids.mapped("quantity"), [3, 2])
        self.assertFalse(any(receipt.move_ids.mapped("picked")))
        self.assertEqual(self.pens.qty_received, 0)

    def test_parcel_by_parcel(self):
        self.ship(("1", "2"))
        self.assertEqual(self.expected(), {"D1234567": (2, 0), False: (1, 2)})
        self.ship(("1", "1"), ("2", "1"), shipment_id="D2")
        self.assertEqual(self.expected(), {"D1234567": (2, 0), "D2": (1, 1), False: (0, 1)})
        self.ship(("2", "1"), shipment_id="D3")
        self.assertEqual(self.expected(), {"D1234567": (2, 0), "D2": (1, 1), "D3": (0, 1)})
        self.assertEqual(len(self.order.picking_ids), 3, "no empty receipt is left")
        for receipt in self.order.picking_ids:
            self.assertEqual(receipt.state, "assigned")
            self.assertEqual(receipt.move_ids.mapped("quantity"), receipt.move_ids.mapped("product_uom_qty"))
            self.assertFalse(any(receipt.move_ids.mapped("picked")))

    def test_header_alone(self):
        self.ship()
        self.assertEqual(self.expected(), {"D1234567": (3, 2)})

    def test_same_notice_again(self):
        for _again in range(2):
            self.ship(("1", "2"), notice=LATER)
            self.assertEqual(self.expected(), {"D1234567": (2, 0), False: (1, 2)})

    def test_corrected(self):
        self.ship(("1", "3"))
        self.ship(("1", "1"), ("2", "2"), notice=LATER, operation="update")
        self.assertEqual(self.expected(), {"D1234567": (1, 2), False: (2, 0)})

    def test_withdrawn(self):
        self.ship(("1", "3"))
        self.ship(notice=LATER, operation="delete")
        self.assertEqual(self.expected(), {False: (3, 2)})
        self.ship(("1", "3"), ("2", "2"), shipment_id="D2", notice="2026-03-19T10:00:00+0000")
        self.assertEqual(self.expected(), {"D2": (3, 2)})

    def test_planned_and_returning_parcels(self):
        for state in ("planned", "returned"):
            self.ship(("1", "3"), shipment_id=state)
            self.assertEqual(self.expected(), {state: (3, 0), False: (0, 2)})
            self.order.amazon_shipment_ids.filtered(lambda parcel, state=state: parcel.name == state).state = state
            self.order._follow_amazon_shipments()
            self.env.invalidate_all()
            self.assertEqual(self.expected(), {False: (3, 2)})

    def test_more_than_ordered(self):
        self.ship(("1", "5"))
        self.assertEqual(self.expected(), {"D1234567": (3, 0), False: (0, 2)})

    def test_two_orders_in_one_parcel(self):
        other = self.make_sent_order(Line(price="1.00", quantity="1"), payload_id="other")
        self.ship(
            portions=[
                Portion(number=self.order.name, reference="", items=[("1", "3")]),
                Portion(number=other.name, reference="", items=[("1", "1")]),
            ]
        )
        self.assertEqual(self.expected(), {"D1234567": (3, 0), False: (0, 2)})
        self.assertEqual(other.picking_ids.amazon_shipment_id.name, "D1234567")
        self.assertFalse(other.picking_ids & self.order.picking_ids)

    def test_what_the_warehouse_has_begun_stays(self):
        receipt = self.order.picking_ids
        receipt.move_ids[0].with_user(self.packer).write({"quantity": 1, "picked": True})
        self.ship(("1", "3"), ("2", "2"))
        self.assertEqual(receipt.move_ids.filtered("picked").quantity, 1)
        self.assertEqual(self.expected(), {False: (3, 0), "D1234567": (0, 2)})

    def test_received_before_the_notice(self):
        self.validate(self.order.picking_ids)
        self.ship(("1", "3"), ("2", "2"))
        self.assertFalse(self.order._open_amazon_receipts())
        self.assertEqual(self.pens.qty_received, 3)

    def test_part_of_a_parcel_is_missing(self):
        self.ship(("1", "3"))
        receipt = self.order._open_amazon_receipts().filtered("amazon_shipment_id")
        self.validate(receipt, pens=2)
        self.assertEqual(self.pens.qty_received, 2)
        self.ship(("1", "3"), notice=LATER)
        self.assertEqual(self.expected(), {"D1234567": (1, 0), False: (0, 2)})

    def test_cancelled_order(self):
        self.order._move_amazon_to("refused")
        self.order.sudo().button_cancel()
        self.ship(("1", "3"))
        self.assertEqual(set(self.order.picking_ids.mapped("state")), {"cancel"})


@tagged("post_install", "-at_install")
class TestExpected(ParcelCase):
    """What Amazon rejects is not expected."""

    def test_rejected(self):
        self.answer(Status(quantity="1"), Status("reject", "2"), Status("reject", "2", "2"))
        self.assertEqual(self.expected(), {False: (1, 0)})
        receipt = self.order._open_amazon_receipts()
        self.assertEqual(receipt.move_ids.filtered(lambda move: move.state != "cancel").quantity, 1)
        self.validate(receipt)
        self.assertEqual((receipt.state, self.order.receipt_status, self.pens.qty_received), ("done", "full", 1))

    def test_accepted_after_all(self):
        self.answer(Status("reject", "2"), Status(quantity="1"), Status(quantity="2", line="2"))
        self.assertEqual(self.expected(), {False: (1, 2)})
        self.answer(Status(quantity="3"), Status(quantity="2", line="2"), notice="2026-03-20T10:00:00+0000")
        self.assertEqual(self.pens.amazon_qty_rejected, 0)
        self.assertEqual(self.expected(), {False: (3, 2)})

    def test_all_pieces_rejected_and_accepted_after_all(self):
        self.answer(Status("reject", "3"), Status(quantity="2", line="2"))
        self.answer(Status(quantity="3", delivery="2026-03-30"), Status(quantity="2", line="2"), notice=LATER)
        self.assertEqual(self.expected(), {False: (3, 2)})
        self.assertEqual(str(self.pens.date_planned.date()), "2026-03-30", "as if nothing had been rejected")
        self.assertEqual(
            str(self.pens.move_ids.filtered(lambda move: move.state != "cancel").date.date()), "2026-03-30"
        )

    def test_shipped_and_rejected(self):
        self.ship(("1", "2"))
        self.answer(Status(quantity="2"), Status("reject", "1"), Status(quantity="2", line="2"))
        self.assertEqual(self.expected(), {"D1234567": (2, 0), False: (0, 2)})

    def test_nothing_more_is_expected_than_people_left(self):
        self.order.picking_ids.move_ids[0]._action_cancel()
        self.answer(Status(quantity="2"), Status("reject", "1"), Status(quantity="2", line="2"))
        self.assertEqual(self.expected(), {False: (0, 2)})

    def test_everything(self):
        self.answer(Status("reject", "3"), Status("reject", "2", "2"))
        self.assertEqual((self.order.state, set(self.order.picking_ids.mapped("state"))), ("cancel", {"cancel"}))


@tagged("post_install", "-at_install")
class TestCredits(ParcelCase):
    """What goes back to Amazon expects a credit note."""

    def setUp(self):
        super().setUp()
        # Bills of test orders are held.
        lock.opened(self.order).amazon_mode = "active"
        receipt = self.order.picking_ids
        self.validate(receipt)
        self.order.action_create_invoice()
        self.bill = self.order.invoice_ids
        self.bill.invoice_date = "2026-03-20"
        self.bill.action_post()
        self.returned = self.give_back(receipt, 2)

    def credit(self, pieces, date="2026-04-01"):
        note = self.bill._reverse_moves([{"invoice_date": date}])
        note.invoice_line_ids.filtered(lambda line: line.purchase_line_id != self.pens).unlink()
        note.invoice_line_ids.quantity = pieces
        note.action_post()
        self.env.invalidate_all()
        return note

    def test_expected_until_it_comes(self):
        self.assertEqual(self.pens.qty_received, 1)
        self.assertEqual((self.returned.amazon_credit, self.returned.amazon_credited_on), ("expected", False))
        self.credit(1)
        self.assertEqual(self.returned.amazon_credit, "expected")
        note = self.credit(1, "2026-04-02")
        self.assertEqual(
            (self.returned.amazon_credit, str(self.returned.amazon_credited_on)), ("arrived", "2026-04-02")
        )
        self.assertIn(note.name, self.returned.message_ids[0].body)

    def test_nothing_is_awaited_for_what_went_back(self):
        lock.opened(self.order).amazon_state = "shipped"
        self.assertEqual((self.pens.qty_received, self.pens.amazon_qty_problem), (1, 2))
        self.assertFalse(self.order.amazon_to_receive)
        self.assertNotIn(self.order, self.order.search([("amazon_to_receive", "=", True)]))
        self.assertEqual(self.pens._amazon_qty_unreceived(), 2, "replacements can be received")

    def test_nobody_is_asked_whether_it_has_arrived(self):
        self.ship(("1", "3"), ("2", "2"))
        self.assertEqual(self.pens.amazon_qty_shipped, 3)
        self.assertFalse(self.order._amazon_overdue_lines())
        self.assertNotIn(self.order, self.order._find_amazon_unreceived())

    def test_replacements_are_received(self):
        replacement = self.order._create_amazon_receipt()
        vals = self.pens._prepare_stock_move_vals(replacement, 10, 2, self.pens.product_uom_id)
        self.env["stock.move"].create({**vals, "move_dest_ids": False})._action_confirm()._action_assign()
        self.validate(replacement)
        self.assertEqual((self.pens.qty_received, self.pens.amazon_qty_problem), (3, 0))

    def test_credit_note_comes_first(self):
        self.returned.amazon_credit = False
        self.credit(2)
        self.order._expect_amazon_credit(self.returned.move_ids)
        self.assertEqual(self.returned.amazon_credit, "arrived")

    def test_named_by_the_number_that_is_there_before_it_is_posted(self):
        document = InvoiceDocument(
            invoice_id="CM-7",
            purpose="lineLevelCreditMemo",
            orders=[InvoicedOrder(self.order.name, "", lines=[InvoiceLine("-2", "10.00", "1")])],
            subtotal="-20.00",
            net="-20.00",
            currency=self.order.currency_id.name,
        )
        self.assertProcessed(self.receive(document))
        self.env.invalidate_all()
        self.assertEqual(self.returned.amazon_credit, "arrived")
        self.assertIn("this return: CM-7", self.returned.message_ids[0].body)

    def test_without_refund(self):
        receipt = self.order.picking_ids.filtered(lambda each: each.picking_type_code == "incoming")
        wizard = self.env["stock.return.picking"].create({"picking_id": receipt.id})
        wizard.product_return_moves.write({"to_refund": False, "quantity": 1})
        returned = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        returned.move_ids.picked = True
        returned.button_validate()
        self.assertFalse(returned.amazon_credit)

    def test_ordinary_return(self):
        product = self.env["product.product"].create({"name": "Plain", "type": "consu"})
        line = Command.create({"product_id": product.id, "product_qty": 1, "price_unit": 1})
        plain = self.env["purchase.order"].create({"partner_id": self.vendor.id, "order_line": [line]})
        plain.button_confirm()
        plain.picking_ids.move_ids.picked = True
        plain.picking_ids.button_validate()
        wizard = self.env["stock.return.picking"].create({"picking_id": plain.picking_ids.id})
        wizard.product_return_moves.quantity = 1
        returned = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        returned.move_ids.picked = True
        returned.button_validate()
        self.assertEqual((returned.state, returned.amazon_credit), ("done", False))
