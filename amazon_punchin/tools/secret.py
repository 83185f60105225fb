"""Secrets that somebody shows, compared with ours."""

import hmac


def same(given, expected):
    """Compare two secrets in constant time; an empty one never matches.

    :param str given: what somebody shows
    :param str | bool expected: ours, if there is one
    :rtype: bool
    """
    if not given or not expected:
        return False
    return hmac.compare_digest(given.encode(), expected.encode())
