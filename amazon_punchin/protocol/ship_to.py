"""Where goods go, as far as a document says so (cXML Reference Guide, "ShipTo" and "Contact")."""

from .partner import read_address


def read(header):
    """Read the ``ShipTo`` of a header.

    :param lxml.etree._Element | None header: e.g. ``PunchOutOrderMessageHeader``
    :return: None if there is none
    :rtype: amazon_punchin.protocol.order_request.Address | None
    """
    node = None if header is None else header.find("ShipTo/Address")
    return None if node is None else read_address(node)


def find(root):
    """Find every delivery address in a document.

    :param lxml.etree._Element root: the ``cXML`` element
    :return: each once, in order of appearance
    :rtype: tuple[amazon_punchin.protocol.order_request.Address, ...]
    """
    contacts = (node for node in root.iter("Contact") if node.get("role", "").strip().lower() == "shipto")
    nodes = (*root.iterfind(".//ShipTo/Address"), *contacts)
    return tuple(dict.fromkeys(map(read_address, nodes)))
