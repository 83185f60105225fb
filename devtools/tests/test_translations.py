import pytest

from devtools.translations import fits, main

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


def test_terms_are_taken_over_and_dropped(tmp_path, capsys):
    template = tmp_path / "addon.pot"
    template.write_text(TEMPLATE)
    german = tmp_path / "de.po"
    german.write_text(GERMAN)
    assert main(template, fix=False) == 1
    assert "de.po has other terms" in capsys.readouterr().out
    assert german.read_text() == GERMAN
    assert main(template, fix=True) == 1, "a new term waits for its translation"
    assert "Weg" not in german.read_text()
    assert "Bestellungen" in german.read_text()


def test_every_term_is_translated(tmp_path, capsys):
    template = tmp_path / "addon.pot"
    template.write_text(TEMPLATE.replace('"New"', '"Gone"'))
    german = tmp_path / "de.po"
    german.write_text(GERMAN)
    assert main(template, fix=False) == 0
    german.write_text(GERMAN.replace('"Weg"', '""'))
    assert main(template, fix=False) == 1
    assert "de.po: “Gone” is not translated." in capsys.readouterr().out
