from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ...tools import lock
from ...tools.carriers import tracking_page
from ..answer_case import AnswerCase
from ..answers import ConfirmationDocument, Status
from ..carts import Line
from ..ship_notices import Portion, ShipNoticeDocument

LATER = "2026-03-18T10:00:00+0000"


@tagged("post_install", "-at_install")
class TestShipment(AnswerCase):
    """A ship notice becomes a shipment, and its pieces are counted on the order's lines."""

    def setUp(self):
        super().setUp()
        self.order = self.make_sent_order(Line(price="10.00", quantity="3"), Line(price="5.00", quantity="2"))
        self.pens, self.paper = self.order.order_line
        self.count = 0

    def notice(self, *items, order=None, **values):
        self.count += 1
        portion = Portion(number=(order or self.order).name, reference="", items=[*items])
        values.setdefault("portions", [portion])
        return self.receive(ShipNoticeDocument(payload_id=f"notice-{self.count}@amazon.com", **values))

    def shipped(self):
        return (self.pens.amazon_qty_shipped, self.paper.amazon_qty_shipped)

    def test_shipment_in_any_order_of_lines(self):
        message = self.notice(("2", "2"), ("1", "3"))
        self.assertProcessed(message)
        self.assertEqual(self.shipped(), (3, 2))
        self.assertEqual(self.order.amazon_state, "shipped")
        (shipment,) = self.order.amazon_shipment_ids
        self.assertRecordValues(
            shipment,
            [
                {
                    "name": "D1234567",
                    "state": "shipped",
                    "carrier": "UPS",
                    "tracking_numbers": "1Z999AA10123456784",
                    "company_id": self.company.id,
                    "has_excess": False,
                }
            ],
        )
        self.assertEqual((str(shipment.shipment_date), str(shipment.delivery_date)), ("2026-03-17", "2026-03-20"))
        self.assertIn('href="https://www.ups.com/track?tracknum=1Z999AA10123456784"', shipment.tracking_links)
        self.assertEqual(str(self.pens.amazon_delivery_date), "2026-03-20")

    def test_partial_and_several(self):
        self.notice(("1", "2"))
        self.assertEqual((self.shipped(), self.order.amazon_state), ((2, 0), "partial"))
        self.notice(("1", "1"), ("2", "2"), shipment_id="D2")
        self.assertEqual((self.shipped(), self.order.amazon_state), ((3, 2), "shipped"))
        self.assertEqual(self.order.amazon_shipment_count, 2)

    def test_header_alone_is_the_whole_order(self):
        self.notice()
        self.assertEqual((self.shipped(), self.order.amazon_state), ((3, 2), "shipped"))

    def test_shipment_comes_before_the_confirmation(self):
        self.notice(("1", "3"))
        self.assertEqual(self.pens.amazon_line_state, "accepted")
        self.receive(
            ConfirmationDocument(
                number=self.order.name, reference="", statuses=[Status(quantity="3"), Status("reject", "2", "2")]
            )
        )
        self.assertEqual((self.order.amazon_state, self.order.amazon_open_total), ("shipped", 30))

    def test_header_alone_leaves_out_what_is_rejected(self):
        answer = ConfirmationDocument(
            number=self.order.name, reference="", statuses=[Status(quantity="3"), Status("reject", "2", "2")]
        )
        for first, second in ((self.notice, lambda: self.receive(answer)), (lambda: self.receive(answer), self.notice)):
            with self.subTest(), self.cr.savepoint() as savepoint:
                first()
                second()
                self.assertEqual(self.shipped(), (3, 0))
                self.assertEqual((self.order.amazon_state, self.order.amazon_open_total), ("shipped", 30))
                savepoint.rollback()

    def test_header_alone_is_what_no_other_shipment_has(self):
        self.notice(("1", "2"))
        self.notice(shipment_id="D2")
        self.assertEqual(self.shipped(), (3, 2))
        self.notice(("1", "1"), shipment_id="D3")
        self.assertEqual(self.shipped(), (3, 2))

    def test_header_alone_beside_items_of_the_same_order(self):
        number = self.order.name
        for items in ([("1", "3")], []):
            self.notice(portions=[Portion(number, "", items), Portion(number, "", [])], notice=LATER)
            self.assertEqual(self.shipped(), (3, 2))
            self.assertFalse(self.order.amazon_shipment_ids.has_excess)

    def test_refused_order_is_shipped_all_the_same(self):
        statuses = [Status("reject", "3"), Status("reject", "2", "2")]
        self.receive(ConfirmationDocument(number=self.order.name, reference="", statuses=statuses))
        self.order.activity_ids.unlink()
        self.assertProcessed(self.notice())
        self.assertEqual((self.shipped(), self.order.amazon_state, self.order.state), ((3, 2), "refused", "cancel"))
        self.assertIn("Amazon shipped 3 of", self.order.amazon_warning)
        self.assertEqual(self.order.activity_ids.user_id, self.buyer)
        self.assertIn("although the order was cancelled", self.config.activity_ids.summary)

    def test_shipment_settles_what_was_unknown(self):
        message = self.order._outgoing_amazon_message()
        message.state = "sending"
        message._conclude("unknown", lambda _env: "The connection broke.")
        lock.opened(self.order).write({"amazon_state": "unknown", "amazon_refusal": "The connection broke."})
        self.notice(("1", "3"))
        self.assertEqual((message.state, self.order.amazon_state), ("sent", "partial"))
        self.assertFalse(self.order.amazon_refusal)

    def test_what_is_on_its_way_was_not_rejected(self):
        self.notice(("1", "3"))
        self.receive(ConfirmationDocument(number=self.order.name, reference="", statuses=[Status("reject", "3")]))
        self.assertEqual((self.pens.amazon_qty_rejected, self.pens.amazon_line_state), (0, "accepted"))

    def test_rejection_is_over_once_the_pieces_are_on_their_way(self):
        statuses = [Status(quantity="3"), Status("reject", "1", "2")]
        self.receive(ConfirmationDocument(number=self.order.name, reference="", statuses=statuses))
        self.assertEqual(self.order.activity_ids.mapped("amazon_cause"), ["partial"])
        self.notice(("1", "3"), ("2", "1"))
        self.assertEqual(self.order.activity_ids.mapped("amazon_cause"), ["partial"])
        self.notice(("2", "1"), shipment_id="D2")
        self.assertEqual((self.shipped(), self.paper.amazon_qty_rejected), ((3, 2), 0))
        self.assertFalse(self.order.activity_ids)

    def test_same_shipment_again_replaces_it(self):
        self.notice(("1", "3"))
        self.notice(("1", "2"), operation="update", notice=LATER)
        self.assertEqual(self.shipped(), (2, 0))
        self.assertEqual(self.order.amazon_shipment_count, 1)

    def test_older_notice_never_undoes_a_newer_one(self):
        self.notice(("1", "3"), operation="update", notice=LATER)
        self.assertProcessed(self.notice(("1", "1")))
        self.assertEqual(self.shipped(), (3, 0))

    def test_withdrawn_shipment_counts_no_more(self):
        self.notice(("1", "3"), ("2", "2"))
        self.assertProcessed(self.notice(operation="delete", notice=LATER, portions=[]))
        self.assertEqual((self.shipped(), self.order.amazon_shipment_ids.state), ((0, 0), "withdrawn"))
        self.assertEqual(self.order.amazon_state, "sent")
        self.notice(("1", "3"))
        self.assertEqual(self.shipped(), (0, 0))

    def test_rejected_after_its_shipment_was_withdrawn(self):
        """Amazon may cancel whatever it has not sent, also what it once said that it had sent."""
        self.order = self.make_sent_order(Line(price="10.00"), payload_id="second")
        self.notice(("1", "1"))
        self.assertProcessed(self.reject("2026-03-17T19:00:00+0000"))
        self.assertEqual(self.order.amazon_state, "shipped", "what is on its way was not rejected")
        self.assertProcessed(self.notice(operation="delete", notice=LATER, portions=[]))
        self.assertProcessed(self.reject("2026-03-19T10:00:00+0000"))
        self.assertEqual((self.order.state, self.order.amazon_state), ("cancel", "cancelled"))

    def reject(self, notice):
        self.count += 1
        document = ConfirmationDocument(
            number=self.order.name,
            reference="",
            notice=notice,
            statuses=[Status("reject")],
            payload_id=f"rejection-{self.count}@amazon.com",
        )
        return self.receive(document)

    def test_bill_of_an_order_that_goes_out_again(self):
        """What was shipped of an order that was refused stays shipped, whatever becomes of its document."""
        self.notice(("1", "3"), ("2", "2"))
        for state in ("pending", "unknown"):
            with self.subTest(state=state):
                lock.opened(self.order).amazon_state = state
                self.order._settle_after_amazon_bill()
                self.assertEqual(self.order.amazon_state, "shipped")

    def test_more_than_ordered_is_flagged(self):
        self.notice(("1", "5"))
        self.assertTrue(self.order.amazon_shipment_ids.has_excess)
        self.assertIn("Amazon shipped 5", self.order.amazon_warning)
        self.assertEqual(self.order.activity_ids.summary, "Amazon shipped more than was ordered")

    def test_two_orders_in_one_shipment(self):
        other = self.make_sent_order(Line(quantity="1"), payload_id="other")
        self.notice(
            portions=[
                Portion(self.order.name, "", [("1", "3"), ("2", "2")]),
                Portion(other.name, "", []),
            ]
        )
        self.assertEqual((self.order.amazon_state, other.amazon_state), ("shipped", "shipped"))
        self.assertEqual(self.order.amazon_shipment_ids, other.amazon_shipment_ids)

    def test_carrier_without_a_name(self):
        self.assertProcessed(
            self.notice(("1", "1"), carriers=[("companyName", "")], tracking_url="https://x.example/1")
        )
        self.assertIn('href="https://x.example/1"', self.order.amazon_shipment_ids.tracking_links)
        self.notice(("1", "1"), carriers=[], shipment_id="D2", tracking=["<b>1</b>".replace("<", "&lt;")])
        self.assertNotIn("<b>", self.order.amazon_shipment_ids.filtered(lambda s: s.name == "D2").tracking_links)

    def test_tracking_pages(self):
        for carrier, host in (
            ("UPS", "www.ups.com"),
            ("UPS_GROUND", "www.ups.com"),
            ("FedEx", "www.fedex.com"),
            ("USPS", "tools.usps.com"),
            ("DHL Paket", "www.dhl.com"),
            ("AMZN_US", "track.amazon.com"),
            ("Yamato Transport", "member.kms.kuronekoyamato.co.jp"),
            ("ヤマト運輸", "member.kms.kuronekoyamato.co.jp"),
            ("佐川急便", "k2k.sagawa-exp.co.jp"),
            ("Correos Express", "www.correos.es"),
            ("PostNL", "jouw.postnl.nl"),
            ("Österreichische Post", "www.post.at"),
            ("Chronopost", "www.chronopost.fr"),
            ("Seino Transportation", "track.seino.co.jp"),
            ("福山通運株式会社", "corp.fukutsu.co.jp"),
            ("Posti", "www.posti.fi"),
            ("Poste Italiane", "www.poste.it"),
            ("An Post", "www.anpost.com"),
            ("CTT Expresso", "www.ctt.pt"),
            ("Česká pošta", "www.postaonline.cz"),
        ):
            self.assertTrue(tracking_page(carrier, "1 2/3").startswith(f"https://{host}/"), carrier)
            self.assertTrue(tracking_page(carrier, "1 2/3").endswith("1%202%2F3"), carrier)
        self.assertEqual(tracking_page("Somebody", "1"), "")

    def test_nothing_is_taken_from_what_cannot_be(self):
        for case, portions, sentence in (
            ("line", [Portion(self.order.name, "", [("9", "1")])], "has no line 9"),
            ("order", [Portion("P99999", "", [])], "has no order P99999"),
        ):
            with self.subTest(case):
                message = self.notice(portions=portions)
                self.assertEqual(message.state, "failed")
                self.assertIn(sentence, message.error)
                self.assertFalse(self.order.amazon_shipment_ids)

    def test_buyer_sees_shipments_of_own_orders_only(self):
        self.notice(("1", "3"))
        shipment = self.order.amazon_shipment_ids
        action = self.order.with_user(self.buyer).action_view_amazon_shipments()
        self.assertEqual(self.env["amazon.punchin.shipment"].with_user(self.buyer).search(action["domain"]), shipment)
        for user in (self.colleague, self.foreign_buyer, self.employee):
            with self.assertRaises(AccessError):
                shipment.with_user(user).read(["name"])

    def test_order_with_its_answers_opens_for_each_role(self):
        self.receive(ConfirmationDocument(number=self.order.name, reference="", statuses=[Status(quantity="3")]))
        self.notice(("1", "3"))
        for user in (self.buyer, self.purchaser, self.manager):
            with self.subTest(user=user.login), Form(self.order.with_user(user)) as form:
                self.assertEqual(form.amazon_shipment_count, 1)
        with Form(self.order.amazon_shipment_ids.with_user(self.buyer)) as form:
            self.assertEqual(form.carrier, "UPS")
