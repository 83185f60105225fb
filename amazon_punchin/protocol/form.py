"""The browser's form post, back to the document's bytes.

cXML Reference Guide, "PunchOut Transaction": the form field is ``cXML-urlencoded``
or ``cXML-base64``. Which one Amazon uses is undocumented, so both are accepted in any
case, and a raw body too.
"""

import base64
import binascii
import re

from . import mime
from .errors import ProtocolError

FORM = "application/x-www-form-urlencoded"

URLENCODED = "cxml-urlencoded"
BASE64 = "cxml-base64"

#: The largest document that is read, in bytes. A cart of 600 items has about 1.1 MB.
MAX_DOCUMENT = 4 * 1024 * 1024

#: More bytes than this are not even received, with whatever a form or attachments add to a document.
MAX_POST = 4 * MAX_DOCUMENT

#: A form of more fields is not read: each costs an object, and one is looked for.
MAX_FIELDS = 100

#: As many bytes are unescaped at a time: what that takes on the way is many times their size.
_PIECE = 32 * 1024

#: Of the name of a field, so many bytes: more than the two have if each is escaped.
_NAME = 64

#: How a body begins that is a document itself, in whatever encoding.
_DOCUMENT = re.compile(rb"[\0 \t\r\n]*(?:(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)[\0 \t\r\n]*)?<")

#: Quoted-printable's sign for percent-encoding's; the other way round, and so back again.
_SIGNS = bytes.maketrans(b"%=", b"=%")

#: What quoted-printable would read otherwise: its soft line ends, and two signs beside each other.
_LITERAL = ((b"%%", b"%25%"), (b"%%", b"%25%"), (b"%\n", b"%25\n"), (b"%\r", b"%25\r"))

#: The escapes of the two signs change places as these do. One is written in lower case meanwhile.
_ESCAPED_SIGNS = ((b"=3D", b"=3d"), (b"=25", b"=3D"), (b"=3d", b"=25"))


def decode(body, content_type):
    """Find the cXML document in the body of an HTTP request.

    The value is unescaped exactly once: ``%`` and ``+`` of the document survive.

    :param bytes body: the request's body as it came over the wire
    :param str content_type: its ``Content-Type`` header, may be empty
    :return: the document, and what the header says of its encoding; that of a form says nothing of what is in its field
    :rtype: tuple[bytes, str]
    :raises ProtocolError: no document, broken base64
    """
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == "multipart/form-data":
        fields = _multipart_fields(body, content_type)
    elif _DOCUMENT.match(body):
        return body, "" if media_type == FORM else mime.charset(content_type)
    else:
        fields = _urlencoded_fields(body)
    if fields.get(URLENCODED, b"").strip():
        return fields[URLENCODED], ""
    if fields.get(BASE64, b"").strip():
        return _unwrap_base64(fields[BASE64]), ""
    raise ProtocolError("not_cxml_form")


def check_size(document):
    """Refuse a document over :data:`MAX_DOCUMENT`.

    :param bytes document: the document
    :raises ProtocolError: it is larger
    """
    if len(document) > MAX_DOCUMENT:
        raise ProtocolError("too_large", value=f"{MAX_DOCUMENT // 1024 // 1024} MB")


def unquote(data):
    """Undo percent-encoding; a ``%`` that begins no escape stays.

    Like urllib's ``unquote_to_bytes``, which takes 100 times the memory and ten times the time where each byte is a
    ``%``. Quoted-printable is the same encoding by another sign, and Python decodes it in C.

    :param bytes data: the escaped text
    :rtype: bytes
    """
    pieces, start = [], 0
    while start < len(data):
        end = start + _PIECE
        escape = data.rfind(b"%", end - 2, end)
        end = escape if escape >= 0 else end
        piece = data[start:end]
        for old, new in _LITERAL:
            piece = piece.replace(old, new)
        piece = (piece + b"25" * piece.endswith(b"%")).translate(_SIGNS)
        for old, new in _ESCAPED_SIGNS:
            piece = piece.replace(old, new)
        pieces.append(binascii.a2b_qp(piece).translate(_SIGNS))
        start = end
    return b"".join(pieces)


def _urlencoded_fields(body):
    fields, pairs = {}, body.removeprefix(b"\xef\xbb\xbf").split(b"&", MAX_FIELDS)
    if len(pairs) > MAX_FIELDS:
        raise ProtocolError("not_cxml_form")
    for pair in pairs:
        name, _equals, value = pair.partition(b"=")
        name = _unquote_plus(name[:_NAME]).decode("ascii", "replace").strip().lower()
        if name in (URLENCODED, BASE64):
            fields.setdefault(name, _unquote_plus(value))
    return fields


def _unquote_plus(value):
    return unquote(value.replace(b"+", b" "))


def _multipart_fields(body, content_type):
    fields = {}
    for part in mime.read(body, content_type):
        name = part.parameter("name", "Content-Disposition").strip().lower()
        if name in (URLENCODED, BASE64):
            fields.setdefault(name, part.content())
    return fields


def _unwrap_base64(value):
    """Base64 may be wrapped over lines, or have had its ``+`` turned into blanks."""
    value = value.translate(None, b"\r\n\t").replace(b" ", b"+")
    try:
        return base64.b64decode(value + b"=" * (-len(value) % 4), validate=True)
    except binascii.Error as error:
        raise ProtocolError("not_base64", path=BASE64) from error
