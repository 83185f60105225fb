"""What is tried at the doors, and what must be so afterwards."""

import base64
import gzip
import os
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import quote, quote_plus

import requests

from devtools.attack.arena import Arena
from devtools.attack.posting import Poster
from devtools.attack.report import Row
from devtools.attack.shapes import FORM, MEGABYTE, Post, hides
from devtools.bench.documents import confirmation

_TIMEOUT = 60
_PACKED = b"H4sI"
_SPY = "amazon-punchin-spy"
_MOST_STORED = 40 * MEGABYTE
_LONGEST_ADDRESS = 100
_STORED = """
SELECT count(*), coalesce(sum(octet_length(raw)), 0) + (SELECT coalesce(sum(file_size), 0) FROM ir_attachment
    WHERE res_model LIKE 'amazon.punchin.%%') FROM amazon_punchin_message
"""
_KEPT = """
SELECT raw, raw_answer, convert_to(concat_ws(' ', error, note, payload_id), 'UTF8')
FROM amazon_punchin_message WHERE id > %s
"""


class Attacker:
    """A stranger, or somebody with a live token or the right password.

    :ivar spy: an address that Odoo must not ask for
    """

    def __init__(self, arena: Arena):
        self._arena = arena
        self._poster = Poster(arena)
        self._side = arena.ours
        config = self._side.config
        self.spy = f"{arena.play.sandbox.url}/{_SPY}"
        self._password = f"{config['inbox_login']}:{config['inbox_password']}"
        self._tokens: list[str] = []
        [(self._order,)] = arena.sql(
            "SELECT max(name) FROM purchase_order WHERE amazon_config_id = %s AND amazon_state = 'done'", config["id"]
        )
        self._begun = len(arena.play.odoo.log.read_bytes())

    def warm_up(self) -> None:
        """Let every worker have answered before it is measured."""
        for _ in range(12):
            self._poster.post(f"{self._side.doors}/return", self._form(self._cart("unknown")))
            self._poster.post(f"{self._side.doors}/inbox", self._xml(self._confirmation()), credentials=self._password)

    @contextmanager
    def storing(self, row: Row) -> Iterator[None]:
        """Note in the row what the block leaves in the database, and whether that may be kept."""
        [(count, size)] = self._arena.sql(_STORED)
        [(last,)] = self._arena.sql("SELECT coalesce(max(id), 0) FROM amazon_punchin_message")
        yield
        [(more, larger)] = self._arena.sql(_STORED)
        row.cells["Stored"] = f"{more - count}, {(larger - size) / MEGABYTE:.1f} MB"
        for kept in (bytes(value) for values in self._arena.sql(_KEPT, last) for value in values if value):
            text = gzip.decompress(base64.b64decode(kept)) if kept.startswith(_PACKED) else kept
            row.require(not self._is_secret(text), "a secret is kept")
            row.require(b"root:" not in text, "a file is kept")
        spied = _SPY in self._arena.play.sandbox.log.read_text(errors="replace")
        row.require(not spied, "Odoo asks for what a document names")

    # --- Posts ---------------------------------------------------------------------------

    def forms(self, row: Row, shape: Callable[[bytes], Post]) -> None:
        """Both doors, with and without what opens them."""
        for token in ("unknown", self._live()):
            self._poster.measure(row, "return", shape(self._cart(token)))
        for credentials in ("", self._password):
            post = shape(self._confirmation() if credentials else b"<cXML/>")
            post = Post(post.content_type.replace("form-data", "related"), post.body)
            self._poster.measure(row, "inbox", post, credentials=credentials)

    def documents(self, row: Row, change: Callable[[bytes], bytes]) -> None:
        """A changed document at both doors, by all ways in."""
        for token in ("unknown", self._live()):
            self._poster.measure(row, "return", self._form(change(self._cart(token))))
        document = change(self._confirmation())
        for credentials in ("", self._password):
            self._poster.measure(row, "inbox", self._xml(document), credentials=credentials)

    def flood(self, row: Row) -> None:
        """Posts of noise from one address; then somebody comes back from Amazon."""
        [(_count, before)] = self._arena.sql(_STORED)
        for _ in range(10):
            post = Post(FORM, b"cxml-base64=" + base64.b64encode(os.urandom(15 * MEGABYTE * 3 // 4)))
            self._poster.measure(row, "return", post, address="203.0.113.1")
        [(_count, after)] = self._arena.sql(_STORED)
        row.require(after - before <= _MOST_STORED, f"more than {_MOST_STORED // MEGABYTE} MB stored")
        live = self._form(self._cart(self._live()))
        answer = self._poster.measure(row, "return", live, address="203.0.113.1")
        row.require(answer.status == 303 and "order" in answer.headers["Location"], "a buyer's basket is refused")

    def at_once(self, row: Row) -> None:
        """The same post by many threads."""
        post = self._form(self._cart(self._live()))
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda _: self._poster.post(f"{self._side.doors}/return", post), range(8)))
        row.cells |= {"Posts": "8", "Status": " ".join(sorted({str(answer.status) for answer in answers}))}
        row.require(len({answer.headers.get("Location") for answer in answers}) == 1, "not one order for all")

    def guesses(self, row: Row) -> None:
        """Wrong passwords, then the right one, from one address."""
        post = self._xml(self._confirmation(b"a guess"))
        for number in range(12):
            credentials = self._password if number % 6 == 5 else f"guess:{number}"
            answer = self._poster.measure(row, "inbox", post, credentials=credentials, address="203.0.113.2")
            right = credentials == self._password
            row.require(not right or answer.status == 200, "the right password has to wait")
            row.require(right or answer.status != 200, "a wrong password is taken")

    def long_address(self, row: Row) -> None:
        """What a proxy says is where a request comes from is as long as it likes."""
        post = self._xml(self._confirmation(b"a guess"))
        for address in ("9" * 5000, "203.0.113.3, " * 400 + "a" * 5000, "<script>", "é", "'"):
            self._poster.measure(row, "inbox", post, credentials="guess:1", address=address)
        [(longest,)] = self._arena.sql("SELECT max(length(address)) FROM amazon_punchin_inbox_failure")
        row.require((longest or 0) <= _LONGEST_ADDRESS, f"an address of {longest} characters is kept")

    def other_methods(self, row: Row) -> None:
        """Whatever only looks begins nothing."""
        log, session = self._arena.play.sandbox.log, self._arena.session(self._side.buyer)
        before = log.read_text().count("/punchout/setup")
        paths = [f"{self._side.doors}/{name}" for name in ("start", "return", "inbox", "claim/1")]
        seen = set()
        for path in [*paths, "/amazon_punchin/baskets", "/amazon_punchin/newcomer/1"]:
            for method in ("HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "PROPFIND"):
                answer = requests.request(
                    method,
                    self._arena.play.odoo.url + path,
                    cookies=session.cookies,
                    allow_redirects=False,
                    timeout=_TIMEOUT,
                )
                seen.add(answer.status_code)
                row.require(answer.status_code < 500, f"{method}: {answer.status_code}")
        row.cells["Status"] = " ".join(map(str, sorted(seen)))
        setups = log.read_text().count("/punchout/setup") - before
        row.require(not setups, f"{setups} setup requests leave")

    def other_addresses(self, row: Row) -> None:
        """The token in addresses that are almost ours; the log is looked at in the end."""
        token = self._side.config["token"]
        post, seen = self._form(self._cart("unknown")), set()
        for path in (
            *(f"/{language}/amazon_punchin/{token}/return" for language in ("en_US", "en", "de_DE", "fr", "xx")),
            f"/amazon_punchin/{token}%00/return",
            f"/amazon_punchin/{token}%ff/return",
            f"/amazon_punchin/{token}'/inbox",
            f"/amazon_punchin/{token}\\/inbox",
            f"/amazon_punchin//{token}/start",
            f"//amazon_punchin/{token}/return",
            f"/AMAZON_PUNCHIN/{token}/return",
            f"/amazon_punchin%2f{token}%2freturn",
            f"/amazon%5fpunchin/{token}/return",
            f"/amazon_punchin/{token}/elsewhere",
            f"/web/login?redirect=/amazon_punchin/{token}/start",
            f"/web/login?redirect={quote(quote(f'/amazon_punchin/{token}/start', safe=''), safe='')}",
            f"/amazon_punchin/{token}/claim/99999999999999999999",
        ):
            for method in ("GET", "POST"):
                answer = self._poster.post(path, post, method=method)
                seen.add(answer.status)
                row.require(answer.status < 500, f"{method} {path.replace(token, '…')}: {answer.status}")
        row.cells["Status"] = " ".join(map(str, sorted(seen)))

    def log(self, row: Row) -> None:
        """Secrets and errors in what the server wrote since the attack began."""
        with self._arena.play.odoo.log.open("rb") as file:
            file.seek(self._begun)
            lines = file.read().splitlines()
        leaks = [line for line in lines if self._is_secret(line) or self._side.config["token"].encode() in line]
        errors = [line for line in lines if b" ERROR " in line or b" CRITICAL " in line]
        row.cells["Stored"] = f"{len(lines):,} lines"
        row.require(max(map(len, lines), default=0) < 20000, "a line holds a whole document")
        for found, what in ((leaks, "lines with a secret or a token"), (errors, "errors")):
            loggers = sorted({line.split(b" ")[5].decode().rstrip(":") for line in found})
            row.require(not found, f"{len(found)} {what} by {', '.join(loggers)}")

    # --- What is posted ------------------------------------------------------------------

    def _live(self) -> str:
        self._tokens.append(self._arena.trip(self._side))
        return self._tokens[-1]

    def _cart(self, token: str) -> bytes:
        """A basket that shows the shared secret, as if by mistake."""
        if token == "unknown":
            token = secrets.token_urlsafe(32)
        return self._with_secret(self._arena.cart(self._side, token))

    def _confirmation(self, secret: bytes = b"") -> bytes:
        document = confirmation(self._arena.group(self._side), self._order, 1, secrets.randbelow(10**6))
        return self._with_secret(document, secret)

    def _with_secret(self, document: bytes, secret: bytes = b"") -> bytes:
        """The document with a secret, the right one if none is given."""
        secret = secret or self._side.config["shared_secret"].encode()
        head, sender, rest = document.partition(b"<Sender>")
        shown = b"<SharedSecret>%s</SharedSecret></Credential>" % secret
        return head + sender + rest.replace(b"</Credential>", shown, 1)

    def _form(self, document: bytes) -> Post:
        return Post(FORM, b"cxml-urlencoded=" + quote_plus(document).encode())

    def _xml(self, document: bytes) -> Post:
        return Post("text/xml", document)

    def _is_secret(self, text: bytes) -> bool:
        config = self._side.config
        hidden = [config["shared_secret"], config["inbox_password"], *self._tokens[-1:]]
        return any(form in text for secret in hidden for form in hides(secret))
