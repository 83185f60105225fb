"""Ship notices: all, partial, several, without items, too many, too early, corrected."""

from datetime import datetime

import pytest

from .shopper import PEN

GOGGLES = "Aegis Safety Goggles"


def items(root):
    """Line number to quantity, as the notice lists them."""
    return {row.get("lineNumber"): row.get("quantity") for row in root.iter("ShipNoticeItem")}


def head(root, attribute):
    """An attribute of the header."""
    return root.find(".//ShipNoticeHeader").get(attribute)


@pytest.fixture
def scene(placed, asin):
    """An order of 5 pens and 2 goggles."""
    return placed((PEN, 5), (asin(GOGGLES), 2))


def test_one_parcel_for_everything(scene):
    scene.press("confirm")
    (root,) = scene.press("ship")
    assert items(root) == {"1": "5", "2": "2"}
    reference = root.find(".//ShipNoticePortion/OrderReference")
    assert reference.get("orderID") == "PO1"
    assert reference.find("DocumentReference").get("payloadID") == "order-1@buyer.example"
    assert head(root, "operation") == "new"
    assert root.findtext(".//CarrierIdentifier[@domain='companyName']") == "UPS"
    assert root.findtext(".//ShipmentIdentifier").startswith("1Z")
    assert root.find(".//ItemID") is None
    assert scene.press("ship") == []
    assert "Nothing is left to ship" in scene.page.text


@pytest.mark.parametrize("code", ["DE", "JP"])
def test_each_marketplace_has_its_carriers_and_one_is_without_a_name(placed, code):
    carriers = [root.findtext(".//CarrierIdentifier") or "" for root in placed((PEN, 3), code=code).press("ship_each")]
    assert carriers == {"DE": ["DHL", "DPD", ""], "JP": ["ヤマト運輸", "日本郵便", ""]}[code]


def test_a_part_and_then_the_rest(scene):
    (first,) = scene.press("ship_part")
    (second,) = scene.press("ship", {2: 1})
    (rest,) = scene.press("ship")
    assert [items(root) for root in (first, second, rest)] == [{"1": "5"}, {"2": "1"}, {"2": "1"}]
    assert len({head(root, "shipmentID") for root in (first, second, rest)}) == 3


def test_half_of_the_only_line(placed):
    (root,) = placed((PEN, 5)).press("ship_part")
    assert items(root) == {"1": "3"}


def test_several_parcels(scene):
    assert [items(root) for root in scene.press("ship_each")] == [{"1": "5"}, {"2": "2"}]


def test_no_items_mean_the_whole_order(scene):
    (root,) = scene.press("ship_unlisted")
    assert items(root) == {}
    assert root.find(".//ShipNoticePortion/OrderReference") is not None
    assert scene.order.shipped == {1: 5, 2: 2}


def test_one_too_many(scene):
    (root,) = scene.press("ship_surplus")
    assert items(root) == {"1": "6", "2": "2"}
    (again,) = scene.press("ship_surplus")
    assert items(again) == {"1": "1"}


def test_before_the_confirmation(scene):
    scene.press("ship")
    assert scene.order.state.value == "received"
    scene.press("confirm")
    assert [delivery.kind for delivery in scene.order.deliveries] == ["ShipNoticeRequest", "ConfirmationRequest"]


def test_rejected_pieces_are_not_shipped(scene):
    scene.press("reject", {1: 2})
    (root,) = scene.press("ship")
    assert items(root) == {"1": "3", "2": "2"}


def test_what_is_on_its_way_is_not_cancelled(scene):
    scene.press("confirm")
    assert scene.order.cancel_at
    scene.press("ship_part")
    assert scene.order.cancel_at is None
    assert not scene.can("cancel")


def test_a_correction_has_the_same_id_and_a_newer_date(scene):
    (old,) = scene.press("ship", {1: 3})
    (new,) = scene.press("ship_update", {1: 2})
    assert head(new, "operation") == "update"
    assert head(new, "shipmentID") == head(old, "shipmentID")
    dates = [datetime.fromisoformat(head(root, "noticeDate").replace("Z", "+00:00")) for root in (old, new)]
    assert dates[0] < dates[1]
    assert head(old, "deliveryDate") < head(new, "deliveryDate")
    assert new.findtext(".//ShipmentIdentifier") != old.findtext(".//ShipmentIdentifier")
    assert (items(old), items(new)) == ({"1": "3"}, {"1": "2"})
    assert scene.order.shipped == {1: 2}
