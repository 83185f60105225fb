import ast
import re
import subprocess

import pytest

from devtools import cache
from devtools.problem import Problem
from devtools.upgrade import landed
from devtools.upgrade.command import lost, moved


def git(folder, *arguments):
    """Run git in a folder, as somebody."""
    who = ["-c", "user.name=x", "-c", "user.email=x@example.com"]
    subprocess.run(["git", "-C", folder, *who, *arguments], check=True, capture_output=True)


def test_upgrade_is_tried_from_the_version_before():
    """Whoever raises the version says in `landed.py` where the last one landed."""
    manifest = ast.literal_eval((cache.REPOSITORY / "amazon_punchin" / "__manifest__.py").read_text())
    history = (cache.REPOSITORY / "HISTORY.md").read_text()
    present, before, *_older = re.findall(r"^## (19[.\d]+)", history, re.MULTILINE)
    assert present == manifest["version"]
    assert before == list(landed.LANDED)[-1]


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A clone of a repository with two commits; it has the last one alone."""
    git(tmp_path, "init", "--quiet", "-b", "main", "whole")
    for number in "12":
        git(tmp_path / "whole", "commit", "--allow-empty", "-m", number)
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{tmp_path}/whole", "shallow")
    monkeypatch.setattr(cache, "REPOSITORY", tmp_path / "shallow")
    return tmp_path


def test_shallow_clone_says_what_it_lacks(clone):
    with pytest.raises(Problem, match=r"lacks 684fb718f \(version 19\.0\.1\.4\.0\), .*shallow.*--unshallow"):
        landed.needed()


def test_clone_that_lacks_a_revision_says_so(clone, monkeypatch):
    monkeypatch.setattr(cache, "REPOSITORY", clone / "whole")
    with pytest.raises(Problem, match=r"lacks nowhere\. Get it with git fetch --tags"):
        landed.known(["main", "nowhere"])
    assert landed.known(["main"]) == ["main"]


def test_each_tag_of_a_version_is_tried(clone, monkeypatch):
    monkeypatch.setattr(cache, "REPOSITORY", clone / "whole")
    monkeypatch.setattr(landed, "LANDED", {})
    for tag in ("19.0.1.8.0", "v19.0.2.0.0", "something"):
        git(clone / "whole", "tag", tag)
    assert landed.needed() == ["19.0.1.8.0", "v19.0.2.0.0"]


def test_upgrade_may_add_but_neither_change_nor_remove():
    old = {"Orders": {"cart": 2, "sent": 1, "done": 1}, "Orphans": {}}
    new = {"Orders": {"cart": 2, "sent": 3, "shipped": 1}, "Orphans": {}}
    assert lost(old, new) == {"Orders": ["sent: 1, now 3", "done: 1, now gone"], "Orphans": []}


def test_orphans_are_not_taken_over():
    old, new = {"Orphans": {"model a": True}}, {"Orphans": {"model a": True, "model b": True}}
    assert lost(old, new) == {"Orphans": ["model a", "model b"]}


def test_second_upgrade_changes_nothing_at_all():
    figures = {"Orders": {"cart": 2}}
    assert moved(figures, figures) == []
    assert moved(figures, {"Orders": {"cart": 3, "sent": 1}}) == ["cart: 2, now 3", "sent: new"]
