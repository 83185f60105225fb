from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext

from ...protocol.received import take_in
from ...tools import lock
from ..answer_case import AnswerCase
from ..answers import MOMENT, ConfirmationDocument, Status, StatusUpdateDocument
from ..carts import Line
from ..ship_notices import Portion, ShipNoticeDocument

LATER = "2026-03-18T10:00:00+0000"


@tagged("post_install", "-at_install")
class TestConfirmation(AnswerCase):
    """Amazon's answer is on the lines; what was ordered stays as it is."""

    def setUp(self):
        super().setUp()
        self.order = self.make_sent_order(Line(price="10.00", quantity="3"), Line(price="5.00", quantity="2"))
        self.pens, self.paper = self.order.order_line
        self.count = 0

    def answer(self, *statuses, **header):
        self.count += 1
        document = ConfirmationDocument(
            number=self.order.name, reference="", payload_id=f"answer-{self.count}@amazon.com", statuses=[*statuses]
        )
        return self.receive(document, **header)

    def pieces(self, line):
        return (line.amazon_qty_accepted, line.amazon_qty_backordered, line.amazon_qty_rejected)

    def test_accepted(self):
        self.assertProcessed(self.answer(Status(quantity="3"), Status(quantity="2", line="2")))
        self.assertEqual((self.pieces(self.pens), self.pieces(self.paper)), ((3, 0, 0), (2, 0, 0)))
        self.assertEqual((self.order.amazon_state, self.order.acknowledged), ("confirmed", True))
        self.assertFalse(self.order.amazon_price_decision)

    def test_one_line_over_several_statuses(self):
        self.answer(
            Status(quantity="1", delivery="2026-03-20T22:00:00+00:00"),
            Status("backordered", "1", delivery="2026-04-20"),
            Status("reject", "1", error="Out of stock [error: 015-005]"),
        )
        self.assertEqual(self.pieces(self.pens), (1, 1, 1))
        self.assertEqual(self.pens.amazon_line_state, "partial")
        self.assertEqual(str(self.pens.amazon_delivery_date), "2026-04-20")
        self.assertEqual(self.order.amazon_state, "partial")
        self.assertIn("back in stock", self.order.amazon_advice)
        self.assertIn("015-005", self.order.activity_ids.note)

    def test_advice_does_not_repeat_what_amazon_says(self):
        self.answer(
            Status("reject", "3", error="This item is out of stock. [Error code: 015-005]"), Status("reject", "2", "2")
        )
        note = html2plaintext(self.order.activity_ids.note)
        for text in (note, f"{self.order.amazon_refusal}\n{self.order.amazon_advice}"):
            self.assertEqual((text.count("out of stock"), text.count("015-005")), (1, 1), text)

    def test_rejected_item_does_not_arrive(self):
        self.answer(Status(quantity="3", delivery="2026-03-20"))
        self.assertEqual(str(self.pens.amazon_delivery_date), "2026-03-20")
        self.answer(Status("reject", "3", delivery="2026-03-21"), notice=LATER)
        self.assertEqual(self.pens.amazon_line_state, "rejected")
        self.assertFalse(self.pens.amazon_delivery_date)
        self.assertFalse(self.order.amazon_delivery_date)
        self.assertFalse(self.pens.amazon_status_ids.delivery_date)

    def test_shipment_of_the_rest_brings_no_rejected_item(self):
        self.answer(Status("reject", "3"), Status(quantity="2", line="2"))
        self.receive(ShipNoticeDocument(portions=[Portion(self.order.name, "", items=[])]))
        self.assertEqual(str(self.paper.amazon_delivery_date), "2026-03-20")
        self.assertFalse(self.pens.amazon_delivery_date)

    def test_items_are_expected_on_the_day_that_amazon_names(self):
        self.company.partner_id.tz = "America/New_York"
        self.order.user_id = False
        self.answer(Status(quantity="3", delivery="2026-03-20"), Status(quantity="2", line="2", delivery="2026-03-18"))
        days = [str(line.date_planned) for line in self.pens | self.paper]
        self.assertEqual(days, ["2026-03-20 16:00:00", "2026-03-18 16:00:00"])
        self.assertEqual(str(self.order.date_planned), "2026-03-18 16:00:00")

    def test_day_that_somebody_plans_stays_until_amazon_names_another(self):
        self.answer(Status(quantity="3", delivery="2026-03-20"))
        self.pens.date_planned = "2026-03-25 12:00:00"
        self.answer(Status(quantity="2", line="2", delivery="2026-03-18"))
        self.assertEqual(str(self.pens.date_planned), "2026-03-25 12:00:00")
        self.answer(Status(quantity="3", delivery="2026-03-27"), notice=LATER)
        self.assertEqual(self.pens.date_planned.day, 27)

    def test_charges_are_expected_with_the_first_item(self):
        order = self.make_sent_order(Line(quantity="3"), shipping="4.00", tax="2.00", payload_id="charged")
        document = ConfirmationDocument(
            number=order.name,
            reference="",
            payload_id="with-charges@amazon.com",
            statuses=[Status(quantity="3", delivery="2026-03-20")],
        )
        self.assertProcessed(self.receive(document))
        self.assertEqual({str(line.date_planned.date()) for line in order.order_line}, {"2026-03-20"})
        self.assertEqual(len(order.order_line), 3)

    def test_backordered_is_not_accepted(self):
        self.answer(Status("backordered", "3"), Status("backordered", "2", "2"))
        self.assertEqual(self.pens.amazon_line_state, "backordered")
        self.assertEqual((self.order.amazon_state, self.order.acknowledged), ("partial", False))

    def test_several_amazon_orders(self):
        self.answer(
            Status(quantity="2", ref="113-0000000-0000001"),
            Status(quantity="1", ref="113-0000000-0000002"),
            Status(quantity="2", line="2", ref="113-0000000-0000002"),
            confirm_id="113-0000000-0000001",
        )
        self.assertEqual(self.order.amazon_order_ref, "113-0000000-0000001, 113-0000000-0000002")
        for ref in ("113-0000000-0000001", "113-0000000-0000002"):
            self.assertIn(
                f"https://www.amazon.com/gp/your-account/order-details?orderID={ref}", self.order.amazon_order_links
            )
        self.assertEqual(self.order.amazon_state, "confirmed")

    def test_order_number_that_is_no_number_is_no_link(self):
        self.answer(Status(quantity="3", ref='"><script>'), confirm_id="")
        self.assertNotIn("<a", self.order.amazon_order_links)
        self.assertNotIn("<script", self.order.amazon_order_links)

    def test_later_answer_replaces_what_it_speaks_of(self):
        self.answer(Status("backordered", "3"), Status(quantity="2", line="2"))
        self.answer(Status(quantity="3"), notice=LATER)
        self.assertEqual((self.pieces(self.pens), self.pieces(self.paper)), ((3, 0, 0), (2, 0, 0)))
        self.assertEqual(self.order.amazon_state, "confirmed")

    def test_older_answer_never_undoes_a_newer_one(self):
        self.answer(Status(quantity="3"), notice=LATER)
        self.assertProcessed(self.answer(Status("reject", "3"), Status("reject", "2", "2")))
        self.assertEqual((self.pieces(self.pens), self.pieces(self.paper)), ((3, 0, 0), (0, 0, 2)))
        self.assertEqual(self.order.amazon_state, "partial")

    def test_answer_of_the_same_second_does_not_revive_a_refused_order(self):
        """Amazon dates its answers to the second, and they overtake each other."""
        self.answer(Status("reject", "3"), Status("reject", "2", "2"))
        for notice in (MOMENT, "2026-03-17T17:37:26+0000"):
            with self.subTest(notice=notice):
                answer = self.answer(Status(quantity="3"), Status(quantity="2", line="2"), notice=notice)
                self.assertProcessed(answer)
                self.assertIn("before the answer that ended the order", answer.note)
                self.assertEqual((self.order.amazon_state, self.order.state), ("refused", "cancel"))

    def test_unknown_takes_back(self):
        self.answer(Status(quantity="3"))
        self.answer(Status("unknown", "3"), notice=LATER)
        self.assertEqual((self.pieces(self.pens), self.pens.amazon_line_state), ((0, 0, 0), False))

    def test_header_speaks_for_lines_that_are_not_mentioned(self):
        for kind, expected in (
            ("detail", (0, 0, 0)),
            ("accept", (2, 0, 0)),
            ("except", (2, 0, 0)),
            ("backordered", (0, 2, 0)),
            ("reject", (0, 0, 2)),
        ):
            with self.subTest(kind=kind):
                self.order = self.make_sent_order(Line(quantity="3"), Line(quantity="2"), payload_id=kind)
                self.pens, self.paper = self.order.order_line
                self.assertProcessed(self.answer(Status(quantity="3"), type=kind))
                self.assertEqual((self.pieces(self.pens), self.pieces(self.paper)), ((3, 0, 0), expected))

    def test_header_alone(self):
        self.answer(type="accept")
        self.assertEqual(self.order.amazon_state, "confirmed")

    def test_rejected_pieces_leave_open_value_and_bill(self):
        pens = self.pens.product_id
        pens.purchase_method = "purchase"
        self.answer(Status(quantity="1"), Status("reject", "2"), Status(quantity="2", line="2"))
        self.assertEqual((self.pens.product_qty, self.pens.price_unit), (3, 10))
        self.assertEqual((self.order.amazon_total, self.order.amazon_open_total), (40, 20))
        self.assertEqual(self.pens.qty_to_invoice, 1)

    def test_open_value_follows_confirmed_prices(self):
        for statuses, header, expected in (
            ([Status(quantity="3", price="12.00")], {}, 46),
            ([Status(quantity="2", price="12.00"), Status("reject", "1")], {}, 34),
            ([Status(quantity="3", price="9.00"), Status(quantity="2", line="2")], {}, 37),
            ([Status(quantity="3", price="12.00"), Status(quantity="2", line="2")], {"total": "47.50"}, 47.5),
            ([Status("reject", "3", price="12.00")], {}, 10),
        ):
            with self.subTest(statuses=statuses):
                order = self.make_sent_order(
                    Line(price="10.00", quantity="3"), Line(price="5.00", quantity="2"), payload_id=f"o{expected}"
                )
                self.order = order
                self.assertProcessed(self.answer(*statuses, **header))
                self.assertEqual((order.amazon_total, order.amazon_open_total), (40, expected))

    def test_higher_price_is_of_the_open_value_with_its_tax(self):
        tax = self.make_tax(10)
        lock.opened(self.pens).tax_ids = tax
        self.answer(Status(quantity="3", price="11.00"))
        self.assertAlmostEqual(self.order.amazon_open_total, 43.3)

    def test_flagged_price_needs_attention_until_somebody_has_seen_to_it(self):
        self.config.price_change_policy = "keep"
        self.answer(Status(quantity="3", price="12.00"))
        needy = self.env["purchase.order"].search([("amazon_needs_attention", "=", True)])
        self.assertEqual((self.order.amazon_price_decision, self.order in needy), ("flagged", True))
        self.assertTrue(self.order.amazon_needs_attention)
        self.order.activity_ids.action_feedback()
        self.order.invalidate_recordset()
        self.assertFalse(self.order.amazon_needs_attention)
        self.assertNotIn(self.order, needy.search([("amazon_needs_attention", "=", True)]))

    def test_all_rejected_is_refused_and_cancelled(self):
        self.answer(
            Status("reject", "3", error="No [x: 001-012]"), Status("reject", "2", "2"), error="Nothing [x: 001-012]"
        )
        self.assertEqual((self.order.amazon_state, self.order.state), ("refused", "cancel"))
        self.assertEqual(self.order.amazon_open_total, 0)
        self.assertIn("Read the reasons on the lines", self.order.amazon_advice)
        self.assertEqual(self.order.activity_ids.user_id, self.buyer)

    def reject_all(self):
        return self.answer(Status("reject", "3"), Status("reject", "2", "2"), notice=LATER)

    def test_test_order_that_amazon_cancels_after_its_answer_alarms_nobody(self):
        self.answer(Status(quantity="3"), Status(quantity="2", line="2"))
        self.assertProcessed(self.reject_all())
        self.assertEqual((self.order.amazon_state, self.order.state), ("cancelled", "cancel"))
        self.assertFalse(self.order.activity_ids or self.order.amazon_refusal or self.order.amazon_needs_attention)
        self.assertIn("as it does with every test order", "".join(self.order.message_ids.mapped("body")))
        rows = self.env["amazon.punchin.report"].search([("order_id", "=", self.order.id)])
        self.assertFalse(any(rows.mapped("rejected_by")) or sum(rows.mapped("quantity_rejected")))

    def test_real_order_that_amazon_cancels_after_its_answer_needs_attention(self):
        lock.opened(self.order).amazon_mode = "active"
        self.answer(Status(quantity="3"), Status(quantity="2", line="2"))
        self.reject_all()
        self.assertEqual((self.order.amazon_state, self.order.state), ("refused", "cancel"))
        self.assertTrue(self.order.amazon_needs_attention)

    def test_refused_order_needs_attention_until_somebody_has_seen_to_it(self):
        self.reject_all()
        orders = self.env["purchase.order"]
        self.assertIn(self.order, orders.search([("amazon_needs_attention", "=", True)]))
        self.order.activity_ids.with_user(self.buyer).action_feedback()
        self.assertFalse(self.order.amazon_needs_attention)
        self.assertNotIn(self.order, orders.search([("amazon_needs_attention", "=", True)]))

    def test_confirmation_settles_what_was_unknown(self):
        message = self.order._outgoing_amazon_message()
        message.state = "unknown"
        self.answer(Status(quantity="3"), Status(quantity="2", line="2"))
        self.assertEqual(message.state, "sent")

    def test_rest_under_another_order_number_adds_to_the_first(self):
        self.answer(Status(quantity="2", ref="A"))
        self.answer(Status(quantity="1", ref="B"), notice=LATER)
        self.assertEqual((self.pieces(self.pens), self.pens.amazon_line_state), ((3, 0, 0), "accepted"))
        self.answer(Status(quantity="1", ref="B", delivery="2026-04-20"), notice="2026-03-19T10:00:00+0000")
        self.assertEqual(self.pieces(self.pens), (3, 0, 0))
        self.assertEqual(len(self.pens.amazon_status_ids), 2)

    def test_header_has_the_order_number_of_statuses_without_one(self):
        self.answer(Status(quantity="2", ref=""), confirm_id="A")
        self.answer(Status(quantity="1", ref=""), confirm_id="B", notice=LATER)
        self.assertEqual(self.pieces(self.pens), (3, 0, 0))

    def test_more_than_is_left_under_another_order_number_replaces_the_first(self):
        self.answer(Status("backordered", "3", ref="A"))
        self.answer(Status(quantity="3", ref="B"), notice=LATER)
        self.assertEqual(self.pieces(self.pens), (3, 0, 0))

    def test_more_than_ordered_is_flagged(self):
        self.answer(Status(quantity="30"), Status(quantity="2", line="2"))
        self.assertIn("Amazon's answer covers 30 of", self.order.amazon_warning)
        self.assertEqual(self.order.activity_ids.summary, "Amazon's answer covers more than was ordered")
        self.answer(Status(quantity="3"), Status("reject", "3"), notice=LATER)
        self.assertIn("Amazon's answer covers 6 of", self.order.amazon_warning)
        self.assertEqual((self.pieces(self.pens), self.pens.amazon_line_state), ((3, 0, 0), "accepted"))

    def test_header_without_lines_settles_what_was_unknown(self):
        message = self.order._outgoing_amazon_message()
        message.state = "unknown"
        lock.opened(self.order).amazon_state = "unknown"
        self.assertProcessed(self.answer(type="detail", confirm_id="113-0000000-0000001"))
        self.assertEqual((message.state, self.order.amazon_state), ("sent", "sent"))
        self.assertEqual(self.order.amazon_order_ref, "113-0000000-0000001")

    def test_older_answer_keeps_its_order_number(self):
        self.answer(Status(quantity="3", ref="B"), confirm_id="B", notice=LATER)
        self.answer(Status(quantity="3", ref="A"), confirm_id="A")
        self.assertEqual((self.order.amazon_order_ref, self.order.partner_ref), ("A, B", "A, B"))

    # --- Prices --------------------------------------------------------------------------

    def test_changed_price_is_flagged(self):
        self.answer(Status(quantity="3", price="12.00"), Status(quantity="2", line="2"))
        self.assertEqual((self.pens.amazon_confirmed_price, self.pens.price_unit), (12, 10))
        self.assertEqual(self.order.amazon_price_decision, "flagged")
        self.assertIn("was ordered at $\xa010.00, but Amazon charges $\xa012.00", self.order.amazon_warning)
        self.assertEqual(self.order.activity_ids.user_id, self.buyer)

    def test_tolerance_of_amount_and_percent(self):
        for amount, percent, expected in (
            (0, 0, "flagged"),
            (2, 0, False),
            (1.99, 0, "flagged"),
            (0, 20, False),
            (0, 19, "flagged"),
            (0.5, 20, False),
            (2, 1, False),
        ):
            with self.subTest(amount=amount, percent=percent):
                self.config.write({"price_tolerance_amount": amount, "price_tolerance_percent": percent})
                self.order = self.make_sent_order(Line(quantity="1"), payload_id=f"{amount} {percent}")
                self.answer(Status(price="12.00"))
                self.assertEqual(self.order.amazon_price_decision, expected)

    def test_total_is_compared_with_items_shipping_and_tax(self):
        for total, expected in (("14.49", False), ("14.50", "flagged")):
            with self.subTest(total=total):
                line = Line(price="10.00", quantity="1", shipping="2.99", tax="1.50")
                self.order = self.make_sent_order(line, payload_id=total)
                self.answer(Status(), total=total)
                self.assertEqual(self.order.amazon_price_decision, expected)

    def test_total_of_a_partial_answer_says_nothing(self):
        self.answer(Status(quantity="3"), total="30.00")
        self.answer(Status(quantity="3"), Status("reject", "2", "2"), total="30.00", notice=LATER)
        self.assertFalse(self.order.amazon_price_decision)

    def test_total_counts_no_more_once_a_line_is_rejected(self):
        self.answer(Status(quantity="3"), Status(quantity="2", line="2"), total="45.00")
        self.assertEqual(self.order.amazon_price_decision, "flagged")
        self.answer(Status("reject", "2", "2"), notice=LATER)
        self.assertFalse(self.order.amazon_price_decision)

    def test_raised_total_is_noticed_though_not_all_is_taken(self):
        for kind, total, expected in (
            ("reject", "30.00", False),
            ("reject", "25.00", False),
            ("reject", "530.00", "flagged"),
            ("backordered", "40.00", False),
            ("backordered", "540.00", "flagged"),
        ):
            with self.subTest(kind=kind, total=total):
                lines = Line(price="10.00", quantity="3"), Line(price="5.00", quantity="2")
                self.order = self.make_sent_order(*lines, payload_id=f"{kind} {total}")
                self.answer(Status(quantity="3"), Status(kind, "2", "2"), total=total)
                self.assertEqual(self.order.amazon_price_decision, expected)

    def test_price_that_changes_again_leaves_one_activity(self):
        self.answer(Status(quantity="3", price="12.00"))
        self.answer(Status(quantity="3", price="13.00"), notice=LATER)
        self.assertEqual(len(self.order.activity_ids), 1)
        self.assertIn("13.00", self.order.activity_ids.note)

    def ask(self):
        self.config.write({"price_change_policy": "ask", "user_id": self.manager.id})
        self.answer(Status(quantity="3", price="12.00"), Status(quantity="2", line="2"))

    def test_new_price_is_accepted_by_an_administrator(self):
        self.ask()
        self.assertEqual(self.order.amazon_price_decision, "asked")
        self.assertEqual(self.order.activity_ids.user_id, self.manager)
        with self.assertRaises(AccessError):
            self.order.with_user(self.buyer).action_amazon_accept_price()
        self.order.with_user(self.manager).action_amazon_accept_price()
        self.assertEqual(self.order.amazon_price_decision, "accepted")
        self.assertFalse(self.order.activity_ids)
        with self.assertRaisesRegex(UserError, "No changed price is waiting"):
            self.order.with_user(self.manager).action_amazon_refuse_price()
        self.answer(Status(quantity="3", price="12.00"), notice=LATER)
        self.assertEqual(self.order.amazon_price_decision, "accepted")
        self.answer(Status(quantity="3", price="13.00"), notice=LATER)
        self.assertEqual(self.order.amazon_price_decision, "asked")

    def test_accepted_price_is_not_asked_again_for_another_line(self):
        self.config.write({"price_change_policy": "ask", "user_id": self.manager.id})
        self.answer(Status(quantity="3", price="12.00"))
        self.order.with_user(self.manager).action_amazon_accept_price()
        self.answer(Status(quantity="2", line="2"), notice=LATER)
        self.assertEqual(self.order.amazon_price_decision, "accepted")

    def test_new_price_is_refused_by_an_administrator(self):
        self.ask()
        self.order.with_user(self.manager).action_amazon_refuse_price()
        self.assertEqual(self.order.amazon_price_decision, "cancel")
        self.assertIn("cancel the order at Amazon", self.order.amazon_warning)
        self.assertIn(self.buyer, self.order.activity_ids.user_id)

    def test_price_that_was_taken_back(self):
        self.ask()
        self.answer(Status(quantity="3", price="10.00"), notice=LATER)
        self.assertFalse(self.order.amazon_price_decision)
        self.assertFalse(self.order.activity_ids)

    # --- Bad input -----------------------------------------------------------------------

    def test_nothing_is_taken_from_what_cannot_be(self):
        for case, values, sentence in (
            ("currency", {"currency": "EUR", "total": "40.00"}, "is in EUR"),
            ("line", {"statuses": [Status(line="9")]}, "has no line 9"),
            ("order", {"number": "P99999"}, "has no order P99999"),
        ):
            with self.subTest(case):
                message = self.answer(Status(quantity="3"), **values)
                self.assertEqual(message.state, "failed")
                self.assertIn(sentence, message.error)
                self.assertFalse(self.order.amazon_status_ids)
                self.assertEqual(self.order.amazon_state, "sent")

    def test_reference_to_two_orders_is_refused(self):
        other = self.make_sent_order(Line(), payload_id="other")
        reference = other._outgoing_amazon_message().payload_id
        message, code, sentence = self.messages._receive_from_inbox(
            self.config, take_in(bytes(ConfirmationDocument(number=self.order.name, reference=reference)))
        )
        self.assertEqual((message.state, code), ("failed", 406))
        self.assertIn("names two orders", sentence)
        message._process()
        self.assertEqual(message.state, "failed")
        self.assertFalse((self.order | other).amazon_status_ids)

    def test_order_of_another_company(self):
        foreign = self.make_order(self.foreign_buyer, self.other_config)
        message = self.answer(Status(), number=foreign.name, reference="unknown@example.com")
        self.assertIn("has no order", message.error)

    def test_document_against_the_dtd_is_processed_with_a_note(self):
        message = self.answer(Status(quantity="3", delivery="tomorrow"), notice="")
        self.assertProcessed(message)
        self.assertIn("ConfirmationHeader@noticeDate is missing", message.note)
        self.assertIn("“tomorrow”", message.note)

    def test_queries_do_not_grow_with_the_lines(self):
        counts = []
        for number in (2, 40):
            self.order = self.make_sent_order(*[Line(quantity="2")] * number, payload_id=f"{number} lines")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.answer(*(Status(quantity="2", line=str(line)) for line in range(1, number + 1)))
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    # --- Status update -------------------------------------------------------------------

    def update(self, **values):
        reference = self.order._outgoing_amazon_message().payload_id
        return self.receive(StatusUpdateDocument(reference=reference, payload_id="update@amazon.com", **values))

    def test_status_update_is_recorded_on_the_order(self):
        self.assertProcessed(self.update(message="Received well"))
        self.assertIn("200 Received well", self.order.message_ids[0].body)

    def test_status_update_with_an_error_calls_the_buyer(self):
        self.update(code="500", message="Out of order")
        self.assertEqual(self.order.activity_ids.user_id, self.buyer)
        self.assertIn("500 Out of order", self.order.activity_ids.note)
