"""Confirmations on demand: some lines, several Amazon orders, prices, dates, back-orders, rejections."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest

from .buyer import amount
from .shopper import PEN

GOGGLES = "Aegis Safety Goggles"
KEYBOARD = "Corvane KB200"
WEBCAM = "Luminar WC4"


def lines(root):
    """Line number to (type, quantity) of each of its statuses."""
    return {
        item.get("lineNumber"): [(row.get("type"), row.get("quantity")) for row in item.iter("ConfirmationStatus")]
        for item in root.iter("ConfirmationItem")
    }


def statuses(root):
    """The types of all statuses."""
    return {row.get("type") for row in root.iter("ConfirmationStatus")}


def total(root):
    """The header's Total."""
    return amount(root, ".//ConfirmationHeader/Total")


@pytest.fixture
def scene(placed, asin):
    """An order of three lines: 5 pens, 2 goggles of another seller, 1 keyboard."""
    return placed((PEN, 5), (asin(GOGGLES), 2), (asin(KEYBOARD), 1))


def test_buttons_answer_once(scene, inbox):
    assert scene.can("confirm")
    assert not scene.can("cancel")
    assert statuses(*scene.press("confirm")) == {"detail"}
    assert not scene.can("confirm")
    assert statuses(*scene.press("cancel")) == {"reject"}
    assert scene.press("cancel") == []
    assert "“Cancel” is not possible" in scene.page.text
    inbox.wait(2)


def test_some_lines_now_and_the_others_later(scene):
    (first,) = scene.press("confirm_part", {2: 1})
    assert lines(first) == {"2": [("detail", "2")]}
    assert scene.order.state.value == "partly confirmed"
    (later,) = scene.press("confirm")
    assert lines(later) == {"1": [("detail", "5")], "3": [("detail", "1")]}
    assert scene.order.state.value == "confirmed"
    assert total(first) + total(later) == scene.order.cart.charges.total


def test_the_lines_that_wait_follow_by_themselves(scene, sandbox, clock, inbox):
    scene.press("confirm_part")
    inbox.wait(1)
    clock.offset = timedelta(hours=1, seconds=1)
    assert [sorted(lines(root)) for root in inbox.wait(2)] == [["1"], ["2", "3"]]


def test_two_amazon_orders_share_the_pieces_and_cost_the_same(scene):
    (root,) = scene.press("confirm_split")
    assert lines(root) == {"1": [("detail", "3"), ("detail", "2")], "2": [("detail", "1")] * 2, "3": [("detail", "1")]}
    numbers = {row.text for row in root.iter("Comments") if row.get("type") == "confirmID"}
    assert numbers == set(scene.order.amazon_numbers)
    assert len(numbers) == 2
    assert total(root) == scene.order.cart.charges.total


def test_two_amazon_orders_even_if_there_is_one_piece_a_line(placed, asin):
    scene = placed((PEN, 1), (asin(KEYBOARD), 1))
    scene.press("confirm_split")
    assert [len(parts) for parts in scene.order.outcomes.values()] == [1, 1]
    assert len(scene.order.amazon_numbers) == 2


def test_a_new_unit_price_on_one_line(scene):
    (root,) = scene.press("confirm_repriced", {2: 1}, unit_price="20.00")
    assert sorted(lines(root)) == ["1", "2", "3"]
    (price,) = root.iter("UnitPrice")
    assert price.getparent().getparent().get("lineNumber") == "2"
    assert amount(price.getparent(), "UnitPrice") == Decimal("20.00")
    old = scene.order.cart.lines[1]
    rise = old.charges(2, Decimal("20.00")).total - old.charges().total
    assert total(root) == scene.order.cart.charges.total + rise


def test_without_a_price_every_line_gets_dearer(scene):
    (root,) = scene.press("confirm_repriced")
    assert [amount(row, "UnitPrice") for row in root.iter("ConfirmationStatus")] == [
        (line.unit_price * Decimal("1.05")).quantize(Decimal("0.01"), ROUND_HALF_UP) for line in scene.order.cart.lines
    ]


@pytest.mark.parametrize("price", ["9.999", "0,5", "-1", "many", "NaN"])
def test_a_price_that_is_none_sends_nothing(scene, price):
    assert scene.press("confirm_repriced", unit_price=price) == []
    assert "Nothing was sent: unit_price" in scene.page.text


def test_a_later_date_for_some_pieces(scene):
    (root,) = scene.press("confirm_delayed", {1: 2}, days="30")
    assert lines(root)["1"] == [("detail", "3"), ("detail", "2")]
    usual, late = (row.get("deliveryDate") for row in root.find(".//ConfirmationItem").iter("ConfirmationStatus"))
    assert late > usual
    assert total(root) == scene.order.cart.charges.total


def test_back_ordered_pieces_are_confirmed_later(scene):
    (root,) = scene.press("backorder", {1: 2})
    assert lines(root)["1"] == [("detail", "3"), ("backordered", "2")]
    assert scene.order.state.value == "partly confirmed"
    (later,) = scene.press("confirm")
    assert lines(later) == {"1": [("detail", "3"), ("detail", "2")]}
    assert scene.order.state.value == "confirmed"


def test_a_line_over_several_statuses(scene):
    scene.press("backorder", {1: 2})
    (root,) = scene.press("reject", {1: 1})
    assert lines(root) == {"1": [("detail", "3"), ("backordered", "1"), ("reject", "1")]}


def test_one_line_is_rejected_with_the_reason(scene):
    (root,) = scene.press("reject", {2: 2}, code="001-012")
    assert lines(root) == {"1": [("detail", "5")], "2": [("reject", "2")], "3": [("detail", "1")]}
    assert "[Error code: 001-012]" in root.findtext(".//ConfirmationHeader/Comments")
    charges = [scene.order.cart.lines[index].charges().total for index in (0, 2)]
    assert total(root) == sum(charges)


def test_rejecting_every_line_refuses_the_order(scene):
    scene.press("confirm")
    (root,) = scene.press("reject")
    assert statuses(root) == {"reject"}
    assert root.find(".//ConfirmationHeader").get("confirmID") is None
    assert scene.order.state.value == "refused"
    assert not scene.can("confirm_delayed")


def test_a_cancelled_order_rejects_the_lines_that_wait_too(scene):
    scene.press("confirm_part")
    (root,) = scene.press("cancel")
    assert lines(root) == {"1": [("reject", "5")], "2": [("reject", "2")], "3": [("reject", "1")]}


def test_rejected_pieces_are_on_sale_again(scene, placed, asin, sandbox):
    item = sandbox.state.catalog.items[asin(WEBCAM)]
    other = placed((item.asin, 4))
    other.press("confirm")
    assert sandbox.state.available(item) == item.stock - 4
    other.press("reject", {1: 3})
    assert sandbox.state.available(item) == item.stock - 1


@pytest.mark.parametrize("pieces", [{4: 1}, {1: "x"}, {1: -1}, {1: 99999}])
def test_pieces_that_cannot_be_send_nothing(scene, pieces):
    assert scene.press("backorder", pieces) == []
    assert "Nothing was sent" in scene.page.text
