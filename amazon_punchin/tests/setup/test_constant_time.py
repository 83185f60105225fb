import ast
import hmac
from pathlib import Path
from unittest.mock import patch

from odoo.tests import tagged

from ...tools import secret
from ..common import AmazonCase

#: What is compared with something that a stranger sent. A hash is looked up: who sends a text does not choose its hash.
_SECRETS = {"token", "shared_secret", "shared_secret_next", "inbox_login", "inbox_password", "soap_password"}


@tagged("post_install", "-at_install")
class TestConstantTime(AmazonCase):
    """What a stranger sends is compared in the same way whether it is wrong at its beginning, at its end, or right."""

    def compared(self, ask):
        """What a call compares, one after the other.

        :return: what is ours in each comparison, and the parameters of all queries as one text
        :rtype: tuple[list[str], str]
        """
        compared, asked = [], []
        execute, compare_digest = type(self.env.cr).execute, hmac.compare_digest

        def compare(given, expected):
            compared.append(expected)
            return compare_digest(given, expected)

        def listen(cursor, query, params=None, **kwargs):
            asked.append(f"{query} {params}")
            return execute(cursor, query, params, **kwargs)

        self.env.invalidate_all()
        with (
            patch.object(secret.hmac, "compare_digest", compare),
            patch.object(type(self.env.cr), "execute", listen),
        ):
            ask()
        return compared, "\n".join(asked)

    def test_token_of_an_address(self):
        token = self.config.token
        configs = self.env["amazon.punchin.config"]
        every = {config.token.encode() for config in configs.search([])}
        self.assertGreater(len(every), 1)
        for find in (configs._find_by_token, configs._find_inbox):
            seen = set()
            for given in (token, self.other_config.token, token[:-1] + "?", "?" + token[1:], token[:9], "x"):
                compared, asked = self.compared(lambda find=find, given=given: find(given))
                self.assertLessEqual(every, set(compared))
                self.assertNotIn(given if len(given) > 1 else token, asked)
                seen.add(tuple(compared))
            self.assertEqual(len(seen), 1)
        self.assertEqual(configs._find_by_token(token), self.config)
        self.assertFalse(configs._find_by_token(""))

    def test_archived_group(self):
        self.config.active = False
        configs = self.env["amazon.punchin.config"]
        self.assertFalse(configs._find_by_token(self.config.token))
        self.assertEqual(configs._find_inbox(self.config.token), self.config)

    def test_credentials_of_the_inbox(self):
        self.config.inbox_password_known = True
        self.config.inbox_password, self.config.shared_secret_next = "another-password", "another-secret-value"
        login, password = self.config.inbox_login, self.config.inbox_password
        lengths = set()
        for given in (
            (login, password, "top-secret-value"),
            (login, "another-passworx", "x"),
            (login[:-1] + "?", password, "another-secret-value"),
            ("?", "?", "?"),
        ):
            compared, _asked = self.compared(lambda given=given: self.config._authenticates_inbox(*given))
            lengths.add(len(compared))
        self.assertEqual(len(lengths), 1)
        self.assertGreaterEqual(lengths.pop(), 7)

    def test_nobody_compares_them_otherwise(self):
        root = Path(secret.__file__).parents[1]
        found = []
        for path in sorted(root.rglob("*.py")):
            if "tests" not in path.parts and "migrations" not in path.parts:
                found += [f"{path.name}:{line}" for line in _compared(ast.parse(path.read_text()))]
        self.assertEqual(found, [])
        self.assertEqual(_compared(ast.parse("config.token == given; x != self.inbox_password")), [1, 1])


def _compared(tree):
    """The lines in which a secret is compared, letter by letter, with a value from outside."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.Eq, ast.NotEq)):
            names = [getattr(side, "attr", None) for side in (node.left, *node.comparators)]
            found += [node.lineno] if _SECRETS.intersection(names) and None in names else []
    return found
