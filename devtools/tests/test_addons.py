import pytest

from devtools import addons


@pytest.fixture
def repository(tmp_path):
    manifests = {
        "shop": {"depends": ["purchase", "hr"]},
        "shop_stock": {"depends": ["shop", "stock"], "auto_install": True},
    }
    for name, manifest in manifests.items():
        (tmp_path / name / "tests").mkdir(parents=True)
        (tmp_path / name / "__init__.py").touch()
        (tmp_path / name / "__manifest__.py").write_text(repr({"name": name, **manifest}))
    (tmp_path / "devtools").mkdir()
    return tmp_path


def test_an_addon_is_a_folder_with_a_manifest(repository):
    assert addons.ours(repository) == ["shop", "shop_stock"]


def test_foundations_are_what_is_not_ours(repository):
    assert addons.foundations(["shop"], repository) == ["hr", "purchase"]
    assert addons.foundations(["shop", "shop_stock"], repository) == ["hr", "purchase", "stock"]


def test_a_bridge_installs_itself(repository):
    assert addons.bridges(repository) == ["shop_stock"]
    assert addons.alone(repository) == ["shop"]


def test_fingerprint_follows_the_code(repository):
    before = addons.fingerprint(repository)
    (repository / "shop" / "models.py").write_text("x = 1\n")
    assert addons.fingerprint(repository) != before


def test_fingerprint_leaves_out_what_is_not_installed(repository):
    before = addons.fingerprint(repository)
    (repository / "shop" / "tests" / "test_shop.py").write_text("x = 1\n")
    (repository / "devtools" / "cli.py").write_text("x = 1\n")
    assert addons.fingerprint(repository) == before
