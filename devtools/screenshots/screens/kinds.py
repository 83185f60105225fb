"""The usual kinds of screens."""

from typing import Any

from devtools.screenshots.shot import Shot

#: Nearly all of the demo are test orders; a phone hides the filter that leaves them out.
WITH_TEST_ORDERS = ".o_searchview_facet:has-text('Without Test Orders') .o_facet_remove"


def action(name: str) -> str:
    """The address of one of our actions."""
    return f"/odoo/action-amazon_punchin.{name}"


def rows(field: str) -> str:
    """Selector of what a form lists in one of its fields, as rows or as cards."""
    return f".o_field_widget[name={field}] :is(.o_data_row, .o_kanban_record:not(.o_kanban_ghost))"


def records(name: str, login: str, path: str, **options: Any) -> Shot:
    """A list, or the cards that a phone shows instead.

    :param options: of the shot
    """
    shown = ":is(.o_list_view .o_data_row, .o_kanban_view .o_kanban_record:not(.o_kanban_ghost))"
    return Shot(name, login, path, shown, **options)


def form(
    name: str, login: str, path: str, model: str, *domain: tuple, page: str = "", ready: str = "", **options: Any
) -> Shot:
    """A form, by default with the newest record.

    :param page: of its notebook
    :param ready: selector of what shows last
    :param options: of the shot
    """
    presses = (f".nav-link[name={page}]",) if page else ()
    ready = ready or ".o_form_view .o_form_sheet"
    return Shot(name, login, f"{path}/{{id}}", ready, model, domain, **{"presses": presses, **options})


def window(
    name: str, login: str, path: str, press: str, model: str, *domain: tuple, ready: str = "", **options: Any
) -> Shot:
    """A window that a button of a form opens.

    :param press: selector of the button
    :param ready: selector of what shows last
    :param options: of the shot
    """
    ready = ready or ".modal .o_form_view"
    return form(name, login, path, model, *domain, ready=ready, **{"presses": (press,), **options})
