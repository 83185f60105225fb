"""Where a document may go, and a browser may be sent."""

import ipaddress
import re
import socket
import unicodedata
from contextlib import suppress
from urllib.parse import urljoin, urlsplit

from .waiting import Task

#: How long to wait for the addresses of a name, in seconds.
LOOKUP_S = 3

#: This machine.
LOOPBACK = ("localhost", "127.0.0.1", "::1")

#: Ends of names that only a private network knows.
_PRIVATE_NAMES = (
    *(".corp", ".home", ".home.arpa", ".internal", ".intranet", ".lan", ".local", ".localdomain", ".localhost"),
    ".private",
)

#: Blanks and control characters; who reads a URL leaves some of them out, others do not.
_NO_URL = re.compile(r"[\s\x00-\x1f\x7f]")

#: IPv4 networks that Python takes for global, in one version or another: the IETF's own, former relays of 6to4, and
#: what answers the machines of Azure alone.
_NOT_PUBLIC_IPV4 = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")))

#: What the internet routes of IPv6, and what of it belongs to no server: the IETF's own with Teredo, examples, and
#: what was given back.
_ROUTED_IPV6 = ipaddress.ip_network("2000::/3")
_NOT_PUBLIC_IPV6 = tuple(map(ipaddress.ip_network, ("2001::/23", "2001:db8::/32", "3ffe::/16", "3fff::/20")))

#: IPv6 networks whose addresses stand for the IPv4 address at their end: IPv4-mapped, NAT64.
_STANDING_FOR_IPV4 = tuple(map(ipaddress.ip_network, ("::ffff:0:0/96", "64:ff9b::/96")))

#: The second half of an IPv6 address with an IPv4 address at its end (ISATAP).
_ISATAP = (b"\x00\x00\x5e\xfe", b"\x02\x00\x5e\xfe")

#: What a resolver takes for the dot of a name.
_DOTS = str.maketrans("。．｡", "...")

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


def led_to(url, location):
    """Where an answer leads on to.

    :param str url: what was called
    :param str location: header ``Location`` of the answer, anything
    :return: the URL; empty if it is none
    :rtype: str
    """
    try:
        target = urljoin(url, location)
        return target if urlsplit(target).hostname else ""
    except ValueError:
        return ""


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

    :param str host: name or IP address, in any spelling that a resolver takes
    :rtype: bool
    """
    host = unicodedata.normalize("NFKC", host.translate(_DOTS)).lower().rstrip(".")
    address = _address(host)
    if address is not None:
        return not _is_public(address)
    return host in LOOPBACK or host.endswith(_PRIVATE_NAMES) or "." not in host


def resolve(host):
    """Look up the IP addresses of a host.

    :param str host: name or IP address
    :rtype: set[str]
    :raises OSError: there is no such name, or nobody has told within some seconds
    """
    found = Task(lambda: socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)).result(LOOKUP_S)
    return {entry[4][0] for entry in found}


def leads_inside(host):
    """Whether a host is private by its name or by what it resolves to; one that does not resolve leads nowhere.

    :param str host: name or IP address
    :rtype: bool
    """
    if is_private(host):
        return True
    try:
        return any(is_private(address) for address in resolve(host))
    except (OSError, UnicodeError):
        return False


def _address(host):
    """The IP address that a host is, in any spelling that a resolver takes."""
    with suppress(ValueError):
        return ipaddress.ip_address(host)
    with suppress(OSError, UnicodeError, ValueError):
        return ipaddress.ip_address(socket.inet_aton(host))
    return None


def _is_public(address):
    """Whether an IP address is a server's on the internet, and so is each that a gateway on the way may pass on to."""
    if address.version == 4:
        return (
            address.is_global
            and not address.is_multicast
            and not any(address in network for network in _NOT_PUBLIC_IPV4)
        )
    at_its_end = ipaddress.IPv4Address(address.packed[-4:])
    if any(address in network for network in _STANDING_FOR_IPV4):
        return _is_public(at_its_end)
    held = [address.sixtofour, address.packed[8:12] in _ISATAP and at_its_end]
    return (
        address in _ROUTED_IPV6
        and address.is_global
        and not address.scope_id
        and not any(address in network for network in _NOT_PUBLIC_IPV6)
        and all(_is_public(part) for part in held if part)
    )
