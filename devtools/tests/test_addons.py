import pytest

from devtools import addons


@pytest.fixture
def repository(tmp_path):
    for name, depends in {"shop": ["purchase", "hr"], "shop_stock": ["shop", "stock"]}.items():
        (tmp_path / name / "tests").mkdir(parents=True)
        (tmp_path / name / "__init__.py").touch()
        (tmp_path / name / "__manifest__.py").write_text(repr({"name": name, "depends": depends}))
    (tmp_path / "devtools").mkdir()
    return tmp_path


def test_an_addon_is_a_folder_with_a_manifest(repository):
    assert addons.ours(repository) == ["shop", "shop_stock"]


def test_foundations_are_what_is_not_ours(repository):
    assert addons.foundations(repository) == ["hr", "purchase", "stock"]


def test_fingerprint_follows_the_code(repository):
    before = addons.fingerprint(repository)
    (repository / "shop" / "models.py").write_text("x = 1\n")
    assert addons.fingerprint(repository) != before


def test_fingerprint_leaves_out_what_is_not_installed(repository):
    before = addons.fingerprint(repository)
    (repository / "shop" / "tests" / "test_shop.py").write_text("x = 1\n")
    (repository / "devtools" / "cli.py").write_text("x = 1\n")
    assert addons.fingerprint(repository) == before
