from devtools import node
from devtools.screenshots import tour
from devtools.screenshots.examination import Finding, examine, ours
from devtools.screenshots.screens import odoo

_NAMELESS = "<button class='btn'><i class='fa fa-cog'></i></button>"


def examined(page, body):
    page.set_content(f"<!DOCTYPE html><html lang='en'><title>Page</title><body>{body}</body></html>")
    return examine(page, node.modules() / "axe-core" / "axe.min.js")


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
