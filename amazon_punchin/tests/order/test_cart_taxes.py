from odoo.fields import Command
from odoo.tests import tagged

from ..bill.test_bill_taxes import TaxedBillCase
from ..carts import CartDocument, Line


@tagged("post_install", "-at_install")
class TestTaxesOfACart(TaxedBillCase):
    """The order's total is Amazon's, with every kind of tax that a company has."""

    def bring_two_taxes(self, price="33.33", each="3.00", quantity="1"):
        """Bring an item with two taxes of 9 %."""
        tax = str(float(each) * 2)
        text = CartDocument(
            self.open_session(), lines=[Line(price=price, quantity=quantity, rate="9.00", tax=f"{float(tax):.2f}")] * 2
        ).text()
        one = f'purpose="subtotalTax"><TaxAmount><Money currency="USD">{float(tax):.2f}</Money></TaxAmount></TaxDetail>'
        self.assertIn(f'<TaxDetail category="vat" percentageRate="9.00" {one}', text)
        detail = one.replace(f"{float(tax):.2f}", each)
        pair = "".join(f'<TaxDetail category="{name}" percentageRate="9.00" {detail}' for name in ("cgst", "sgst"))
        message = self.bring(text.replace(f'<TaxDetail category="vat" percentageRate="9.00" {one}', pair).encode())
        self.assertTrue(message.order_ids, message.error)
        return message.order_ids

    def make_group(self):
        children = self.make_recoverable(9, name="CGST", type_tax_use="none")
        children |= self.make_recoverable(9, name="SGST", type_tax_use="none")
        return self.make_tax(18, name="GST", amount_type="group", children_tax_ids=[Command.set(children.ids)])

    def test_group_of_taxes(self):
        group = self.make_group()
        methods = ("round_per_line", "round_globally")
        for method, later in (methods, methods[::-1]):
            with self.subTest(method=method):
                self.company.tax_calculation_rounding_method = method
                order = self.bring_two_taxes()
                items = order._amazon_item_lines()
                self.assertEqual(items.tax_ids, group)
                self.assertEqual(items.mapped("price_subtotal"), [33.33, 33.33])
                self.assertEqual((order.amount_total, order.amazon_total), (78.66, 78.66))
                self.company.tax_calculation_rounding_method = later
                order.invalidate_recordset()
                self.assertAlmostEqual(order.tax_totals["total_amount_currency"], 78.66)
                self.assertEqual(order.amount_total, 78.66)

    def test_group_of_taxes_in_a_company_that_enters_prices_with_tax(self):
        self.enter_prices_with_tax(self.company)
        group = self.make_group()
        order = self.bring_two_taxes()
        self.assertEqual(order._amazon_item_lines().tax_ids, group)
        self.assertEqual((order.amount_untaxed, order.amount_total), (66.66, 78.66))

    def test_cost_of_an_item_is_its_price_where_prices_are_entered_with_tax(self):
        self.enter_prices_with_tax(self.company)
        self.make_recoverable(19)
        order = self.make_order(lines=[Line(price="100.00", rate="19.00")])
        self.assertTrue(order.order_line.tax_ids)
        self.assertEqual(order.order_line._get_gross_price_unit(), 100)

    def test_reverse_charge_is_on_the_shipping_too(self):
        tax = self.make_reverse_charge(19)
        usual = self.company.account_purchase_tax_id = self.make_recoverable(19)
        tax.original_tax_ids = usual
        self.vendor.property_account_position_id = self.make_position(tax_ids=[Command.set(tax.ids)])
        for method in ("round_per_line", "round_globally"):
            self.company.tax_calculation_rounding_method = method
            order = self.make_order(lines=[Line(price="100.00", shipping="4.00"), Line(price="33.33")])
            self.assertEqual([line.tax_ids for line in order.order_line], [tax] * 3)
            self.assertEqual((order.amount_tax, order.amount_total), (0, 137.33))

    def test_vendor_abroad_that_charges_tax(self):
        tax = self.make_reverse_charge(19)
        usual = self.company.account_purchase_tax_id = self.make_recoverable(19)
        tax.original_tax_ids = usual
        self.vendor.property_account_position_id = self.make_position(tax_ids=[Command.set(tax.ids)])
        order = self.make_order(lines=[Line(price="100.00", rate="19.00")])
        self.assertEqual((order.order_line.tax_ids, order.amount_total), (usual, 119))

    def test_rule_with_a_group_of_taxes(self):
        group = self.make_group()
        self.env["amazon.punchin.item.rule"].create(
            {"name": "GST", "company_id": self.company.id, "tax_ids": [Command.set(group.ids)]}
        )
        order = self.make_order(lines=[Line(price="100.00", tax="18.00")])
        self.assertEqual((order.order_line.tax_ids, order.amount_total), (group, 118))
