"""Hands on a keyboard, without a mouse, in Chromium."""

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


class Hands:
    """Two hands on a keyboard, and eyes that must see where they are.

    :param page: where they begin
    """

    def __init__(self, page: Page):
        self.page = page
        self._traffic = Traffic(page)

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Write where the focus is."""
        self.page.keyboard.type(text)

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
                    raise Problem(f"Nobody sees that the focus is on {wanted}.")
        raise Problem(f"{key} never leads to {wanted}.")

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
        raise Problem(f"The focus on {self.page.url} does not come to rest.")

    def _is_there(self, wanted: Locator) -> bool:
        return wanted.evaluate_all("(all) => all.includes(document.activeElement)")

    def _look(self, wanted: Locator) -> list[str]:
        """How an element looks, and whether the caret is in it."""
        return wanted.first.evaluate(_LOOK, _VISIBLE)
