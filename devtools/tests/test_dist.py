import re
import zipfile

import pytest

from devtools import addons, cache
from devtools.dist.command import check_content
from devtools.problem import Problem

NUMBER = r"19\.0\.\d+\.\d+\.\d+"
HEADING = re.compile(rf"^## ({NUMBER}) \((\d{{4}}-\d\d-\d\d)\)$", re.MULTILINE)


def numbers(version):
    return [int(number) for number in version.split(".")]


def test_versions_have_the_form_of_odoo_and_are_in_the_history():
    history = (cache.REPOSITORY / "HISTORY.md").read_text()
    versions, days = zip(*HEADING.findall(history), strict=True)
    assert len(versions) == history.count("\n## ")
    assert versions[0] == addons.version("amazon_punchin")
    assert sorted(map(numbers, versions), reverse=True) == list(map(numbers, versions))
    assert len(set(versions)) == len(versions)
    assert sorted(days, reverse=True) == list(days)
    assert {path.name for path in cache.REPOSITORY.glob("amazon_punchin/migrations/*.*")} <= set(versions)
    assert all(re.fullmatch(NUMBER, addons.version(name)) for name in addons.ours())


def test_wheels_have_the_version_of_the_manifest():
    for name in addons.ours():
        assert 'post_version_strategy_override = "none"' in (cache.REPOSITORY / name / "pyproject.toml").read_text()


@pytest.mark.parametrize(
    ("version", "held", "problem"),
    [
        (None, ["a.py", "views/b.xml"], None),
        ("1.0", ["a.py", "views/b.xml"], "is not of version"),
        (None, ["a.py"], r"views/b\.xml"),
        (None, ["a.py", "views/b.xml", "c.pyc"], r"c\.pyc"),
    ],
)
def test_a_wheel_holds_the_addon_and_nothing_else(version, held, problem, tmp_path):
    version = version or addons.version("amazon_punchin")
    wheel = tmp_path / f"odoo_addon_amazon_punchin-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as package:
        package.writestr(f"odoo_addon_amazon_punchin-{version}.dist-info/METADATA", "")
        for name in held:
            package.writestr(f"odoo/addons/amazon_punchin/{name}", "")
    files = [f"amazon_punchin/{name}" for name in ("a.py", "views/b.xml", "pyproject.toml")]
    if problem:
        with pytest.raises(Problem, match=problem):
            check_content(wheel, "amazon_punchin", files)
    else:
        check_content(wheel, "amazon_punchin", files)
