"""Examines a page: with axe, what keeps people from using it who see little, or use no mouse; and whether it fits.

Odoo has findings of its own. `examination.js` leaves them out by where their element lies:

* what Odoo draws alone (navigation bar, control panel, chatter, tabs, status bar, labels, charts) is Odoo's;
* in a list or a field widget, Odoo draws what a view tells it to. Only a missing name or label can be the view's fault
  there; it is Odoo's when a screen of Odoo's own, examined in the same run, lacks it on the same kind of element too:
  the same widget, tag and classes;
* all else is what our views, templates, widgets and pages say themselves, and never excused.
"""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

_SCRIPT = Path(__file__).with_suffix(".js")

#: WCAG 2.1, levels A and AA; and the rule about headings, which is only good practice there.
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
_RULES = ["heading-order"]


@dataclass(frozen=True)
class Finding:
    """What axe found of one element.

    :ivar str rule: axe's name for it
    :ivar str kind: the widget, and the element's tag and classes; empty: certainly ours
    :ivar str text: what is wrong, and where
    :ivar str html: the element's beginning
    """

    rule: str
    kind: str
    text: str
    html: str


def examine(page: Page, axe: Path) -> list[Finding]:
    """All that axe finds on a page.

    :param axe: the script
    """
    page.evaluate(axe.read_text())
    return [Finding(**found) for found in page.evaluate(_SCRIPT.read_text(), [_TAGS, _RULES])]


def ours(findings: list[Finding], of_odoo: list[Finding]) -> list[Finding]:
    """The findings that are ours to fix.

    :param of_odoo: what was found on Odoo's own screens
    """
    excused = {(finding.rule, finding.kind) for finding in of_odoo}
    return [finding for finding in findings if not finding.kind or (finding.rule, finding.kind) not in excused]
