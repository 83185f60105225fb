"""Odoo's web client, as a person with a mouse and a keyboard uses it."""

import re

from playwright.sync_api import Locator, Page, expect

from devtools.chromium import Traffic
from devtools.demo.hands import Effort, Mouse

_SAVED = ".o_form_view .o_form_status_indicator_buttons.invisible"
_EVERYWHERE = ".o_action_manager, .modal"


class WebClient:
    """A tab in which somebody works with Odoo.

    Everything that is done here ends when the server has answered what it led to.

    :param page: the tab
    :param url: Odoo's address, without a slash at the end
    :param effort: counts clicks and keys
    """

    def __init__(self, page: Page, url: str, effort: Effort | None = None):
        self.page = page
        self._url = url
        self._settle = Traffic(page).rest
        self._mouse = Mouse(page, effort or Effort())

    def sign_in(self, login: str, password: str) -> None:
        """Sign in by the form, and wait for the first screen; it counts for nothing."""
        self.page.goto(f"{self._url}/web/login")
        self.page.get_by_label("Email").fill(login)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Log in").click()
        self.shows(".o_main_navbar")
        self._settle()

    def open(self, path: str) -> None:
        """Go to an address within Odoo."""
        self.page.goto(self._url + path)
        self.shows(".o_action_manager > *")
        self._settle()

    def click(self, wanted: Locator) -> None:
        """Click something."""
        self._mouse.click(wanted)
        self._settle()

    def app(self, name: str) -> None:
        """Open an app from the menu of apps."""
        self.click(self.page.locator(".o_navbar_apps_menu button"))
        self.click(self.page.get_by_role("menuitem", name=name))

    def press(self, label: str, within: str = _EVERYWHERE) -> None:
        """Press the button with this label; an icon may be before it."""
        exactly = re.compile(rf"^\s*{re.escape(label)}\s*$")
        self.click(self.page.locator(within).locator("button:visible").filter(has_text=exactly).first)

    def close(self, label: str) -> None:
        """Press a button that closes the window in front."""
        self.press(label, ".modal")
        expect(self.page.locator(".modal")).to_have_count(0)
        self._settle()

    def tab(self, label: str) -> None:
        """Turn to a page of the form's notebook."""
        self.click(self.page.get_by_role("tab", name=label, exact=True))

    def field(self, name: str, within: str = "") -> Locator:
        """What shows a field of the form."""
        return self.page.locator(f"{within} .o_field_widget[name={name}]:visible")

    def fill(self, name: str, text: str, within: str = "") -> None:
        """Type into a field."""
        self._mouse.fill(self._input(name, within), text)

    def paste(self, name: str, text: str, within: str = "") -> None:
        """Paste into a field."""
        self._mouse.paste(self._input(name, within), text)

    def choose(self, name: str, text: str, within: str = "", *, offer: str = "") -> None:
        """Type into a field that proposes records, and take the first proposal.

        :param offer: what the proposal says, if it is not what was typed
        """
        self.fill(name, text, within)
        self.click(self.page.locator(".o-autocomplete--dropdown-item").filter(has_text=offer or text).first)

    def select(self, name: str, label: str, within: str = "") -> None:
        """Choose one of the values that a field has."""
        self.click(self.field(name, within).locator(".o_select_menu_toggler"))
        self.click(self.page.locator(".o_select_menu_item").filter(has_text=label).first)

    def copy(self, name: str, within: str) -> str:
        """Press the button that copies a field.

        :return: what it copies
        """
        field = self.field(name, within)
        self.click(field.locator(".o_clipboard_button"))
        return field.locator("span").first.inner_text().strip()

    def add_line(self, name: str) -> str:
        """Begin a line in a list of the form.

        :return: a selector of the line
        """
        self.click(self.field(name).locator(".o_field_x2many_list_row_add").locator("a, button").first)
        return f".o_field_widget[name={name}] .o_selected_row"

    def save(self) -> None:
        """Save the form."""
        self.click(self.page.locator(".o_form_button_save"))
        expect(self.page.locator(_SAVED)).to_be_attached()

    def shows(self, selector: str, text: str = "") -> Locator:
        """Wait until something is there.

        :return: it
        """
        shown = self.page.locator(selector).filter(has_text=text).first
        expect(shown).to_be_visible()
        return shown

    def _input(self, name: str, within: str) -> Locator:
        return self.field(name, within).locator("input, textarea").first
