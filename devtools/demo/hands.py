"""Hands on a keyboard, without a mouse, in Chromium."""

from playwright.sync_api import Locator, Page

from devtools.demo.expect import require
from devtools.problem import Problem

_MOST_KEYS = 200
_VISIBLE = ["outline", "box-shadow", "border", "background-color", "color", "text-decoration"]

_LOOK = """(element, names) => [
    ...names.map((name) => getComputedStyle(element).getPropertyValue(name)),
    String(element === document.activeElement && typeof element.selectionStart === "number"),
]"""


class Hands:
    """Two hands on a keyboard, and eyes that must see where they are.

    :param page: where they begin
    """

    def __init__(self, page: Page):
        self.page = page

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Write where the focus is."""
        self.page.keyboard.type(text)

    def reach(self, wanted: Locator, key: str = "Tab") -> None:
        """Press a key until the focus is on an element, and can be seen there.

        :raise Problem: it never gets there, or nobody sees it
        """
        wanted.first.wait_for()
        before = None if self._is_there(wanted) else self._look(wanted)
        for _ in range(_MOST_KEYS):
            if self._is_there(wanted):
                break
            self.press(key)
        else:
            raise Problem(f"{key} never leads to {wanted}.")
        require(before != self._look(wanted), f"Nobody sees that the focus is on {wanted}.")

    def choose(self, wanted: Locator, key: str = "Tab") -> None:
        """Go to an element, and press Enter."""
        self.reach(wanted, key)
        self.press("Enter")

    def fill_in(self, field: Locator, text: str) -> None:
        """Go to a field that proposes records, and take the first that is proposed for a text."""
        self.reach(field)
        self.write(text)
        self.page.locator(".o-autocomplete--dropdown-item", has_text=text).first.wait_for()
        self.press("Enter")

    def _is_there(self, wanted: Locator) -> bool:
        return wanted.evaluate_all("(all) => all.includes(document.activeElement)")

    def _look(self, wanted: Locator) -> list[str]:
        """How an element looks, and whether the caret is in it."""
        return wanted.first.evaluate(_LOOK, _VISIBLE)
