from decimal import Decimal
from types import SimpleNamespace

import pytest
from lxml import etree

from amazon_sandbox.config import Group
from devtools.bench import people
from devtools.bench.documents import confirmation, german_cart
from devtools.bench.figures import Measured, growth_exponent, percentile, queries_per_100, row
from devtools.bench.people import people_list

GROUP = Group("Bench", "DE", "BUYER", shared_secret="")


def row_of(lines, seconds, queries=60):
    return row(lines, [Measured(seconds, queries)], [seconds], [Measured(1.0, 500)])


def test_a_cart_has_as_many_items_as_lines():
    root = etree.fromstring(german_cart(150, "a-token", GROUP))
    assert root.findtext(".//BuyerCookie") == "a-token"
    assert len({asin.text for asin in root.iter("SupplierPartID")}) == 150
    assert {detail.get("percentageRate") for detail in root.iter("TaxDetail")} == {"19.00"}


def test_a_cart_adds_up():
    root = etree.fromstring(german_cart(40, "a-token", GROUP))
    items = sum(
        int(item.get("quantity")) * Decimal(item.findtext("ItemDetail/UnitPrice/Money")) for item in root.iter("ItemIn")
    )
    header = root.find(".//PunchOutOrderMessageHeader")
    assert Decimal(header.findtext("Total/Money")) == items
    for charge in ("Shipping", "Tax"):
        amounts = [Decimal(item.findtext(f"{charge}/Money")) for item in root.iter("ItemIn")]
        assert Decimal(header.findtext(f"{charge}/Money")) == sum(amounts)


def test_figures_are_medians():
    server = [Measured(seconds, queries) for seconds, queries in ((0.3, 60), (0.1, 62), (0.2, 61))]
    plain = [Measured(seconds, 700) for seconds in (0.9, 1.0, 8.0)]
    measured = row(100, server, [0.5, 0.4, 0.6], plain)
    assert (measured.server_s, measured.http_s, measured.plain_create_s) == (0.2, 0.5, 1.0)
    assert (measured.ratio, measured.queries, measured.plain_queries, measured.runs) == (0.2, 61, 700, 3)


@pytest.mark.parametrize(("lines", "target"), [(1, 1.5), (10, None), (100, 0.15), (1000, 0.15)])
def test_targets(lines, target):
    assert row_of(lines, 0.1).target == target


def test_growth_is_that_of_large_carts():
    rows = [row_of(1, 5.0), row_of(100, 0.1), row_of(500, 2.5), row_of(1000, 10.0)]
    assert growth_exponent(rows) == pytest.approx(2)


def test_queries_are_counted_from_a_hundred_lines_on():
    rows = [row_of(10, 0.1, 65), row_of(100, 0.1, 70), row_of(500, 0.5, 90)]
    assert [queries_per_100(rows, row) for row in rows] == [None, None, 5]


def test_an_answer_takes_every_line():
    root = etree.fromstring(confirmation(GROUP, "P00007", 10, 3))
    assert root.get("payloadID") == "3.P00007@bench.example"
    assert root.find(".//OrderReference").get("orderID") == "P00007"
    assert [item.get("lineNumber") for item in root.iter("ConfirmationItem")] == [str(line) for line in range(1, 11)]
    assert {status.get("type") for status in root.iter("ConfirmationStatus")} == {"detail"}


def test_a_later_answer_is_dated_later():
    first, second = (etree.fromstring(confirmation(GROUP, "P00007", 1, number)) for number in (1, 2))
    dates = [root.find(".//ConfirmationHeader").get("noticeDate") for root in (first, second)]
    assert dates == sorted(set(dates))


@pytest.mark.parametrize(("percent", "value"), [(50, 10), (95, 19), (100, 20)])
def test_percentiles(percent, value):
    assert percentile([float(number) for number in range(20, 0, -1)], percent) == value


def test_people_of_a_list_have_an_address_each():
    header, *rows = people_list(300).decode().splitlines()
    assert header == "First Name,Last Name,Email Address,Role,Status"
    assert len({line.split(",")[2] for line in rows}) == 300


def test_an_import_takes_as_long_as_the_administrator_waits(monkeypatch):
    seconds = iter((2.0, 3.0, 9.0))
    batches = iter((True, True, False))
    monkeypatch.setattr(people, "PEOPLE", 1)

    def measured(_env, action):
        action()
        return Measured(next(seconds), 10)

    monkeypatch.setattr(people, "measure", measured)
    wizards = iter(
        [
            SimpleNamespace(action_check=list, apply_batch=lambda: next(batches)),
            SimpleNamespace(action_check=list),
        ]
    )
    env = {"amazon.punchin.person.import": SimpleNamespace(create=lambda _values: next(wizards))}
    found = people.measured_people(env, SimpleNamespace(id=1))
    assert (found["total_s"], found["again_s"], found["queries"]) == (5.0, 9.0, 20)
    assert next(batches, "all") == "all"
