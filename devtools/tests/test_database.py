import os
import re
import sys
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from devtools import cache, database
from devtools.environment import Environment


@pytest.fixture
def server():
    """The database server that these tests run beside."""
    return Environment(Path(sys.executable), None, dict(os.environ))


@pytest.fixture
def names(server, monkeypatch):
    """Two databases, which alone are to be dropped."""
    found = [f"amazon_punchin_reset_{os.getpid()}_{number}" for number in (1, 2)]
    monkeypatch.setattr(database, "_OURS", re.compile("|".join(found)))
    for name in found:
        server.sql(f"CREATE DATABASE {name}")
    yield found
    for name in found:
        database.drop(server, name)


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


def test_what_somebody_uses_is_left(server, names):
    used, unused = names
    with closing(psycopg2.connect(dbname=used)):
        assert list(database.drop_unused(server)) == [(used, False), (unused, True)]
    assert list(database.drop_unused(server)) == [(used, True)]
