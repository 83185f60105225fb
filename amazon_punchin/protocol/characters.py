"""Characters that a document can hold: XML 1.0, section 2.2."""

import re

_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def unfit(text):
    """Find the first character that no document can hold: a control character, or half of a pair.

    :param str text: any
    :return: the character; empty if all can be written
    :rtype: str
    """
    found = _UNFIT.search(text)
    return found.group() if found else ""


def fit(text):
    """Leave out what no document can hold.

    :param str text: any
    :rtype: str
    """
    return _UNFIT.sub("", text)
