"""Why another server could not be called, in words."""

import requests
import urllib3

from ..transport import destination


def resolves(host):
    """Whether there is a server of this name.

    :param str host: name or IP address
    :rtype: bool
    """
    try:
        destination.resolve(host)
    except (OSError, UnicodeError):
        return False
    return True


def redirected(env, host, error):
    """Say that a server leads on to another address.

    :param odoo.api.Environment env: for the language
    :param str host: which was called
    :param amazon_punchin.transport.errors.Redirected error: the answer
    :rtype: str
    """
    return env._(
        "“%(host)s” leads on to “%(target)s” (redirect, %(code)s), where Odoo sends nothing: compare the address "
        "with the one at Amazon.",
        host=host,
        target=error.target or "–",
        code=error,
    )


def unreached(env, host, error, seconds):
    """Say why no connection came about, or why it stayed silent.

    :param odoo.api.Environment env: for the language
    :param str host: which was called
    :param amazon_punchin.transport.errors.TransportError error: the failure
    :param int seconds: how long it was waited for
    :return: a sentence; empty if the connection was not the problem
    :rtype: str
    """
    cause = error.__cause__
    reason = getattr(cause.args[0], "reason", None) if cause is not None and cause.args else None
    if isinstance(cause, requests.exceptions.SSLError) or isinstance(reason, urllib3.exceptions.SSLError):
        return env._("The secure connection to “%s” failed: its certificate or TLS version is not accepted.", host)
    if isinstance(cause, requests.exceptions.Timeout):
        return env._("“%(host)s” did not answer within %(seconds)s seconds.", host=host, seconds=seconds)
    if isinstance(cause, requests.exceptions.ConnectionError):
        return env._("“%s” takes no connection: a firewall may be in between, or the address is wrong.", host)
    return ""
