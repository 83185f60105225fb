"""The translations of an addon: `python -m devtools.translations TEMPLATE [--fix]`, in the virtual environment."""

import argparse
import re
import sys
from collections import Counter
from pathlib import Path

import polib

#: What a translation must hold as often as its term: placeholders, and the names of tags.
_KEPT = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\$\{[^}]*\}|</?[a-z]\w*")


def main(template: Path, *, fix: bool) -> int:
    """Compare each language's file with the template beside it.

    :param fix: take new terms over, and drop those that are gone
    :return: the exit code; what is wrong is printed
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
    print("\n".join(problems))
    return 1 if problems else 0


def fits(term: str, translation: str) -> bool:
    """Whether a translation holds the placeholders and tags of its term."""
    return Counter(_KEPT.findall(term)) == Counter(_KEPT.findall(translation))


def _keys(catalogue: polib.POFile) -> set[tuple]:
    return {(entry.msgctxt, entry.msgid, tuple(entry.occurrences)) for entry in catalogue}


if __name__ == "__main__":
    parser = argparse.ArgumentParser("python -m devtools.translations")
    parser.add_argument("template", type=Path)
    parser.add_argument("--fix", action="store_true")
    options = parser.parse_args()
    sys.exit(main(options.template, fix=options.fix))
