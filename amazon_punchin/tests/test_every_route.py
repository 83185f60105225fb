"""A scanner over every route of ours: it finds them in Odoo's routing map, so a new one is scanned by itself."""

import gzip
import time
from urllib.parse import quote, urlsplit

from odoo.tests import tagged

from . import hostile
from .amazon_server import start_page
from .carts import CartDocument
from .route_case import START_PAGE, RouteCase, dripping, silent

_EVIL = "evil.example"

_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "head", "JUNK")

_CONTENT_TYPES = (
    None,
    "",
    "text/plain",
    "text/html",
    "text/xml; charset=utf-7",
    "text/xml; charset=nonsense",
    "text/xml; charset=" + "x" * 5000,
    "application/json",
    "application/json; charset=utf-16",
    "application/octet-stream",
    "application/x-www-form-urlencoded; charset=utf-16",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "b" * 300,
    'multipart/related; boundary="a\\"; start=<x>',
    "multipart/form-data; boundary=\xff",
    "message/rfc822",
    ";;;",
    "/",
)

_ENCODINGS = ("gzip", "deflate", "br", "identity", "compress, gzip", "nonsense")

_AUTHORIZATIONS = (
    b"Basic",
    b"Basic ",
    b"Basic %%%",
    b"Basic YQ==",
    b"Basic \xff\xfe",
    b"Basic gICA",
    b"Basic AAAA",
    b"Basic " + b"QUFB" * 20000,
    b"Bearer nonsense",
    b"Digest username=x",
    b"Negotiate " + b"A" * 3000,
)

_HEADERS = {
    "long": {"X-Long": "x" * 60000},
    "many": {f"X-{number}": "x" for number in range(90)},
    "bytes": {"X-Bytes": bytes(range(128, 256))},
    "no value": {"X-None": ""},
    "cookies": {"Cookie": "; ".join(f"a{number}=%00" for number in range(2000))},
    "session that is none": {"Cookie": "session_id=../../../etc/passwd"},
    "session of bytes": {"Cookie": b"session_id=\xff\x00'\""},
    "languages": {"Accept-Language": "de;q=x,../../x;q=9e999," * 500},
    "language cookie": {"Cookie": "frontend_lang=../../../x; tz=nowhere"},
    "range": {"Range": "bytes=0-1,5-9999999999999999"},
    "since": {"If-Modified-Since": "yesterday", "If-None-Match": "*"},
    "expect": {"Expect": "nonsense"},
    "upgrade": {"Upgrade": "websocket", "Connection": "Upgrade"},
    "override": {"X-HTTP-Method-Override": "POST", "X-Method-Override": "DELETE", "X-HTTP-Method": "PUT"},
    "database": {"X-Odoo-Database": "postgres", "X-Openerp-Session-Id": "x"},
    "forwarded": {"X-Forwarded-For": "x" * 5000, "Forwarded": 'for="_\'";proto=javascript'},
}

_LENGTHS = ("-1", "+5", "0x10", "abc", "5, 6", "9" * 30, "1e3", " ")

#: What may be made of a path. Odoo itself fails over a NUL in any path that no route takes.
_TRICKS = (
    lambda path: path + "/",
    lambda path: path + "//",
    lambda path: path + "/..",
    lambda path: path + "/%2e%2e/start",
    lambda path: path + "%0a",
    lambda path: path + "%ff%fe",
    lambda path: path + ";jsessionid=1",
    lambda path: path + ".json",
    lambda path: path + "?" + "a=1&" * 2000,
    lambda path: path + "?%ff=%00&token=x&token=y&message_id=1",
    lambda path: path + "#x",
    lambda path: "/" + path,
    lambda path: path.replace("/", "//"),
    lambda path: path.replace("/", "%2f")[3:],
    lambda path: path.replace("/", "\\"),
    lambda path: path.upper(),
    lambda path: path.replace("amazon_punchin", "amazon_punchin/../amazon_punchin"),
    lambda path: path.replace("amazon_punchin", "%61mazon_punchin"),
    lambda path: "/en_US" + path,
    lambda path: "/xx" + path,
    lambda path: "http://evil.example" + path,
)

