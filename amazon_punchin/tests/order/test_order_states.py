import re
from itertools import product
from pathlib import Path

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged

from ...models.order import state
from ...tools import lock
from ...tools.const import DOCUMENT
from ..common import AmazonCase

_ADDON = Path(__file__).parents[2]
_KEYS = [row.key for row in state.STATES]


def _code(folder):
    """The addon's Python files in a folder, without tests and migrations."""
    return [path for path in (_ADDON / folder).rglob("*.py") if path.name != "__init__.py"]


@tagged("post_install", "-at_install")
class TestState(AmazonCase):
    """An order moves at Amazon as the table lets it, by one method."""

    def setUp(self):
        super().setUp()
        self.order = self.make_order()

    def put(self, key):
        lock.opened(self.order).amazon_state = key

    def test_every_move(self):
        for row, target in product(state.STATES, _KEYS):
            with self.subTest(before=row.key, after=target):
                self.put(row.key)
                if target == row.key or target in row.next:
                    self.order._move_amazon_to(target)
                    self.assertEqual(self.order.amazon_state, target)
                    continue
                with (
                    self.assertLogs(state.__name__, "WARNING") as logged,
                    self.assertRaisesRegex(UserError, "cannot become"),
                ):
                    self.order.with_context(**{DOCUMENT: 4711})._move_amazon_to(target)
                self.assertEqual(self.order.amazon_state, row.key)
                self.assertIn(f"Order {self.order.id} does not move from {row.key} to {target}", logged.output[0])
                self.assertIn("document 4711", logged.output[0])

    def test_a_repeat_changes_nothing(self):
        self.put("sent")
        self.env.flush_all()
        with self.assertQueryCount(0):
            self.order._move_amazon_to("sent", amazon_refusal="Amazon has run out of ink.")
            self.env.flush_all()
        self.assertFalse(self.order.amazon_refusal)

    def test_several_orders_move_or_none_does(self):
        other = self.make_order()
        lock.opened(other).amazon_state = "done"
        with (
            self.assertLogs(state.__name__, "WARNING"),
            self.assertRaises(UserError),
            self.env.cr.savepoint(),
        ):
            (self.order | other)._move_amazon_to("waiting")
        self.assertEqual((self.order | other).mapped("amazon_state"), ["cart", "done"])

    def test_people_cannot_move_an_order(self):
        for user in (self.buyer, self.manager):
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "cannot be changed"):
                self.order.with_user(user).write({"amazon_state": "confirmed"})


class TestStateTable(BaseCase):
    """The table says all there is to say of the states."""

    def test_every_state_can_be_reached(self):
        reached = {state.FIRST}
        for _row in state.STATES:
            reached |= {key for row in state.STATES if row.key in reached for key in row.next}
        self.assertEqual(reached, set(_KEYS))

    def test_what_amazon_has_is_not_given_up_and_not_held(self):
        for row in state.STATES:
            with self.subTest(state=row.key):
                self.assertEqual([row.is_held, row.is_at_amazon, row.is_given_up].count(True), 1)
                self.assertLessEqual(row.is_draft, row.is_held)
                self.assertLessEqual(row.is_delivered, row.is_confirmed)
                self.assertLessEqual(row.is_confirmed, row.is_at_amazon)

    def test_nobody_else_writes_the_field(self):
        writes = re.compile(r"""\.amazon_state\s*=[^=]|["']amazon_state["']\s*:|\bamazon_state=""")
        found = {
            path.relative_to(_ADDON).as_posix(): [line.strip() for line in lines]
            for folder in ("models", "wizards", "checks", "controllers", "tools")
            for path in _code(folder)
            if (lines := [line for line in path.read_text().splitlines() if writes.search(line)])
        }
        self.assertEqual(
            found,
            {
                "models/order/create.py": ['"amazon_state": state.FIRST,'],
                "models/order/state.py": ['lock.opened(order).write({"amazon_state": state, **values})'],
            },
        )

    def test_nobody_keeps_a_set_of_states_by_hand(self):
        sets = re.compile(r"""amazon_state["']?,?\s*(?:not )?["']?in["']?,?\s*\(""")
        for folder in ("models", "wizards", "checks", "controllers", "report"):
            for path in _code(folder):
                with self.subTest(file=path.name):
                    found = [match[0] for match in sets.finditer(path.read_text())]
                    self.assertFalse(found, f"{path} keeps a set of states; models/order/state.py has them")

    def test_views_name_states_that_exist(self):
        quoted = re.compile(r"amazon_state (?:==|!=|in|not in) (\([^)]*\)|'\w+')")
        named = set()
        for path in (_ADDON / "views").rglob("*.xml"):
            for element in etree.parse(path).iter("*"):
                for value in element.attrib.values():
                    for match in quoted.finditer(value):
                        named |= set(re.findall(r"'(\w+)'", match[1]))
        self.assertTrue(named)
        self.assertLessEqual(named, set(_KEYS))

    def test_one_door_to_the_queue(self):
        calls = {
            name: sorted(
                path.relative_to(_ADDON).as_posix()
                for folder in ("models", "wizards", "controllers")
                for path in _code(folder)
                if re.search(rf"[\w)](?<!\bsuper\(\))\.{name}\(", path.read_text())
            )
            for name in ("_queue", "_release_to_amazon")
        }
        self.assertEqual(
            calls,
            {
                "_queue": ["models/order/send.py"],
                "_release_to_amazon": ["models/order/confirm.py"],
            },
        )
