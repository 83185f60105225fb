import re
from pathlib import Path

from odoo.tests import BaseCase

_HERE = Path(__file__).parent
_PAGE = _HERE.parents[1] / "docs" / "security.md"
_NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")
_TEST = re.compile(r"^    def (test_\w+)\(self", re.MULTILINE)

#: Whose every test is on the page.
_SCANNER = ("test_every_route.py", "test_hostile_texts.py", "setup/test_constant_time.py")
_NOT_AN_ATTACK = {"test_archived_group"}


class TestSecurityPage(BaseCase):
    """The security page names tests that there are."""

    def setUp(self):
        super().setUp()
        if not _PAGE.is_file():
            self.skipTest("docs/security.md comes with the repository, not with the addon")
        self.text = _PAGE.read_text()

    def test_every_test_exists(self):
        named = _NAMED.findall(self.text)
        self.assertGreater(len(named), 80)
        for file, name in named:
            with self.subTest(file=file, test=name):
                self.assertIn(name, self.written_in(file))

    def test_every_gate_has_a_test(self):
        _head, _heading, gates = self.text.partition("## What stops them")
        rows = [line.split(" | ") for line in gates.splitlines() if line.startswith("| ")]
        for attack, *_others, tests in rows:
            with self.subTest(attack):
                self.assertTrue(_NAMED.search(tests) or tests == "Test |")

    def test_every_test_of_the_scanner_is_named(self):
        named = set(_NAMED.findall(self.text))
        for file in _SCANNER:
            for name in self.written_in(file) - _NOT_AN_ATTACK:
                with self.subTest(file=file, test=name):
                    self.assertIn((file, name), named)

    def written_in(self, file):
        path = _HERE / file
        return set(_TEST.findall(path.read_text())) if path.is_file() else set()
