"""The browser's form post, back to the document's bytes.

cXML Reference Guide, "PunchOut Transaction": the form field is ``cXML-urlencoded``
or ``cXML-base64``. Which one Amazon uses is undocumented, so both are accepted in any
case, and a raw body too.
"""

import base64
import binascii
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import unquote_to_bytes

from .errors import ProtocolError

URLENCODED = "cxml-urlencoded"
BASE64 = "cxml-base64"

#: The largest document that is read, in bytes. A cart of 600 items has about 1.1 MB.
MAX_DOCUMENT = 4 * 1024 * 1024

#: More bytes than this are not even received, with whatever a form or attachments add to a document.
MAX_POST = 4 * MAX_DOCUMENT


def decode(body, content_type):
    """Find the cXML document in the body of an HTTP request.

    The value is unescaped exactly once: ``%`` and ``+`` of the document survive.

    :param bytes body: the request's body as it came over the wire
    :param str content_type: its ``Content-Type`` header, may be empty
    :return: the document, in whatever encoding its XML declaration names
    :rtype: bytes
    :raises ProtocolError: no document, broken base64
    """
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == "multipart/form-data":
        fields = _multipart_fields(body, content_type)
    elif body.lstrip()[:1] == b"<":
        return body
    else:
        fields = _urlencoded_fields(body)
    if fields.get(URLENCODED, b"").strip():
        return fields[URLENCODED]
    if fields.get(BASE64, b"").strip():
        return _unwrap_base64(fields[BASE64])
    raise ProtocolError("not_cxml_form")


def check_size(document):
    """Refuse a document over :data:`MAX_DOCUMENT`.

    :param bytes document: the document
    :raises ProtocolError: it is larger
    """
    if len(document) > MAX_DOCUMENT:
        raise ProtocolError("too_large", value=f"{MAX_DOCUMENT // 1024 // 1024} MB")


def _urlencoded_fields(body):
    fields = {}
    for pair in body.split(b"&"):
        name, _equals, value = pair.partition(b"=")
        name = _unquote_plus(name).decode("ascii", "replace").strip().lower()
        if name in (URLENCODED, BASE64):
            fields.setdefault(name, _unquote_plus(value))
    return fields


def _unquote_plus(value):
    return unquote_to_bytes(value.replace(b"+", b" "))


def _multipart_fields(body, content_type):
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    fields = {}
    for part in message.iter_parts():
        name = part.get_param("name", "", header="content-disposition")
        fields.setdefault(str(name).strip().lower(), part.get_payload(decode=True) or b"")
    return fields


def _unwrap_base64(value):
    """Base64 may be wrapped over lines, or have had its ``+`` turned into blanks."""
    lines = value.strip(b"\r\n\t").split(b"\n")
    value = b"".join(line.strip(b"\r\t").replace(b" ", b"+") for line in lines)
    try:
        return base64.b64decode(value + b"=" * (-len(value) % 4), validate=True)
    except binascii.Error as error:
        raise ProtocolError("not_base64", path=BASE64) from error
