"""Invoices and credit memos: amounts to the last cent, taxes by rate, sellers, several orders."""

from decimal import Decimal

import pytest

from .buyer import amount
from .shopper import PEN

GOGGLES = "Aegis Safety Goggles"
BOOK = "The Practical Purchasing Handbook"
COFFEE = "Harrow Hill House Blend"
CENT = {"US": Decimal("0.01"), "DE": Decimal("0.01"), "JP": Decimal(1)}
MARKETPLACES = ("US", "DE", "JP")


def head(root, attribute):
    """An attribute of the header."""
    return root.find(".//InvoiceDetailRequestHeader").get(attribute)


def due(root):
    """What is to be paid."""
    return amount(root, ".//InvoiceDetailSummary/DueAmount")


def quantities(root):
    """Line number of the order to invoiced quantity."""
    return {
        int(item.find("InvoiceDetailItemReference").get("lineNumber")): int(item.get("quantity"))
        for item in root.iter("InvoiceDetailItem")
    }


def adds_up(root, code):
    """Check that the lines add up to the summary, and each amount has the currency's decimals."""
    summary = root.find(".//InvoiceDetailSummary")
    rows = [*root.iter("InvoiceDetailItem"), *root.iter("InvoiceDetailOrderSummary")]
    shipping = sum(Decimal(row.findtext("InvoiceDetailLineShipping/Money") or 0) for row in rows)
    for tag in ("SubtotalAmount", "Tax"):
        assert amount(summary, tag) == sum(amount(row, tag) for row in rows)
    assert amount(summary, "ShippingAmount") == shipping
    assert sum(amount(row, "NetAmount") for row in rows) == due(root)
    assert amount(summary, "SubtotalAmount") + amount(summary, "Tax") + shipping == due(root)
    for item in root.iter("InvoiceDetailItem"):
        assert Decimal(item.get("quantity")) * amount(item, "UnitPrice") == amount(item, "SubtotalAmount")
    for money in root.iter("Money"):
        assert Decimal(money.text).as_tuple().exponent == CENT[code].as_tuple().exponent
        assert Decimal(money.text) or not money.text.startswith("-")


def bill(scene, action, pieces=None):
    """Press a button; give the root elements of the documents that it sends, each of which adds up."""
    roots = scene.press(action, pieces)
    for root in roots:
        adds_up(root, scene.order.cart.marketplace.code)
    return roots


@pytest.fixture
def basket(asin):
    """Three lines of two tax rates, one with shipping."""
    return (PEN, 5), (asin(GOGGLES), 3), (asin(COFFEE), 2)


@pytest.mark.parametrize("code", MARKETPLACES)
def test_the_whole_order(placed, basket, code):
    scene = placed(*basket, code=code)
    scene.press("confirm")
    (root,) = bill(scene, "invoice")
    assert due(root) == scene.order.cart.charges.total
    assert quantities(root) == {1: 5, 2: 3, 3: 2}
    assert (head(root, "purpose"), head(root, "operation")) == ("standard", "new")
    assert len(head(root, "invoiceID").split("-")) == 3
    numbers = [row.get("orderID") for row in root.iter("SupplierOrderInfo")]
    assert sorted(numbers) == sorted(scene.order.amazon_numbers)
    assert {row.get("orderID") for row in root.iter("OrderReference")} == {"PO1"}
    assert bill(scene, "invoice") == []
    assert "Nothing is left to invoice" in scene.page.text


def test_vat_is_stated_by_rate(placed, basket):
    (root,) = bill(placed(*basket, code="DE"), "invoice")
    details = root.findall(".//InvoiceDetailSummary/Tax/TaxDetail")
    assert [row.get("percentageRate") for row in details] == ["19.00", "7.00"]
    assert sum(amount(row, "TaxAmount") for row in details) == amount(root, ".//InvoiceDetailSummary/Tax")
    for row in details:
        exact = amount(row, "TaxableAmount") * Decimal(row.get("percentageRate")) / 100
        assert abs(amount(row, "TaxAmount") - exact) <= Decimal("0.02")
    taxable = sum(amount(row, "TaxableAmount") for row in details)
    assert taxable + amount(root, ".//InvoiceDetailSummary/Tax") == due(root)


def test_us_tax_is_without_detail(placed, basket):
    (root,) = bill(placed(*basket), "invoice")
    assert amount(root, ".//InvoiceDetailSummary/Tax") > 0
    assert root.find(".//TaxDetail") is None


@pytest.mark.parametrize("code", MARKETPLACES)
def test_an_invoice_for_each_shipment_adds_up_to_the_whole(placed, basket, code):
    scene = placed(*basket, code=code)
    shipments = [scene.press("ship", {1: 2, 2: 1}), scene.press("ship", {2: 1}), scene.press("ship")]
    ids = [root.find(".//ShipNoticeHeader").get("shipmentID") for (root,) in shipments]
    invoices = bill(scene, "invoice_shipments")
    assert [quantities(root) for root in invoices] == [{1: 2, 2: 1}, {2: 1}, {1: 3, 2: 1, 3: 2}]
    assert [root.find(".//ShipNoticeIDInfo").get("shipNoticeID") for root in invoices] == ids
    assert sum(due(root) for root in invoices) == scene.order.cart.charges.total
    assert bill(scene, "invoice_shipments") == []


