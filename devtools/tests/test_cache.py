import os
from pathlib import Path

import pytest

from devtools import cache
from devtools.problem import Problem


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("AMAZON_PUNCHIN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_named_folder_is_made_and_marked(own_cache):
    assert cache.folder() == own_cache
    assert (own_cache / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")


def test_a_user_without_a_choice_has_it_in_the_usual_place(tmp_path, monkeypatch):
    monkeypatch.delenv("AMAZON_PUNCHIN_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert cache.folder() == tmp_path / "amazon_punchin"


def test_only_a_folder_of_ours_is_removed(own_cache):
    own_cache.mkdir()
    (own_cache / "thesis.txt").write_text("years of work")
    with pytest.raises(Problem, match="not empty"):
        cache.remove()
    assert (own_cache / "thesis.txt").exists()


def test_ours_is_removed(own_cache):
    cache.folder()
    cache.remove()
    assert not own_cache.exists()


def test_what_is_built_appears_only_when_complete(tmp_path):
    target = tmp_path / "odoo"
    with pytest.raises(KeyboardInterrupt), cache.built(target) as partial:
        (partial / "half").touch()
        raise KeyboardInterrupt
    assert not target.exists()
    with cache.built(target) as partial:
        assert list(partial.iterdir()) == []
        (partial / "whole").touch()
    assert [path.name for path in target.iterdir()] == ["whole"]


def test_digest_follows_the_content_of_files(tmp_path):
    file = tmp_path / "pins.txt"
    file.write_text("one")
    before = cache.digest(file)
    file.write_text("two")
    assert cache.digest(file) != before


def test_digest_keeps_its_parts_apart():
    assert cache.digest("ab", "c") != cache.digest("a", "bc")


def test_digest_of_a_text_is_not_that_of_the_file_it_names(tmp_path):
    file = tmp_path / "pins.txt"
    file.write_text("one")
    assert cache.digest(file) != cache.digest(str(Path(file)))
