import os
import re
from contextlib import closing

import psycopg2
import pytest

from devtools import cache, database, sql
from devtools.problem import Problem


@pytest.fixture
def names(monkeypatch):
    """Two databases, which alone are to be dropped."""
    found = [f"amazon_punchin_reset_{os.getpid()}_{number}" for number in (1, 2)]
    monkeypatch.setattr(database, "_OURS", re.compile("|".join(found)))
    for name in found:
        sql.execute(f"CREATE DATABASE {name}")
    yield found
    for name in found:
        database.drop(name)


def test_each_checkout_has_its_own_demo_database():
    assert database.DEMO.endswith(cache.digest(str(cache.REPOSITORY)))


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        (database.DEMO, True),
        ("amazon_punchin_demo_00000000", False),
        ("amazon_punchin_scratch_42", True),
        ("amazon_punchin_template_demo_00000000", True),
        ("amazon_punchin_template_00000000_partial", True),
        ("amazon_punchin_of_mine", False),
        ("postgres", False),
    ],
)
def test_what_is_dropped(name, ours):
    assert bool(database._OURS.fullmatch(name)) is ours


def test_what_somebody_uses_is_left(names):
    used, unused = names
    with closing(psycopg2.connect(dbname=used)):
        assert list(database.drop_unused()) == [(used, False), (unused, True)]
    assert list(database.drop_unused()) == [(used, True)]


def test_what_the_server_refuses_is_a_problem():
    with pytest.raises(Problem, match="no_such_table"):
        sql.execute("SELECT 1 FROM no_such_table")
