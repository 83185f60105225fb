from unittest.mock import patch

from odoo.tools.translate import code_translations


def translate(case, source, german):
    """Let a text be this in German while a test runs, whatever the translators say.

    :param odoo.tests.BaseCase case: the test
    :param str source: the text in the code
    :param str german: the same in German
    """
    key = ("amazon_punchin", "de_DE")
    known = code_translations.get_python_translations(*key)
    case.startPatcher(patch.dict(code_translations.python_translations, {key: {**known, source: german}}))
