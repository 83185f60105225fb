"""Confirmations: what Amazon finds later, and how it gets to the inbox."""

import base64
from datetime import timedelta
from decimal import Decimal

import pytest

from amazon_sandbox.orders import courier

from .buyer import amount, buyer_of
from .conftest import wait_for
from .shopper import PEN

WEBCAM = "Luminar WC4"
GOGGLES = "Aegis Safety Goggles"


def comments(root, kind):
    """The texts of all Comments of a type."""
    return [node.text for node in root.iter("Comments") if node.get("type") == kind]


def statuses(root):
    """The type of each line's ConfirmationStatus."""
    return [node.get("type") for node in root.iter("ConfirmationStatus")]


@pytest.mark.parametrize("code", ["US", "DE", "JP"])
def test_an_order_is_confirmed_with_the_whole_total(sandbox, returned_cart, inbox, validate, asin, code):
    buyer = buyer_of(code, sandbox.base)
    cart = returned_cart((PEN, 3), (asin(GOGGLES), 2), buyer=buyer)
    buyer.order(cart)
    (root,) = inbox.wait()
    validate(root, "Fulfill.dtd")
    head = root.find(".//ConfirmationHeader")
    cart_head = cart.find(".//PunchOutOrderMessageHeader")
    parts = [amount(cart_head, part) for part in ("Total", "Shipping", "Tax")]
    assert amount(head, "Total") == sum(parts)
    assert (head.get("type"), head.get("operation")) == ("detail", "new")
    reference = root.find(".//OrderReference")
    assert reference.get("orderID") == "PO1"
    assert reference.find("DocumentReference").get("payloadID") == "order-1@buyer.example"
    assert statuses(root) == ["detail", "detail"]
    assert root.find(".//ConfirmationStatus/UnitPrice") is None


def test_one_order_becomes_an_amazon_order_for_each_seller(returned_cart, buyer, inbox, asin):
    buyer.order(returned_cart((PEN, 1), (asin(GOGGLES), 1), (asin(WEBCAM), 1)))
    (root,) = inbox.wait()
    numbers = comments(root, "confirmID")
    assert len(numbers) == 3
    assert numbers[0] == numbers[2] == root.find(".//ConfirmationHeader").get("confirmID")
    assert numbers[1] != numbers[0]


def test_the_inbox_is_protected_by_basic_and_gets_no_secret(returned_cart, buyer, inbox):
    buyer.order(returned_cart())
    (root,) = inbox.wait()
    expected = base64.b64encode(b"amazon:inbox-password").decode()
    assert inbox.logins == [f"Basic {expected}"]
    assert root.find(".//SharedSecret") is None


def test_the_secret_is_sent_where_it_is_set_up(returned_cart, buyer, inbox, sandbox, validate):
    sandbox.change(send_secret=True)
    buyer.order(returned_cart())
    (root,) = inbox.wait()
    assert root.findtext("Header/Sender/Credential/SharedSecret") == "secret-us"
    validate(root, "Fulfill.dtd")


def test_a_quantity_below_the_cart_refuses_the_whole_order(returned_cart, buyer, inbox, validate, asin):
    cart = returned_cart((PEN, 4), (asin(GOGGLES), 1))
    document = buyer.order_document(cart).replace('quantity="4"', 'quantity="3"')
    total = amount(cart, ".//PunchOutOrderMessageHeader/Total")
    document = document.replace(f">{total}<", f">{total - Decimal('0.45')}<", 1)
    assert buyer.send_order(document).get("code") == "200"
    (root,) = inbox.wait()
    validate(root, "Fulfill.dtd")
    head = root.find(".//ConfirmationHeader")
    assert head.get("confirmID") is None
    assert head.find("Total") is None
    assert statuses(root) == ["reject", "reject"]
    first, second = comments(root, "LineItemErrorCode")
    assert first.endswith(": 018-007]")
    assert second.endswith(": 001-012]")
    assert comments(root, "OrderErrorCode") == [f"{first} || {second}"]


def test_a_quantity_above_the_cart_is_delivered_and_charged(returned_cart, buyer, inbox):
    document = buyer.order_document(returned_cart((PEN, 4)))
    document = document.replace('quantity="4"', 'quantity="10"').replace(">1.80<", ">4.50<", 1)
    assert buyer.send_order(document).get("code") == "200"
    (root,) = inbox.wait()
    assert amount(root, ".//ConfirmationHeader/Total") == Decimal("4.50") + Decimal("0.37")


def test_what_sold_out_since_the_cart_is_rejected_alone(returned_cart, buyer, inbox, validate, asin):
    carts = [returned_cart((asin(WEBCAM), 4), (PEN, 1)) for _ in range(2)]
    for number, cart in enumerate(carts):
        buyer.order(cart, payload_id=f"order-{number}@buyer.example")
    first, second = inbox.wait(2)
    assert statuses(first) == ["detail", "detail"]
    assert statuses(second) == ["reject", "detail"]
    assert comments(second, "LineItemErrorCode")[0].endswith(": 015-005]")
    assert amount(second, ".//ConfirmationHeader/Total") == Decimal("0.45") + Decimal("0.04")
    validate(second, "Fulfill.dtd")


