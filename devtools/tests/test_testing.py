import pytest

from devtools import cache, neighbors
from devtools.testing import Outcome, by_apps, has_documents, read_log, read_report, split_arguments

_START = "2026-01-02 03:04:05,678 42 INFO db odoo.addons.shop.tests.test_shop: "
_TOTAL = "2026-01-02 03:04:05,678 42 {} db odoo.tests.result: {} when loading database 'db' \n"


def test_log_of_a_good_run():
    outcome = read_log(
        [
            f"{_START}Starting TestShop.test_one ... \n",
            f"{_START}skipped TestShop.test_two : AMAZON_PUNCHIN_CXML is not set \n",
            _TOTAL.format("INFO", "0 failed, 0 error(s) of 3 tests"),
        ]
    )
    assert (outcome.passed, outcome.failed) == (2, 0)
    assert outcome.skipped == {"TestShop.test_two": "AMAZON_PUNCHIN_CXML is not set "}


def test_log_counts_failures_and_errors():
    outcome = read_log([_TOTAL.format("ERROR", "2 failed, 1 error(s) of 10 tests")])
    assert (outcome.passed, outcome.failed) == (7, 3)


def test_log_without_totals_is_a_run_without_tests():
    assert read_log(["Traceback (most recent call last):\n"]).complaints(documents=False) == ["No test ran."]


def test_report_of_pytest(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(
        "<testsuites><testsuite>"
        '<testcase classname="a" name="good"/>'
        '<testcase classname="a" name="bad"><failure message="no"/></testcase>'
        '<testcase classname="a" name="broken"><error message="no"/></testcase>'
        '<testcase classname="a" name="left"><skipped message="why"/></testcase>'
        "</testsuite></testsuites>"
    )
    outcome = Outcome()
    read_report(report, outcome)
    assert (outcome.passed, outcome.failed, outcome.skipped) == (1, 2, {"a.left": "why"})


@pytest.mark.parametrize("reason", ["Chrome executable not found", "websocket-client module is not installed"])
def test_a_tour_may_never_be_skipped(reason):
    outcome = Outcome(passed=1, skipped={"TestTour.test_tour": reason})
    assert outcome.complaints(documents=False) == [f"Skipped, and must not be: TestTour.test_tour: {reason}"]


@pytest.mark.parametrize("reason", ["spyne is not installed", "NODE_PATH names no folder with the npm package soap"])
def test_a_soap_server_may_never_be_skipped(reason):
    outcome = Outcome(passed=1, skipped={"TestSpyne11": reason})
    assert outcome.complaints(documents=False) == [f"Skipped, and must not be: TestSpyne11: {reason}"]


def test_documents_are_there_when_no_test_lacks_one(monkeypatch, tmp_path):
    monkeypatch.delenv("AMAZON_PUNCHIN_CXML", raising=False)
    assert not has_documents()
    monkeypatch.setenv("AMAZON_PUNCHIN_CXML", str(tmp_path))
    (tmp_path / "dtd").mkdir()
    assert not has_documents()
    (tmp_path / "samples").mkdir()
    assert has_documents()


def test_nothing_may_be_skipped_when_the_documents_are_there():
    outcome = Outcome(passed=1, skipped={"test_dtd": "AMAZON_PUNCHIN_CXML is not set"})
    assert outcome.complaints(documents=False) == []
    assert outcome.complaints(documents=True)


@pytest.mark.parametrize("documents", [False, True])
def test_a_chart_of_accounts_may_be_missing_unless_it_was_asked_for(documents):
    reason = "l10n_in is not installed"
    outcome = Outcome(passed=1, skipped={"TestIndia.test_gst": reason})
    assert outcome.complaints(documents=documents, beside=["l10n_de"]) == []
    assert outcome.complaints(documents=documents, beside=["l10n_in"]) == [
        f"Skipped, and must not be: TestIndia.test_gst: {reason}"
    ]


def test_options_and_paths_are_told_apart(monkeypatch):
    monkeypatch.chdir(cache.REPOSITORY / "devtools")
    options, paths = split_arguments(["-x", "-k", "tests", "tests/test_cache.py::test_a", "--lf"])
    assert options == ["-x", "-k", "tests", "--lf"]
    assert paths == ["devtools/tests/test_cache.py::test_a"]


def test_without_paths_everything_runs():
    assert {"amazon_punchin", "amazon_sandbox", "devtools"} <= set(split_arguments(["-x"])[1])


def test_tests_run_beside_the_apps_that_they_need():
    tier = "amazon_punchin/tests/beside_tier_validation.py"
    stock = tuple(sorted(neighbors.SETS["inventory"]))
    queue = ("queue_job",)
    whole = {
        (): ["amazon_punchin"],
        queue: ["amazon_punchin_queue"],
        stock: ["amazon_punchin_stock"],
        ("purchase_tier_validation",): [tier],
    }
    assert by_apps(["amazon_punchin", "amazon_punchin_queue", "amazon_punchin_stock"], []) == whole
    assert by_apps([f"{tier}::TestBeside"], []) == {("purchase_tier_validation",): [f"{tier}::TestBeside"]}
    assert by_apps(["amazon_punchin/tests/order", "amazon_punchin_stock/tests"], neighbors.SETS["inventory"]) == {
        stock: ["amazon_punchin/tests/order", "amazon_punchin_stock/tests"]
    }