def test_what_was_sent_too_many_is_not_charged(placed):
    scene = placed((PEN, 2))
    scene.press("ship_surplus")
    (root,) = bill(scene, "invoice_shipments")
    assert quantities(root) == {1: 2}


def test_the_price_is_the_confirmed_one_and_what_was_rejected_is_free(placed, basket):
    scene = placed(*basket)
    scene.press("reject", {2: 3})
    (answer,) = scene.press("confirm_repriced", {1: 1, 3: 1}, unit_price="3.00")
    (root,) = bill(scene, "invoice")
    assert quantities(root) == {1: 5, 3: 2}
    assert due(root) == amount(answer, ".//ConfirmationHeader/Total")


def test_several_orders_on_one_invoice(placed):
    first, second = placed((PEN, 2)), placed((PEN, 3))
    other = placed((PEN, 1), code="DE")
    (root,) = bill(second, "invoice_together")
    references = [row.get("orderID") for row in root.iter("OrderReference")]
    assert references == ["PO1", "PO2"]
    assert due(root) == first.order.cart.charges.total + second.order.cart.charges.total
    assert not first.order.to_bill
    assert not second.order.to_bill
    assert other.order.to_bill
    assert bill(first, "invoice_together") == []


def test_a_third_party_seller_issues_the_invoice_with_its_vat_number(placed, basket):
    scene = placed(*basket, code="DE")
    invoices = bill(scene, "invoice_sellers")
    issuers = {
        root.findtext(".//InvoicePartner/Contact[@role='issuerOfInvoice']/Name"): root.find(
            ".//InvoicePartner/IdReference[@domain='vatID']"
        ).get("identifier")
        for root in invoices
    }
    assert issuers["Harbor Safety Co."] == "DE999999042"
    assert len(issuers) == len(invoices) > 1
    assert sum(due(root) for root in invoices) == scene.order.cart.charges.total


def test_a_seller_in_the_us_has_no_vat_number(placed, asin):
    (root,) = bill(placed((asin(GOGGLES), 1)), "invoice_sellers")
    assert root.find(".//IdReference") is None


@pytest.mark.parametrize("code", MARKETPLACES)
def test_one_cent_off(placed, code):
    scene = placed((PEN, 3), code=code)
    (root,) = scene.press("invoice_cent")
    assert due(root) == scene.order.cart.charges.total + CENT[code]
    assert amount(root, ".//InvoiceDetailItem/NetAmount") == scene.order.cart.charges.total


def test_more_than_ordered_can_be_charged(placed):
    (root,) = bill(placed((PEN, 3)), "invoice", {1: 4})
    assert quantities(root) == {1: 4}


@pytest.mark.parametrize("action", ["credit", "credit_quantity", "credit_price"])
@pytest.mark.parametrize("code", MARKETPLACES)
def test_a_credit_gives_back_what_was_charged(placed, basket, code, action):
    scene = placed(*basket, code=code)
    assert not scene.can(action)
    (charged,) = bill(scene, "invoice")
    (part,) = bill(scene, action, {2: 1})
    (rest,) = bill(scene, action)
    assert due(part) < 0
    assert due(part) + due(rest) == -due(charged)
    assert not scene.can(action)


@pytest.mark.parametrize("action", ["credit", "credit_quantity", "credit_price"])
def test_the_last_credit_gives_back_the_cent_too_much(placed, basket, action):
    scene = placed(*basket, code="JP")
    (charged,) = scene.press("invoice_cent")
    (part,) = bill(scene, action, {2: 1})
    (rest,) = scene.press(action)
    assert due(charged) == scene.order.cart.charges.total + 1
    assert due(part) + due(rest) == -due(charged)


def test_a_credit_memo_has_no_lines_and_names_the_invoice(placed):
    scene = placed((PEN, 3))
    (charged,) = bill(scene, "invoice")
    (root,) = bill(scene, "credit")
    assert head(root, "purpose") == "creditMemo"
    assert root.find(".//InvoiceDetailHeaderIndicator").get("isHeaderInvoice") == "yes"
    assert root.find(".//InvoiceDetailItem") is None
    assert root.find(".//InvoiceIDInfo").get("invoiceID") == head(charged, "invoiceID")
    assert root.find(".//InvoiceDetailRequestHeader/DocumentReference").get("payloadID") == charged.get("payloadID")


def test_a_line_is_given_back_by_negative_quantity_or_by_negative_price(placed):
    scene = placed((PEN, 3))
    bill(scene, "invoice")
    (quantity,) = bill(scene, "credit_quantity", {1: 1})
    (price,) = bill(scene, "credit_price", {1: 1})
    assert (head(quantity, "purpose"), quantities(quantity)) == ("lineLevelCreditMemo", {1: -1})
    assert amount(quantity, ".//UnitPrice") > 0
    assert (head(price, "purpose"), quantities(price)) == ("standard", {1: 1})
    assert amount(price, ".//UnitPrice") < 0


def test_no_more_is_given_back_than_was_charged(placed):
    scene = placed((PEN, 3))
    bill(scene, "invoice", {1: 2})
    assert bill(scene, "credit", {1: 3}) == []
    assert "No more can be given back" in scene.page.text
