"""What to begin with: documents in our own words, and others' if they are here, each written in many ways."""

import base64
import io
import os
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote_plus

from lxml import etree

from odoo.addons.amazon_punchin.tests.answers import ConfirmationDocument, ProfileDocument, Status, StatusUpdateDocument
from odoo.addons.amazon_punchin.tests.carts import CartDocument, Line
from odoo.addons.amazon_punchin.tests.invoices import InvoiceDocument, InvoicedOrder, InvoiceLine
from odoo.addons.amazon_punchin.tests.ship_notices import ShipNoticeDocument
from odoo.addons.amazon_punchin.tests.transport import test_soap
from odoo.addons.amazon_punchin.tests.uploads.test_tables import HEADERS, WORDS, workbook, written

from devtools.fuzz.targets import PARTS

_FORM = b"application/x-www-form-urlencoded"
_SECRET = b"<SharedSecret>hush</SharedSecret></Credential></Sender>"
_LABEL = re.compile(rb"""encoding=(["'])[^"']*\1""")
_START_PAGE = (
    '<cXML payloadID="1@amazon.com" timestamp="2026-03-17T17:37:27+0000"><Response><Status code="200" text="OK"/>'
    "<PunchOutSetupResponse><StartPage><URL>https://amazon.example/a?b=1&amp;c=2</URL></StartPage>"
    "</PunchOutSetupResponse></Response></cXML>"
)


def _labeled(label: bytes, codec: str) -> Callable[[bytes], bytes]:
    encoding = b'encoding="' + label + b'"'
    return lambda data: _LABEL.sub(encoding, data, 1).decode(errors="replace").encode(codec, "replace")


def _reordered(data: bytes) -> bytes:
    root = etree.fromstring(data, etree.XMLParser(recover=True))
    for node in [] if root is None else list(root.iter(etree.Element)):
        node[:] = reversed(node)
    return data if root is None else etree.tostring(root)


#: How programs write one document.
_WAYS: tuple[Callable[[bytes], bytes], ...] = (
    bytes,
    lambda data: data.replace(b"<cXML", b'<cXML xmlns="urn:cxml"', 1),
    lambda data: re.sub(rb"<(/?)(?=\w)", rb"<\1c:", data).replace(b"<c:cXML", b'<c:cXML xmlns:c="urn:cxml"', 1),
    *(_labeled(*pair) for pair in ((b"utf-16", "utf-8"), (b"UTF-16", "utf-16"), (b"Shift_JIS", "cp932"))),
    lambda data: _LABEL.sub(b'encoding="ISO-8859-1"', data, 1),
    lambda data: b"\xef\xbb\xbf \r\n" + data,
    lambda data: re.sub(rb"(\d)\.(\d\d)(?=</Money>)", rb"\1.\g<2>00000", data),
    lambda data: re.sub(rb"0\.(\d\d)(?=</Money>)", rb".\1", data).replace(b".00</Money>", b".</Money>"),
    lambda data: re.sub(rb">(\d[\d.]*)</Money>", rb">-\1</Money>", data),
    _reordered,
    lambda data: re.sub(rb' (\w+)(?=="[^"]*")', lambda found: found[0].upper(), data),
    lambda data: re.sub(rb"<[^<>]*>", lambda found: found[0].lower(), data),
    lambda data: data.replace(b"</Credential></Sender>", _SECRET),
)


def write(folder: Path) -> None:
    """Write them.

    :param folder: gets one folder for each reader
    """
    for name, inputs in _inputs().items():
        (folder / name).mkdir(parents=True)
        for number, data in enumerate(inputs):
            (folder / name / str(number)).write_bytes(data)


