import ast
from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import BaseCase, tagged

from ...models.document.state import FIRST, STATES, diagram
from ..answer_case import AnswerCase
from ..answers import ConfirmationDocument
from ..carts import Line

LOG = "odoo.addons.amazon_punchin.models.document.state"


@tagged("post_install", "-at_install")
class TestState(AnswerCase):
    """A document moves as the table says, and in no other way."""

    def setUp(self):
        super().setUp()
        self.order = self.make_sent_order(Line())
        self.message = self.receive(ConfirmationDocument(number=self.order.name))
        self.assertProcessed(self.message)

    def test_every_move(self):
        for before, state in STATES.items():
            for after in STATES:
                if after == before and after not in state.next:
                    continue
                self.message.write({"state": before, "error": False})
                with self.subTest(before=before, after=after):
                    if after in state.next:
                        self.assertEqual(self.message._move_to(after, error=lambda _env: "Why"), self.message)
                        self.assertEqual((self.message.state, self.message.error), (after, "Why"))
                    else:
                        with self.assertLogs(LOG, "WARNING") as logs:
                            self.assertFalse(self.message._move_to(after, error=lambda _env: "Why"))
                        self.assertEqual((self.message.state, self.message.error), (before, False))
                        self.assertIn(f"Document {self.message.id} (ConfirmationRequest", logs.output[0])

    def test_repeat_changes_nothing(self):
        with self.assertNoLogs(LOG, "WARNING"):
            self.assertFalse(self.message._move_to("processed", error=lambda _env: "Why"))
        self.assertFalse(self.message.error)

    def test_several_at_once(self):
        sent = self.order._outgoing_amazon_message()
        with self.assertLogs(LOG, "WARNING"):
            self.assertEqual((self.message | sent)._move_to("failed"), self.message)
        self.assertEqual((self.message.state, sent.state), ("failed", "sent"))

    def test_translators_find_every_label(self):
        for name, state in STATES.items():
            term = self.env.ref(f"amazon_punchin.selection__amazon_punchin_message__state__{name}")
            self.assertEqual(term.with_context(lang="en_US").name, state.label)

    def test_no_document_begins_anywhere(self):
        with self.assertRaisesRegex(ValueError, "begins as dismissed"):
            self.messages._begin("dismissed")

    def test_what_amazon_has_is_not_queued_again(self):
        sent = self.order._outgoing_amazon_message()
        with self.assertLogs(LOG, "WARNING"):
            sent._requeue()
        self.assertRecordValues(sent, [{"state": "sent", "next_attempt_at": False}])

    def test_order_stays_where_its_document_stays(self):
        sent = self.order._outgoing_amazon_message()
        with self.assertLogs(LOG, "WARNING"):
            sent._conclude("refused", lambda _env: "Too late")
        self.assertEqual((sent.state, self.order.amazon_state), ("sent", "confirmed"))


@tagged("post_install", "-at_install")
class TestTable(BaseCase):
    """The table itself, and who writes what it says."""

    def test_every_state_can_be_reached(self):
        reached = {*FIRST}
        for _step in STATES:
            reached |= {after for state in reached for after in STATES[state].next}
        self.assertEqual(reached, {*STATES})

    def test_diagram_shows_every_move(self):
        lines = diagram().splitlines()
        self.assertEqual(lines[0], "stateDiagram-v2")
        self.assertIn('    state "Answer unknown" as unknown', lines)
        self.assertIn("    [*] --> received: inbox, return", lines)
        self.assertIn("    unclaimed --> processed: claim", lines)
        self.assertIn("    cancelled --> [*]", lines)
        moves = sum(len(state.next) for state in STATES.values())
        self.assertEqual(len([line for line in lines if " --> " in line and "[*]" not in line]), moves)

    def test_nobody_else_writes_the_state(self):
        """Neither here nor in a file of another area that speaks of documents and has no state of its own."""
        addon = Path(get_module_path("amazon_punchin"))
        own = addon / "models" / "document"
        looked_at = 0
        for path in addon.rglob("*.py"):
            source = path.read_text()
            if path == own / "state.py" or {"tests", "migrations"} & {*path.relative_to(addon).parts}:
                continue
            if own not in path.parents and "amazon.punchin.message" not in source:
                continue
            tree = ast.parse(source)
            if own not in path.parents and any(map(_declares_state, ast.walk(tree))):
                continue
            looked_at += 1
            written = [node.lineno for node in ast.walk(tree) if _writes_state(node)]
            self.assertFalse(written, f"{path}: by _move_to only")
        self.assertGreater(looked_at, 15)


def _declares_state(node):
    return isinstance(node, ast.Assign) and ast.unparse(node).startswith("state = fields.")


def _writes_state(node):
    if isinstance(node, ast.Dict):
        return any(isinstance(key, ast.Constant) and key.value == "state" for key in node.keys)
    return isinstance(node, ast.Attribute) and node.attr == "state" and isinstance(node.ctx, ast.Store)
