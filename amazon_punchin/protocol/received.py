"""A document that came in: parsed once, and handed on as a value."""

from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from . import cart, confirmation, document, envelope, form, invoice, ship_notice, status_update
from .errors import ProtocolError

#: Type of a document to what reads its content.
_PARSERS = {
    "ConfirmationRequest": confirmation.parse,
    "InvoiceDetailRequest": invoice.parse,
    "PunchOutOrderMessage": cart.parse,
    "ShipNoticeRequest": ship_notice.parse,
    "StatusUpdateRequest": status_update.parse,
}


@dataclass(frozen=True)
class Received:
    """A document that came in, whether it can be read or not.

    :ivar bytes data: the document
    :ivar lxml.etree._Element | None root: its ``cXML`` element; None if it cannot be read
    :ivar ProtocolError | None problem: why it cannot be read; None if it can
    """

    data: bytes = field(repr=False)
    root: etree._Element | None = field(default=None, repr=False)
    problem: ProtocolError | None = None

    def check(self):
        """Refuse a document that cannot be read.

        :raises ProtocolError: it cannot
        """
        if self.problem:
            raise self.problem

    @property
    def is_too_large(self):
        """Whether it is not read because of its size.

        :rtype: bool
        """
        return self.problem is not None and self.problem.reason == "too_large"

    @cached_property
    def type(self):
        """What it is, e.g. ``ConfirmationRequest``; empty if it cannot be read.

        :rtype: str
        """
        return "" if self.problem else document.document_type(self.root)

    @cached_property
    def header(self):
        """The parties that it names.

        :rtype: envelope.Header
        :raises ProtocolError: it cannot be read
        """
        self.check()
        return envelope.read_header(self.root)

    @property
    def payload_id(self):
        """Its id, given by the sender; empty if it has none, or cannot be read.

        :rtype: str
        """
        return "" if self.problem else self.header.payload_id

    @cached_property
    def content(self):
        """What it says, as the parser of its type gives it.

        :raises ProtocolError: it cannot be read exactly, or is of a type that has no content for us
        """
        self.check()
        if self.type not in _PARSERS:
            raise ProtocolError("wrong_document", path=" / ".join(_PARSERS), value=self.type or "-")
        return _PARSERS[self.type](self.root)

    @cached_property
    def redacted(self):
        """The document as it may be kept, see :func:`document.redact`.

        :rtype: bytes
        """
        redacted = document.redact_in_place(self.data)
        return document.redact_anew(self.data, self.root) if redacted is None else redacted

    @property
    def pretty(self):
        """The document for reading, see :func:`document.pretty`.

        :rtype: str
        :raises ProtocolError: it cannot be read
        """
        self.check()
        return document.indented(self.root)


def read(data):
    """Parse a document, of whatever size.

    :param bytes data: the document
    :rtype: Received
    """
    try:
        return Received(data, document.parse(data))
    except ProtocolError as problem:
        return Received(data, problem=problem)


def take_in(data):
    """Like :func:`read`, but leave a document unread that is larger than a stranger may send.

    :param bytes data: the document
    :rtype: Received
    """
    try:
        form.check_size(data)
    except ProtocolError as problem:
        return Received(data, problem=problem)
    return read(data)
