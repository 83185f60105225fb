"""StatusUpdateRequest: what has become of an earlier document (cXML Reference Guide, "StatusUpdateRequest")."""

from dataclasses import dataclass

from . import document, values
from .errors import ProtocolError
from .references import read_payload_id
from .response import Status, status_of


@dataclass(frozen=True)
class StatusUpdate:
    """A whole StatusUpdateRequest.

    :ivar str payload_id: payloadID of the document that it speaks of
    :ivar response.Status status: its code and texts
    """

    payload_id: str
    status: Status


def parse(root):
    """Read a StatusUpdateRequest.

    :param lxml.etree._Element root: the ``cXML`` element
    :rtype: StatusUpdate
    :raises ProtocolError: another document; no reference to a document, or two; no status, or its code is no code
    """
    request = document.require_type(root, "StatusUpdateRequest")
    payload_id = read_payload_id(request, "StatusUpdateRequest")
    if not payload_id:
        raise ProtocolError("missing", path="StatusUpdateRequest/DocumentReference@payloadID")
    label = "StatusUpdateRequest/Status"
    return StatusUpdate(payload_id, status_of(values.required(request, "Status", label), label))
