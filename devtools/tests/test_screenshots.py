from types import SimpleNamespace

import pytest

from devtools import node
from devtools.problem import Problem
from devtools.screenshots import tour
from devtools.screenshots.examination import Finding, examine, ours
from devtools.screenshots.screens import odoo
from devtools.screenshots.shot import DESK, VIEWS, Shot

_NAMELESS = "<button class='btn'><i class='fa fa-cog'></i></button>"


def examined(page, body):
    page.set_content(f"<!DOCTYPE html><html lang='en'><title>Page</title><body>{body}</body></html>")
    return examine(page, node.modules() / "axe-core" / "axe.min.js")


HOME, ORDER = (Shot(name, "buyer", "/odoo", "body") for name in ("home", "order"))
PALE = Finding("color-contrast", "", "Pale", "<p>")


@pytest.fixture
def start(monkeypatch, tmp_path):
    """Begins a tour, which finds on a screen what it is told to."""
    monkeypatch.setenv("AMAZON_PUNCHIN_CACHE", str(tmp_path))
    monkeypatch.setattr(node, "modules", lambda: tmp_path)
    monkeypatch.setattr(tour, "_code", lambda: "1")
    monkeypatch.setattr(odoo, "SHOTS", [])
    admin = SimpleNamespace(call=lambda *_arguments, **_options: [])
    play = SimpleNamespace(session=lambda _login: admin)

    def begin(*names, found=lambda _shot, _view: []):
        monkeypatch.setattr(tour.Tour, "_look", lambda _self, _camera, shot, view: found(shot, view))
        return tour.Tour(play, None, list(names))

    return begin


def stopped(shot, view):
    if shot is ORDER:
        raise KeyboardInterrupt
    return []


def test_a_tour_goes_on_where_it_was_interrupted(start):
    with pytest.raises(KeyboardInterrupt):
        start(found=stopped).take([HOME, ORDER])
    again = start()
    assert again._good == {"desk/home"}
    again.take([HOME, ORDER])
    again.end()
    assert start()._good == set()


def test_what_was_not_good_is_looked_at_again(start, capsys):
    first = start(found=lambda shot, view: [PALE] if (shot, view) == (ORDER, DESK) else [])
    first.take([HOME, ORDER])
    assert "Pale" in capsys.readouterr().err
    with pytest.raises(Problem, match="1 finding"):
        first.end()
    assert start().left([HOME, ORDER]) == [(ORDER, DESK)]


def test_a_screen_that_does_not_show_is_a_finding_and_the_tour_goes_on(start):
    def missing(shot, _view):
        if shot is HOME:
            raise Problem("The page of home is not complete")
        return []

    first = start(found=missing)
    first.take([HOME, ORDER])
    assert first._good == {f"{view.name}/order" for view in VIEWS}
    with pytest.raises(Problem):
        first.end()


def test_other_code_is_looked_at_anew(start, monkeypatch):
    start().take([HOME])
    monkeypatch.setattr(tour, "_code", lambda: "2")
    assert start().left([HOME]) == [(HOME, view) for view in VIEWS]


def test_named_screens_alone(start):
    start().take([HOME])
    assert start("home").left([HOME, ORDER]) == [(HOME, view) for view in VIEWS]


def test_each_screen_has_a_name_of_its_own():
    names = [shot.name for shot in [*tour.BEFORE, *tour.AFTER, *odoo.SHOTS]]
    assert sorted(set(names)) == sorted(names)


def test_what_a_view_says_itself_is_ours_whatever_odoo_does(page):
    [found] = examined(page, f"<div class='o_form_view'>{_NAMELESS}</div>")
    assert (found.rule, found.kind) == ("button-name", "")
    assert ours([found], [found]) == [found]


def test_a_field_of_odoo_in_a_part_of_ours_is_odoo_s(page):
    field = "<div class='o_field_widget o_field_char'><p style='color: #999'>Pale</p></div>"
    assert examined(page, f"<section class='o_amazon_step'>{field}</section>") == []


def test_a_widget_of_ours_is_ours_in_the_place_of_a_field_too(page):
    [found] = examined(page, f"<div class='o_field_widget o_field_amazon_punchin_step'>{_NAMELESS}</div>")
    assert found.kind == ""


def test_what_odoo_draws_alone_is_not_ours(page):
    assert examined(page, f"<nav class='o_main_navbar'>{_NAMELESS}</nav>") == []


def test_a_name_that_is_missing_in_a_list_is_excused_when_it_is_missing_at_odoo_too(page):
    [found] = examined(page, f"<div class='o_list_renderer'>{_NAMELESS}</div>")
    assert found.kind == "list button.btn"
    assert ours([found], [found]) == []
    assert ours([found], []) == [found]
    assert ours([found], [Finding("button-name", "o_field_binary button.btn", "", "")]) == [found]


def test_the_colours_of_a_field_widget_are_odoo_s(page):
    assert examined(page, "<div class='o_field_widget o_field_badge'><p style='color: #999'>Pale</p></div>") == []


def test_a_page_that_is_wider_than_its_window_is_found(page):
    wide = "<p style='width: 3000px'>Wide</p>"
    assert [found.rule for found in examined(page, wide)] == ["overflow"]
    [found] = examined(page, f"<div class='o_content' style='overflow: auto'>{wide}</div>")
    assert ours([found], [found]) == []


def test_text_that_is_too_pale_is_found(page):
    assert [found.rule for found in examined(page, "<p style='color: #999'>Pale</p>")] == ["color-contrast"]
