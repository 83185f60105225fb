"""The cXML document in an answer; inside one of SOAP it is elements, text, or bytes in base64."""

import base64
import codecs
import re
from contextlib import suppress

from lxml import etree

#: How a document begins, with or without a prefix.
_CXML = re.compile(r"<(?:[\w.-]+:)?cXML[\s/>]")

#: What a document has that answers, in an encoding of one byte or two.
_RESPONSE = re.compile(rb"R\0?e\0?s\0?p\0?o\0?n\0?s\0?e\0?[\s/>]")

#: What a text says of its encoding, which it no longer is in.
_LABEL = re.compile(r"""\A([\ufeff\s]*<\?xml[^<>]*?encoding\s*=\s*["'])[^"'<>]*(["'])""")

#: What some servers write before an XML declaration: blanks, and a byte order mark of UTF-8.
_BEFORE = b"\xef\xbb\xbf \t\r\n"

_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)


def readable(response):
    """Give the body of an answer as XML parsers read it.

    HTTP's word on its encoding counts for more than its own (RFC 7303, 3.2), but for UTF-16, which bytes tell best.

    :param requests.Response response: the answer
    :rtype: bytes
    """
    body = response.content.lstrip(_BEFORE)
    named = _CHARSET.search(response.headers.get("Content-Type", ""))
    if not named or b"\0" in body[:4]:
        return body
    with suppress(LookupError, UnicodeError):
        codec = codecs.lookup(named[1]).name
        if not codec.startswith("utf-16"):
            return _LABEL.sub(r"\g<1>UTF-8\g<2>", body.decode(codec), count=1).encode()
    return body


def find_document(node):
    """Find the document in an element, whatever the WSDL says of its type.

    :param lxml.etree._Element node: the element
    :return: the document, an answer rather than one of ours that came back with it; empty if there is none
    :rtype: bytes
    """
    found = [*_elements(node), *_texts(node)]
    return next(filter(_RESPONSE.search, found), found[0] if found else b"")


def _elements(node):
    return [etree.tostring(root, with_tail=False) for root in node.iter("{*}cXML")]


def _texts(node):
    for element in node.iter("*"):
        text = element.text or ""
        if _CXML.search(text):
            yield _LABEL.sub(r"\g<1>UTF-8\g<2>", text, count=1).encode()
        elif data := _unpacked(text):
            yield data


def is_document(data):
    """Whether bytes look like cXML, in whatever encoding.

    :param bytes data: the bytes
    :rtype: bool
    """
    return bool(_CXML.search(data.replace(b"\x00", b"").decode("latin-1")))


def _unpacked(text):
    with suppress(ValueError):
        data = base64.b64decode("".join(text.split()), validate=True)
        if is_document(data):
            return data
    return b""
