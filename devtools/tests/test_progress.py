import re

import pytest

from devtools import progress
from devtools.problem import Problem


@pytest.fixture(params=["by rich", "without rich"])
def start(request, monkeypatch):
    if request.param == "without rich":
        monkeypatch.setattr(progress, "Live", None)


def test_a_step_is_one_plain_line(start, capsys):
    with progress.step("Odoo [19]") as current:
        current.detail = "Debian"
    assert re.fullmatch(r"  ✓ Odoo \[19\] \(Debian\)  \d s\n", capsys.readouterr().out)


def test_a_failed_step_is_marked(start, capsys):
    with pytest.raises(Problem), progress.step("Odoo"):
        raise Problem("No.")
    assert capsys.readouterr().out.startswith("  ✗ Odoo  ")


def test_what_is_shown_meanwhile_has_the_detail_so_far():
    current = progress.Step("Carts of 10")
    current.detail = "3 runs"
    assert str(current.__rich__().text).startswith("Carts of 10 (3 runs)")
