"""The token of a configuration stands in its addresses; the server's log does not show it.

A log belongs to the whole process, and so do its filters, as core's own on the same logger (``PerfFilter`` in
``odoo.netsvc``). They stand at import because core does not call ``post_load`` for a package that is imported already.
"""

import logging
import re

#: What follows our name in an address, also in one that is part of another, unless it begins one without a token.
_ADDRESS = re.compile(
    r"((?:/|%2F)amazon_punchin(?:/|%2F)+)(?!(?:static|newcomer)(?:/|%2F))(?:(?!%2F|%3F)[^/?#&\s\"'])+", re.IGNORECASE
)

#: What a query that looks for a configuration by its token compares with.
_QUERY = re.compile(r"(\"amazon_punchin_vault\"\.\"token\" (?:=|IN) \(?)'[^']*'")

#: Who logs addresses of ours or queries: the server, Odoo about requests, our calls to our own doors.
LOGGERS = ("werkzeug", "odoo.http", "odoo.addons.http_routing.models.ir_http", "odoo.sql_db", "urllib3.connectionpool")


class TokenFilter(logging.Filter):
    """Blacks out the tokens in what is logged of a request."""

    def filter(self, record):
        """Let every record pass, without tokens."""
        record.msg = _without_token(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_without_token(value) for value in record.args)
        return True


def _without_token(value):
    if isinstance(value, bytes) and b"amazon_punchin" in value:
        value = value.decode(errors="replace")
    if not isinstance(value, str) or "amazon_punchin" not in value.lower():
        return value
    return _QUERY.sub(r"\1'********'", _ADDRESS.sub(r"\1********", value))


for _name in LOGGERS:
    logging.getLogger(_name).addFilter(TokenFilter())
