from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ...models.bill import amounts as bill_amounts
from ...protocol import document, invoice
from ..invoices import InvoiceDocument, InvoicedOrder, InvoiceLine, Tax
from ..order.test_charges import choice

CENT = Decimal("0.01")

GST, QST, BOTH = choice(5), choice("9.975"), choice(5, "9.975")
STANDARD, REDUCED, FREE = choice(10), choice(8), choice(0)


def find(part):
    """Taxes of a company that has GST and QST, and VAT of 10 % and 8 %."""
    rates = tuple(sorted(tax.rate for tax in part))
    known = [GST, BOTH, STANDARD, REDUCED, FREE]
    by_rates = {tuple(sorted(rate for _tax, rate in one.shares)): one for one in known}
    return by_rates.get(rates)


@tagged("post_install", "-at_install")
class TestTaxesOfAnInvoice(BaseCase):
    """Which taxes give what an invoice charges, and what each comes to."""

    def split(self, *lines, ordered=None, usual=None, unit=CENT, guess=False, **values):
        parsed = invoice.parse(document.parse(bytes(InvoiceDocument(orders=[InvoicedOrder(lines=[*lines])], **values))))
        places = {(0, number): tax for number, tax in (ordered or {}).items()}
        return bill_amounts.split(parsed, unit, find, places, lambda _place: usual, guess=guess)

    def taxes(self, split):
        return [part.tax for part in split.parts]

    def kinds(self, split):
        return [part.kind for part in split.parts]

    def amounts(self, split):
        return {tax.removeprefix("tax of "): amount for tax, amount in split.taxes.items()}

    # --- Several on one amount -----------------------------------------------------------

    def test_two_taxes_of_a_line_each_with_its_amount(self):
        taxes = [Tax("5", "5.00", "gst", "100.00"), Tax("9.975", "9.98", "qst", "100.00")]
        line = InvoiceLine("1", "100.00", tax="14.98", taxes=taxes)
        split = self.split(line, subtotal="100.00", tax="14.98", net="114.98")
        self.assertEqual(self.taxes(split), [BOTH])
        self.assertEqual(self.amounts(split), {"5": Decimal("5.00"), "9.975": Decimal("9.98")})

    def test_two_taxes_of_the_summary_are_on_every_line(self):
        lines = [InvoiceLine("1", "100.00"), InvoiceLine("1", "33.33", "2")]
        taxes = [Tax("5", "6.67", "gst", "133.33"), Tax("9.975", "13.30", "qst", "133.33")]
        split = self.split(*lines, subtotal="133.33", tax="19.97", taxes=taxes, net="153.30")
        self.assertEqual(self.taxes(split), [BOTH, BOTH])
        self.assertEqual(self.amounts(split), {"5": Decimal("6.67"), "9.975": Decimal("13.30")})

    def test_one_of_two_taxes_that_the_company_lacks(self):
        taxes = [Tax("5", "5.00", "gst"), Tax("7", "7.00", "pst")]
        line = InvoiceLine("1", "100.00", tax="12.00", taxes=taxes)
        split = self.split(line, subtotal="100.00", tax="12.00", net="112.00")
        self.assertEqual(self.kinds(split), ["item", "tax"])
        (unexplained,) = split.unexplained
        self.assertEqual(" + ".join(map(str, unexplained.named)), "GST 5% + PST 7%")

    def test_sum_by_two_pairs_of_taxes(self):
        pairs = [("5", "30.00", "gst", "600.00"), ("9.975", "59.85", "qst", "600.00"), ("10", "40.00", "vat", "400.00")]
        taxes = [Tax(*pair) for pair in pairs]
        text = bytes(
            InvoiceDocument(orders=[InvoicedOrder(sum="1000.00")], subtotal="1000.00", tax="129.85", net="1129.85")
        ).decode()
        tax = InvoiceDocument()._tax("129.85", taxes)
        text = text.replace(
            "</SubtotalAmount></InvoiceDetailOrderSummary>", f"</SubtotalAmount>{tax}</InvoiceDetailOrderSummary>"
        )
        parsed = invoice.parse(document.parse(text.encode()))
        split = bill_amounts.split(parsed, CENT, find)
        self.assertEqual([(part.amount, part.tax) for part in split.parts], [(600, BOTH), (400, STANDARD)])
        self.assertEqual(self.amounts(split), {"5": 30, "9.975": Decimal("59.85"), "10": 40})

    # --- Once over the invoice -----------------------------------------------------------

    def yen(self, *lines, **values):
        return self.split(*lines, unit=Decimal(1), currency="JPY", **values)

    def test_tax_rounded_once_for_each_rate(self):
        lines = [InvoiceLine("1", "119", str(number)) for number in range(1, 4)]
        lines += [InvoiceLine("1", "117", str(number)) for number in range(4, 7)]
        taxes = [Tax("10", "35", taxable="357"), Tax("8", "28", taxable="351")]
        ordered = {**dict.fromkeys(range(3), STANDARD), **dict.fromkeys(range(3, 6), REDUCED)}
        for known in (ordered, {}):
            split = self.yen(*lines, ordered=known, subtotal="708", tax="63", taxes=taxes, net="771")
            self.assertEqual(self.kinds(split), ["item"] * 6)
            self.assertEqual(self.taxes(split), [STANDARD] * 3 + [REDUCED] * 3)
            self.assertEqual(self.amounts(split), {"10": 35, "8": 28})

    def test_summary_that_rounds_once_what_the_lines_round_each(self):
        lines = [InvoiceLine("1", "119", str(number), tax="12", rate="10") for number in range(1, 5)]
        split = self.yen(*lines, subtotal="476", tax="47", taxes=[Tax("10", "47", taxable="476")], net="523")
        self.assertEqual((self.kinds(split), self.amounts(split)), (["item"] * 4, {"10": 47}))
        split = self.yen(*lines, subtotal="476", tax="47", net="523")
        self.assertEqual((self.kinds(split), self.amounts(split)), (["item"] * 4, {"10": 47}))

    def test_summary_that_says_much_more_than_the_lines_has_a_charge(self):
        lines = [InvoiceLine("1", "119", str(number), tax="12", rate="10") for number in range(1, 5)]
        split = self.yen(*lines, subtotal="476", tax="60", net="536")
        self.assertEqual((self.kinds(split), self.amounts(split)), (["item"] * 4 + ["tax"], {"10": 48}))

    def test_sums_that_fit_no_rate_are_a_charge(self):
        lines = [InvoiceLine("1", "119"), InvoiceLine("1", "117", "2")]
        taxes = [Tax("10", "20", taxable="200"), Tax("8", "3", taxable="36")]
        split = self.yen(*lines, subtotal="236", tax="23", taxes=taxes, net="259")
        self.assertEqual(self.kinds(split), ["item", "item", "tax"])

    # --- Nothing -------------------------------------------------------------------------

    def test_vendor_that_charges_nothing_under_reverse_charge(self):
        reverse = choice(0)
        line = InvoiceLine("1", "100.00")
        for values in ({"tax": None}, {"tax": "0.00"}, {"tax": "0.00", "taxes": [("0", "0.00")]}):
            split = self.split(line, usual=reverse, subtotal="100.00", net="100.00", **values)
            self.assertEqual((self.taxes(split), split.taxes), ([reverse], {}))
        line = InvoiceLine("1", "100.00", tax="0.00", rate="0")
        split = self.split(line, usual=reverse, subtotal="100.00", tax="0.00", net="100.00")
        self.assertEqual(self.taxes(split), [reverse])

    def test_vendor_that_charges_all_the_same(self):
        line = InvoiceLine("1", "100.00", tax="10.00", rate="10")
        split = self.split(line, usual=choice(0), subtotal="100.00", tax="10.00", net="110.00")
        self.assertEqual(self.taxes(split), [STANDARD])

    def test_usual_tax_is_not_used_where_nothing_is_charged(self):
        split = self.split(InvoiceLine("1", "100.00"), usual=STANDARD, subtotal="100.00", tax="0.00", net="100.00")
        self.assertEqual(self.taxes(split), [None])

    # --- Without a rate ------------------------------------------------------------------

    def test_tax_without_a_rate_is_the_usual_one_if_it_gives_the_amount(self):
        line = InvoiceLine("3", "10.00")
        for tax, guess, found in (
            ("3.00", True, [STANDARD]),
            ("3.00", False, [None, None]),
            ("2.98", True, [None] * 2),
        ):
            net = str(30 + Decimal(tax))
            split = self.split(line, usual=STANDARD, guess=guess, subtotal="30.00", tax=tax, net=net)
            self.assertEqual(self.taxes(split), found)

    # --- Credit notes --------------------------------------------------------------------

    def test_credit_note_gives_back_what_each_tax_came_to(self):
        taxes = [Tax("5", "-5.00", "gst"), Tax("9.975", "-9.98", "qst")]
        line = InvoiceLine("-1", "100.00", tax="-14.98", taxes=taxes)
        values = {"subtotal": "-100.00", "tax": "-14.98", "net": "-114.98", "purpose": "creditMemo"}
        split = self.split(line, **values)
        self.assertEqual((split.credit, self.taxes(split)), (True, [BOTH]))
        self.assertEqual(self.amounts(split), {"5": Decimal("5.00"), "9.975": Decimal("9.98")})
