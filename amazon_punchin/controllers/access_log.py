"""The token of a configuration stands in its addresses; the logs of calls to and from this server do not show it."""

import logging
import re

_ADDRESS = re.compile(r"(/amazon_punchin/)[^/\s\"]+(?=/(?:start|return|inbox|claim)\b)")


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
