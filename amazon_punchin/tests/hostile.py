"""Posts that are made to keep a server busy, or to fill its memory."""

FORM = "application/x-www-form-urlencoded"
FIELD = b'--b\r\nContent-Disposition: form-data; name="cXML-urlencoded"\r\n'

#: What is sent, by what it plays on: before a piece, the piece that is repeated, after it.
_PIECES = {
    "long header": (b'--b\r\nContent-Disposition: form-data; name="', b"a", b'"\r\n\r\nx\r\n--b--'),
    "encoded words": (b'--b\r\nContent-Disposition: form-data; name="', b"=?utf-8?q?=41?= ", b'"\r\n\r\nx\r\n--b--'),
    "comments": (b"--b\r\nContent-Disposition: form-data; name=", b"(", b"\r\n\r\nx\r\n--b--"),
    "backslashes": (b"", b'--b\r\nContent-Disposition: form-data; name="' + b"\\" * 99 + b"\r\n\r\nx\r\n", b"--b--"),
    "semicolons": (b"", b"--b\r\nContent-Type: a/b" + b';"' * 2000 + b"\r\n\r\nx\r\n", b"--b--"),
    "headers": (b"--b\r\n", b"a:b\r\n", b"\r\nx\r\n--b--"),
    "folded header": (b"--b\r\na: b\r\n", b" c\r\n", b"\r\nx\r\n--b--"),
    "folded headers": (b"", b"--b\r\na: b" + b"\r\n c" * 1000 + b"\r\n\r\nx\r\n", b"--b--"),
    "header without an end": (b"--b\r\n", b"a", b""),
    "header without a blank line": (b"--b\r\n", b"a: b", b"\r\n--b--"),
    "empty parts": (b"", b"--b\r\n\r\n\r\n", b"--b--"),
    "empty fields": (b"", FIELD + b"\r\n\r\n", b"--b--"),
    "boundaries": (b"", b"--b\r\n", b""),
    "almost boundaries": (FIELD + b"\r\n", b"\r\n--", b"\r\n--b--"),
    "nothing but boundaries with line feeds": (b"", b"--b\n\n", b"--b--"),
    "inner messages by one boundary": (b"", b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n", b""),
    "no last boundary": (FIELD + b"\r\n", b"a", b""),
    "line feeds": (b"--b\n\n", b"\n", b"\n--b--"),
    "carriage returns": (FIELD + b"\r\n", b"\r", b"\r\n--b--"),
    "large part": (FIELD + b"\r\n", b"a", b"\r\n--b--"),
    "white space in base64": (FIELD + b"Content-Transfer-Encoding: base64\r\n\r\n", b"\t\r\n ", b"\r\n--b--"),
    "equals in base64": (FIELD + b"Content-Transfer-Encoding: base64\r\n\r\n", b"a===", b"\r\n--b--"),
    "soft line ends": (FIELD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n", b"=\r\n", b"\r\n--b--"),
}
_FORMS = {
    "percents": (b"cxml-urlencoded=", b"%", b""),
    "percents in the name": (b"", b"%", b"=1"),
    "percents and letters": (b"cxml-urlencoded=", b"%x", b""),
    "escapes": (b"cxml-urlencoded=", b"%41", b""),
    "escapes and letters": (b"cxml-urlencoded=", b"%41x", b""),
    "blanks": (b"cxml-urlencoded=", b"+", b""),
    "fields": (b"", b"&", b""),
    "fields of the name": (b"", b"cxml-urlencoded=&", b""),
    "lines of base64": (b"cxml-base64=a", b"\n", b""),
    "blanks in base64": (b"cxml-base64=a", b"+", b""),
    "escaped lines of base64": (b"cxml-base64=a", b"%0D%0A", b""),
    "broken base64": (b"cxml-base64=", b"a===", b""),
}
_CART = b"<cXML><Message><PunchOutOrderMessage><BuyerCookie>x</BuyerCookie>"
_DOCUMENTS = {
    "elements": (b"<cXML>", b"<a/>", b"</cXML>"),
    "elements and blanks": (b"<cXML>", b"<a/>".ljust(25), b"</cXML>"),
    "attributes": (b"<cXML><a", b" b='c'", b"/></cXML>"),
    "long attribute": (b"<cXML a='", b"x", b"'/>"),
    "depth": (b"<cXML>", b"<a>", b""),
    "depth, ended": (b"<cXML>", (b"<a>" * 250 + b"</a>" * 250).ljust(5000), b"</cXML>"),
    "entities": (b'<!DOCTYPE cXML SYSTEM "x"><cXML>', b"&x;", b"</cXML>"),
    "entities and blanks": (b'<!DOCTYPE cXML SYSTEM "x"><cXML>', b"&x;".ljust(20), b"</cXML>"),
    "parameter entities": (b"<!DOCTYPE cXML [", b"%x;", b"]><cXML/>"),
    "entities of its own": (b"<!DOCTYPE cXML [", b'<!ENTITY a "&a;&a;">', b"]><cXML>&a;</cXML>"),
    "model": (b"<!DOCTYPE cXML [<!ELEMENT a (b", b"|b", b")>]><cXML/>"),
    "comments": (b"<cXML>", b"<!-- -->", b"</cXML>"),
    "warnings": (b"<cXML>", b"<a xml:lang='!'/>".ljust(60), b"</cXML>"),
    "secrets": (_CART, b"<SharedSecret>x</SharedSecret>".ljust(40), b"</PunchOutOrderMessage></Message></cXML>"),
    "secrets in each other": (b"<cXML>", (b"<BuyerCookie>" * 250 + b"</BuyerCookie>" * 250).ljust(9000), b"</cXML>"),
    "items": (_CART, b"<ItemIn/>".ljust(30), b"</PunchOutOrderMessage></Message></cXML>"),
    "NUL": (b"", b"\0", b""),
    "angle brackets": (b"", b"<", b""),
    "text": (b"<cXML>", b"x", b"</cXML>"),
    "wide text": (b"<cXML>", "\U0001f600".encode(), b"</cXML>"),
    "declaration": (b"<?xml ", b" ", b'version="1.0"?><cXML/>'),
}

#: A header as long as it may be, of as many lines as it may have.
_FOLDED = b"a: b\r\n" + b" c\r\n" * 1000

#: Headers of the request itself, as long as a server lets them be.
_HEADERS = {
    "backslashes in the request's header": 'multipart/%s; boundary="' + "\\" * 99,
    "semicolons in the request's header": "multipart/%s; boundary=b" + ';"' * 30000,
    "long boundary": "multipart/%s; boundary=" + "b" * 60000,
}


def multipart(size, subtype):
    """Give messages of many parts.

    :param int size: of a message, in bytes, about
    :param str subtype: e.g. ``related``
    :return: name, ``Content-Type``, body
    :rtype: collections.abc.Iterator[tuple[str, str, bytes]]
    """
    content_type = f"multipart/{subtype}; boundary=b"
    for name, pieces in _PIECES.items():
        yield name, content_type, _repeat(pieces, size)
    yield "inner messages", content_type.replace("=b", "=0"), _nested(size, b"")
    yield "inner messages, folded headers", content_type.replace("=b", "=0"), _nested(size, _FOLDED * 15)
    for name, header in _HEADERS.items():
        yield name, header % subtype, _repeat(_PIECES["large part"], size)


def forms(size):
    """Give forms of the other kind.

    :param int size: of a form, in bytes, about
    :return: name, ``Content-Type``, body
    :rtype: collections.abc.Iterator[tuple[str, str, bytes]]
    """
    for name, pieces in _FORMS.items():
        yield name, FORM, _repeat(pieces, size)


def documents(size):
    """Give posts that are documents, or begin like one.

    :param int size: of a document, in bytes, about
    :return: name, ``Content-Type``, body
    :rtype: collections.abc.Iterator[tuple[str, str, bytes]]
    """
    for name, pieces in _DOCUMENTS.items():
        yield name, "text/xml", _repeat(pieces, size)


def _repeat(pieces, size):
    start, piece, end = pieces
    return start + piece * (size // len(piece)) + end


def _nested(size, headers):
    """Build messages inside of each other, of which the first 20 end as they should."""
    head = b"--%d\r\n%sContent-Type: multipart/mixed; boundary=%d\r\n\r\n"
    heads = b"".join(head % (depth, headers, depth + 1) for depth in range(min(size // len(head + headers), 20000)))
    return heads.ljust(size, b"\n") + b"".join(b"\r\n--%d--" % depth for depth in reversed(range(20)))
