"""The translations of an addon, compared with their template."""

import re
from collections import Counter
from pathlib import Path

import polib

from devtools.problem import Problem

#: What a translation must hold as often as its term: placeholders, and the names of tags.
_KEPT = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\$\{[^}]*\}|</?[a-z]\w*")


def check(template: Path, *, fix: bool) -> None:
    """Compare each language's file with the template beside it.

    :param fix: take new terms over, and drop those that are gone
    :raise Problem: what is wrong, a line each
    """
    terms = polib.pofile(str(template))
    problems = []
    for path in sorted(template.parent.glob("*.po")):
        language = polib.pofile(str(path))
        if _keys(language) != _keys(terms):
            if not fix:
                problems.append(f"{path.name} has other terms than {template.name}: ./dev lint --fix takes them over.")
            language.merge(terms)
            for entry in language.obsolete_entries():
                language.remove(entry)
            if fix:
                language.save()
        problems += [f"{path.name}: “{entry.msgid}” is not translated." for entry in language.untranslated_entries()]
        problems += [
            f"{path.name}: “{entry.msgid}” and its translation differ in placeholders or tags."
            for entry in language.translated_entries()
            if not fits(entry.msgid, entry.msgstr)
        ]
    if problems:
        raise Problem("\n".join(problems))


def fits(term: str, translation: str) -> bool:
    """Whether a translation holds the placeholders and tags of its term."""
    return Counter(_KEPT.findall(term)) == Counter(_KEPT.findall(translation))


def _keys(catalogue: polib.POFile) -> set[tuple]:
    return {(entry.msgctxt, entry.msgid, tuple(entry.occurrences)) for entry in catalogue}
