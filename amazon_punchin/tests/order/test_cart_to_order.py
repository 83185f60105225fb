from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCase

from ...models.order.create import COMPUTED
from ...protocol.received import take_in
from ..carts import CartDocument, Line
from ..common import AmazonCase


@tagged("post_install", "-at_install")
class TestCartToOrder(MailCase, AmazonCase):
    """A cart becomes an order that says exactly what Amazon said."""

    def assertTotal(self, order, total):
        decimals = order.currency_id.decimal_places
        self.assertEqual(f"{order.amount_total:.{decimals}f}", total)
        self.assertEqual(f"{order.amazon_total:.{decimals}f}", total)

    def kinds(self, order):
        return [(line.amazon_kind, line.price_unit) for line in order.order_line]

    def test_line_keeps_what_amazon_said(self):
        order = self.make_order(
            lines=[Line(price="6.99", quantity="3", seller="Pens & More", extrinsics={"ean": "4052305136881"})]
        )
        line = order.order_line
        self.assertRecordValues(
            line,
            [
                {
                    "amazon_asin": "B000TEST01",
                    "amazon_aux_id": "136-4982173-3109337,1",
                    "amazon_seller": "Pens & More",
                    "amazon_fulfiller": "Amazon",
                    "amazon_category": "OFFICE_PRODUCTS",
                    "amazon_unspsc": "44121704",
                    "amazon_manufacturer": "Acme",
                    "amazon_url": "https://www.amazon.com/dp/B000TEST01",
                    "name": "Gel pen, blue",
                    "product_qty": 3,
                    "price_unit": 6.99,
                    "price_subtotal": 20.97,
                }
            ],
        )
        self.assertIn('<Extrinsic name="ean">4052305136881</Extrinsic>', line.amazon_item_in)

    def test_order_belongs_to_the_session_not_to_the_post(self):
        order = self.make_order()
        self.assertEqual(order.amazon_requester_id, self.buyer)
        self.assertEqual(order.create_uid, self.buyer)
        self.assertEqual(order.company_id, self.company)
        self.assertEqual(order.partner_id, self.vendor)
        self.assertEqual(order.amazon_state, "cart")
        self.assertEqual(order.state, "draft")

    def test_us_tax_and_shipping_are_charges(self):
        order = self.make_order(lines=[Line(price="6.99", shipping="2.99", tax="0.87")])
        self.assertEqual(self.kinds(order), [("item", 6.99), ("shipping", 2.99), ("tax", 0.87)])
        self.assertTotal(order, "10.85")
        self.assertFalse(order.order_line.tax_ids)

    def test_vat_uses_the_tax_of_the_same_rate(self):
        tax = self.make_tax(19)
        order = self.make_order(
            currency="EUR",
            lines=[Line(price="100.00", rate="19.00", shipping="5.00", shipping_tax="0.95")],
        )
        self.assertEqual(self.kinds(order), [("item", 100), ("shipping", 5)])
        self.assertEqual(order.order_line.mapped("tax_ids"), tax)
        self.assertTotal(order, "124.95")

    def test_shipping_promotion(self):
        order = self.make_order(lines=[Line(price="40.00", shipping="-3.00")])
        self.assertEqual(self.kinds(order), [("item", 40), ("shipping", -3)])
        self.assertEqual(order.order_line[1].name, "Shipping promotion by Amazon")
        self.assertTotal(order, "37.00")

    def test_header_counts_for_more_than_its_items(self):
        order = self.make_order(lines=[Line(shipping="3.00", tax="1.00")], shipping="5.00", tax="1.50")
        self.assertTotal(order, "16.50")
        said = " ".join(order.message_ids.mapped("body"))
        for text in ("5.00", "3.00", "1.50", "1.00"):
            self.assertIn(text, said)
        self.assertNotIn("amount is used", " ".join(self.make_order(payload_id="agreeing").message_ids.mapped("body")))

    def cart_with_two_taxes(self):
        document = CartDocument(
            self.open_session(),
            currency="USD",
            lines=[Line(price="1000.00", rate="9.00", tax="180.00")],
            payload_id="two",
        ).text()
        begin = document.index("<TaxDetail")
        end = document.index("</TaxDetail>") + len("</TaxDetail>")
        detail = (
            '<TaxDetail category="{}" percentageRate="9.00" purpose="subtotalTax">'
            '<TaxAmount><Money currency="USD">90.00</Money></TaxAmount></TaxDetail>'
        )
        return (document[:begin] + detail.format("cgst") + detail.format("sgst") + document[end:]).encode()

    def order_with_two_taxes(self):
        message = self.messages_of(self.cart_with_two_taxes())
        self.assertEqual((message.state, message.error), ("processed", False))
        return message.order_ids

    def messages_of(self, data):
        received = take_in(data)
        message = self.env["amazon.punchin.message"]._receive(self.config, "PunchOutOrderMessage", received)
        message._process(received)
        return message

    def test_two_taxes_on_one_amount(self):
        taxes = self.make_tax(9, name="CGST 9 %") | self.make_tax(9, name="SGST 9 %")
        order = self.order_with_two_taxes()
        self.assertEqual(self.kinds(order), [("item", 1000)])
        self.assertEqual(order.order_line.tax_ids, taxes)
        self.assertTotal(order, "1180.00")

    def test_two_taxes_among_others_of_their_rate(self):
        taxes = self.make_tax(9, name="CGST 9 %") | self.make_tax(9, name="SGST 9 %")
        self.make_tax(9, name="Something else")
        self.assertEqual(self.order_with_two_taxes().order_line.tax_ids, taxes)

    def test_one_tax_for_two(self):
        tax = self.make_tax(18)
        self.assertEqual(self.order_with_two_taxes().order_line.tax_ids, tax)

    def test_no_tax_for_two_is_a_charge(self):
        self.make_tax(9)
        self.assertEqual(self.kinds(self.order_with_two_taxes()), [("item", 1000), ("tax", 180)])

    def test_vendor_code_of_an_archived_product(self):
        for variant_only in (False, True):
            product = self.env["product.product"].create({"name": "Stapler"})
            self.env["product.supplierinfo"].create(
                {
                    "partner_id": self.vendor.id,
                    "product_code": "B0ARCHIV33",
                    "product_tmpl_id": product.product_tmpl_id.id,
                    "product_id": product.id if variant_only else False,
                }
            )
            (product if variant_only else product.product_tmpl_id).active = False
            order = self.make_order(lines=[Line(asin="B0ARCHIV33")], payload_id=f"archived-{variant_only}")
            self.assertTrue(order.order_line.product_id.active)
            self.assertNotEqual(order.order_line.product_id, product)

    def test_finer_charges_of_items_refuse_no_basket(self):
        order = self.make_order(lines=[Line(tax="0.8749"), Line(tax="0.8751")], tax="1.75", shipping="0.00")
        self.assertTotal(order, "21.75")

    def test_rate_that_two_taxes_have_is_a_charge(self):
        self.make_tax(19)
        self.make_tax(19, name="Another 19 %")
        order = self.make_order(currency="EUR", lines=[Line(price="100.00", rate="19.00")])
        self.assertEqual(self.kinds(order), [("item", 100), ("tax", 19)])
        self.assertTotal(order, "119.00")

    def test_company_default_tax_wins_over_its_twin(self):
        tax = self.make_tax(19)
        self.make_tax(19, name="Another 19 %")
        self.company.account_purchase_tax_id = tax
        order = self.make_order(currency="EUR", lines=[Line(price="100.00", rate="19.00")])
        self.assertEqual(order.order_line.tax_ids, tax)

    def test_tax_that_is_included_in_prices_is_on_top_of_amazons(self):
        tax = self.make_tax(19, price_include_override="tax_included")
        order = self.make_order(currency="EUR", lines=[Line(price="100.00", rate="19.00")])
        self.assertEqual(self.kinds(order), [("item", 100)])
        self.assertEqual((order.order_line.tax_ids, order.order_line.price_subtotal), (tax, 100))
        self.assertTotal(order, "119.00")

    def test_amount_that_does_not_follow_from_its_rate_is_a_charge(self):
        self.make_tax(19)
        order = self.make_order(currency="EUR", lines=[Line(price="100.00", rate="19.00", tax="7.00")])
        self.assertEqual(self.kinds(order), [("item", 100), ("tax", 7)])
        self.assertTotal(order, "107.00")

    def test_only_the_unknown_rate_is_a_charge(self):
        tax = self.make_tax(19)
        order = self.make_order(
            currency="EUR",
            lines=[Line(price="100.00", rate="19.00"), Line(price="10.00", rate="7.00", asin="3161484100")],
        )
        self.assertEqual(self.kinds(order), [("item", 100), ("item", 10), ("tax", 0.7)])
        self.assertEqual(order.order_line.mapped("tax_ids"), tax)
        self.assertTotal(order, "129.70")

    def test_rounding_difference_is_shown(self):
        """Amazon rounds each line, a company may round the sum."""
        self.make_tax(19)
        lines = [Line(price="0.39", rate="19.00", asin=f"B00000000{number}") for number in range(7)]
        for method in ("round_per_line", "round_globally"):
            self.company.tax_calculation_rounding_method = method
            order = self.make_order(currency="EUR", lines=lines, payload_id=method)
            self.assertTotal(order, "3.22")
            differences = order.order_line.filtered(lambda line: line.amazon_kind == "rounding")
            self.assertEqual(bool(differences), method == "round_globally")

    def test_yen_has_no_decimals(self):
        tax = self.make_tax(8)
        order = self.make_order(
            currency="JPY", lines=[Line(price="9691", rate="8.00", tax="775", shipping="0")], shipping="0"
        )
        self.assertEqual(order.order_line.tax_ids, tax)
        self.assertTotal(order, "10466")

    def test_what_lines_are_given_is_what_core_would_compute(self):
        """A product may be counted in another unit than Amazon's pieces, or not be a good at all."""
        self.make_tax(19)
        dozens, service = self.env["product.product"].create(
            [
                {"name": "Pens", "type": "consu", "uom_id": self.env.ref("uom.product_uom_dozen").id},
                {"name": "Engraving", "type": "service"},
            ]
        )
        self.env["product.supplierinfo"].create(
            [
                {"partner_id": self.vendor.id, "product_code": code, "product_tmpl_id": product.product_tmpl_id.id}
                for code, product in (("B000DOZENS", dozens), ("B000SERVIC", service))
            ]
        )
        order = self.make_order(
            currency="EUR",
            lines=[
                Line(price="2.50", quantity="24", rate="19.00", asin="B000DOZENS"),
                Line(price="9.99", rate="19.00", asin="B000SERVIC"),
                Line(price="0.39", quantity="3", rate="7.00"),
            ],
        )
        self.assertEqual(order.order_line[0].product_uom_qty, 2)
        names = (*COMPUTED, "qty_received")
        given = order.order_line.read(names, load=None)
        for name in names:
            self.env.add_to_compute(order.order_line._fields[name], order.order_line)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(order.order_line.read(names, load=None), given)

    def test_amounts_of_orders_in_two_currencies_are_computed_at_once(self):
        orders = self.make_order(lines=[Line(price="6.99")]) | self.make_order(
            currency="JPY", payload_id="2", lines=[Line(price="969")], shipping="0"
        )
        lines = orders.order_line
        before = lines.mapped("price_total")
        self.env.add_to_compute(lines._fields["price_total"], lines)
        self.env.flush_all()
        self.assertEqual(lines.mapped("price_total"), before)

    def test_amounts_are_what_core_would_compute(self):
        """The short way to a line's amounts ends on the same cent as core's."""
        tax = self.make_tax(7.7)
        order = self.make_order(
            currency="EUR",
            lines=[
                Line(price=f"{Decimal(cents) / 100:.2f}", quantity=str(1 + cents % 9), rate="7.70", asin=f"B{cents:09}")
                for cents in range(1, 200, 7)
            ],
        )
        taxed = order.order_line.filtered("tax_ids")
        self.assertEqual((len(taxed), taxed.tax_ids), (29, tax))
        for line in taxed:
            details = tax.compute_all(line.price_unit, order.currency_id, line.product_qty)
            self.assertAlmostEqual(line.price_subtotal, details["total_excluded"], 6)
            self.assertAlmostEqual(line.price_total, details["total_included"], 6)

    def test_company_currency_is_what_core_would_compute(self):
        self.make_tax(19)
        self.env["res.currency.rate"].create(
            {"currency_id": self.env.ref("base.EUR").id, "rate": 0.8731, "company_id": self.company.id}
        )
        lines = [
            Line(price=f"{number}.37", rate="19.00", quantity="3", asin=f"B{number:09}") for number in range(1, 30)
        ]
        self.company.tax_calculation_rounding_method = "round_globally"
        order = self.make_order(currency="EUR", lines=lines)
        base_lines = [line._prepare_base_line_for_taxes_computation() for line in order.order_line]
        tax_engine = self.env["account.tax"]
        tax_engine._add_tax_details_in_base_lines(base_lines, self.company)
        tax_engine._round_base_lines_tax_details(base_lines, self.company)
        totals = tax_engine._get_tax_totals_summary(base_lines, order.currency_id, self.company)
        self.assertAlmostEqual(order.amount_total_cc, totals["total_amount"], 6)
        self.assertAlmostEqual(order.amount_untaxed, totals["base_amount_currency"], 6)
        self.assertAlmostEqual(order.amount_total, totals["total_amount_currency"], 6)

    def test_chatter_does_not_tell_how_the_total_grew(self):
        token = self.open_session()
        env = self.env(context={})
        cart = take_in(bytes(CartDocument(token)))
        message = env["amazon.punchin.message"]._receive(self.config.with_env(env), "PunchOutOrderMessage", cart)
        message._process(cart)
        self.flush_tracking()
        self.assertTrue(message.order_ids.message_ids)
        self.assertFalse(message.order_ids.message_ids.tracking_value_ids)

    def test_no_query_per_line(self):
        counts = []
        for size in (20, 120):
            lines = [Line(asin=f"B{number:09}") for number in range(size)]
            self.make_order(lines=lines, payload_id=f"warm-{size}")
            token = self.open_session()
            cart = take_in(bytes(CartDocument(token, lines=lines)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["amazon.punchin.message"]._receive(self.config, "PunchOutOrderMessage", cart)._process(cart)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1] - counts[0], 5)

    def test_generic_product_for_each_category(self):
        lines = [
            Line(asin="B000000001"),
            Line(asin="B000000002"),
            Line(asin="B000000003", category="COMPUTERS"),
            Line(asin="B000000004", category=""),
        ]
        first = self.make_order(lines=lines)
        second = self.make_order(lines=lines)
        products = first.order_line.product_id
        self.assertEqual(products.mapped("name"), ["Amazon: Office products", "Amazon: Computers", "Amazon: Other"])
        self.assertEqual(second.order_line.product_id, products)

    def test_one_product_for_each_asin(self):
        self.config.product_policy = "asin"
        order = self.make_order(lines=[Line(asin="B000000001"), Line(asin="B000000002"), Line(asin="B000000001")])
        first, second, third = order.order_line
        self.assertEqual(first.product_id, third.product_id)
        self.assertNotEqual(first.product_id, second.product_id)
        self.assertEqual(first.product_id.amazon_asin, "B000000001")
        self.assertFalse(first.product_id.seller_ids)
        self.assertEqual(self.make_order(lines=[Line(asin="B000000002")]).order_line.product_id, second.product_id)

    def test_vendor_product_code_comes_first(self):
        product = self.env["product.product"].create({"name": "Our pen"})
        product.seller_ids = [(0, 0, {"partner_id": self.vendor.id, "product_code": "B000TEST01", "price": 1})]
        order = self.make_order()
        self.assertEqual(order.order_line.product_id, product)
        self.assertEqual(order.order_line.price_unit, 10)

    def test_price_lists_never_touch_an_amazon_line(self):
        product = self.env["product.product"].create({"name": "Our pen"})
        product.seller_ids = [(0, 0, {"partner_id": self.vendor.id, "product_code": "B000TEST01", "price": 1})]
        order = self.make_order()
        order.order_line.date_planned = "2030-01-01 12:00:00"
        product.seller_ids.price = 2
        self.env.flush_all()
        self.assertEqual(order.order_line.price_unit, 10)

    def test_confirmation_adds_no_price_list(self):
        order = self.code(self.make_order())
        order.button_confirm()
        self.assertFalse(order.order_line.product_id.seller_ids)

    def test_tax_of_nothing(self):
        tax = self.config.tax_ids = self.make_tax(0)
        order = self.make_order(currency="EUR", lines=[Line(price="10.00", rate="0.00")])
        self.assertEqual(order.order_line.tax_ids, tax)
        self.assertTotal(order, "10.00")

    def test_product_of_another_company_is_not_used(self):
        self.config.product_policy = "asin"
        self.env["product.product"].create(
            {"name": "Theirs", "company_id": self.other_company.id, "amazon_asin": "B000TEST01"}
        )
        message = self.bring(CartDocument(self.open_session()))
        self.assertEqual(message.state, "failed")
        self.assertIn("belongs to Other Company", message.error)

    def test_page_of_an_item_must_be_https(self):
        order = self.make_order(lines=[Line(extrinsics={"detailPageURL": "javascript:alert(1)"})])
        self.assertFalse(order.order_line.amazon_url)

    def test_fifty_one_items_make_an_order_that_warns(self):
        order = self.make_order(lines=[Line(asin=f"B{number:09}") for number in range(51)])
        self.assertIn("at most 50", order.amazon_blocking)
        self.code(order)
        with self.assertRaisesRegex(UserError, "split the basket"):
            order.button_confirm()
        self.assertEqual((order.state, order.amazon_state), ("draft", "cart"))