def _inputs() -> dict[str, list[bytes]]:
    chance = random.Random(0)
    every = [way(data) for data in _documents() for way in _WAYS]
    answers = [_START_PAGE.encode(), bytes(StatusUpdateDocument()), b"<html><body>502 Bad Gateway</body></html>"]
    envelopes = [
        *(test_soap.result(answer.decode()) for answer in answers),
        *(test_soap.fault(code) for code in ("Client", "Server", "a.b")),
        test_soap.envelope(f"<submitResponse xmlns='urn:gateway'><result>{_START_PAGE}</result></submitResponse>"),
    ]
    lists = [
        [HEADERS[language], ("Ann", "Lee", "ann@example.com", *WORDS[language]), ("Bo", "", "bo@example.com", "", "")]
        for language in HEADERS
    ]
    lists.append([("Address ID", "Street", "City", "Zip", "Country"), ("A1", "1 Main St", "Salem", "01970", "US")])
    return {
        "document": every,
        "return": [chance.choice(_from_browser(data)) for data in every],
        "inbox": [chance.choice(_from_server(data)) for data in every],
        "answer": [head + answer for answer in answers for head in (b"200 text/xml\n", b"503 120\n", b"302 //a/b\n")],
        "soap": [status + answer for answer in envelopes for status in (b"200 text/xml\n", b"500 text/xml\n")],
        "wsdl": [test_soap.WSDL.format(url="https://gateway.example").encode()],
        "list": [
            *(written(rows, sign).encode(codec) for rows in lists for sign in ",;\t" for codec in ("utf-8", "utf-16")),
            *map(workbook, lists),
        ],
        "workbook": [_parts(workbook(rows)) for rows in lists],
        "text": [text.encode() for text in _texts()],
    }


def _documents() -> Iterator[bytes]:
    lines = [Line(rate="19.00"), Line(price="0.50", quantity="3", asin="B000TEST02", title="Füller & Tinte")]
    yield bytes(CartDocument("c00kie", lines=lines))
    yield bytes(CartDocument("c00kie", lines=[], currency="JPY"))
    yield bytes(ConfirmationDocument(total="9.00", statuses=[Status(price="9.00"), Status("reject", error="015-005")]))
    yield bytes(ShipNoticeDocument(tracking_url="https://amazon.example/t"))
    invoice = {"vat": "DE123", "net": "12.50", "tax": "2.50", "taxes": [("19.00", "2.50")], "original": "INV-0"}
    yield bytes(InvoiceDocument(orders=[InvoicedOrder(lines=[InvoiceLine(tax="2.50", rate="19")])], **invoice))
    yield bytes(InvoiceDocument(orders=[InvoicedOrder(sum="10.00")], net="10.00"))
    yield bytes(StatusUpdateDocument())
    yield bytes(ProfileDocument())
    if named := os.environ.get("AMAZON_PUNCHIN_CXML"):
        for kind in ("samples", "reports"):
            yield from (path.read_bytes() for path in sorted(Path(named, kind).glob("*.xml")))


def _from_browser(data: bytes) -> tuple[bytes, ...]:
    field = b'--b\r\nContent-Disposition: form-data; name="cXML-urlencoded"\r\n\r\n'
    return (
        _FORM + b"\ncxml-urlencoded=" + quote_plus(data).encode(),
        _FORM + b"\ncXML-Base64=" + base64.encodebytes(data),
        b"text/xml; charset=ISO-8859-1\n" + data,
        b"multipart/form-data; boundary=b\n" + field + data + b"\r\n--b--",
    )


def _from_server(data: bytes) -> tuple[bytes, ...]:
    part = b"--b\r\nContent-Type: text/xml; charset=utf-16\r\nContent-ID: <1>\r\n\r\n" + data
    attachment = b'\r\n--b\r\nContent-Disposition: attachment; filename="a.pdf"\r\n\r\n%PDF\r\n--b--'
    return (
        b"text/xml; charset=utf-8\n" + data,
        b"chunked text/xml\n" + b"%x\r\n%b\r\n0\r\n\r\n" % (len(data), data),
        b'multipart/related; boundary="b"; start="<1>"\n' + part + attachment,
    )


def _parts(book: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        return b"\0".join(package.read(name) if name in package.namelist() else b"" for name in PARTS)


def _texts() -> Iterator[str]:
    yield from ("12.50", "+1.00", "2026-03-17T14:45:25.845+01:00", "17", "19 %", "2001:db8::1%eth0", "[::1]:80")
    yield from ("DHL Express\0JD014600003", "DZN\0EA", "Amazon.com, Inc.", "015-005: no offer; 013-001")
    yield from ("Hauptstraße 12a, 10115 Berlin\0Hauptstr. 12 a", "東京都千代田区丸の内1丁目9番1号\0千代田区丸の内1-9-1")
    yield from ("GET /amazon_punchin/s3cret/inbox?x=%2Famazon_punchin%2Fs3cret", "a/b; charset*=utf-8''x")
