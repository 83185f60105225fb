"""Element trees to bytes, and what all of Amazon's documents begin with."""

import secrets
from datetime import timezone

from lxml import etree

from .errors import STATUS_TEXTS
from .reader import XML_LANG

VERSION = "1.2.024"
DTDS = {
    "ConfirmationRequest": "Fulfill.dtd",
    "ShipNoticeRequest": "Fulfill.dtd",
    "InvoiceDetailRequest": "InvoiceDetail.dtd",
}
DUNS = "123456"
USER_AGENT = "Amazon LLC eProcurement Application"


def node(tag, *content, **attributes):
    """An element; each part of the content is a text, an element, or None for nothing."""
    element = etree.Element(tag, attributes)
    for part in content:
        if isinstance(part, str):
            element.text = part
        elif part is not None:
            element.append(part)
    return element


def localized(tag, text, language):
    """An element whose text is in a language, given as a tag such as "de-DE"."""
    element = node(tag, text)
    element.set(XML_LANG, language)
    return element


def money(tag, amount, currency):
    """An element that holds nothing but an amount."""
    return node(tag, node("Money", f"{amount:f}", currency=currency))


def new_payload_id(group):
    """A payloadID in the shape that Amazon gives its documents."""
    numbers = (secrets.randbelow(10**9), secrets.randbelow(1000), secrets.randbelow(10**4))
    return "{}.{}.{}@".format(*numbers) + f"{group.slug}.amazon-sandbox.example"


def timestamp(moment):
    """A moment as in `cXML@timestamp`: 2021-03-17T14:45:25.845Z."""
    return moment.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def document(payload_id, moment, *content, dtd="cXML.dtd"):
    """The bytes of a whole document."""
    root = node("cXML", *content, payloadID=payload_id, timestamp=timestamp(moment))
    doctype = f'<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/{VERSION}/{dtd}">'
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", doctype=doctype)


def header(group, with_secret=False):
    """The Header of a document from Amazon to a group.

    Amazon sends no SharedSecret in a cart; to an inbox only where it is set up so.
    """
    return node(
        "Header",
        node("From", *_amazon(group)),
        node("To", _credential(group.buyer_domain, group.buyer_identity)),
        node(
            "Sender",
            *_amazon(group, group.shared_secret if with_secret else None),
            node("UserAgent", USER_AGENT),
        ),
    )


def request(group, content, payload_id, moment):
    """The bytes of a Request to the inbox of a group.

    :param content: the element inside Request, such as a ShipNoticeRequest.
    """
    body = node("Request", content, deploymentMode=group.deployment_mode)
    head = header(group, with_secret=group.send_secret)
    return document(payload_id, moment, head, body, dtd=DTDS.get(content.tag, "cXML.dtd"))


def renamed(body, payload_id, moment):
    """The bytes of the same document under another payloadID and timestamp."""
    root = etree.fromstring(body)
    root.set("payloadID", payload_id)
    root.set("timestamp", timestamp(moment))
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")


def order_reference(order):
    """The OrderReference to an OrderRequest."""
    return node(
        "OrderReference",
        node("DocumentReference", payloadID=order.payload_id),
        orderID=order.order_id,
        orderDate=order.order_date,
    )


def response(payload_id, moment, code, reason="", body=None):
    """The bytes of a Response.

    :param reason: the sentence inside Status.
    :param body: the element after Status.
    """
    status = node("Status", reason or None, code=str(code), text=STATUS_TEXTS[code])
    return document(payload_id, moment, node("Response", status, body))


def _amazon(group, secret=None):
    return (
        _credential("DUNS", DUNS),
        _credential(group.amazon_domain, group.amazon_identity, secret),
    )


def _credential(domain, identity, secret=None):
    hidden = None if secret is None else node("SharedSecret", secret)
    return node("Credential", node("Identity", identity), hidden, domain=domain)
