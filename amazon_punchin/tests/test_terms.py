import ast
from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import BaseCase, tagged
from odoo.tools.babel.python_extractor import extract_python


@tagged("post_install", "-at_install")
class TestTerms(BaseCase):
    """Translators get the texts that users see, and nothing else of the program."""

    def test_odoo_takes_only_what_is_translated(self):
        """Odoo takes each string in a bracket that follows a translated text, even if it is another value."""
        found = set()
        for path in Path(get_module_path("amazon_punchin")).rglob("*.py"):
            meant = {
                call.args[0].value
                for call in ast.walk(ast.parse(path.read_text()))
                if isinstance(call, ast.Call)
                and self._name(call.func) == "_"
                and isinstance(call.args[0], ast.Constant)
            }
            with self.subTest(path=path.name), path.open("rb") as file:
                taken = set()
                for _line, _function, messages, _comments in extract_python(file, {"_": None}, (), {}):
                    # Of several arguments, the first is the text.
                    taken.add(messages[0] if isinstance(messages, tuple) else messages)
                self.assertFalse(taken - meant - {None})
                found |= taken & meant
        self.assertIn("Amazon refused the order", found)

    def _name(self, function):
        return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
