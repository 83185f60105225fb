"""The token of a configuration is in its addresses; the server's log shows neither it nor other secrets of ours.

A log belongs to the whole process, whoever writes to it: the server, Odoo, a library that makes a call, an error that
quotes an address. So the records themselves are watched where all of them are made, as core's own factory of records in
``odoo.netsvc`` does. It stands at import because core does not call ``post_load`` for a package imported already.
"""

import logging
import re

from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..tools import row_lock

_NAME = "amazon_punchin"
_BLACK = "********"

#: A percent sign, escaped as often as an address has been put into another.
_PERCENT = "%(?:25)*"
_SLASH = rf"(?:[/\\]|{_PERCENT}(?:2F|5C))"

#: What follows our name in an address, also in one that is part of another, however its letters are written.
_ADDRESS = re.compile(
    _SLASH
    + "".join(f"(?:{sign}|{_PERCENT}(?:{ord(sign):X}|{ord(sign.upper()):X}))" for sign in _NAME)
    + rf"{_SLASH}+(?!(?:static|newcomer){_SLASH})"
    + rf"(?P<path>(?:(?!{_PERCENT}(?:3F|23|26))[^?#&\s\"'<>])+)",
    re.IGNORECASE,
)
_PARTS = re.compile(rf"({_SLASH}+)", re.IGNORECASE)

#: What comes after the token is the name of a page, or a number. Whatever is longer may be the token.
_LONGEST_NAME = 11

_LITERAL = re.compile(r"'(?:[^']|'')*(?:'|\Z)")
_LONG_LITERAL = re.compile(r"'(?:[^']|''){200,}(?:'|\Z)")
_DETAIL = re.compile(r"DETAIL:.*")
_VAULT = f"{_NAME}_vault"


def _watched(record_of):
    """Give a factory of records whose texts hold no secrets of ours."""

    def make(*args, **kwargs):
        record = record_of(*args, **kwargs)
        _calm_down(record)
        _blacken(record)
        return record

    return make


def _calm_down(record):
    """Make a line of what Odoo logs as an error with the whole query, although it will try again."""
    if record.name != "odoo.sql_db" or record.levelno != logging.ERROR or not isinstance(record.args, tuple):
        return
    query, error = (*record.args, None, None)[:2]
    is_ours = _NAME in _text_of(query)
    expected = row_lock.expected_collisions()
    if isinstance(error, (*expected, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY) if is_ours else expected):
        record.levelno, record.levelname = logging.INFO, logging.getLevelName(logging.INFO)
        record.msg, record.args = "Collision, tried again: %s", (str(error).partition("\n")[0],)
    elif is_ours:
        record.args = (_LONG_LITERAL.sub("'…'", _text_of(query)), *record.args[1:])


def _blacken(record):
    if isinstance(record.args, tuple) and any(isinstance(value, bytes) for value in record.args):
        record.args = tuple(_text_of(value) if isinstance(value, bytes) else value for value in record.args)
    try:
        text = record.getMessage()
    except Exception:  # the handler says what is wrong with it
        return
    clean = without_secrets(text)
    if clean != text:
        record.msg, record.args = clean, ()
    if record.exc_info and record.exc_info[0]:
        text = logging.Formatter().formatException(record.exc_info)
        clean = without_secrets(text)
        if clean != text:
            record.exc_text = clean


def _text_of(value):
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def without_secrets(text):
    """Black out the tokens of our addresses, and what is in a query of secrets.

    :param str text: what is logged
    :rtype: str
    """
    if "%" in text or _NAME in text.lower():
        text = _ADDRESS.sub(_without_token, text)
    if _VAULT in text:
        text = _DETAIL.sub(f"DETAIL: {_BLACK}", _LITERAL.sub(f"'{_BLACK}'", text))
    return text


def _without_token(found):
    first, *others = _PARTS.split(found["path"])
    kept = [part if len(part) <= _LONGEST_NAME or _PARTS.fullmatch(part) else _BLACK for part in others]
    return "".join((found[0].removesuffix(found["path"]), first and _BLACK, *kept))


logging.setLogRecordFactory(_watched(logging.getLogRecordFactory()))
