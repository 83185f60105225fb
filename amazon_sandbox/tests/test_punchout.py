"""Punch-out: setup request, start page, cart."""

from datetime import timedelta
from http.client import HTTPConnection

import pytest
from lxml import etree

from .buyer import post_xml
from .shopper import PEN, Shopper, cart_of, handover


def status(root):
    """Code of a Response."""
    return root.find("Response/Status").get("code")


def test_setup_is_answered_with_a_start_page(buyer, sandbox, validate):
    root = buyer.setup()
    assert status(root) == "200"
    assert root.findtext(".//StartPage/URL").startswith(f"{sandbox.base}/start/")
    validate(root, "cXML.dtd")


def test_the_user_comes_signed_in_and_returns_with_the_cookie_unchanged(buyer, shopper):
    page = shopper.open_start_page(buyer.start_page(cookie="a+b/c=%2B"))
    assert "Shopping for <strong>Group US</strong> as buyer@example.com" in page.text
    shopper.add(PEN, 3)
    answer = shopper.submit()
    assert handover(answer)[0] == "http://buyer.example/return"
    cart = cart_of(answer)
    assert cart.findtext(".//BuyerCookie") == "a+b/c=%2B"
    assert [item.get("quantity") for item in cart.iter("ItemIn")] == ["3"]
    assert "Sign in" in shopper.get("/").text


def test_end_catalogue_link_posts_an_empty_cart(buyer, shopper, validate):
    shopper.open_start_page(buyer.start_page())
    shopper.add()
    cart = cart_of(shopper.post("/punchout/end"))
    assert cart.findtext(".//Total/Money") == "0.00"
    assert cart.find(".//ItemIn") is None
    validate(cart, "cXML.dtd")


@pytest.mark.parametrize(
    "changes",
    [{"secret": "wrong"}, {"secret": ""}, {"identity": "BUYER-DE"}, {"identity": "buyer-us"}, {"domain": "DUNS"}],
)
def test_wrong_credentials_are_refused_with_401(buyer, changes):
    assert status(buyer.with_(**changes).setup()) == "401"


@pytest.mark.parametrize(
    ("mode", "path"),
    [("production", "/punchout/setup/test"), ("test", "/punchout/setup"), ("production", "/punchout/setup")],
)
def test_document_url_and_group_must_be_of_one_mode(buyer, mode, path):
    root = buyer.with_(mode=mode).setup(path)
    assert status(root) == "406"
    assert "deploymentMode" in root.findtext("Response/Status")


def test_active_mode_has_its_own_url(buyer, sandbox):
    sandbox.change(mode="active")
    assert status(buyer.with_(mode="production").setup("/punchout/setup")) == "200"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("UserEmail", "Email", "UserEmail"),
        ("<BrowserFormPost><URL>http://buyer.example/return</URL></BrowserFormPost>", "", "BrowserFormPost"),
        ("http://buyer.example/return", "javascript:alert(1)", "BrowserFormPost"),
        ('operation="create"', 'operation="edit"', "operation"),
        ('operation="create"', "", "operation"),
        ("<BuyerCookie>c+o/o=k</BuyerCookie>", "", "BuyerCookie"),
        ("c+o/o=k", " ", "BuyerCookie"),
        ("<BuyerCookie>c+o/o=k</BuyerCookie>", "<Extrinsic name='x'/><BuyerCookie/>", "BuyerCookie"),
        ("</PunchOutSetupRequest>", "<Nonsense/></PunchOutSetupRequest>", "Nonsense"),
        ("</cXML>", "", "well-formed"),
        ("cxml.org", 'x" [<!ENTITY a "b">]><cXML/>', "well-formed"),
        ('cXML.dtd">', 'cXML.dtd" [<!ENTITY a "b">]>', "internal subset"),
        ('cXML.dtd">', 'cXML.dtd" [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "internal subset"),
        ("PunchOutSetupRequest", "Elsewhere", "Request lacks"),
    ],
)
def test_a_malformed_setup_is_refused_with_400_and_the_reason(buyer, sandbox, old, new, reason):
    document = buyer.setup_document()
    assert old in document
    root = post_xml(f"{sandbox.base}/punchout/setup/test", document.replace(old, new))
    assert status(root) == "400"
    assert reason in root.findtext("Response/Status")


def test_only_xml_is_read(buyer, sandbox):
    root = post_xml(f"{sandbox.base}/punchout/setup/test", buyer.setup_document(), "text/plain")
    assert status(root) == "400"
    assert "Content-Type" in root.findtext("Response/Status")


def test_another_request_is_not_implemented(buyer, sandbox):
    root = post_xml(f"{sandbox.base}/punchout/setup/test", buyer.envelope("<ProfileRequest/>"))
    assert status(root) == "450"


def test_a_document_of_megabytes_is_refused(sandbox):
    connection = HTTPConnection(sandbox.base.removeprefix("http://"), timeout=10)
    connection.putrequest("POST", "/punchout/setup/test")
    connection.putheader("Content-Type", "text/xml")
    connection.putheader("Content-Length", str(3_000_000))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_somebody_unknown_is_asked_to_join(buyer, shopper):
    url = buyer.start_page(email="new@example.com")
    assert "Create or join an account" in shopper.open_start_page(url).text
    path = url.removeprefix(shopper.base)
    assert "as new@example.com" in shopper.post(f"{path}/join").text


def test_a_start_page_opens_in_one_browser_only(buyer, shopper):
    url = buyer.start_page()
    assert shopper.open_start_page(url).status_code == 200
    assert Shopper(shopper.base).open_start_page(url).status_code == 410


def test_a_start_page_expires(buyer, shopper, clock):
    url = buyer.start_page()
    clock.offset = timedelta(minutes=31)
    assert shopper.open_start_page(url).status_code == 410


def test_start_pages_cannot_be_guessed(buyer, shopper):
    assert buyer.start_page() != buyer.start_page()
    assert shopper.get("/start/guess").status_code == 410


def test_the_setup_documents_of_these_tests_are_valid(buyer, validate):
    validate(etree.fromstring(buyer.setup_document().encode()), "cXML.dtd")
