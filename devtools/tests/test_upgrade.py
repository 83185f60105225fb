from devtools.upgrade.command import lost, moved
from devtools.upgrade.landed import before


def test_version_before_begins_where_it_landed():
    history = [("e", "3"), ("d", "2"), ("c", "3"), ("b", "2"), ("a", "1")]
    assert before("3", history) == "b"
    assert before("2", [("c", "2")]) is None


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
