"""A document with its names as the DTD writes them: without namespaces, each in its own case.

cXML has no namespaces, but programs that write XML by themselves add one. Attributes are read in whatever case, too.
"""

from lxml import etree

from .errors import ProtocolError

#: Attributes that are read, as the DTD writes them.
ATTRIBUTES = (
    "addressID",
    "category",
    "code",
    "confirmID",
    "conversionFactor",
    "currency",
    "deliveryDate",
    "deploymentMode",
    "domain",
    "identifier",
    "invoiceDate",
    "invoiceID",
    "invoiceLineNumber",
    "isAdHoc",
    "isInformationOnly",
    "isoCountryCode",
    "lineNumber",
    "name",
    "noticeDate",
    "operation",
    "operationAllowed",
    "orderID",
    "payInNumberOfDays",
    "payloadID",
    "percentageRate",
    "purpose",
    "quantity",
    "reason",
    "role",
    "shipmentDate",
    "shipmentID",
    "shipmentType",
    "text",
    "timestamp",
    "trackingURL",
    "type",
)

_RIGHT = frozenset(ATTRIBUTES)
_BY_LOWER = {name.lower(): name for name in ATTRIBUTES}

#: Namespaces of what may stand in a document and is no part of it: signatures, and what the XML standard reserves.
_FOREIGN = ("http://www.w3.org/", "http://uri.etsi.org/")


def corrected(root):
    """Give a document as the DTD would have it written.

    :param lxml.etree._Element root: of any document; it is changed
    :return: what was corrected, each kind once
    :rtype: tuple[ProtocolError, ...]
    """
    found = {}
    own = etree.QName(root).namespace
    for node in root.iter(etree.Element):
        if node.tag.startswith("{"):
            name = etree.QName(node)
            if not _is_ours(name.namespace, own):
                continue
            node.tag = name.localname
            found.setdefault(name.namespace, ProtocolError("wrong_namespace", value=name.namespace))
        _correct_attributes(node, own, found)
    if found:
        etree.cleanup_namespaces(root)
    return tuple(found.values())


def _is_ours(namespace, own):
    return namespace == own or not namespace.startswith(_FOREIGN)


def _correct_attributes(node, own, found):
    for written, value in node.items():
        if written in _RIGHT:
            continue
        name = etree.QName(written)
        if name.namespace and not _is_ours(name.namespace, own):
            continue
        right = _BY_LOWER.get(name.localname.lower(), name.localname)
        if right == written or right in node.attrib:
            continue
        del node.attrib[written]
        node.set(right, value)
        if right != name.localname:
            path = f"{node.tag}@{right}"
            found.setdefault(path, ProtocolError("wrong_case", path=path, value=name.localname))
