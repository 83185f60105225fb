"""The usual kinds of screens."""

from devtools.screenshots.shot import Shot

#: Selector of what a list shows, as rows or as cards.
ROWS = ":is(.o_list_view .o_data_row, .o_kanban_view .o_kanban_record:not(.o_kanban_ghost))"


def action(name: str) -> str:
    """The address of one of our actions."""
    return f"/odoo/action-amazon_punchin.{name}"


def rows(field: str) -> str:
    """Selector of what a form lists in one of its fields, as rows or as cards."""
    return f".o_field_widget[name={field}] :is(.o_data_row, .o_kanban_record:not(.o_kanban_ghost))"


def records(name: str, login: str, path: str) -> Shot:
    """A list, or the cards that a phone shows instead."""
    return Shot(name, login, path, ROWS)


def form(name: str, login: str, path: str, model: str, *domain: tuple, page: str = "", ready: str = "") -> Shot:
    """A form, by default with the newest record.

    :param page: of its notebook
    :param ready: selector of what shows last
    """
    presses = (f".nav-link[name={page}]",) if page else ()
    return Shot(name, login, f"{path}/{{id}}", ready or ".o_form_view .o_form_sheet", model, domain, presses)


def window(name: str, login: str, path: str, press: str, model: str, *domain: tuple) -> Shot:
    """A window that a button of a form opens.

    :param press: selector of the button
    """
    return Shot(name, login, f"{path}/{{id}}", ".modal .o_form_view", model, domain, (press,))
