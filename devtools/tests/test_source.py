import pytest

from devtools import source
from devtools.problem import Problem


@pytest.fixture
def tree(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_SOURCE", str(tmp_path))
    (tmp_path / "odoo").mkdir()
    return tmp_path


def _release(tree, version_info):
    (tree / "odoo" / "release.py").write_text(f"version_info = {version_info}\n")


def test_a_tree_of_the_right_series(tree):
    _release(tree, "(19, 0, 0, FINAL, 0, '')")
    assert source.locate() == source.Source(tree, "19.0")


def test_another_series_is_refused(tree):
    _release(tree, "(18, 0, 0, FINAL, 0, '')")
    with pytest.raises(Problem, match="not Odoo 19"):
        source.locate()


def test_a_folder_without_odoo_is_refused(tree):
    with pytest.raises(Problem, match=r"no odoo/release\.py"):
        source.locate()
