"""The cXML envelope: who speaks to whom, and when.

cXML Reference Guide, "Wrapping Layers" and "Header Elements".
"""

from dataclasses import dataclass
from datetime import datetime, timezone
from uuid import uuid4

from lxml import etree

from . import document
from .characters import fit
from .values import text

USER_AGENT = "Odoo amazon_punchin"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Credential:
    """One identity of a party. Domains are compared without regard to case.

    :ivar str domain: e.g. ``NetworkId``, ``DUNS``
    :ivar str identity: the identity in that domain
    """

    domain: str
    identity: str

    def matches(self, other):
        """Whether both name the same party.

        :param Credential other: the other one
        :rtype: bool
        """
        return self.domain.casefold() == other.domain.casefold() and self.identity == other.identity

    def __str__(self):
        return f"{self.identity} ({self.domain})"


@dataclass(frozen=True)
class Header:
    """The parties of a received document.

    :ivar str payload_id: unique id given by the sender; empty if absent
    :ivar tuple[Credential, ...] sent_from: ``From``
    :ivar tuple[Credential, ...] to: ``To``
    :ivar tuple[Credential, ...] sender: ``Sender``
    :ivar str shared_secret: the first ``SharedSecret`` in ``Sender``; empty if absent
    """

    payload_id: str
    sent_from: tuple
    to: tuple
    sender: tuple
    shared_secret: str = ""

    def __repr__(self):
        return f"Header(payload_id={self.payload_id!r}, sent_from={self.sent_from!r}, to={self.to!r})"


@dataclass(frozen=True)
class Parties:
    """The parties of a document that we send.

    :ivar Credential buyer: ``From`` and ``Sender``
    :ivar Credential supplier: ``To``
    """

    buyer: Credential
    supplier: Credential


def read_header(root):
    """Read the header of a received document.

    :param lxml.etree._Element root: the ``cXML`` element
    :rtype: Header
    """
    return Header(
        payload_id=root.get("payloadID", "").strip(),
        sent_from=_credentials(root, "Header/From/Credential"),
        to=_credentials(root, "Header/To/Credential"),
        sender=_credentials(root, "Header/Sender/Credential"),
        shared_secret=text(root, "Header/Sender/Credential/SharedSecret"),
    )


def _credentials(root, path):
    return tuple(
        Credential(node.get("domain", "").strip(), text(node, "Identity"))
        for node in root.iterfind(path)
        if text(node, "Identity")
    )


def new_payload_id(host):
    """Make a ``payloadID``: unique in space and time (cXML Reference Guide, "The cXML element").

    :param str host: name of our host
    :rtype: str
    """
    return f"{timestamp():%Y%m%d%H%M%S}.{uuid4().hex}@{host}"


def timestamp():
    """Now, with a time zone.

    :rtype: datetime.datetime
    """
    return datetime.now(timezone.utc)


def build_request(parties, payload_id, deployment_mode):
    """Start a request without its secret, which :func:`with_secret` adds when it is sent.

    :param Parties parties: who speaks to whom
    :param str payload_id: see :func:`new_payload_id`
    :param str deployment_mode: ``test`` or ``production``
    :return: the root, and the ``Request`` element to fill
    :rtype: tuple[lxml.etree._Element, lxml.etree._Element]
    """
    root = etree.Element(
        "cXML",
        {"payloadID": payload_id, "timestamp": timestamp().isoformat(timespec="seconds"), XML_LANG: "en-US"},
    )
    header = etree.SubElement(root, "Header")
    add_credential(etree.SubElement(header, "From"), parties.buyer)
    add_credential(etree.SubElement(header, "To"), parties.supplier)
    sender = etree.SubElement(header, "Sender")
    add_credential(sender, parties.buyer)
    etree.SubElement(sender, "UserAgent").text = USER_AGENT
    return root, etree.SubElement(root, "Request", deploymentMode=deployment_mode)


def add_credential(parent, credential):
    """Append a ``Credential`` element.

    :param lxml.etree._Element parent: ``From``, ``To`` or ``Sender``
    :param Credential credential: whose
    """
    node = etree.SubElement(parent, "Credential", domain=fit(credential.domain))
    etree.SubElement(node, "Identity").text = fit(credential.identity)


def with_secret(data, shared_secret):
    """Put the shared secret into the sender's credential.

    :param bytes data: a document of :func:`build_request`
    :param str shared_secret: the secret
    :return: the document as it travels
    :rtype: bytes
    """
    root = document.parse(data)
    credential = root.find("Header/Sender/Credential")
    for node in credential.findall("SharedSecret"):
        credential.remove(node)
    etree.SubElement(credential, "SharedSecret").text = fit(shared_secret)
    return document.serialize(root)
