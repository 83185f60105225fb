"""The way to the inbox: every kind of document, its credentials, its answer, and doing it once more."""

import base64

import pytest
import requests
from lxml import etree

from amazon_sandbox.orders.desk import ACTIONS

from .conftest import wait_for
from .shopper import PEN

KINDS = {
    "confirm": "ConfirmationRequest",
    "ship": "ShipNoticeRequest",
    "invoice": "InvoiceDetailRequest",
    "send_status": "StatusUpdateRequest",
    "ask_profile": "ProfileRequest",
}
BASIC = "Basic " + base64.b64encode(b"amazon:inbox-password").decode()


@pytest.mark.parametrize(("action", "kind"), KINDS.items())
def test_every_document_comes_with_the_credentials_that_are_set_up(placed, sandbox, inbox, action, kind):
    scene = placed((PEN, 2))
    sandbox.change(send_secret=True)
    scene.press(action)
    (root,) = inbox.wait()
    assert root.find("Request")[0].tag == kind
    assert root.find("Request").get("deploymentMode") == "test"
    assert root.findtext("Header/Sender/Credential/SharedSecret") == "secret-us"
    assert inbox.logins == [BASIC]


def test_the_status_names_the_order(placed):
    (root,) = placed((PEN, 2)).press("send_status")
    update = root.find(".//StatusUpdateRequest")
    assert update.find("DocumentReference").get("payloadID") == "order-1@buyer.example"
    assert update.find("Status").get("code") == "200"


def test_the_profile_is_asked_for(placed):
    (root,) = placed((PEN, 2)).press("ask_profile")
    assert root.find("Request/ProfileRequest") is not None


def test_the_answer_is_shown(placed, inbox, shopper):
    status = b'<Status code="406" text="No">Rule 7</Status>'
    inbox.answer = b'<cXML payloadID="1" timestamp="1"><Response>' + status + b"</Response></cXML>"
    scene = placed((PEN, 2))
    scene.press("ask_profile")
    wait_for(lambda: scene.order.deliveries[0].attempts)
    page = shopper.get(scene.path).text
    assert "HTTP 200, Status 406" in page
    assert "Rule 7" in page
    (delivery,) = requests.get(f"{shopper.base}/api/orders", timeout=5).json()[0]["deliveries"]
    assert "Rule 7" in delivery["answer"]


def test_the_same_document_again_is_the_same_bytes(placed, inbox, shopper):
    scene = placed((PEN, 2))
    scene.press("invoice")
    inbox.wait(1)
    shopper.post(f"{scene.path}/delivery/1/again")
    inbox.wait(2)
    assert len(set(inbox.documents)) == 1


def test_the_same_invoice_number_under_a_new_payload_id(placed, inbox, shopper, validate):
    scene = placed((PEN, 2))
    scene.press("invoice")
    inbox.wait(1)
    shopper.post(f"{scene.path}/delivery/1/as_new")
    first, second = inbox.wait(2)
    validate(second, "InvoiceDetail.dtd")
    assert first.get("payloadID") != second.get("payloadID")
    assert etree.tostring(first.find("Request")) == etree.tostring(second.find("Request"))
    assert second.getroottree().docinfo.doctype == first.getroottree().docinfo.doctype


def test_there_is_a_button_for_every_action(placed, shopper):
    page = shopper.get(placed((PEN, 2)).path).text
    for name, action in ACTIONS.items():
        assert f'formaction="/order/1/{name}"' in page
        assert action.hint.endswith(".")


def test_a_script_does_what_a_button_does(placed, inbox, shopper):
    placed((PEN, 5))
    api = f"{shopper.base}/api/orders/1"

    def post(path, **data):
        return requests.post(f"{api}/{path}", json=data, timeout=5)

    assert post("confirm_repriced", unit_price="0.50", days=4).json()["state"] == "confirmed"
    assert post("ship", pieces={"1": 2}).json()["shipments"][0]["pieces"] == {"1": 2}
    (invoice,) = post("invoice_shipments").json()["invoices"]
    assert (invoice["total"], invoice["currency"]) == ("1.08", "USD")
    deliveries = post("deliveries/3/as_new").json()["deliveries"]
    assert [of["repeats"] for of in deliveries] == [None, None, None, deliveries[2]["payload_id"]]
    inbox.wait(4)


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("refuse", {"code": "999"}, 400),
        ("ship", {"pieces": {"2": 1}}, 400),
        ("ship", {"pieces": [1]}, 400),
        ("ship", {"colour": "red"}, 400),
        ("confirm_delayed", {"days": "soon"}, 400),
        ("confirm_repriced", {"unit_price": 0.123}, 400),
        ("cancel", {}, 409),
        ("ship_update", {}, 409),
        ("invoice_together", {}, 409),
        ("deliveries/1/again", {}, 404),
        ("explode", {}, 404),
    ],
)
def test_a_script_is_told_why_nothing_was_sent(placed, shopper, path, data, status):
    scene = placed((PEN, 2))
    assert requests.post(f"{shopper.base}/api/orders/1/{path}", json=data, timeout=5).status_code == status
    assert not scene.order.deliveries


def test_a_script_asks_for_one_order(placed, shopper):
    first, _second = placed((PEN, 2)), placed((PEN, 1))
    number = first.order.request.order_id
    found = requests.get(f"{shopper.base}/api/orders", {"order_id": number}, timeout=5).json()
    assert [order["order_id"] for order in found] == [number]
    assert requests.get(f"{shopper.base}/api/orders?order_id=P0", timeout=5).json() == []


def test_a_direct_purchase_has_no_inbox(shopper):
    shopper.sign_in()
    shopper.add()
    shopper.check_out(group="direct")
    assert requests.post(f"{shopper.base}/api/orders/1/ship", timeout=5).status_code == 409
    assert "What happens next?" not in shopper.get("/order/1").text
