"""What can go wrong between Amazon and Odoo: each problem's cause, and its cure, in the language of whoever reads it.

A table has a code for each problem, and two functions of an environment and the problem's values: one says what
happened, the other what to do.
"""

import re

from . import baskets, calls, documents, inbox

#: Where a problem comes up, to the table of those that do.
TABLES = {
    "Reading a document": documents.PROBLEMS,
    "Taking a basket": baskets.PROBLEMS,
    "Taking a document of Amazon's server": inbox.PROBLEMS,
    "Calling another server": calls.PROBLEMS,
}

PROBLEMS = {code: words for table in TABLES.values() for code, words in table.items()}


class _Source:
    """An environment in which each text is as it stands in the code, with the names of its values."""

    def _(self, source, **_values):
        return re.sub(r"%\((\w+)\)s", r"‹\1›", source)


def page():
    """List all problems for administrators.

    :return: tables of Markdown
    :rtype: str
    """
    parts = []
    for title, table in TABLES.items():
        parts += [f"## {title}", "", "| Code | What happened | What to do |", "|---|---|---|"]
        parts += [
            f"| `{code}` | {cause(_Source(), {})} | {cure(_Source(), {})} |" for code, (cause, cure) in table.items()
        ]
        parts.append("")
    return "\n".join(parts).rstrip()
