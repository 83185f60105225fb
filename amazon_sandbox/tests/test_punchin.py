"""Punch-in: the person starts in the shop. Two entrances, and direct purchases."""

from .shopper import Shopper, cart_of, handover


def test_the_review_says_that_approval_is_needed(shopper):
    shopper.sign_in()
    shopper.add()
    shopper.post("/checkout/address", address="hq")
    page = shopper.post("/checkout/group", group="group-us").text
    assert "This order requires approval" in page
    assert "Submit order for approval" in page


def test_entrance_a_lands_and_the_setup_fetches_the_cart(shopper, buyer):
    shopper.sign_in()
    shopper.add(quantity=4)
    landing = shopper.check_out()
    assert landing.status_code == 303
    assert landing.headers["Location"] == "http://buyer.example/start"
    answer = shopper.open_start_page(buyer.start_page(cookie="mine", email="Buyer@Example.com"))
    assert handover(answer)[0] == "http://buyer.example/return"
    cart = cart_of(answer)
    assert cart.findtext(".//BuyerCookie") == "mine"
    assert cart.find(".//ItemIn").get("quantity") == "4"


def test_entrance_a_gives_the_cart_once_and_to_its_owner_only(shopper, buyer):
    shopper.sign_in()
    shopper.add()
    shopper.check_out()
    other = Shopper(shopper.base)
    url = buyer.start_page(email="other@example.com")
    other.open_start_page(url)
    assert "handover" not in other.post(url.removeprefix(shopper.base) + "/join").text
    assert 'name="handover"' in shopper.open_start_page(buyer.start_page()).text
    assert 'name="handover"' not in shopper.open_start_page(buyer.start_page()).text


def test_entrance_b_posts_the_cart_with_a_cookie_of_its_own(shopper, sandbox):
    sandbox.change(entrance="B")
    shopper.sign_in()
    shopper.add()
    answer = shopper.check_out()
    assert handover(answer)[0] == "http://buyer.example/return"
    cookie = cart_of(answer).findtext(".//BuyerCookie")
    shopper.add()
    assert cookie != cart_of(shopper.check_out()).findtext(".//BuyerCookie")


def test_a_missing_url_is_said_and_the_basket_stays(shopper, sandbox):
    sandbox.change(landing_url="")
    shopper.sign_in()
    shopper.add()
    assert "First set the landing URL" in shopper.check_out().text
    assert "Your basket is empty" not in shopper.get("/basket").text


def test_a_direct_purchase_is_placed_at_once(shopper, sandbox, inbox):
    shopper.sign_in()
    shopper.add()
    assert "Your order is placed" in shopper.check_out("direct").text
    (order,) = sandbox.state.orders.values()
    assert order.state.value == "placed"
    assert "direct purchase" in shopper.get("/orders").text
    assert shopper.get(f"/order/{order.id}").status_code == 200
    assert not inbox.documents


def test_somebody_without_a_group_can_only_buy_directly(shopper):
    shopper.sign_in("stranger@example.com")
    shopper.add()
    shopper.post("/checkout/address", address="hq")
    page = shopper.get("/checkout/group").text
    assert 'value="direct"' in page
    assert "group-us" not in page
    assert "Please choose" in shopper.post("/checkout/group", group="group-us").text


def test_checkout_needs_a_basket_and_a_person(shopper):
    assert "The basket is empty" in shopper.get("/checkout/address").text
    shopper.add()
    assert "Please sign in" in shopper.get("/checkout/address").text


def test_reloading_the_handover_posts_the_same_document(shopper, sandbox):
    sandbox.change(entrance="B")
    shopper.sign_in()
    shopper.add()
    answer = shopper.check_out()
    again = shopper.session.get(answer.url, timeout=10)
    assert handover(again) == handover(answer)
