"""`./dev demo --keyboard`: a buyer and an approver who have no mouse, in Chromium."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Error, Page

from devtools.chromium import signed_in
from devtools.demo.hands import Effort, Hands
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.world import scene
from devtools.problem import Problem
from devtools.progress import heading, note
from devtools.rpc import Session
from devtools.stage import Stage

_APP, _SHOP, _ITEM = "Amazon Business", "Büro Berlin", "Stillwater C3"
_DEPARTMENT, _PLAN, _BUDGET, _ACCOUNT = "Workplace Services", "Budgets", "Office Supplies", "Office Furniture"
_STATE = ".o_statusbar_status .o_arrow_button_current"
_SIZE = {"width": 1500, "height": 1000}


def buy_and_approve(play: Stage, running: Browser) -> None:
    """What they do by Tab, arrows, Enter and typing; each stop must be seen to have the focus.

    :raise Problem: at the first stop that cannot be reached
    """
    buyer, head = play.session("buyer"), play.session("head")
    of_buyer, of_head = Effort(), Effort()
    try:
        heading("Bea Buyer has no mouse")
        with signed_in(running, buyer, viewport=_SIZE) as context:
            order = _buy(context, buyer, of_buyer)
        heading("Hedi Head has no mouse either")
        with signed_in(running, head, viewport=_SIZE) as context:
            _approve(context.new_page(), order, of_head)
        note(f"Bea Buyer presses {of_buyer.keys} keys, Hedi Head {of_head.keys}.")
    except Error as error:
        raise Problem(f"The keyboard gets no further: {error.message}") from error


def _buy(context: BrowserContext, session: Session, effort: Effort) -> PlacedOrder:
    page = context.new_page()
    with scene("Opens “Shop on Amazon” from the menu, and chooses a shop"):
        _open(page, effort, "Shop on Amazon")
        with context.expect_page() as opened:
            Hands(page, effort).choose(page.get_by_role("dialog").get_by_role("link", name=_SHOP))
    page = opened.value
    hands = Hands(page, effort)
    with scene("Finds a chair at Amazon, and puts it into the basket"):
        hands.reach(page.get_by_role("searchbox"))
        hands.write(_ITEM)
        hands.press("Enter")
        hands.choose(page.get_by_role("button", name=re.compile(_ITEM)))
    with scene("Submits the basket, and is back in Odoo, on the order"):
        hands.choose(page.get_by_role("link", name=re.compile("^Basket")))
        hands.choose(page.get_by_role("button", name="Submit order for approval"))
        page.locator(_STATE, has_text="Basket").wait_for()
        order = PlacedOrder(session, int(urlsplit(page.url).path.rpartition("/")[2]))
    with scene("Codes it", order):
        [plan] = session.call("account.analytic.plan", "search", [("name", "=", _PLAN)])
        hands.fill_in(page.get_by_label("Department"), _DEPARTMENT)
        hands.press("Tab")
        hands.fill_in(page.locator(f".analytic_distribution_popup [name=x_plan{plan}_id] input"), _BUDGET)
        hands.press("Escape")
        page.locator("[name=amazon_account]", has_text=_ACCOUNT).wait_for()
    with scene("Confirms it: it waits for its approver", order):
        hands.choose(page.get_by_role("button", name="Confirm", exact=True), "Shift+Tab")
        page.locator(_STATE, has_text="Waiting for approval").wait_for()
    return order


def _approve(page: Page, order: PlacedOrder, effort: Effort) -> None:
    hands = Hands(page, effort)
    with scene("Opens “To Approve” from the menu, and the order from its list"):
        _open(page, effort, "Approvals", "To Approve")
        hands.reach(page.locator(".o_data_row input[type=checkbox]"), "ArrowDown")
        hands.press("ArrowRight", "Enter")
        page.locator(".o_form_view h1", has_text=order.name).wait_for()
    with scene("Approves it", order):
        hands.choose(page.get_by_role("button", name="Approve", exact=True))
        page.locator(_STATE, has_text=re.compile("Being sent|Sent|Confirmed")).wait_for()


def _open(page: Page, effort: Effort, *menus: str) -> None:
    """Open a menu of our app from wherever Odoo begins."""
    hands = Hands(page, effort)
    page.goto("/odoo")
    hands.choose(page.locator(".o_navbar_apps_menu button"))
    hands.choose(page.get_by_role("menuitem", name=_APP), "ArrowDown")
    *sections, last = menus
    for section in sections:
        hands.choose(page.locator(".o_menu_sections button", has_text=section))
    hands.choose(page.get_by_role("menuitem", name=last), "ArrowDown" if sections else "Tab")
