from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...models.order import charges as cart_charges
from ...protocol import cart, document
from ...tools.taxes import Choice
from ..carts import CartDocument, Line

CENT = Decimal("0.01")
RATES = (Decimal("7.00"), Decimal("19.00"))


def choice(*rates):
    """Taxes of which only the rates matter here."""
    return Choice(f"tax of {rates}", tuple((f"tax of {rate}", Decimal(rate)) for rate in rates))


def finder(taxes):
    """Find taxes as a company has them that has one tax for each rate."""
    return lambda part: taxes.get(part[0].rate) if len(part) == 1 else None


@tagged("post_install", "-at_install")
class TestCartCharges(BaseCase):
    """Whatever Amazon charges, items, taxes and charges add up to it."""

    taxes = {rate: choice(rate) for rate in RATES}

    def split(self, **values):
        parsed = cart.parse(document.parse(bytes(CartDocument("x", **values))))
        return parsed, cart_charges.split(parsed, finder(self.taxes), CENT, {}, {})

    lines = st.lists(
        st.builds(
            Line,
            price=st.decimals("0.01", 5000, places=2).map(str),
            quantity=st.integers(1, 99).map(str),
            rate=st.sampled_from(["", "7.00", "19.00", "21.00"]),
            tax=st.one_of(st.just(""), st.decimals(0, 100, places=2).map(str)),
            shipping=st.decimals(0, 50, places=2).map(str),
            shipping_tax=st.one_of(st.just(""), st.decimals(0, 9, places=2).map(str)),
        ),
        min_size=1,
        max_size=8,
    )

    @settings(max_examples=50)
    @given(lines)
    def test_nothing_is_lost_and_nothing_is_added(self, lines):
        parsed, charges = self.split(lines=lines)
        self.assertEqual(sum(charges.shipping.values()), parsed.shipping)
        taxed = sum(item.tax for item in parsed.items) - charges.tax
        self.assertGreaterEqual(charges.tax, 0)
        amounts = [(item.subtotal, charges.item_taxes.get(item.number)) for item in parsed.items]
        amounts += [(amount, tax) for tax, amount in charges.shipping.items()]
        total = cart_charges.odoo_total(amounts, CENT, rounds_sum=False)
        tolerance = CENT * sum(item.quantity for item in parsed.items) * 2 + CENT * len(amounts)
        self.assertLessEqual(abs(total - parsed.items_total - parsed.shipping - taxed), tolerance)

    def test_amount_that_its_rate_does_not_give_is_a_charge(self):
        for price, quantity, tax in (("0.10", "999", "27.00"), ("5.00", "60", "0.35")):
            _parsed, charges = self.split(lines=[Line(price=price, quantity=quantity, rate="19.00", tax=tax)])
            self.assertEqual((charges.item_taxes, charges.tax), ({}, Decimal(tax)))

    def test_tax_of_each_piece(self):
        _parsed, charges = self.split(lines=[Line(price="0.10", quantity="999", rate="19.00", tax="19.98")])
        self.assertEqual((len(charges.item_taxes), charges.tax), (1, 0))

    def test_header_that_says_more_than_its_items_is_a_charge(self):
        _parsed, charges = self.split(lines=[Line(rate="19.00")], tax="2.00")
        self.assertEqual((charges.item_taxes, charges.tax), ({}, Decimal("2.00")))

    def test_shipping_by_its_tax(self):
        lines = [
            Line(rate="19.00", shipping="5.00", shipping_tax="0.95"),
            Line(rate="7.00", shipping="3.00", shipping_tax="0.57"),
            Line(shipping="2.00"),
        ]
        _parsed, charges = self.split(lines=lines)
        self.assertEqual(charges.shipping[self.taxes[Decimal("19.00")]], 5)
        self.assertEqual(charges.shipping[None], 5)

    def test_rounding_of_the_sum_or_of_each_line(self):
        tax = choice("19.00")
        lines = [(Decimal("0.39"), tax)] * 7
        self.assertEqual(cart_charges.odoo_total(lines, CENT, rounds_sum=False), Decimal("3.22"))
        self.assertEqual(cart_charges.odoo_total(lines, CENT, rounds_sum=True), Decimal("3.25"))
