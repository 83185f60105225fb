"""Amounts add up whatever the basket."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from amazon_sandbox.shop.marketplace import MARKETPLACES
from amazon_sandbox.shop.pricing import charge_line, sum_charges

rates = st.sampled_from([Decimal(rate) for rate in ("0", "7", "8", "8.25", "9.125", "10", "19")])
lines = st.tuples(st.integers(1, 500_000), st.integers(1, 999), st.integers(0, 2_000), rates)


@given(st.sampled_from(sorted(MARKETPLACES)), st.lists(lines, min_size=1, max_size=20))
def test_the_sum_is_that_of_the_lines(code, rows):
    place = MARKETPLACES[code]
    unit = Decimal(1).scaleb(-place.digits)
    charges = [
        charge_line(place, price * unit, quantity, shipping * unit, rate) for price, quantity, shipping, rate in rows
    ]
    total = sum_charges(place, charges)
    assert total.total == sum(line.items + line.shipping + line.tax for line in charges)
    assert total.items == sum(price * unit * quantity for price, quantity, _, _ in rows)
    for line, (_, _, _, rate) in zip(charges, rows, strict=True):
        for amount in (line.items, line.shipping, line.item_tax, line.shipping_tax):
            assert amount.as_tuple().exponent == -place.digits
        assert abs(line.item_tax - line.items * rate / 100) <= unit / 2
        assert abs(line.shipping_tax - line.shipping * rate / 100) <= unit / 2


@given(st.sampled_from(sorted(MARKETPLACES)), lines, st.lists(st.integers(0, 999), max_size=5))
def test_the_shares_of_the_pieces_add_up_to_the_line(code, row, cuts):
    place = MARKETPLACES[code]
    unit = Decimal(1).scaleb(-place.digits)
    price, quantity, shipping, rate = row
    whole = charge_line(place, price * unit, quantity, shipping * unit, rate)
    bounds = sorted({0, quantity, *(cut for cut in cuts if cut < quantity)})
    shares = [whole.share(place, first, last, quantity) for first, last in pairwise(bounds)]
    assert sum_charges(place, shares) == whole
    for (first, last), share in zip(pairwise(bounds), shares, strict=True):
        assert share.items == price * unit * (last - first)
        assert share.total == -whole.share(place, last, first, quantity).total


def test_half_a_cent_is_rounded_up():
    charges = charge_line(MARKETPLACES["DE"], Decimal("0.50"), 1, Decimal(0), Decimal(19))
    assert charges.item_tax == Decimal("0.10")
    yen = charge_line(MARKETPLACES["JP"], Decimal(1000), 1, Decimal(400), Decimal(10))
    assert yen.total == Decimal(1540)
