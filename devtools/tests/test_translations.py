import pytest

from devtools.problem import Problem
from devtools.translations import check, fits

TEMPLATE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

#: code:a.py:0
msgid "%(count)s orders in <b>%(group)s</b>"
msgstr ""

#: code:a.py:0
msgid "New"
msgstr ""
"""
GERMAN = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

#: code:a.py:0
msgid "%(count)s orders in <b>%(group)s</b>"
msgstr "%(count)s Bestellungen in <b>%(group)s</b>"

#: code:a.py:0
msgid "Gone"
msgstr "Weg"
"""


@pytest.mark.parametrize(
    ("translation", "good"),
    [
        ("In <b>%(group)s</b>: %(count)s", True),
        ("In %(group)s: %(count)s", False),
        ("In <b>%(gruppe)s</b>: %(count)s", False),
        ("In <b>%(group)s</b>: %(count)s %s", False),
    ],
)
def test_placeholders_and_tags_stay(translation, good):
    assert fits("%(count)s orders in <b>%(group)s</b>", translation) is good


def test_terms_are_taken_over_and_dropped(tmp_path):
    template = tmp_path / "addon.pot"
    template.write_text(TEMPLATE)
    german = tmp_path / "de.po"
    german.write_text(GERMAN)
    with pytest.raises(Problem, match=r"de\.po has other terms"):
        check(template, fix=False)
    assert german.read_text() == GERMAN
    with pytest.raises(Problem, match="“New” is not translated"):
        check(template, fix=True)
    assert "Weg" not in german.read_text()
    assert "Bestellungen" in german.read_text()


def test_every_term_is_translated(tmp_path):
    template = tmp_path / "addon.pot"
    template.write_text(TEMPLATE.replace('"New"', '"Gone"'))
    german = tmp_path / "de.po"
    german.write_text(GERMAN)
    check(template, fix=False)
    german.write_text(GERMAN.replace('"Weg"', '""'))
    with pytest.raises(Problem, match=r"de\.po: “Gone” is not translated\."):
        check(template, fix=False)
