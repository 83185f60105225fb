"""Whether a server that could not be called is there at all."""

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
