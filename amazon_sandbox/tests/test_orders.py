"""Orders: what Amazon refuses at once."""

import threading

import pytest
import requests
from lxml import etree

from .buyer import SHIP_TO
from .conftest import wait_for
from .shopper import PEN


def changed(document, old, new):
    """The document with a text replaced that it must hold."""
    assert old in document
    return document.replace(old, new)


def test_an_order_is_received(buyer, returned_cart, sandbox, validate):
    document = buyer.order_document(returned_cart())
    validate(etree.fromstring(document.encode()), "cXML.dtd")
    status = buyer.send_order(document)
    assert (status.get("code"), status.get("text")) == ("200", "OK")
    (order,) = sandbox.state.orders.values()
    assert order.request.order_id == "PO1"


@pytest.mark.parametrize("changes", [{"secret": "wrong"}, {"identity": "BUYER-DE"}, {"domain": "DUNS"}])
def test_wrong_credentials(buyer, returned_cart, sandbox, changes):
    assert buyer.with_(**changes).order(returned_cart()).get("code") == "401"
    assert not sandbox.state.orders


def test_the_order_url_belongs_to_one_group(buyer, returned_cart):
    assert buyer.with_(slug="group-de").order(returned_cart()).get("code") == "401"
    assert buyer.order(returned_cart()).get("code") == "200"


def test_a_cart_of_another_group(buyer, returned_cart):
    german = buyer.with_(slug="group-de", identity="BUYER-DE", secret="secret-de")
    status = german.order(returned_cart())
    assert status.get("code") == "406"
    assert "SupplierPartAuxiliaryID of line 1 is not that of a returned cart" in status.text


def test_the_mode_of_the_document_must_be_that_of_the_group(buyer, returned_cart):
    status = buyer.with_(mode="production").order(returned_cart())
    assert status.get("code") == "406"
    assert "deploymentMode" in status.text


@pytest.mark.parametrize(
    ("old", "new", "code", "reason"),
    [
        ('type="new"', 'type="update"', "406", "type"),
        ('orderID="PO1"', 'orderID=""', "400", "orderID"),
        ('orderID="PO1"', "", "400", "orderID"),
        (SHIP_TO, "", "400", "ShipTo"),
        ("<Street>1 Main Street</Street>", "<Street/>", "400", "Street"),
        ("<Street>1 Main Street</Street>", "", "400", "Street"),
        ("<PostalCode>78701</PostalCode>", "", "400", "PostalCode"),
        ("<State>TX</State>", "", "400", "State"),
        ('isoCountryCode="US"', 'isoCountryCode="USA"', "400", "isoCountryCode"),
        ('quantity="2"', 'quantity="1.5"', "400", "quantity"),
        ('quantity="2"', 'quantity="0"', "400", "quantity"),
        ('quantity="2"', 'quantity="-2"', "400", "quantity"),
        ('quantity="2"', 'quantity="1000"', "406", "999"),
        ('lineNumber="1"', "", "400", "lineNumber"),
        (",1</SupplierPartAuxiliaryID>", ",2</SupplierPartAuxiliaryID>", "406", "SupplierPartAuxiliaryID"),
        (",1</SupplierPartAuxiliaryID>", ",1 </SupplierPartAuxiliaryID>", "406", "SupplierPartAuxiliaryID"),
        (f"<SupplierPartID>{PEN}", "<SupplierPartID>B000000000", "406", "SupplierPartID"),
        ("<UnitOfMeasure>EA", "<UnitOfMeasure>BX", "406", "UnitOfMeasure"),
        ('<Money currency="USD">0.45', '<Money currency="USD">0.44', "406", "UnitPrice"),
        ('<Money currency="USD">0.45', '<Money currency="USD">0,45', "400", "UnitPrice"),
        ('<Money currency="USD">0.45', '<Money currency="USD">NaN', "400", "UnitPrice"),
        ('<Money currency="USD">0.45', '<Money currency="EUR">0.45', "406", "USD"),
        ('<Money currency="USD">0.90', '<Money currency="USD">0.97', "406", "Total"),
        ('<Extrinsic name="soldBy">Amazon</Extrinsic>', "", "406", "soldBy"),
        ("44121704", "44121705", "406", "Classification"),
        ("<ItemOut ", "<BillTo/><ItemOut ", "400", "BillTo"),
        ("</OrderRequestHeader>", "<Total/></OrderRequestHeader>", "400", "Total"),
    ],
)
def test_a_broken_rule_is_named(buyer, returned_cart, sandbox, old, new, code, reason):
    status = buyer.send_order(changed(buyer.order_document(returned_cart()), old, new))
    assert status.get("code") == code
    assert reason in status.text
    assert not sandbox.state.orders


