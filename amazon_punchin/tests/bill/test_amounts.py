from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...models.bill import amounts as bill_amounts
from ...protocol import document, invoice
from ..invoices import InvoiceDocument, InvoicedOrder, InvoiceLine
from ..order.test_charges import RATES, choice, finder

CENT = Decimal("0.01")
AMOUNT = st.decimals(0, 500, places=2)


def text(value):
    return None if value is None else str(value)


@tagged("post_install", "-at_install")
class TestBillAmounts(BaseCase):
    """Whatever an invoice charges or gives back is on the bill, once."""

    taxes = {rate: choice(rate) for rate in RATES}

    def split(self, **values):
        parsed = invoice.parse(document.parse(bytes(InvoiceDocument(**values))))
        return bill_amounts.split(parsed, CENT, finder(self.taxes))

    def total(self, split):
        """What Odoo will make of the parts, not rounded."""
        return sum(part.amount * (1 + (part.tax.rate if part.tax else Decimal(0)) / 100) for part in split.parts)

    lines = st.lists(
        st.builds(
            InvoiceLine,
            quantity=st.integers(-9, 99).filter(bool).map(str),
            price=st.decimals("-500", 5000, places=2).map(str),
            rate=st.sampled_from(["", "7.00", "19.00", "21.00"]),
            tax=st.one_of(st.none(), st.just("right"), st.decimals(-100, 100, places=2).map(str)),
            shipping=st.one_of(st.none(), AMOUNT.map(str)),
            discount=st.one_of(st.none(), AMOUNT.map(str)),
        ),
        max_size=6,
    )

    @settings(max_examples=60)
    @given(st.lists(lines, min_size=1, max_size=3), AMOUNT, AMOUNT, st.sampled_from(["standard", "creditMemo"]))
    def test_nothing_is_lost_and_nothing_is_added(self, orders, shipping, tax, purpose):
        lines = [line for order in orders for line in order]
        for line in lines:
            line.rate = line.rate if line.tax is not None else ""
            if line.tax == "right":
                charged = Decimal(line.quantity) * Decimal(line.price) - Decimal(line.discount or 0)
                line.tax = str((charged * Decimal(line.rate or 0) / 100).quantize(CENT))

        def total(name):
            return sum(Decimal(getattr(line, name) or 0) for line in lines)

        items = sum(Decimal(line.quantity) * Decimal(line.price) for line in lines)
        shipping, tax = shipping + total("shipping"), tax + total("tax")
        net = items + shipping + tax - total("discount")
        split = self.split(
            orders=[InvoicedOrder(f"P{number}", "x", lines=order) for number, order in enumerate(orders)],
            purpose=purpose,
            subtotal=str(items),
            shipping=str(shipping),
            discount=str(total("discount")),
            tax=str(tax),
            net=str(net),
        )
        self.assertEqual(split.total, abs(net))
        self.assertIs(split.credit, purpose == "creditMemo" or net < 0)
        self.assertLessEqual(min(abs(self.total(split) - way * split.total) for way in (1, -1)), split.slack)
        stated = sum(part.amount for part in split.parts) + sum(split.taxes.values())
        lost = min(abs(stated - way * split.total) for way in (1, -1))
        self.assertLessEqual(lost, 0 if split.taxes else CENT * max(len(lines), 1))

    def kinds(self, **values):
        return [(part.kind, part.amount, part.tax and part.tax.rate) for part in self.split(**values).parts]

    def test_tax_is_matched_only_where_the_rate_gives_the_amount(self):
        line = InvoiceLine("2", "10.00", tax="1.40", rate="7.00")
        self.assertEqual(self.kinds(orders=[InvoicedOrder(lines=[line])], tax="1.40"), [("item", 20, 7)])
        for tax, rate in (("1.45", "7.00"), ("4.20", "21.00")):
            line = InvoiceLine("2", "10.00", tax=tax, rate=rate)
            self.assertEqual(
                self.kinds(orders=[InvoicedOrder(lines=[line])], tax=tax),
                [("item", 20, None), ("tax", Decimal(tax), None)],
            )

    def test_untaxed_shipping_beside_a_taxed_item(self):
        line = InvoiceLine("1", "10.00", tax="1.90", rate="19.00", shipping="4.00")
        self.assertEqual(
            self.kinds(orders=[InvoicedOrder(lines=[line])], tax="1.90", shipping="4.00"),
            [("item", 10, 19), ("shipping", 4, None)],
        )

    def test_amounts_of_the_summary_alone(self):
        values = {"orders": [], "subtotal": "10.00", "tax": "2.66", "taxes": [("19", "2.66")], "shipping": "4.00"}
        self.assertEqual(self.kinds(**values, net="16.66"), [("sum", 10, 19), ("shipping", 4, 19)])
        self.assertEqual(self.kinds(orders=[], subtotal=None, tax=None, net="7.00"), [("sum", 7, None)])

    def test_zero_tax_takes_no_tax(self):
        line = InvoiceLine("1", "0.10", tax="0.00")
        self.assertEqual(
            self.kinds(orders=[InvoicedOrder(lines=[line])], net="0.10"), [("item", Decimal("0.10"), None)]
        )

    def test_credit_in_either_sign_gives_back(self):
        for sum_, net in (("-8.00", "-8.00"), ("8.00", "8.00"), ("-8.00", "8.00")):
            split = self.split(orders=[InvoicedOrder(sum=sum_)], purpose="creditMemo", subtotal=sum_, net=net)
            self.assertEqual((split.credit, split.total, split.parts[0].amount), (True, 8, 8))

    def test_purpose_or_total_makes_a_credit_note(self):
        for values, credit in (
            ({"purpose": "creditMemo"}, True),
            ({"purpose": "lineLevelCreditMemo", "net": "-10.00"}, True),
            ({"net": "-10.00"}, True),
            ({"purpose": "debitMemo"}, False),
            ({"purpose": ""}, False),
        ):
            self.assertIs(self.split(**values).credit, credit, values)

    def test_slack_does_not_grow_with_the_lines(self):
        lines = [InvoiceLine(price="1.00", line=str(number)) for number in range(1, 61)]
        self.assertEqual(self.split(orders=[InvoicedOrder(lines=lines)], net="60.55").slack, 5 * CENT)