def test_after_seven_days_the_order_is_refused(sandbox, returned_cart, buyer, inbox, clock):
    sandbox.change(cancel_after_s=1_000_000)
    fresh, stale = returned_cart(), returned_cart()
    clock.offset = timedelta(days=6, hours=23)
    buyer.order(fresh)
    inbox.wait()
    clock.offset = timedelta(days=7, minutes=1)
    buyer.order(stale, payload_id="order-2@buyer.example")
    first, second = inbox.wait(2)
    assert statuses(first) == ["detail"]
    assert comments(second, "LineItemErrorCode")[0].endswith(": 001-012]")


@pytest.mark.parametrize(("code", "word"), [("DE", "Fehlercode"), ("JP", "エラーコード")])
def test_errors_are_in_the_language_of_the_marketplace(sandbox, returned_cart, inbox, shopper, code, word):
    sandbox.change(confirm_after_s=3600)
    buyer = buyer_of(code, sandbox.base)
    buyer.order(returned_cart(buyer=buyer))
    shopper.post("/order/1/refuse", code="015-005")
    (root,) = inbox.wait()
    assert f"{word}: 015-005]" in comments(root, "OrderErrorCode")[0]


def test_a_test_order_is_cancelled_later(sandbox, returned_cart, buyer, inbox, clock, validate):
    buyer.order(returned_cart())
    inbox.wait()
    clock.offset = timedelta(hours=1, seconds=1)
    confirmed, cancelled = inbox.wait(2)
    assert statuses(confirmed) == ["detail"]
    assert statuses(cancelled) == ["reject"]
    assert cancelled.get("payloadID") != confirmed.get("payloadID")
    validate(cancelled, "Fulfill.dtd")
    assert sandbox.state.orders[1].state.value == "cancelled"


def test_an_active_order_is_not_cancelled(sandbox, returned_cart, buyer, inbox):
    cart = returned_cart()
    sandbox.change(mode="active")
    buyer.with_(mode="production").order(cart)
    (root,) = inbox.wait()
    assert root.find("Request").get("deploymentMode") == "production"
    assert sandbox.state.orders[1].cancel_at is None
    assert sandbox.state.orders[1].cancellable


def test_it_waits_as_long_as_it_is_told(sandbox, returned_cart, buyer, inbox, clock):
    sandbox.change(confirm_after_s=3600)
    buyer.order(returned_cart())
    clock.offset = timedelta(seconds=3590)
    assert sandbox.state.orders[1].state.value == "received"
    assert not inbox.documents
    clock.offset = timedelta(seconds=3601)
    inbox.wait()


def test_a_failed_delivery_is_repeated_with_the_same_bytes(sandbox, returned_cart, buyer, inbox, monkeypatch, shopper):
    monkeypatch.setattr(courier, "RETRY_AFTER_S", (0, 0, 0))
    inbox.statuses = [500, 404]
    buyer.order(returned_cart())
    inbox.wait(3)
    wait_for(lambda: "delivered" in shopper.get("/order/1").text)
    assert len(set(inbox.documents)) == 1
    attempts = sandbox.state.orders[1].deliveries[0].attempts
    assert [attempt.text for attempt in attempts] == ["HTTP 500", "HTTP 404", "HTTP 200"]


def test_it_gives_up_and_can_be_asked_again(sandbox, returned_cart, buyer, inbox, monkeypatch, shopper):
    monkeypatch.setattr(courier, "RETRY_AFTER_S", (0,))
    sandbox.change(inbox_url="")
    buyer.order(returned_cart())
    wait_for(lambda: "failed" in shopper.get("/order/1").text)
    assert "no inbox URL is set" in shopper.get("/order/1").text
    sandbox.change(inbox_url=inbox.url)
    shopper.post("/order/1/delivery/1/again")
    inbox.wait()


def test_scripts_see_and_steer_orders(sandbox, returned_cart, buyer, inbox, shopper):
    sandbox.change(confirm_after_s=3600)
    buyer.order(returned_cart())
    api = f"{shopper.base}/api/orders"
    (order,) = shopper.session.get(api).json()
    assert (order["order_id"], order["state"]) == ("PO1", "received")
    assert order["amazon_order_number"] is None
    order = shopper.session.post(f"{api}/1/confirm").json()
    assert order["state"] == "confirmed"
    (root,) = inbox.wait()
    assert root.find(".//ConfirmationHeader").get("confirmID") == order["amazon_order_number"]
    assert shopper.session.post(f"{api}/1/cancel").json()["state"] == "cancelled"
    assert shopper.session.post(f"{api}/9/confirm").status_code == 404
