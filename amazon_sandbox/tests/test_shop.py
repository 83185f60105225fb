"""The shop and its data."""

from decimal import Decimal
from pathlib import Path

import pytest

from amazon_sandbox.shop.catalog import Catalog
from amazon_sandbox.shop.marketplace import MARKETPLACES

from .shopper import PEN, Shopper

PICTURES = Path(__file__).parent.parent / "static" / "pictures.svg"
ITEMS = Catalog().items.values()


def check_digit(code, weights):
    """Whether the weighted sum of an EAN or UPC ends in 0."""
    return sum(int(digit) * weights[place % 2] for place, digit in enumerate(code)) % 10 == 0


def is_isbn(code):
    """Whether a code is an ISBN-10."""
    digits = [10 if digit == "X" else int(digit) for digit in code]
    return len(digits) == 10 and sum((10 - n) * digit for n, digit in enumerate(digits)) % 11 == 0


def test_the_catalog_offers_variety():
    assert len(ITEMS) >= 60
    assert len({item.category.key for item in ITEMS}) >= 8
    assert len({item.seller.key for item in ITEMS}) >= 5
    assert any(item.seller.fulfilled_by != "Amazon" for item in ITEMS)
    assert any(item.condition == "Used" for item in ITEMS)
    assert any(not item.unspsc for item in ITEMS)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.asin)
def test_an_item_is_complete(item):
    assert set(item.prices) == set(item.titles) == set(MARKETPLACES)
    assert item.unspsc == "" or (len(item.unspsc) == 8 and item.unspsc.isdigit())
    assert check_digit(item.ean, [1, 3])
    assert item.upc == "NA" or (len(item.upc) == 12 and check_digit(item.upc, [3, 1]))
    assert is_isbn(item.asin) if item.category.key == "books" else len(item.asin) == 10
    assert f'id="{item.picture}"' in PICTURES.read_text(encoding="utf-8")
    for place in MARKETPLACES.values():
        price = item.price(place)
        assert price == place.round(price) > 0
        assert place.currency != "JPY" or price == price.to_integral()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=webcam", 1),
        ("?q=WEBCAM+luminar", 1),
        ("?q=kugelschreiber", 1),
        ("?q=" + PEN, 1),
        ("?category=books", 4),
        ("?category=books&seller=second-shift", 1),
        ("?q=nothing-like-this", 0),
        ("", len(ITEMS)),
    ],
)
def test_search_and_filter(shopper, query, found):
    assert shopper.get("/" + query).text.count('class="card product"') == found


@pytest.mark.parametrize(("code", "price"), [("US", "$0.45"), ("DE", "0,39\u00a0€"), ("JP", "￥62")])
def test_each_marketplace_has_its_language_and_currency(shopper, code, price):
    shopper.post("/marketplace", code=code)
    page = shopper.get(f"/item/{PEN}").text
    assert price in page
    assert Catalog().items[PEN].titles[code] in page


def test_the_basket_adds_up_and_can_be_changed(shopper):
    shopper.add(quantity=2)
    assert "$1.35" in shopper.add(quantity=1).text
    assert "$2.25" in shopper.post("/basket/update", asin=PEN, quantity=5).text
    assert "Your basket is empty" in shopper.post("/basket/update", asin=PEN, quantity=0).text


def test_at_most_999_of_an_item(shopper):
    assert "At most 999" in shopper.add(quantity=1000).text
    assert 'value="999"' in shopper.get("/basket").text


@pytest.mark.parametrize("quantity", ["-1", "1.5", "two", "", "9999999999"])
def test_an_unreadable_quantity_changes_nothing(shopper, quantity):
    assert "must be a whole number" in shopper.add(quantity=quantity).text
    assert "Your basket is empty" in shopper.get("/basket").text


def test_no_more_than_there_is(shopper, asin):
    assert "At most 5" in shopper.add(asin("Luminar WC4"), 6).text


def test_each_browser_has_its_own_basket(shopper):
    shopper.add()
    assert "Your basket is empty" in Shopper(shopper.base).get("/basket").text


def test_what_people_type_is_not_html(shopper):
    for page in (shopper.get("/?q=<b>x"), shopper.sign_in("<b>x@example.com")):
        assert "&lt;b&gt;x" in page.text
        assert "<b>" not in page.text


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "/\\evil.example"])
def test_sign_in_leads_nowhere_else(shopper, path):
    answer = shopper.post("/signin", email="a@example.com", next=path)
    assert answer.url == f"{shopper.base}/"


def test_a_form_of_another_site_is_refused(shopper):
    answer = shopper.session.post(
        f"{shopper.base}/basket/add", {"asin": PEN}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403


def test_what_is_not_there_is_a_page(shopper):
    shopper.session.headers["Accept"] = "text/html"
    for path in ("/nowhere", "/item/B000000000", "/order/7", "/handover/guess", "/placed/1"):
        answer = shopper.get(path)
        assert answer.status_code == 404
        assert "To the shop" in answer.text


def test_prices_are_decimals():
    assert all(isinstance(item.price(place), Decimal) for item in ITEMS for place in MARKETPLACES.values())
