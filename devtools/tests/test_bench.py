from decimal import Decimal
from types import SimpleNamespace

import pytest
from lxml import etree

from amazon_sandbox.config import Group
from devtools.bench import people
from devtools.bench.documents import confirmation, german_cart, invoice, notice, ordered
from devtools.bench.figures import Measured, cost, growth_exponent, percentile, queries_per_100, row
from devtools.bench.people import people_list
from devtools.bench.stopwatch import Division

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


def answer(write, number=3, lines=10):
    return etree.fromstring(write(GROUP, ordered("P00007", "order@example.com", lines), number))


def test_an_answer_takes_every_line():
    root = answer(confirmation)
    assert root.get("payloadID") == "3.P00007@bench.example"
    assert root.find(".//OrderReference").get("orderID") == "P00007"
    assert root.find(".//DocumentReference").get("payloadID") == "order@example.com"
    assert [item.get("lineNumber") for item in root.iter("ConfirmationItem")] == [str(line) for line in range(1, 11)]
    assert {status.get("type") for status in root.iter("ConfirmationStatus")} == {"detail"}


def test_all_that_is_ordered_is_confirmed_shipped_and_billed():
    cart = etree.fromstring(german_cart(10, "a-token", GROUP))
    ordered_pieces = [item.get("quantity") for item in cart.iter("ItemIn")]
    for write, item in (
        (confirmation, "ConfirmationStatus"),
        (notice, "ShipNoticeItem"),
        (invoice, "InvoiceDetailItem"),
    ):
        assert [piece.get("quantity") for piece in answer(write).iter(item)] == ordered_pieces
    whole = sum(
        Decimal(cart.findtext(f".//PunchOutOrderMessageHeader/{part}/Money")) for part in ("Total", "Shipping", "Tax")
    )
    assert Decimal(answer(invoice).findtext(".//DueAmount/Money")) == whole


def test_a_later_answer_is_dated_later():
    dates = [answer(confirmation, number).find(".//ConfirmationHeader").get("noticeDate") for number in (1, 2)]
    assert dates == sorted(set(dates))


def test_work_is_divided_among_the_innermost():
    cursor = SimpleNamespace(sql_log_count=0)

    class Clerk:
        def order(self):
            cursor.sql_log_count += 1
            self.write(2)
            cursor.sql_log_count += 4

        def write(self, queries):
            cursor.sql_log_count += queries

    original = Clerk.order
    division = Division(cursor, {"ordering": [(Clerk, "order")], "writing": [(Clerk, "write")]})
    with division():
        Clerk().order()
        Clerk().write(16)
        cursor.sql_log_count += 100
    assert {name: share.queries for name, share in division.shares.items()} == {"ordering": 5, "writing": 18}
    assert all(share.seconds > 0 for share in division.shares.values())
    assert Clerk.order is original


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


def test_what_an_ordinary_order_costs():
    without = [Measured(seconds, queries) for seconds, queries in ((0.1, 20), (0.2, 21), (0.9, 22))]
    beside = [Measured(seconds, queries) for seconds, queries in ((0.4, 23), (0.3, 23), (0.1, 22))]
    found = cost("Edit", without, beside)
    assert (found.step, found.without_s, found.beside_s, found.ratio) == ("Edit", 0.2, 0.3, pytest.approx(1.5))
    assert (found.without_queries, found.beside_queries) == (21, 23)
