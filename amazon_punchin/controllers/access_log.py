"""The token of a configuration stands in its addresses; the logs of calls to and from this server do not show it."""

import logging
import re

#: What follows our name in an address, also in one that is part of another, unless it begins one without a token.
_ADDRESS = re.compile(
    r"((?:/|%2F)amazon_punchin(?:/|%2F)+)(?!(?:static|newcomer)(?:/|%2F))(?:(?!%2F|%3F)[^/?#&\s\"'])+", re.IGNORECASE
)


class TokenFilter(logging.Filter):
    """Blacks out the tokens in what is logged of a request."""

    def filter(self, record):
        """Let every record pass, without tokens."""
        record.msg = _without_token(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_without_token(value) for value in record.args)
        return True


def _without_token(value):
    return _ADDRESS.sub(r"\1********", value) if isinstance(value, str) else value


for _name in ("werkzeug", "urllib3.connectionpool"):
    logging.getLogger(_name).addFilter(TokenFilter())
