import ast
import re
from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import BaseCase, tagged

from ...protocol.errors import REASONS
from ...tools.problem_text import Problem
from ...tools.problems import PROBLEMS, TABLES, calls, documents, page
from ...transport import errors
from ..common import AmazonCase

_ADDON = Path(get_module_path("amazon_punchin"))
_PAGE = _ADDON.parent / "docs" / "problems.md"

#: What :func:`.tools.problem_text.said_of` makes of an exception.
_OF_EXCEPTIONS = {*REASONS, *errors.CODES}


def _codes_in_code():
    """Codes that the code, also of the addons beside it, names where it makes a problem.

    :rtype: set[str]
    """
    found = set()
    for path in _ADDON.parent.glob("amazon_punchin*/**/*.py"):
        if "tests" not in path.parts:
            for call in ast.walk(ast.parse(path.read_text())):
                name = isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", ""))
                if name in ("Problem", "refusal", "_because"):
                    found.update(
                        node.value for node in ast.walk(call.args[name == "refusal"]) if isinstance(node, ast.Constant)
                    )
    return found


@tagged("post_install", "-at_install")
class TestProblems(BaseCase):
    """Each problem has a sentence for its cause and one for its cure, and administrators find all of them."""

    def test_every_code_has_its_sentences(self):
        self.assertEqual(set(documents.PROBLEMS), set(REASONS))
        self.assertLessEqual(set(errors.CODES), set(calls.PROBLEMS))
        named = {code for code in _codes_in_code() if re.fullmatch("[a-z_]+", str(code))}
        self.assertIn("no_order", named)
        self.assertFalse(named - set(PROBLEMS))
        self.assertFalse(set(PROBLEMS) - named - _OF_EXCEPTIONS, "nobody meets these")
        self.assertEqual(len(PROBLEMS), sum(map(len, TABLES.values())), "a code is in one table")

    def test_cause_and_cure_are_sentences(self):
        for row in re.findall(r"^\| `(\w+)` \| (.*) \| (.*) \|$", page(), re.MULTILINE):
            code, *sentences = row
            for sentence in sentences:
                with self.subTest(code=code, sentence=sentence):
                    self.assertRegex(sentence, r"^[A-Z“‹].*([.]|‹cause›)$")
                    self.assertNotRegex(sentence, r"\s\s|%|\|")

    def test_page_lists_them(self):
        if not _PAGE.is_file():
            self.skipTest("docs/problems.md comes with the repository, not with the addon")
        [listed] = re.findall(
            r"<!-- tools/problems: begin -->\n(.*?)\n<!-- tools/problems: end -->", _PAGE.read_text(), re.S
        )
        self.assertEqual(listed, page())
        self.assertEqual(re.findall(r"^\| `(\w+)`", listed, re.MULTILINE), list(PROBLEMS))


@tagged("post_install", "-at_install")
class TestProblemValues(AmazonCase):
    """A problem says its values, and never a code of the program's."""

    def test_whatever_a_document_has_wrong(self):
        for code in documents.PROBLEMS:
            with self.subTest(code=code):
                text = Problem(code, {"path": "Total/Money", "value": "x 5"})(self.env)
                self.assertNotRegex(text, r"%|\s\s|_")
                self.assertTrue(text.endswith("."))

    def test_whatever_a_call_ends_in(self):
        values = {
            "server": "shop.example.com",
            "status": 418,
            "target": "other.example.com",
            "name": "Submit",
            "offered": "“Send”",
        }
        for code in errors.CODES:
            with self.subTest(code=code):
                text = Problem(code, values)(self.env)
                self.assertNotRegex(text, r"%|\s\s|_|Error|Exception")
                self.assertRegex(text, "shop.example.com|Submit|other.example.com")

    def test_each_http_status_has_a_cause(self):
        for status in range(100, 600):
            self.assertIn(errors.TransportError("", status).code, calls.PROBLEMS)
