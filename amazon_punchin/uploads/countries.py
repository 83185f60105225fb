"""What countries are called in lists, besides their two-letter codes and their names."""

from babel.core import get_global

#: Names that neither Odoo nor Unicode's list of codes has.
_NAMES = {"united states of america": "US", "great britain": "GB", "england": "GB"}


def other_names():
    """Codes of three letters, short names like ``UK``, and a few long ones.

    :return: each name in lower case to the code of two letters
    :rtype: dict[str, str]
    """
    aliases = get_global("territory_aliases").items()
    codes = {alias.lower(): codes[0] for alias, codes in aliases if alias.isalpha() and len(codes) == 1}
    return {**codes, **_NAMES}
