from datetime import datetime, timezone
from decimal import Decimal
from types import SimpleNamespace

import pytest

from amazon_sandbox.config import DEFAULT_CONFIG
from amazon_sandbox.cxml.cart_message import cart_message
from amazon_sandbox.shop.cart import make_cart
from amazon_sandbox.shop.catalog import Catalog
from amazon_sandbox.shop.marketplace import MARKETPLACES
from devtools import sql
from devtools.demo import expect
from devtools.demo.approval import pass_days
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.shopper import Handover
from devtools.demo.world import scene
from devtools.problem import Problem

GOGGLES, BOOK = "B0ZR8LDVWX", "3442017122"


def document_of(marketplace, basket):
    place, items, now = MARKETPLACES[marketplace], Catalog().items, datetime.now(timezone.utc)
    pairs = [(items[asin], quantity) for asin, quantity in basket.items()]
    cart = make_cart(place, place.addresses[0], "buyer@example.com", pairs, now)
    return cart, cart_message(DEFAULT_CONFIG.groups[0], cart, "cookie", "1@example.com", now)


@pytest.mark.parametrize("marketplace", MARKETPLACES)
def test_a_cart_is_read_from_its_form(marketplace):
    shop, document = document_of(marketplace, {GOGGLES: 2, BOOK: 1})
    cart = Handover("http://example.com", {"cxml-urlencoded": document.decode()}).cart()
    assert (cart.currency, cart.total) == (shop.marketplace.currency, shop.charges.total)
    assert [(line.asin, line.quantity, line.unit_price) for line in cart.lines] == [
        (line.item.asin, line.quantity, line.unit_price) for line in shop.lines
    ]
    assert [line.seller for line in cart.lines] == ["Harbor Safety Co.", "Papierkontor Weber"]


def test_tax_rates_are_read_where_amazon_states_them():
    for marketplace, rates in (("DE", [Decimal(19), Decimal(7)]), ("US", [None, None])):
        _shop, document = document_of(marketplace, {GOGGLES: 1, BOOK: 1})
        cart = Handover("http://example.com", {"cxml-urlencoded": document.decode()}).cart()
        assert [line.tax_rate for line in cart.lines] == rates


def test_what_differs_is_said():
    with pytest.raises(Problem, match=r"The total is 2, but must be 3\."):
        expect.same("The total", 2, 3)


def test_what_odoo_allows_is_not_refused():
    with pytest.raises(Problem, match="allows what it must refuse"):
        expect.refused(lambda: None)


def test_what_is_refused_gives_its_reason():
    def attempt():
        raise Problem("Not today.")

    assert expect.refused(attempt) == "Not today."


def test_waiting_ends(monkeypatch):
    monkeypatch.setattr(expect, "_PATIENCE_S", 0)
    with pytest.raises(Problem, match="It does not come within 0 s"):
        expect.eventually(list, "It does not come")


def test_what_comes_late_is_seen(monkeypatch):
    monkeypatch.setattr(expect, "_TURN_S", 0)
    answers = iter([[], [], ["sent"]])
    assert expect.eventually(lambda: next(answers), "It does not come") == ["sent"]


def test_a_scene_tells_about_its_order(capsys):
    values = {"name": "P00007", "state": "to approve", "amazon_state": "waiting"}
    values |= {"amount_total": 1458.1, "currency_id": [2, "EUR"], "decimal_places": 2}
    user = SimpleNamespace(call=lambda *_arguments: [values])
    with scene("Confirm", PlacedOrder(user, 7)) as told:
        told.detail = "in one attempt"
    line = capsys.readouterr().out
    assert "✓ Confirm (P00007, EUR 1,458.10, to approve · waiting, in one attempt)" in line


def test_time_passes_for_one_step_alone(monkeypatch):
    statements = []
    monkeypatch.setattr(sql, "execute", lambda statement, database: statements.append((database, statement)))
    pass_days("play", 7, 2)
    [(database, statement)] = statements
    assert database == "play"
    assert statement.startswith("UPDATE amazon_punchin_approval SET opened_at = opened_at - interval '2 days'")
    assert statement.endswith("WHERE id = 7")
