"""A document that came in: parsed once, and handed on as a value."""

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from lxml import etree

from . import (
    cart,
    confirmation,
    document,
    envelope,
    form,
    invoice,
    sameness,
    ship_notice,
    spelling,
    status_update,
    validity,
)
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
    :ivar lxml.etree._Element | None root: its root element; None if it is no XML, or is not read
    :ivar ProtocolError | None problem: why it cannot be read; None if it can
    :ivar str charset: what the header of the post says of its encoding; empty if nothing
    :ivar tuple[ProtocolError, ...] misspelled: what was corrected in it, see :func:`spelling.corrected`
    """

    data: bytes = field(repr=False)
    root: etree._Element | None = field(default=None, repr=False)
    problem: ProtocolError | None = None
    charset: str = ""
    misspelled: tuple = ()

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
    def digest(self):
        """What makes it the same document when it comes again: what it says; if it cannot be read, its bytes.

        :rtype: str
        """
        return sha256(self.data).hexdigest() if self.problem else sameness.digest(self.root)

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
        root = self.root
        if self.is_too_large or self.misspelled:
            with suppress(ProtocolError):
                root = document.read_tree(self.data, self.charset)
        return document.redact(self.data, root, self.charset)

    @property
    def defects(self):
        """What is wrong with it although it can be read.

        :rtype: tuple[ProtocolError, ...]
        :raises ProtocolError: it cannot be read
        """
        self.check()
        return (*self.misspelled, *validity.defects(self.root))

    @property
    def pretty(self):
        """The document for reading, see :func:`document.pretty`.

        :rtype: str
        :raises ProtocolError: it cannot be read
        """
        self.check()
        return document.indented(self.root)


def read(data, charset=""):
    """Parse a document, of whatever size.

    :param bytes data: the document
    :param str charset: what the header of the post says of its encoding; empty if nothing
    :rtype: Received
    """
    root, misspelled = None, ()
    try:
        root = document.read_tree(data, charset)
        misspelled = spelling.corrected(root)
        document.check_root(root)
    except ProtocolError as problem:
        return Received(data, root, problem, charset, misspelled)
    return Received(data, root, charset=charset, misspelled=misspelled)


def take_in(data, charset=""):
    """Like :func:`read`, but leave a document unread that is larger than a stranger may send.

    :param bytes data: the document
    :param str charset: what the header of the post says of its encoding; empty if nothing
    :rtype: Received
    """
    try:
        form.check_size(data)
    except ProtocolError as problem:
        return Received(data, problem=problem, charset=charset)
    return read(data, charset)


def redact_answer(data):
    """Give the answer of a server that we called as it may be kept: a page of text as well.

    :param bytes data: the answer, in which our own secrets are blacked out already, see :func:`document.blacken`
    :rtype: bytes
    """
    answer = read(data)
    return answer.redacted if answer.root is not None else document.beginning(data)
