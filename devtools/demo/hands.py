"""Hands in Chromium: on a keyboard, without a mouse, or on both; what they do is counted."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from devtools.chromium import Traffic
from devtools.problem import Problem

_MOST_KEYS = 200
_MOST_RESTS = 20
_VISIBLE = ["outline", "box-shadow", "border", "background-color", "color", "text-decoration"]

_LOOK = """(element, names) => [
    ...names.map((name) => getComputedStyle(element).getPropertyValue(name)),
    String(element === document.activeElement && typeof element.selectionStart === "number"),
]"""


@dataclass
class Effort:
    """What somebody does with their hands.

    :ivar int clicks: of a mouse
    :ivar int keys: that are pressed; what is pasted counts as one
    """

    clicks: int = 0
    keys: int = 0

    def __str__(self) -> str:
        return f"{self.clicks} clicks, {self.keys} keys"


class Mouse:
    """One hand on a mouse, and the other one on the keyboard.

    :param page: where they are
    :param effort: counts what they do
    """

    def __init__(self, page: Page, effort: Effort):
        self.page = page
        self.effort = effort

    def click(self, wanted: Locator) -> None:
        """Click once."""
        wanted.click()
        self.effort.clicks += 1

    def fill(self, field: Locator, text: str) -> None:
        """Write into a field, in place of what is there; whoever is not there yet clicks into it."""
        if not field.evaluate("(element) => element === document.activeElement"):
            self.click(field)
        if field.input_value():
            self.page.keyboard.press("ControlOrMeta+a")
            self.effort.keys += 1
        self.page.keyboard.type(text)
        self.effort.keys += len(text)

    def paste(self, field: Locator, text: str) -> None:
        """Paste into a field, in place of what is there."""
        self.click(field)
        field.fill(text)
        self.effort.keys += 1


class Hands:
    """Two hands on a keyboard, and eyes that must see where they are.

    :param page: where they begin
    :param effort: counts what they do
    """

    def __init__(self, page: Page, effort: Effort):
        self.page = page
        self._effort = effort
        self._traffic = Traffic(page)

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
        self._effort.keys += len(keys)

    def write(self, text: str) -> None:
        """Write where the focus is."""
        self.page.keyboard.type(text)
        self._effort.keys += len(text)

    def reach(self, wanted: Locator, key: str = "Tab") -> None:
        """Press a key until the focus is on an element, and can be seen there.

        A screen of Odoo takes the focus when it is there, from wherever it was until then: it is waited for, and
        an element that loses the focus is looked for again.

        :raise Problem: it never gets there, or nobody sees it
        """
        wanted.first.wait_for()
        self._rest()
        before = None if self._is_there(wanted) else self._look(wanted)
        for _ in range(_MOST_KEYS):
            if not self._is_there(wanted):
                self.press(key)
            elif before != self._look(wanted):
                return
            else:
                self._rest()
                if self._is_there(wanted) and before == self._look(wanted):
                    raise Problem(f"The focus on {wanted} is not visible.")
        raise Problem(f"{key} never reaches {wanted}.")

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
        self._rest()

    def _rest(self) -> None:
        """Wait as somebody waits who looks at a page: until nothing is loaded and the focus stays where it is."""
        before = None
        for _ in range(_MOST_RESTS):
            self._traffic.rest()
            focus = self.page.evaluate_handle("document.activeElement")
            if before and self.page.evaluate("([a, b]) => a === b", [before, focus]):
                return
            before = focus
        raise Problem(f"The focus on {self.page.url} never settles.")

    def _is_there(self, wanted: Locator) -> bool:
        return wanted.evaluate_all("(all) => all.includes(document.activeElement)")

    def _look(self, wanted: Locator) -> list[str]:
        """How an element looks, and whether the caret is in it."""
        return wanted.first.evaluate(_LOOK, _VISIBLE)
