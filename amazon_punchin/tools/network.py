"""Where a post comes from."""

import ipaddress
import re

#: What stands for an address that is none.
NOWHERE = "?"

_WITH_PORT = re.compile(r"\[(.*)\](?::\d+)?|([\d.]+):\d+")


def network_of(address):
    """Name whoever sends from an address: their IPv4 address, or their IPv6 network of 64 bits, which is one host's.

    :param str | None address: what the server or a proxy says; anything, of any length
    :return: e.g. ``203.0.113.7`` or ``2001:db8::/64``; :data:`NOWHERE` if it is no address
    :rtype: str
    """
    address = address or ""
    if found := _WITH_PORT.fullmatch(address):
        address = found[1] or found[2] or ""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return NOWHERE
    if ip.version == 6:
        ip = ip.ipv4_mapped or ip.sixtofour or ipaddress.ip_network((int(ip) >> 64 << 64, 64))
    return str(ip)
