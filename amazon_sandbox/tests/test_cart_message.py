"""The cart as it is sent: shape, amounts, taxes of the three marketplaces."""

from decimal import Decimal

import pytest

from .buyer import amount, buyer_of
from .shopper import PEN, cart_of

KEYBOARD = "Corvane KB200"
SAFETY_GOGGLES = "Aegis Safety Goggles"
COFFEE = "Harrow Hill House Blend"
BOOK = "The Practical Purchasing Handbook"
CENT = {"US": Decimal("0.01"), "DE": Decimal("0.01"), "JP": Decimal(1)}
MARKETPLACES = ("US", "DE", "JP")


@pytest.fixture
def big_cart(sandbox, asin, returned_cart):
    """A function that gives a cart of four different items in a marketplace."""

    def shop(code):
        basket = [(asin(SAFETY_GOGGLES), 3), (asin(COFFEE), 7), (asin(BOOK), 1), (asin(KEYBOARD), 2)]
        return returned_cart(*basket, buyer=buyer_of(code, sandbox.base))

    return shop


@pytest.mark.parametrize("code", MARKETPLACES)
def test_it_is_valid_cxml(big_cart, validate, code):
    validate(big_cart(code), "cXML.dtd")


@pytest.mark.parametrize("code", MARKETPLACES)
def test_amounts_add_up(big_cart, code):
    cart = big_cart(code)
    head = cart.find(".//PunchOutOrderMessageHeader")
    items = list(cart.iter("ItemIn"))
    prices = [int(item.get("quantity")) * amount(item, "ItemDetail/UnitPrice") for item in items]
    assert amount(head, "Total") == sum(prices)
    assert amount(head, "Shipping") == sum(amount(item, "Shipping") for item in items) > 0
    assert amount(head, "Tax") == sum(amount(item, "Tax") for item in items) > 0


@pytest.mark.parametrize("code", MARKETPLACES)
def test_amounts_have_the_decimals_of_the_currency(big_cart, code):
    currency = {"US": "USD", "DE": "EUR", "JP": "JPY"}[code]
    for money in big_cart(code).iter("Money"):
        assert money.get("currency") == currency
        assert Decimal(money.text).as_tuple().exponent == CENT[code].as_tuple().exponent


def test_us_tax_is_without_detail(big_cart):
    assert big_cart("US").find(".//TaxDetail") is None


@pytest.mark.parametrize(("code", "rates"), [("DE", "19.00 7.00 7.00 19.00"), ("JP", "10.00 8.00 10.00 10.00")])
def test_other_taxes_say_rate_and_purpose(big_cart, code, rates):
    items = list(big_cart(code).iter("ItemIn"))
    assert [item.find(".//TaxDetail").get("percentageRate") for item in items] == rates.split()
    for item in items:
        details = item.findall("Tax/TaxDetail")
        purposes = ["subtotalTax"] + ["shippingTax"] * (amount(item, "Shipping") > 0)
        assert [detail.get("purpose") for detail in details] == purposes
        assert {detail.get("category") for detail in details} == {"vat"}
        assert sum(amount(detail, "TaxAmount") for detail in details) == amount(item, "Tax")
        expected = (
            int(item.get("quantity"))
            * amount(item, "ItemDetail/UnitPrice")
            * Decimal(details[0].get("percentageRate"))
            / 100
        )
        assert abs(amount(details[0], "TaxAmount") - expected) <= CENT[code] / 2


def test_the_us_tax_depends_on_the_address(shopper, sandbox):
    sandbox.change(entrance="B")
    taxes = []
    for address in ("hq", "west"):
        shopper.sign_in()
        shopper.add(PEN, 100)
        cart = cart_of(shopper.check_out(address=address))
        taxes.append(amount(cart, ".//PunchOutOrderMessageHeader/Tax"))
    assert taxes == [Decimal("3.71"), Decimal("0.00")]


def test_amazon_sends_two_credentials_and_no_secret(big_cart):
    cart = big_cart("US")
    for party in ("From", "Sender"):
        domains = [row.get("domain") for row in cart.find(f"Header/{party}").findall("Credential")]
        assert domains == ["DUNS", "NetworkId"]
    assert cart.findtext("Header/Sender/UserAgent") == "Amazon LLC eProcurement Application"
    assert cart.find(".//SharedSecret") is None
    assert cart.find(".//PunchOutOrderMessageHeader").get("operationAllowed") == "create"
    doctype = cart.getroottree().docinfo.doctype
    assert doctype == '<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.024/cXML.dtd">'


def test_auxiliary_ids_are_cart_and_line(big_cart):
    ids = [node.text.split(",") for node in big_cart("US").iter("SupplierPartAuxiliaryID")]
    assert [line for _, line in ids] == ["1", "2", "3", "4"]
    (cart_id,) = {cart for cart, _ in ids}
    assert [len(part) for part in cart_id.split("-")] == [3, 7, 7]


def test_lines_say_who_sells_and_who_delivers(big_cart, validate):
    goggles, coffee, book, _ = big_cart("DE").iter("ItemIn")
    value = "ItemDetail/Extrinsic[@name='{}']"
    assert goggles.findtext(value.format("soldBy")) == "Harbor Safety Co."
    assert coffee.findtext(value.format("fulfilledBy")) == "Amazon"
    assert book.findtext(value.format("UPC")) == "NA"
    assert len(book.findtext("ItemID/SupplierPartID")) == 10
    assert coffee.find("ItemDetail/Description").attrib.values() == ["de-DE"]


@pytest.mark.parametrize("field", ["cxml-urlencoded", "cxml-base64"])
def test_the_form_field_can_be_chosen(sandbox, buyer, shopper, field):
    sandbox.change(form_field=field)
    shopper.open_start_page(buyer.start_page())
    shopper.add()
    answer = shopper.submit()
    assert f'name="{field}"' in answer.text
    assert cart_of(answer).findtext(".//BuyerCookie") == "c+o/o=k"