#: What may stand in the place of a text in a path.
_TOKENS = (
    "%00",
    "x%00",
    "%ff",
    "%c0%af",
    "..",
    "%2e%2e",
    "'",
    "%25",
    "%5c",
    "\\",
    "%7b%7b7*7%7d%7d",
    "%3Cscript%3E",
    "%F0%9F%92%A9",
    "x" * 6000,
    "True",
    "0",
    "newcomer",
    "static",
)
_NUMBERS = (
    "0",
    "-1",
    "2147483648",
    "9223372036854775808",
    "9" * 200,
    "1e3",
    "0x1",
    "%D9%A1",
    "01",
    "1.0",
    "'",
)

_INJECTED = "%0d%0aX-Injected:%20yes%0d%0a%0d%0a<html>"


@tagged("post_install", "-at_install")
class TestEveryRoute(RouteCase):
    """Whatever is sent to any route, it is answered without a fault of the server's, and does what it should."""

    def test_what_routes_declare(self):
        """What the rest of these tests rely on; a route that takes posts of others says how large they may be."""
        for rule in self.rules():
            with self.subTest(rule.rule):
                routing = rule.endpoint.routing
                self.assertEqual(routing["type"], "http")
                self.assertIn(routing["auth"], ("user", "public"))
                self.assertTrue(rule.methods, "which methods it takes is said")
                self.path(rule)
                if routing["auth"] == "public":
                    self.assertIn("token", rule.arguments, "nobody is asked to sign in, so the address is the secret")
                    self.assertIs(routing.get("save_session"), False, "nobody's session is replaced")
                if routing.get("csrf", True) is False:
                    self.assertEqual(routing["auth"], "public", "whoever is signed in is asked for the token of a form")
                    self.assertLessEqual(routing["max_content_length"], 16 * 1024 * 1024)
                    self.assertTrue(routing["keep_raw_body"], "Odoo does not read the form")
                if "POST" in rule.methods:
                    self.assertTrue(routing.get("acts"), "to look at it does nothing")

    def test_methods(self):
        for user in (None, self.manager):
            self.sign_in(user)
            before = self.traces()
            for path, taken in self.paths().items():
                for method in _METHODS:
                    if method in taken - {"HEAD", "OPTIONS"}:
                        continue
                    with self.subTest(path=path, method=method):
                        answer = self.send(method, path)
                        self.assertWithstood(answer, method)
                        if method.upper() not in ("HEAD", "OPTIONS"):
                            self.assertGreaterEqual(answer.status or 400, 400)
            self.assertEqual(self.traces(), before)
        self.assertFalse(self.amazon.received)

    def test_who_is_not_signed_in_gets_nowhere(self):
        before = self.traces()
        for rule in self.rules():
            if rule.endpoint.routing["auth"] == "user":
                for method in rule.methods - {"HEAD", "OPTIONS"}:
                    with self.subTest(path=rule.rule, method=method):
                        answer = self.send(method, self.path(rule), body=b"x=1" if method == "POST" else b"")
                        self.assertIn(answer.status, (303, 400))
                        if answer.status == 303:
                            self.assertEqual(urlsplit(answer.header("Location")).path, "/web/login")
        self.assertEqual(self.traces(), before)

    def test_posts_of_another_site(self):
        """A browser that is signed in, and a form that Odoo did not make."""
        tried = 0
        for user in (self.buyer, self.manager):
            self.sign_in(user)
            before = self.traces()
            for _rule, path in self.taking_posts(csrf=True):
                for token in ("", "csrf_token=", "csrf_token=nonsense", "csrf_token=" + "a" * 40 + "o9999999999"):
                    for content_type in ("application/x-www-form-urlencoded", "text/plain", "application/json"):
                        with self.subTest(path=path, token=token, content_type=content_type):
                            headers = {"Content-Type": content_type, "Origin": f"https://{_EVIL}"}
                            self.assertEqual(self.send("POST", path, headers, token.encode()).status, 400)
                            tried += 1
            self.assertEqual(self.traces(), before)
        self.assertTrue(tried)

    def test_content_types_and_encodings(self):
        self.sign_in(self.buyer)
        for _rule, path in self.taking_posts():
            document = bytes(CartDocument("never issued"))
            for content_type in _CONTENT_TYPES:
                for body in (b"", document, b"\xff\xfe\x00", b"{}"):
                    with self.subTest(path=path, content_type=content_type, body=body[:9]):
                        answer = self.send("POST", path, {"Content-Type": content_type}, body)
                        self.assertWithstood(answer, content_type)
            packed = gzip.compress(b"\0" * 9999999)
            for encoding in _ENCODINGS:
                with self.subTest(path=path, encoding=encoding):
                    begun = time.monotonic()
                    headers = {"Content-Type": "text/xml", "Content-Encoding": encoding}
                    self.assertWithstood(self.send("POST", path, headers, packed), encoding)
                    self.assertWithstood(self.send("POST", path, {"Transfer-Encoding": encoding}, packed), encoding)
                    self.assertLess(time.monotonic() - begun, 5)
        kept = [len(message._raw_bytes()) for message in self.env["amazon.punchin.message"].search([])]
        self.assertLess(max(kept), len(packed) + 9999)

    def test_headers(self):
        self.sign_in(self.buyer)
        for path, taken in self.paths().items():
            method = "POST" if "POST" in taken else "GET"
            for name, headers in _HEADERS.items():
                with self.subTest(path=path, headers=name):
                    self.assertWithstood(self.send(method, path, headers), name)
            for given in _AUTHORIZATIONS:
                with self.subTest(path=path, given=given[:20]):
                    self.assertWithstood(self.send(method, path, {"Authorization": given}), given[:20])

    def test_lengths_and_pieces(self):
        """Bodies that are not as long as they say, or come in pieces; what is cut off is not taken for a whole one."""
        for _rule, path in self.taking_posts(csrf=False):
            headers, body = self.bodies()[path.rpartition("/")[2]]
            before = self.traces()
            for length in (*_LENGTHS, str(len(body) + 100)):
                with self.subTest(path=path, length=length):
                    answer = self.send("POST", path, {**headers, "Content-Length": length}, body[:-9], write=silent)
                    self.assertWithstood(answer, length)
            pieces = b"".join(b"%x\r\n%c\r\n" % (1, byte) for byte in body[:50])
            for end in (b"", b"0\r\n\r\n", b"ffffffffffffffff\r\n", b"-1\r\n", b"zz\r\n"):
                with self.subTest(path=path, end=end):
                    chunked = {**headers, "Transfer-Encoding": "chunked", "Content-Length": None}
                    self.assertWithstood(self.send("POST", path, chunked, pieces + end, write=silent), end)
            orders = self.env["purchase.order"].search_count([("amazon_config_id", "=", self.config.id)])
            self.assertFalse(orders)
            self.assertEqual(self.traces()["purchase_order"], before["purchase_order"])

    def test_body_that_comes_byte_by_byte(self):
        for _rule, path in self.taking_posts(csrf=False):
            headers, body = self.bodies()[path.rpartition("/")[2]]
            answer = self.send("POST", path, headers, body, write=dripping)
            self.assertIn(answer.status, (200, 303), path)

    def test_paths(self):
        self.sign_in(self.buyer)
        for path, taken in self.paths().items():
            for method in taken - {"OPTIONS"}:
                for number, trick in enumerate(_TRICKS):
                    with self.subTest(path=path, method=method, trick=number):
                        self.assertWithstood(self.send(method, trick(path)), trick(path))

    def test_what_stands_in_paths(self):
        """No such token, no such number: there is nothing, and nothing happens."""
        self.sign_in(self.employee)
        before = self.traces()
        for rule in self.rules():
            for name in rule.arguments:
                of_text = name == "token"
                for value in _TOKENS if of_text else _NUMBERS:
                    for method in rule.methods - {"HEAD", "OPTIONS"}:
                        with self.subTest(path=rule.rule, method=method, value=value[:20]):
                            answer = self.send(method, self.path(rule, **{name: value}))
                            self.assertWithstood(answer, value[:20])
                            self.assertNotEqual(answer.status, 200)
        self.assertEqual(self.traces(), before)

    def test_token_is_taken_as_it_is(self):
        token = self.config.token
        almost = [token[:-1], token + "x", token + "%00", f"{token[:3]}%00{token[3:]}", token.swapcase(), "%20" + token]
        for user in (None, self.buyer):
            self.sign_in(user)
            for rule in self.rules():
                if "token" in rule.arguments and (user or rule.endpoint.routing["auth"] == "public"):
                    for value in [*almost, self.mine["message_id"]]:
                        with self.subTest(path=rule.rule, value=value):
                            method = next(iter(rule.methods - {"HEAD", "OPTIONS", "POST"}), "POST")
                            self.assertEqual(self.send(method, self.path(rule, token=value)).status, 404)

    def test_same_post_again(self):
        for rule, path in self.taking_posts(csrf=False):
            with self.subTest(rule.rule):
                headers, body = self.bodies()[path.rpartition("/")[2]]
                first = self.send("POST", path, headers, body)
                self.assertIn(first.status, (200, 303))
                after = self.traces()
                for _time in range(3):
                    again = self.send("POST", path, headers, body)
                    self.assertEqual((again.status, again.header("Location")), (first.status, first.header("Location")))
                self.assertEqual(self.traces(), after)
                elsewhere = self.send("POST", self.path(rule, token=self.other_config.token), headers, body)
                self.assertGreaterEqual(elsewhere.status, 400, "it holds for one group")
                self.assertFalse(self.env["purchase.order"].search([("amazon_config_id", "=", self.other_config.id)]))

    def test_addresses_of_another_company(self):
        """Its token with our numbers, our token with its numbers, all of it: nobody of ours sees or starts anything."""
        for user in (self.buyer, self.requisitioner, self.manager, self.employee, self.approver):
            self.sign_in(user)
            before = self.traces()
            for rule in self.rules():
                if rule.endpoint.routing["auth"] != "user" or not rule.arguments:
                    continue
                for names in (rule.arguments & {"token"}, rule.arguments - {"token"}, rule.arguments):
                    theirs = {name: self.theirs[name] for name in names}
                    if not theirs:
                        continue
                    with self.subTest(user=user.login, path=rule.rule, theirs=sorted(theirs)):
                        answer = self.send("GET", self.path(rule, **theirs))
                        self.assertIn(answer.status, (403, 404))
                        self.assertNotIn(b"Their pen", answer.body)
            self.assertEqual(self.traces(), before)
        self.assertFalse(self.amazon.received)

    def test_where_it_leads(self):
        """Nobody is sent to, and no page names, an address that came with the request."""
        url = f"https://{_EVIL}/"
        names = ("redirect", "next", "url", "return_url", "entrance", "goal", "path", "host", "base_url", "continue")
        query = "&".join(f"{name}={quote(value, safe='')}" for name in names for value in (url, f"//{_EVIL}"))
        for user in (None, self.buyer, self.employee):
            self.sign_in(user)
            for path, taken in self.paths().items():
                for headers, host in (
                    ({"Referer": url, "Origin": url}, ""),
                    ({"X-Forwarded-Host": _EVIL, "X-Forwarded-Proto": "https", "Forwarded": f"host={_EVIL}"}, ""),
                    ({"X-Original-Url": url, "X-Rewrite-Url": url}, ""),
                    ({}, _EVIL),
                ):
                    for method in taken & {"GET", "POST"}:
                        with self.subTest(path=path, method=method, headers=headers, host=host):
                            answer = self.send(method, f"{path}?{query}", headers, host=host)
                            self.assertWithstood(answer, host)
                            self.assertLocal(answer)

    def assertLocal(self, answer):
        """The answer leads to a page of Odoo's, or to the start page that Amazon named."""
        location = answer.header("Location")
        self.assertTrue(location in ("", START_PAGE) or urlsplit(location).netloc in ("", self.netloc()), location)
        self.assertFalse(location.startswith(("//", "/\\")), location)
        landing = urlsplit(location)._replace(query="").geturl()
        self.assertNotIn(_EVIL, landing)
        self.assertNotIn(f"//{_EVIL}".encode(), answer.body)

    def netloc(self):
        return urlsplit(self.base_url()).netloc

    def test_headers_that_a_request_would_like_to_set(self):
        self.sign_in(self.buyer)
        for rule in self.rules():
            for method in rule.methods & {"GET", "POST"}:
                paths = [f"{self.path(rule)}?entrance={_INJECTED}&x={_INJECTED}", f"{self.path(rule)}{_INJECTED}"]
                paths += [self.path(rule, **{name: f"{self.mine[name]}{_INJECTED}"}) for name in rule.arguments]
                for path in paths:
                    with self.subTest(path=rule.rule, method=method):
                        answer = self.send(method, path)
                        self.assertWithstood(answer, method)
                        self.assertFalse(answer.header("X-Injected"))

    def test_start_page_that_would_like_to_set_headers(self):
        self.sign_in(self.buyer)
        for more in (
            "&#13;&#10;X-Injected: yes",
            "&#10;X-Injected: yes",
            "%0d%0aX-Injected:%20yes",
            "\nX-Injected: yes",
        ):
            self.amazon.answer = start_page(START_PAGE + more)
            answer = self.send("GET", f"/amazon_punchin/{self.config.token}/start")
            self.assertWithstood(answer, more)
            self.assertFalse(answer.header("X-Injected"))
            self.assertNotIn("\n", answer.header("Location"))

    def test_bombs(self):
        for _rule, path in self.taking_posts():
            posts = [*hostile.forms(9999), *hostile.multipart(9999, "form-data"), *hostile.documents(9999)]
            for name, content_type, body in posts:
                with self.subTest(path=path, post=name):
                    begun = time.monotonic()
                    self.assertWithstood(self.send("POST", path, {"Content-Type": content_type}, body), name)
                    self.assertLess(time.monotonic() - begun, 5)

    def test_nothing_that_a_document_names_is_fetched(self):
        """Whatever a document points to, nobody is asked for it, neither at once nor by the jobs."""
        spy = self.amazon.url
        headers = self.bodies()["inbox"][0]
        for _rule, path in self.taking_posts(csrf=False):
            for document in _pointing_to(spy, str(CartDocument(self.open_session()).text())):
                with self.subTest(path=path, document=document[:80]):
                    self.assertWithstood(self.send("POST", path, headers, document.encode()), document[:80])
        with self.enter_registry_test_mode():
            for name in ("process", "send"):
                self.env.ref(f"amazon_punchin.ir_cron_{name}").method_direct_trigger()
        self.env.invalidate_all()
        self.assertFalse(self.amazon.received)
        self.assertFalse(self.env["amazon.punchin.message"].search([]).filtered(lambda m: "root:" in (m.body or "")))


def _pointing_to(spy, document):
    """A document that names an address or a file, in each way that XML knows."""
    start = document.index("<cXML")
    for target in (f"{spy}/x", "file:///etc/passwd"):
        for doctype in (
            f'<!DOCTYPE cXML SYSTEM "{target}">',
            f'<!DOCTYPE cXML PUBLIC "-//x//x" "{target}">',
            f'<!DOCTYPE cXML [<!ENTITY x SYSTEM "{target}">]>',
            f'<!DOCTYPE cXML [<!ENTITY % x SYSTEM "{target}"> %x;]>',
            f'<?xml-stylesheet href="{target}" type="text/xsl"?>',
        ):
            body = document[start:].replace("Gel pen", "&x;" if "ENTITY x" in doctype else "Gel pen")
            yield f'<?xml version="1.0"?>{doctype}{body}'
        include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{target}" parse="text"/>'
        yield document[start:].replace("<BuyerCookie>", f"{include}<BuyerCookie>")
        schema = f'xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:schemaLocation="{target} {target}"'
        yield document[start:].replace("<cXML ", f"<cXML {schema} ", 1)
        yield document[start:].replace("https://www.amazon.com/dp/", f"{target}?")
