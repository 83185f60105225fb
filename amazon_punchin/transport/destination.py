"""Where a document may go, and a browser may be sent."""

import ipaddress
import re
import socket
from contextlib import suppress
from urllib.parse import urlsplit

#: This machine.
LOOPBACK = ("localhost", "127.0.0.1", "::1")

#: Ends of names that only a private network knows.
_PRIVATE_NAMES = (".internal", ".intranet", ".lan", ".local", ".localdomain", ".home.arpa")

#: Blanks and control characters; who reads a URL leaves some of them out, others do not.
_NO_URL = re.compile(r"[\s\x00-\x1f\x7f]")

#: IPv6 networks whose addresses end with an IPv4 address: IPv4-compatible, IPv4-mapped, NAT64.
_HOLDING_IPV4 = tuple(map(ipaddress.ip_network, ("::/96", "::ffff:0:0/96", "64:ff9b::/96")))

#: NAT64 inside a network, which Python takes for global.
_LOCAL_NAT64 = ipaddress.ip_network("64:ff9b:1::/48")

_HOST = re.compile(r"[a-z0-9.-]+|[0-9a-f:]+", re.ASCII)


class Anywhere(str):
    """A URL that may lead into a private network when it is called, because somebody has allowed that."""


def host_of(url):
    """The host of a URL, if every browser reads it the same way; else empty.

    :param str url: the URL
    :rtype: str
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.port != 0 else ""
    except ValueError:
        return ""
    return host if host and _HOST.fullmatch(host) else ""


def is_secure(url):
    """Whether a URL is https, or http to this machine, and names neither user nor password.

    :param str url: the URL
    :rtype: bool
    """
    host, scheme = host_of(url), url.partition(":")[0].lower()
    if not host or "@" in url or _NO_URL.search(url):
        return False
    return scheme == "https" or (scheme == "http" and host in LOOPBACK)


def is_private(host):
    """Whether a host names itself as one that the internet does not reach. No name is looked up.

    :param str host: name or IP address
    :rtype: bool
    """
    address = _address(host)
    if address is not None:
        return address in _LOCAL_NAT64 or not all(part.is_global for part in (address, *_held_by(address)))
    return host in LOOPBACK or host.endswith(_PRIVATE_NAMES) or "." not in host.rstrip(".")


def resolve(host):
    """Look up the IP addresses of a host.

    :param str host: name or IP address
    :rtype: set[str]
    :raises OSError: there is no such name
    """
    return {entry[4][0] for entry in socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)}


def leads_inside(host):
    """Whether a host is private by its name or by what it resolves to; one that does not resolve leads nowhere.

    :param str host: name or IP address
    :rtype: bool
    """
    if is_private(host):
        return True
    try:
        return any(is_private(address.partition("%")[0]) for address in resolve(host))
    except (OSError, UnicodeError):
        return False


def _address(host):
    """The IP address that a host is, in any spelling that a resolver takes."""
    with suppress(ValueError):
        return ipaddress.ip_address(host)
    with suppress(OSError, UnicodeError):
        return ipaddress.ip_address(socket.inet_aton(host))
    return None


def _held_by(address):
    """The IPv4 addresses that an IPv6 address holds: a gateway on its way may pass on to them what is sent to it."""
    if address.version == 4:
        return []
    held = [address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in _HOLDING_IPV4):
        held.append(ipaddress.IPv4Address(address.packed[-4:]))
    return [part for part in held if part]
