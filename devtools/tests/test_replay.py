from decimal import Decimal
from types import SimpleNamespace

from devtools.replay.fitting import wanted


def portion(number, **values):
    return SimpleNamespace(order=SimpleNamespace(number=number, payload_id=""), **values)


def item(**values):
    return SimpleNamespace(asin="", unit="", **values)


def test_documents_about_one_order_share_it_and_it_fits_all():
    contents = {
        b"a": SimpleNamespace(portions=[portion("PO1", items=[item(line=3, quantity=Decimal(4))])]),
        b"b": SimpleNamespace(
            currency="EUR",
            orders=[portion("PO1", lines=[item(order_line=1, quantity=Decimal(7), unit_price=Decimal("1.50"))])],
        ),
        b"c": None,
    }
    found = wanted({name.decode(): name for name in contents}, contents.get)
    assert set(found) == {"a", "b"}
    assert found["a"] is found["b"]
    assert (found["a"].name, found["a"].currency, found["a"].size) == ("PO1", "EUR", 3)
    assert found["a"].line(1) == (7, Decimal("1.50"))
    assert found["a"].line(3)[0] == 4


def test_blanks_share_an_order_by_the_number_of_their_files():
    data = b'<x orderID="{{PO}}"><ConfirmationItem quantity="5" lineNumber="1"/></x>'
    content = SimpleNamespace(order=SimpleNamespace(number="1", payload_id="1"), items=[])
    found = wanted({"07a-first": data, "07b-again": data, "10": data}, lambda _data: content)
    assert found["07a-first"] is found["07b-again"]
    assert found["10"] is not found["07a-first"]
    assert found["10"].name == ""
    assert found["10"].line(1) == (5, Decimal("10.00"))
    assert found["10"].line(2) == (1, Decimal("25.00"))
