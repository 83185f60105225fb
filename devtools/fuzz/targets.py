"""What reads what others send, each by a name: it takes bytes, and raises nothing but what would be a fault.

A post has its `Content-Type` in the first line, and `chunked ` before it where its body comes in chunks; an answer has
its status before whatever is in its headers. Texts, and the parts of a workbook, have NULs between them.
"""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import is_dataclass
from functools import cached_property
from unittest.mock import patch

import requests
from lxml import etree
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.serving import DechunkedInput
from werkzeug.wrappers import Request

from odoo.addons.amazon_punchin.addresses import comparison, place
from odoo.addons.amazon_punchin.controllers import access_log
from odoo.addons.amazon_punchin.matching import facts
from odoo.addons.amazon_punchin.models.document import ir_http
from odoo.addons.amazon_punchin.protocol import (
    cart,
    confirmation,
    dates,
    form,
    mime,
    received,
    response,
    setup,
    ship_to,
    units,
    unread,
    values,
)
from odoo.addons.amazon_punchin.protocol.errors import ProtocolError
from odoo.addons.amazon_punchin.tests.transport.test_soap import WSDL
from odoo.addons.amazon_punchin.tools import carriers, network
from odoo.addons.amazon_punchin.transport import destination, guard, https, soap
from odoo.addons.amazon_punchin.transport.errors import TransportError
from odoo.addons.amazon_punchin.uploads import address_list, people
from odoo.addons.amazon_punchin.uploads.errors import UploadError

#: What a workbook's parts are called.
PARTS = (
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
)

_STATUSES = ("302", "404", "429", "500", "502", "503")
_VALUES = (
    values.amount,
    values.signed_amount,
    values.quantity,
    values.number,
    values.line_number,
    lambda text, label: values.choice(text, ("new", "delete"), label),
    dates.read,
)
_TEXTS = (
    values.rate,
    dates.lenient_day,
    confirmation.codes_in,
    facts.words,
    facts.is_amazon,
    mime.charset,
    network.network_of,
    destination.host_of,
    access_log.without_secrets,
)


def _document(data: bytes) -> None:
    """A document that can be read says the same in another encoding."""
    found = received.read(data)
    _read_all(found)
    if not found.problem:
        again = received.read(etree.tostring(found.root, encoding="UTF-16"))
        assert again.problem or (again.digest, again.type) == (found.digest, found.type)


def _return(data: bytes) -> None:
    with suppress(ProtocolError, BadRequest, RequestEntityTooLarge):
        _read_all(received.take_in(*form.decode(*_posted(data))))


def _inbox(data: bytes) -> None:
    with suppress(BadRequest, RequestEntityTooLarge):
        document, charset, _attachments = mime.split(*_posted(data))
        _read_all(received.take_in(document, charset))


def _posted(data: bytes) -> tuple[bytes, str]:
    """The body and the type of a post, as the server gives them to a route."""
    head, _line, body = data.partition(b"\n")
    is_chunked = head.startswith(b"chunked ")
    head = head.removeprefix(b"chunked ").decode("latin-1").strip()
    stream = DechunkedInput(io.BytesIO(body)) if is_chunked else io.BytesIO(body)
    environ = {"wsgi.input": stream, "wsgi.input_terminated": is_chunked, "CONTENT_LENGTH": str(len(body))}
    post = Request({"REQUEST_METHOD": "POST", "CONTENT_TYPE": head, **environ})
    post.max_content_length = form.MAX_POST
    ir_http.keep_body(post)
    return post.get_data(cache=True), post.content_type or ""


def _read_all(found: received.Received) -> None:
    """Ask for all that may be asked of a document; what is kept of one that can be read can be read again."""
    unread.keep(found.data)
    kept = found.redacted
    assert found.digest
    if found.problem:
        return
    assert found.header
    assert found.defects is not None
    assert found.pretty
    if kept.startswith(b"<"):
        again = received.read(kept)
        assert (again.problem, again.type) == (None, found.type)
    ship_to.find(found.root)
    for ask in (lambda: _look_at(found.content), lambda: cart.read_buyer_cookie(found.root)):
        with suppress(ProtocolError):
            ask()


def _look_at(value: object) -> None:
    """Ask for the properties of what was read, and of what is in it."""
    if isinstance(value, tuple):
        for part in value:
            _look_at(part)
    elif isinstance(value, cart.Item):
        cart.packing(value.source)
    elif is_dataclass(value):
        for name, kind in vars(type(value)).items():
            if isinstance(kind, property | cached_property):
                getattr(value, name)
        _look_at(tuple(vars(value).values()))


def _answer(data: bytes) -> None:
    answer = _answered(data)
    with suppress(TransportError):
        https._answer(answer)
    received.redact_answer(answer.content)
    for read in (response.read, setup.read_start_page):
        with suppress(ProtocolError):
            read(answer.content)


def _soap(data: bytes) -> None:
    with patch.object(guard.Session, "request", lambda *_what, **_how: _answered(data)), suppress(TransportError):
        soap.send(_gateway(WSDL.format(url="https://gateway.example").encode()), b"<cXML/>")


def _wsdl(data: bytes) -> None:
    with suppress(TransportError):
        soap.probe(_gateway(data))


def _gateway(wsdl: bytes) -> soap.Gateway:
    return soap.Gateway(wsdl, "", "", "submit", "request.body", lambda _address: None)


def _answered(data: bytes) -> requests.Response:
    head, _line, body = data.partition(b"\n")
    status, _blank, header = head.decode("latin-1").strip().partition(" ")
    answer = requests.Response()
    answer.url, answer.status_code = "https://gateway.example", int(status) if status in _STATUSES else 200
    answer.headers.update(dict.fromkeys(("Content-Type", "Location", "Retry-After"), header))
    answer._content = body
    return answer


def _lists(data: bytes) -> None:
    for read in (people.read, address_list.read):
        with suppress(UploadError):
            read(data)


def _workbook(data: bytes) -> None:
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as package:
        for name, part in zip(PARTS, data.split(b"\0"), strict=False):
            package.writestr(name, part)
    _lists(book.getvalue())


def _texts(data: bytes) -> None:
    first, second, *_others = (*data.decode(errors="replace").split("\0"), "", "")
    for read in _VALUES:
        with suppress(ProtocolError):
            read(first, "")
    for read in _TEXTS:
        read(first)
    form.unquote(data)
    units.factor(first, second, {})
    carriers.tracking_page(first, second)
    comparison.compare(place.Place(first, second, second), place.Place(second, first, first))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "document": _document,
    "return": _return,
    "inbox": _inbox,
    "answer": _answer,
    "soap": _soap,
    "wsdl": _wsdl,
    "list": _lists,
    "workbook": _workbook,
    "text": _texts,
}
