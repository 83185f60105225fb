"""PunchOutSetupRequest and its answer (cXML Reference Guide, "PunchOut Transaction")."""

from dataclasses import dataclass, field

from lxml import etree

from . import document, envelope
from .characters import fit
from .response import read_status
from .values import required_text


@dataclass(frozen=True)
class SetupRequest:
    """What Amazon needs to open a shopping session.

    :ivar envelope.Parties parties: who speaks to whom
    :ivar str payload_id: unique id of this request
    :ivar str deployment_mode: ``test`` or ``production``
    :ivar str buyer_cookie: the one-time token that the cart brings back
    :ivar str return_url: where the browser posts the cart
    :ivar str setup_url: where the request is sent, which some servers want to read in it
    :ivar dict[str, str] extrinsics: name to value; ``UserEmail`` is essential at Amazon
    """

    parties: envelope.Parties
    payload_id: str
    deployment_mode: str
    buyer_cookie: str
    return_url: str
    setup_url: str
    extrinsics: dict = field(default_factory=dict)


def build(request):
    """Write a PunchOutSetupRequest, elements in the order of the DTD.

    :param SetupRequest request: the values
    :return: the document without its secret
    :rtype: bytes
    """
    root, body = envelope.build_request(request.parties, request.payload_id, request.deployment_mode)
    setup = etree.SubElement(body, "PunchOutSetupRequest", operation="create")
    etree.SubElement(setup, "BuyerCookie").text = request.buyer_cookie
    for name, value in request.extrinsics.items():
        etree.SubElement(setup, "Extrinsic", name=fit(name)).text = fit(value)
    post = etree.SubElement(setup, "BrowserFormPost")
    etree.SubElement(post, "URL").text = request.return_url
    supplier = etree.SubElement(setup, "SupplierSetup")
    etree.SubElement(supplier, "URL").text = fit(request.setup_url)
    return document.serialize(root)


def read_start_page(data):
    """Read the answer's StartPage.

    :param bytes data: the PunchOutSetupResponse
    :return: the answer's status, and the URL, which is empty unless the status is a success
    :rtype: tuple[response.Status, str]
    :raises ProtocolError: not cXML, no status, a success without URL
    """
    root = document.parse(data)
    status = read_status(root)
    if not status.success:
        return status, ""
    path = "Response/PunchOutSetupResponse/StartPage/URL"
    url = required_text(root, path, path)
    return status, url
