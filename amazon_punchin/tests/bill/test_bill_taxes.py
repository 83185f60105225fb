from odoo.fields import Command
from odoo.tests import tagged

from ...tools import lock
from ..carts import Line
from ..invoices import InvoiceDocument, InvoicedOrder, InvoiceLine, Tax
from .test_invoice_to_bill import BillCase


class TaxedBillCase(BillCase):
    """A company that recovers the tax on what it buys."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        country = cls.company.account_fiscal_country_id = cls.env.ref("base.at")
        cls.env["account.tax.group"].create({"name": "Taxes", "country_id": country.id, "company_id": cls.company.id})
        cls.recoverable = cls.env["account.account"].create(
            {"name": "Recoverable tax", "code": "157699", "account_type": "asset_current"}
        )
        cls.payable = cls.env["account.account"].create(
            {"name": "Tax to pay", "code": "177699", "account_type": "liability_current"}
        )

    def setUp(self):
        super().setUp()
        self.order = self.make_sent_order(Line(price="100.00", quantity="1"), Line(price="33.33", quantity="1"))

    @classmethod
    def make_recoverable(cls, amount, **values):
        """A tax that the vendor charges, and that is recovered."""
        return cls.make_tax(amount, **{**cls.repartition((100, cls.recoverable)), **values})

    @classmethod
    def make_reverse_charge(cls, amount, **values):
        """A tax that the vendor does not charge: the company owes it, and recovers it."""
        owed = cls.repartition((100, cls.recoverable), (-100, cls.payable))
        return cls.make_tax(amount, name=f"Reverse charge {amount} %", **{**owed, **values})

    @staticmethod
    def repartition(*taxes):
        lines = [Command.create({"repartition_type": "base"})]
        lines += [
            Command.create({"repartition_type": "tax", "factor_percent": factor, "account_id": account.id})
            for factor, account in taxes
        ]
        return {"invoice_repartition_line_ids": lines, "refund_repartition_line_ids": lines}

    @classmethod
    def make_position(cls, **values):
        return cls.env["account.fiscal.position"].create({"name": "Abroad", "company_id": cls.company.id, **values})

    def whole(self, tax, net, *taxes, lines_taxed=True, **values):
        """Bill both items; what the tax is stands in the first line, or in the summary."""
        first = {"tax": tax, "taxes": [*taxes]} if lines_taxed else {}
        lines = InvoiceLine("1", "100.00", "1", **first), InvoiceLine("1", "33.33", "2")
        summary = {} if lines_taxed else {"taxes": [*taxes]}
        return self.bill(*lines, subtotal="133.33", tax=tax, net=net, **summary, **values)

    def assertTotal(self, bill, total):
        self.assertEqual((bill.amount_total, bill.amazon_total_difference), (total, 0))

    def booked(self, bill):
        """What is booked on accounts of taxes."""
        lines = bill.line_ids.filtered("tax_line_id")
        return {tax.name: sum(of_tax.mapped("balance")) for tax, of_tax in lines.grouped("tax_line_id").items()}


@tagged("post_install", "-at_install")
class TestTaxesOfABill(TaxedBillCase):
    """The total is Amazon's, and each tax is what Amazon says that it is."""

    # --- Several taxes -------------------------------------------------------------------

    def test_two_taxes_of_a_line(self):
        taxes = self.make_recoverable(9, name="CGST 9 %") | self.make_recoverable(9, name="SGST 9 %")
        bill = self.whole("18.00", "151.33", Tax("9", "9.00", "cgst"), Tax("9", "9.00", "sgst"))
        self.assertEqual(bill.invoice_line_ids[0].tax_ids, taxes)
        self.assertFalse(bill.invoice_line_ids[1].tax_ids)
        self.assertEqual(self.booked(bill), {"CGST 9 %": 9, "SGST 9 %": 9})
        self.assertTotal(bill, 151.33)

    def make_group(self, *rates, **values):
        children = self.env["account.tax"].union(
            *(
                self.make_recoverable(rate, name=f"{part} {rate} %", type_tax_use="none")
                for rate, part in zip(rates, ("CGST", "SGST"), strict=True)
            )
        )
        return self.make_tax(
            sum(rates), name=f"GST {sum(rates)} %", amount_type="group", children_tax_ids=[Command.set(children.ids)]
        )

    def test_group_of_the_taxes(self):
        group = self.make_group(9, 9)
        self.make_group(2.5, 2.5)
        bill = self.whole("18.00", "151.33", Tax("9", "9.00", "cgst"), Tax("9", "9.00", "sgst"))
        self.assertEqual(bill.invoice_line_ids[0].tax_ids, group)
        self.assertEqual(self.booked(bill), {"CGST 9 %": 9, "SGST 9 %": 9})
        self.assertTotal(bill, 151.33)
        bill = self.whole("18.00", "151.33", Tax("18", "18.00", "gst"))
        self.assertEqual(bill.invoice_line_ids[0].tax_ids, group)

    def test_two_taxes_on_all_lines(self):
        taxes = self.make_recoverable(5, name="GST 5%") | self.make_recoverable(9.975, name="QST 9.975%")
        details = Tax("5", "6.66", "gst", "133.33"), Tax("9.975", "13.30", "qst", "133.33")
        bill = self.whole("19.96", "153.29", *details, lines_taxed=False)
        for line in bill.invoice_line_ids:
            self.assertEqual((line.tax_ids, line.amazon_kind), (taxes, "item"))
        self.assertEqual(self.booked(bill), {"GST 5%": 6.66, "QST 9.975%": 13.3})
        self.assertTotal(bill, 153.29)

    # --- Charged by nobody ---------------------------------------------------------------

    def abroad(self, tax):
        """The vendor has a fiscal position that gives a tax instead of the usual one."""
        usual = self.company.account_purchase_tax_id = self.make_recoverable(19)
        tax.original_tax_ids = usual
        self.vendor.property_account_position_id = self.make_position(tax_ids=[Command.set(tax.ids)])

    def test_reverse_charge_by_the_fiscal_position_of_the_vendor(self):
        tax = self.make_reverse_charge(19)
        self.abroad(tax)
        order = self.make_sent_order(Line(price="100.00"), payload_id="abroad")
        self.assertEqual((order.order_line.tax_ids, order.amount_total), (tax, 100))
        for number, values in enumerate(({"tax": None}, {"tax": "0.00"}, {"tax": "0.00", "taxes": [("0", "0.00")]})):
            bill = self.bill(
                InvoiceLine("1", "100.00"),
                order=order,
                subtotal="100.00",
                net="100.00",
                invoice_id=f"RC-{number}",
                **values,
            )
            self.assertEqual(bill.invoice_line_ids.tax_ids, tax)
            self.assertEqual(sorted(bill.line_ids.filtered("tax_line_id").mapped("balance")), [-19, 19])
            self.assertTotal(bill, 100)
            self.assertFalse(bill.amazon_remark)

    def test_reverse_charge_on_a_line_of_no_order(self):
        tax = self.make_reverse_charge(19)
        self.abroad(tax)
        document = InvoiceDocument(orders=[InvoicedOrder("", "")], net="10.00", invoice_id="RC-NONE")
        bill = self.receive(document).bill_id
        self.assertEqual(bill.invoice_line_ids.tax_ids, tax)
        self.assertTotal(bill, 10)

    def test_vendor_abroad_that_charges_the_tax_of_the_country(self):
        self.abroad(self.make_reverse_charge(19))
        bill = self.whole("19.00", "152.33", Tax("19", "19.00"))
        self.assertEqual(bill.invoice_line_ids[0].tax_ids, self.company.account_purchase_tax_id)
        self.assertTotal(bill, 152.33)

    def test_use_tax(self):
        """The vendor charges none, so the company owes it: as a cost, which nobody gives back."""
        tax = self.make_tax(6, name="Use tax", **self.repartition((100, self.account), (-100, self.payable)))
        self.env["amazon.punchin.item.rule"].create(
            {"name": "Use tax", "company_id": self.company.id, "tax_ids": [Command.set(tax.ids)]}
        )
        order = self.make_sent_order(Line(price="100.00"), payload_id="use tax")
        self.assertEqual((order.order_line.tax_ids, order.amount_total), (tax, 100))
        bill = self.bill(InvoiceLine("1", "100.00"), order=order, subtotal="100.00", net="100.00")
        self.assertEqual(bill.invoice_line_ids.tax_ids, tax)
        self.assertEqual(sorted(bill.line_ids.filtered("tax_line_id").mapped("balance")), [-6, 6])
        self.assertTotal(bill, 100)

    def test_nothing_that_is_exempt_and_nothing_that_is_an_import(self):
        exempt = self.make_tax(0, name="0% Exempt")
        imported = self.make_tax(0, name="0% EX")
        zero_rated = self.make_tax(0, name="0% GST")
        self.company.account_purchase_tax_id = self.make_recoverable(10)
        for category, named, position, expected in (
            ("vat", "exempt", None, exempt),
            ("gst", "zeroRated", None, zero_rated),
            ("vat", "", self.make_position(tax_ids=[Command.set(imported.ids)]), imported),
        ):
            with self.subTest(named=named):
                lock.opened(self.order).fiscal_position_id = position
                bill = self.whole("0.00", "133.33", Tax("0", "0.00", category, exempt=named))
                self.assertEqual(bill.invoice_line_ids[0].tax_ids, expected)

    # --- Prices --------------------------------------------------------------------------

    def test_company_that_enters_prices_with_tax(self):
        self.enter_prices_with_tax(self.company)
        tax = self.make_recoverable(19)
        for method in ("round_per_line", "round_globally"):
            with self.subTest(method=method):
                self.company.tax_calculation_rounding_method = method
                order = self.make_sent_order(
                    Line(price="100.00", rate="19.00"), Line(price="33.33", rate="19.00"), payload_id=method
                )
                self.assertEqual(order.order_line.mapped("tax_ids"), tax)
                self.assertEqual(order.order_line.mapped("price_subtotal"), [100, 33.33])
                self.assertEqual((order.amount_untaxed, order.amount_total), (133.33, 158.66))
                bill = self.bill(
                    InvoiceLine("1", "100.00", tax="19.00", rate="19"),
                    InvoiceLine("1", "33.33", "2", tax="6.33", rate="19"),
                    order=order,
                    subtotal="133.33",
                    tax="25.33",
                    net="158.66",
                )
                self.assertEqual(bill.invoice_line_ids.tax_ids, tax)
                self.assertEqual(bill.invoice_line_ids.mapped("price_subtotal"), [100, 33.33])
                self.assertEqual(self.booked(bill), {tax.name: 25.33})
                self.assertTotal(bill, 158.66)
                self.assertFalse(bill.amazon_warning)

    def test_two_taxes_in_a_company_that_enters_prices_with_tax(self):
        self.enter_prices_with_tax(self.company)
        taxes = self.make_recoverable(5, name="GST") | self.make_recoverable(9.975, name="QST")
        bill = self.whole("14.98", "148.31", Tax("5", "5.00", "gst"), Tax("9.975", "9.98", "qst"))
        self.assertEqual(bill.invoice_line_ids[0].tax_ids, taxes)
        self.assertEqual(self.booked(bill), {"GST": 5, "QST": 9.98})
        self.assertTotal(bill, 148.31)

    # --- Rounding ------------------------------------------------------------------------

    def rounded_down(self, **values):
        """A bill whose tax Amazon rounds once, and down: 10 % of 133.33 is 13.333, which is billed as 13.32."""
        return self.whole("13.32", "146.65", Tax("10", "13.32", taxable="133.33"), lines_taxed=False, **values)

    def test_tax_is_amazons_however_the_company_rounds(self):
        tax = self.make_recoverable(10)
        for method in ("round_per_line", "round_globally"):
            self.company.tax_calculation_rounding_method = method
            bill = self.rounded_down()
            self.assertEqual(bill.invoice_line_ids.mapped("amazon_kind"), ["item", "item"])
            self.assertEqual(self.booked(bill), {tax.name: 13.32})
            self.assertTotal(bill, 146.65)

    def test_tax_stays_amazons_when_the_bill_is_coded_anew_and_posted(self):
        tax = self.make_recoverable(10)
        other = self.account.copy({"code": "610098"})
        for method, later in (("round_per_line", "round_globally"), ("round_globally", "round_per_line")):
            self.company.tax_calculation_rounding_method = method
            bill = self.rounded_down()
            self.company.tax_calculation_rounding_method = later
            bill.invoice_line_ids[0].account_id = other
            bill.invoice_line_ids[1].analytic_distribution = False
            self.assertEqual(self.booked(bill), {tax.name: 13.32})
            lock.opened(bill).action_post()
            self.assertEqual((bill.state, self.booked(bill)), ("posted", {tax.name: 13.32}))
            self.assertTotal(bill, 146.65)

    def test_tax_of_another_currency_is_amazons(self):
        tax = self.make_recoverable(10)
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.env.ref("base.EUR").id,
                "rate": 0.5,
                "name": "2020-01-01",
                "company_id": self.company.id,
            }
        )
        self.order = self.make_sent_order(Line(price="100.00"), Line(price="33.33"), currency="EUR", payload_id="euro")
        bill = self.rounded_down()
        self.assertEqual(self.booked(bill), {tax.name: 26.64})
        self.assertTotal(bill, 146.65)
        self.assertAlmostEqual(sum(bill.line_ids.mapped("balance")), 0)

    def test_credit_note_gives_back_amazons_tax(self):
        tax = self.make_recoverable(10)
        bill = self.bill(
            InvoiceLine("-1", "100.00", "1"),
            InvoiceLine("-1", "33.33", "2"),
            purpose="creditMemo",
            subtotal="-133.33",
            tax="-13.32",
            taxes=[Tax("10", "-13.32")],
            net="-146.65",
        )
        self.assertEqual((bill.move_type, self.booked(bill)), ("in_refund", {tax.name: -13.32}))
        self.assertTotal(bill, 146.65)

    # --- What is missing -----------------------------------------------------------------

    def remark(self, *taxes, tax="12.00", net="145.33"):
        bill = self.whole(tax, net, *taxes)
        self.assertIn("tax", bill.invoice_line_ids.mapped("amazon_kind"))
        self.assertTotal(bill, float(net))
        return bill.amazon_remark or ""

    def test_remark_names_the_tax_that_is_missing(self):
        self.make_recoverable(5)
        remark = self.remark(Tax("5", "5.00", "gst"), Tax("7", "7.00", "pst", location="BC"))
        self.assertIn("Missing purchase tax: GST 5% + PST 7% BC. Amazon's tax of $\xa012.00", remark)

    def test_remark_names_the_tax_that_is_archived(self):
        self.make_recoverable(12, name="Twelve").active = False
        self.assertIn("is archived: Twelve", self.remark(Tax("12", "12.00")))

    def test_remark_names_the_taxes_among_which_to_choose(self):
        self.make_recoverable(12, name="Twelve")
        self.make_reverse_charge(12)
        self.make_tax(12, name="Dozen")
        self.assertIn("Several purchase taxes match VAT 12%: Twelve, Dozen", self.remark(Tax("12", "12.00")))

    def test_remark_says_that_the_group_does_not_match_the_tax(self):
        self.make_recoverable(12, name="Twelve")
        self.config.tax_ids = self.make_recoverable(7)
        self.assertIn("not among the “Taxes to Match” of the Amazon group: Twelve", self.remark(Tax("12", "12.00")))

    def test_remark_says_that_the_rate_does_not_give_the_tax(self):
        self.make_recoverable(8)
        self.assertIn("is not VAT 8% of the price", self.remark(Tax("8", "12.00")))

    def test_remark_says_that_amazon_names_no_rate(self):
        self.assertIn("does not name the rate", self.remark())
        self.company.account_fiscal_country_id = self.env.ref("base.us")
        self.assertFalse(self.remark())

    def test_no_remark_where_the_group_wants_a_charge(self):
        self.config.tax_handling = "charge"
        self.make_recoverable(12)
        self.assertFalse(self.remark(Tax("12", "12.00")))

    # --- Among several -------------------------------------------------------------------

    def test_taxes_that_post_alike_are_one(self):
        first = self.make_recoverable(12, name="Goods", sequence=1)
        self.make_recoverable(12, name="Goods, tax included", sequence=2)
        bill = self.whole("12.00", "145.33", Tax("12", "12.00"))
        self.assertEqual(bill.invoice_line_ids[0].tax_ids, first)

    def test_tax_of_the_place_that_is_named(self):
        self.make_recoverable(7, name="7% PST MB")
        here = self.make_recoverable(7, name="7% PST BC", **self.repartition((100, self.payable)))
        bill = self.whole("7.00", "140.33", Tax("7", "7.00", "pst", location="BC"))
        self.assertEqual(bill.invoice_line_ids[0].tax_ids, here)

    def test_tax_of_the_place_of_delivery(self):
        self.make_recoverable(7, name="Elsewhere")
        here = self.make_recoverable(7, name="Here", **self.repartition((100, self.payable)))
        position = self.make_position(
            auto_apply=True, country_id=self.address.country_id.id, state_ids=[Command.set(self.address.state_id.ids)]
        )
        position.tax_ids = here
        lock.opened(self.order).amazon_location_id = self.config.location_id
        bill = self.whole("7.00", "140.33", Tax("7", "7.00", "pst"))
        self.assertEqual(bill.invoice_line_ids[0].tax_ids, here)

    def test_fiscal_position_of_the_seller_whose_bill_it_is(self):
        tax = self.make_reverse_charge(19)
        self.company.account_purchase_tax_id = usual = self.make_recoverable(19)
        tax.original_tax_ids = usual
        seller = self.env["res.partner"].create({"name": "Pens & More LLC", "is_company": True})
        position = seller.property_account_position_id = self.make_position(tax_ids=[Command.set(tax.ids)])
        self.config.bill_partner = "seller"
        bill = self.whole("0.00", "133.33")
        self.assertEqual((bill.partner_id, bill.fiscal_position_id), (seller, position))
        self.assertEqual(bill.invoice_line_ids.tax_ids, tax)