def test_at_most_fifty_lines(buyer, returned_cart, sandbox):
    basket = [(asin, 1) for asin in list(sandbox.state.catalog.items)[:51]]
    status = buyer.order(returned_cart(*basket))
    assert status.get("code") == "406"
    assert "51 lines" in status.text
    assert buyer.order(returned_cart(*basket[:50])).get("code") == "200"


def test_the_same_document_again_is_one_order(buyer, returned_cart, sandbox):
    document = buyer.order_document(returned_cart())
    statuses = [buyer.send_order(document).get("code") for _ in range(2)]
    assert statuses == ["200", "200"]
    assert len(sandbox.state.orders) == 1


def test_the_same_document_at_the_same_moment_is_one_order(buyer, returned_cart, sandbox):
    document = buyer.order_document(returned_cart())
    codes = []
    threads = [threading.Thread(target=lambda: codes.append(buyer.send_order(document).get("code"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == ["200"] * 8
    assert len(sandbox.state.orders) == 1


def test_the_same_cart_under_another_payload_id_is_refused(buyer, returned_cart, sandbox):
    cart = returned_cart()
    assert buyer.order(cart).get("code") == "200"
    status = buyer.order(cart, payload_id="order-2@buyer.example")
    assert status.get("code") == "406"
    assert "ordered before" in status.text
    assert len(sandbox.state.orders) == 1


def test_a_basket_that_never_came_back_cannot_be_ordered(buyer, shopper, returned_cart):
    cart = returned_cart()
    for node in cart.iter("SupplierPartAuxiliaryID"):
        node.text = "111-1111111-1111111,1"
    status = buyer.order(cart)
    assert status.get("code") == "406"
    assert "SupplierPartAuxiliaryID of line 1 is not that of a returned cart" in status.text


def test_an_unknown_group_has_no_order_url(shopper):
    assert shopper.session.post(f"{shopper.base}/orders/nobody", data="x").status_code == 404


@pytest.mark.parametrize(("fault", "taken"), [("401", 0), ("500", 0), ("drop", 1), ("slow", 1)])
def test_the_next_answer_can_go_wrong_once(buyer, returned_cart, sandbox, shopper, fault, taken):
    wish = {"next_order": fault, "seconds": 0.2}
    shopper.session.post(f"{shopper.base}/api/faults", json=wish).raise_for_status()
    document = buyer.order_document(returned_cart())
    if fault == "401":
        assert buyer.send_order(document).get("code") == "401"
    elif fault == "slow":
        assert buyer.send_order(document).get("code") == "200"
    else:
        assert _http_status(buyer, document) == (500 if fault == "500" else None)
    assert len(sandbox.state.orders) == taken
    assert buyer.send_order(document).get("code") == "200"
    assert len(sandbox.state.orders) == 1


def test_secrets_are_blacked_out_wherever_people_look(buyer, returned_cart, sandbox, shopper, inbox):
    sandbox.change(send_secret=True)
    buyer.order(returned_cart())
    inbox.wait()
    wait_for(lambda: "delivered" in shopper.get("/order/1").text)
    pages = [shopper.get("/order/1"), shopper.get("/settings"), shopper.get("/api/config")]
    pages += [shopper.get(f"/order/1/document/{number}") for number in (1, 2, 3)]
    for page in pages:
        assert page.status_code == 200
        assert "secret-us" not in page.text
        assert "inbox-password" not in page.text
    assert "********" in pages[4].text
    assert b"secret-us" in inbox.documents[0]


def _http_status(buyer, document):
    """The HTTP status of the answer to an order, None if there is no answer."""
    url = f"{buyer.base}/orders/{buyer.slug}"
    headers = {"Content-Type": "text/xml"}
    try:
        return requests.post(url, document.encode(), headers=headers, timeout=10).status_code
    except requests.ConnectionError:
        return None
