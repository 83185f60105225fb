import ast
import re
from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import BaseCase, tagged
from odoo.tools.babel.python_extractor import extract_python

#: Turns of phrase that a US consultant would not use, and what to write instead.
RULED_OUT = {
    r"\bmend(s|ed|ing)?\b": "fix",
    r"\b(password|secret) before\b": "the previous password",
    r"\bthe one before is\b": "the previous one is",
    r"\b(of|to|by|see|sees) the own\b|\bthe own (amazon|orders|compan)": "their own",
    r"\bthe present one\b": "the current one",
    r"\bturn(s|ed|ing)? away\b": "reject",
    r"\bin earnest\b": "for real",
    r"\b(bring|brings|bringing|brought) (an?|the|another|your|their|its) ([a-z]+ )?basket": "submit a basket",
    r"\bbrought it\b|\bbring (it|them) again\b": "submit it again",
    r"\bneeded (is|are) (an? |the )?column": "only the … column is required",
    r"\blooks? at itself\b": "tests its own addresses",
    r"\boutside of the\b": "not inside the",
    r"\bis no (e-mail|setting|product code|begin|plain)\b|\bno begin of\b": "is not a …",
    r"\bour doors\b|\banswer from outside\b": "can be reached",
    r"\btrips? to amazon\b|\bshopping trips?\b": "shopping session",
    r"\brunning out of time\b": "expiring",
    r"\b(some|any|no)body else than\b": "somebody other than",
    r"\badministrators? of odoo's settings\b": "an Odoo administrator",
    r"\bstands? (in row|on two|below\b|in the message log)": "is in",
    r"\bbasket is given up\b|\b(it|order) was given up\b": "is cancelled",
    r"\bwaits? for you\b|\bnothing waits\b": "is waiting for you",
    r"\bmust agree\b": "must approve",
    r"\b(not yet )?its (own )?turn\b": "not started",
    r"\bpunch-out url\b": "Punchout URL",
    r"\bpo url\b|\border url\b": "PO Request URL",
    r"\bown identity\b": "From identity",
    r"\bdeliverers?\b": "Fulfilled By",
    r"\bdocuments of amazon's (could|that|are)\b": "Amazon documents",
    r"\b1 (lines|pieces|orders|people)\b": "a plural of one",
    r"\bis still taken\b|\bno longer taken\b": "keeps working",
    r"\bmakes? of (an?|the) (basket|order|cart)\b": "would treat a basket",
    r"\bordered was\b|\bexpected was\b": "ordered …",
    r"\bsum for\b": "credit for",
    r"\bask(s|ed)? for it: why\b|\bwhy is this bought\b": "why is this needed?",
    r"\bfill in by a sheet\b|\bfrom a sheet\b": "import from spreadsheet",
    r"\bway of orders\b|\borders travel by\b|\bwhere odoo may go\b|\banswers of amazon\b": "the words on the screens",
    r"\bforget it\b|\bstop taking it\b": "Discard, Revoke Now",
    r"\bsays? so here\b|, say so\b": "record the result",
    r"\bneeding attention\b": "needs attention",
    r"\b(rule|rules) asks? anybody\b": "no approval rule applies",
    r"\bapprover has agreed\b": "has approved",
    r"\banswer got lost\b": "the reply was lost",
    r"\bread so at once\b|\bagain and again\. ": "see a message right away, repeatedly",
    r"\bsay so on\b|\btold so\b": "record the result, notify",
    r"\bdid not take order\b|\btakes no order without\b|\breads no (mail|reminders)\b": "refused, does not accept",
    r"\bat amazon's word\b|\btold that it is late\b": "according to Amazon",
    r"\bproblem of its own\b": "a technical problem",
    r"\bare not answered by\b|\binbox answer at\b|\bservers answer at\b": "has not confirmed, can be reached",
    r"\blook at amazon which\b": "check at Amazon",
    r"\bno order was made\b": "no order was created",
    r"<string>, line": "say where in words",
    r"\ba (order|item|amazon|invoice|address|account|approv|admin|e-?mail|odoo|inbox|asin|update)": "an",
    r"\bon the page (<b>|“|\*)?(set-up|people|locations|coding|inbox)\b": "on the … tab",
}

_RULED_OUT = [(re.compile(pattern, re.IGNORECASE), better) for pattern, better in RULED_OUT.items()]
#: What speaks of former words.
_FORMER = {Path(__file__).name, "former_labels.py", "test_former_labels.py"}

_ADDON = Path(get_module_path("amazon_punchin"))


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


@tagged("post_install", "-at_install")
class TestRuledOut(BaseCase):
    """What sounded translated does not come back."""

    def assertPlain(self, path, texts):
        for text in texts:
            text = " ".join(text.split())
            for pattern, better in _RULED_OUT:
                if found := pattern.search(text):
                    with self.subTest(path=path.name, text=text[max(found.start() - 40, 0) : found.end() + 40]):
                        self.fail(f"“{found[0]}” was ruled out. Better: {better}")

    def test_python(self):
        """Every string, docstrings as well."""
        paths = self._files(_ADDON, "py")
        for path in paths:
            strings = (node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant))
            self.assertPlain(path, (string for string in strings if isinstance(string, str)))
        self.assertIn(_ADDON / "models" / "order" / "confirm.py", paths)

    def test_blanks(self):
        """A text has one blank at a time, also where it is put together of several lines."""
        for path in self._files(_ADDON, "py"):
            for call in ast.walk(ast.parse(path.read_text())):
                if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "_" and call.args:
                    text = getattr(call.args[0], "value", "")
                    with self.subTest(path=path.name, text=text):
                        self.assertNotRegex(text if isinstance(text, str) else "", r"\S  ")

    def test_screens_and_data(self):
        paths = [*self._files(_ADDON, "xml"), *self._files(_ADDON, "js"), *self._files(_ADDON, "html")]
        for path in paths:
            self.assertPlain(path, [path.read_text()])
        self.assertIn(_ADDON / "views" / "menus.xml", paths)

    def test_template_of_translations(self):
        path = _ADDON / "i18n" / "amazon_punchin.pot"
        entries = re.findall(r'^msgid ((?:".*"\n)+)', path.read_text(), re.MULTILINE)
        texts = ["".join(ast.literal_eval(line) for line in entry.splitlines()) for entry in entries]
        self.assertIn("Shop on Amazon", texts)
        self.assertPlain(path, texts)

    def test_pages(self):
        """READMEs and the pages for each role, where the addon lies in its repository."""
        paths = [*_ADDON.glob("*.rst"), *_ADDON.parent.glob("README.rst"), *_ADDON.parent.glob("docs/*.md")]
        for path in paths:
            self.assertPlain(path, [path.read_text()])
        self.assertIn(_ADDON / "README.rst", paths)

    def _files(self, folder, kind):
        paths = folder.rglob(f"*.{kind}")
        return [path for path in paths if path.name not in _FORMER and "migrations" not in path.parts]
