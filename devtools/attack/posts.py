"""Hostile posts to both doors: what they cost, what is kept of them, and what the log says."""

import base64
import gzip
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import quote, quote_plus

from devtools.attack.arena import Arena
from devtools.attack.posting import Poster
from devtools.attack.report import Report, Row
from devtools.attack.shapes import DISGUISES, FORM, FORMS, MEGABYTE, Post, documents, hides
from devtools.bench.documents import confirmation

_PACKED = b"H4sI"
_SPY = "amazon-punchin-spy"
_LONGEST_ADDRESS, _LONGEST_LINE = 100, 20000

#: A network's budget for a day, and the last document, which may go beyond it.
_MOST_STORED = (20 + 6) * MEGABYTE
_FLOOD = 10
_STORED = """
SELECT count(*), coalesce(sum(octet_length(raw)), 0) + (SELECT coalesce(sum(file_size), 0) FROM ir_attachment
    WHERE res_model LIKE 'amazon.punchin.%%'), coalesce(max(id), 0) FROM amazon_punchin_message
"""
_KEPT = """
SELECT raw, raw_answer, convert_to(concat_ws(' ', error, note, payload_id), 'UTF8')
FROM amazon_punchin_message WHERE id > %s
"""
_LOOKS = ("HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "PROPFIND")

#: Addresses that are almost ours, around a token.
_ADDRESSES = (
    *(f"/{language}/amazon_punchin/{{}}/return" for language in ("en_US", "en", "de_DE", "fr", "xx")),
    "/amazon_punchin/{}%00/return",
    "/amazon_punchin/{}%ff/return",
    "/amazon_punchin/{}'/inbox",
    "/amazon_punchin/{}\\/inbox",
    "/amazon_punchin//{}/start",
    "//amazon_punchin/{}/return",
    "/AMAZON_PUNCHIN/{}/return",
    "/amazon_punchin%2f{}%2freturn",
    "/amazon%5fpunchin/{}/return",
    "/amazon_punchin/{}/elsewhere",
    "/web/login?redirect=/amazon_punchin/{}/start",
    f"/web/login?redirect={quote(quote('/amazon_punchin/', safe=''), safe='')}{{}}%252Fstart",
    "/amazon_punchin/{}/claim/99999999999999999999",
)


def run(arena: Arena) -> Report:
    """Post everything."""
    report = Report("Hostile posts", "Posts", "Status", "Seconds", "MB", "Stored")
    attacker = Attacker(arena)
    attacker.warm_up()
    changes = documents(f"{arena.play.sandbox.url}/{_SPY}")
    attempts: dict[str, Callable[[Row], None]] = {
        **{name: lambda row, shape=shape: attacker.forms(row, shape) for name, shape in FORMS.items()},
        **{name: lambda row, change=change: attacker.documents(row, change) for name, change in changes.items()},
        **{
            f"a secret in {name}": lambda row, change=change: attacker.documents(row, change)
            for name, change in DISGUISES.items()
        },
        "HEAD, OPTIONS and others on every route": attacker.other_methods,
        "the token in other addresses": attacker.other_addresses,
        "the same basket eight times at once": attacker.at_once,
        "a forwarded address of 5,000 characters": attacker.long_address,
        "the right password from where somebody guesses": attacker.guesses,
        f"{_FLOOD} baskets of 4 MB with an unknown token": attacker.flood,
    }
    for name, attempt in attempts.items():
        with report.attack(name) as row, attacker.storing(row):
            attempt(row)
    with report.attack("the server's log") as row:
        attacker.log(row)
    return report


class Attacker:
    """A stranger, or somebody with a live token or the right password."""

    def __init__(self, arena: Arena):
        self._arena = arena
        self._poster = Poster(arena)
        self._side = arena.ours
        config = self._side.config
        self._password = f"{config['inbox_login']}:{config['inbox_password']}"
        self._tokens: list[str] = []
        [(self._order,)] = arena.sql(
            "SELECT max(name) FROM purchase_order WHERE amazon_config_id = %s AND amazon_state = 'done'", config["id"]
        )
        self._begun = len(arena.play.odoo.log.read_bytes())

    def warm_up(self) -> None:
        """Let every worker have answered before it is measured."""
        for _ in range(12):
            self._poster.post(f"{self._side.doors}/return", _form(self._cart("unknown")))
            self._poster.post(f"{self._side.doors}/inbox", _xml(self._confirmation()), credentials=self._password)

    @contextmanager
    def storing(self, row: Row) -> Iterator[None]:
        """Note in the row what the block leaves in the database, and whether that may be kept."""
        [(count, size, last)] = self._arena.sql(_STORED)
        yield
        [(more, larger, _last)] = self._arena.sql(_STORED)
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

        def mail(document: bytes) -> Post:
            post = shape(document)
            return Post(post.content_type.replace("form-data", "related"), post.body)

        self._everywhere(row, shape, mail, b"<cXML/>")

    def documents(self, row: Row, change: Callable[[bytes], bytes]) -> None:
        """A changed document at both doors, by all ways in: the secret in it opens the inbox, too."""
        self._everywhere(
            row,
            lambda document: _form(change(document)),
            lambda document: _xml(change(document)),
            self._confirmation(),
        )

    def _everywhere(
        self, row: Row, form: Callable[[bytes], Post], mail: Callable[[bytes], Post], without_password: bytes
    ) -> None:
        for token in ("unknown", self._live()):
            self._poster.measure(row, "return", form(self._cart(token)))
        for credentials, document in (("", without_password), (self._password, self._confirmation())):
            self._poster.measure(row, "inbox", mail(document), credentials=credentials)

    def flood(self, row: Row) -> None:
        """Baskets that cannot be packed, from one address; then somebody comes back from Amazon."""
        [(_count, before, _last)] = self._arena.sql(_STORED)
        for _ in range(_FLOOD):
            noise = b"<a>" + base64.b64encode(os.urandom(2 * MEGABYTE)) + b"</a></cXML>"
            basket = self._cart("unknown").replace(b"</cXML>", noise)
            self._poster.measure(row, "return", _form(basket), address="203.0.113.1")
        [(_count, after, _last)] = self._arena.sql(_STORED)
        row.require("429" in row.cells["Status"].split(), "nobody is refused")
        row.require(after - before <= _MOST_STORED, f"more than {_MOST_STORED // MEGABYTE} MB stored")
        answer = self._poster.measure(row, "return", _form(self._cart(self._live())), address="203.0.113.1")
        row.require(answer.status == 303 and "order" in answer.headers["Location"], "a buyer's basket is refused")

    def at_once(self, row: Row) -> None:
        """The same post by many threads."""
        post = _form(self._cart(self._live()))
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda _: self._poster.post(f"{self._side.doors}/return", post), range(8)))
        row.cells |= {"Posts": "8", "Status": " ".join(sorted({str(answer.status) for answer in answers}))}
        row.require(len({answer.headers.get("Location") for answer in answers}) == 1, "more than one order")

    def guesses(self, row: Row) -> None:
        """Wrong passwords, then the right one, from one address."""
        post = _xml(self._confirmation(b"a guess"))
        for number in range(12):
            right = number % 6 == 5
            credentials = self._password if right else f"guess:{number}"
            answer = self._poster.measure(row, "inbox", post, credentials=credentials, address="203.0.113.2")
            row.require(not right or answer.status == 200, "the right password has to wait")
            row.require(right or answer.status != 200, "a wrong password is accepted")

    def long_address(self, row: Row) -> None:
        """What a proxy says is where a request comes from is as long as it likes."""
        post = _xml(self._confirmation(b"a guess"))
        for address in ("9" * 5000, "203.0.113.3, " * 400 + "a" * 5000, "<script>", "é", "'"):
            self._poster.measure(row, "inbox", post, credentials="guess:1", address=address)
        [(longest,)] = self._arena.sql("SELECT max(length(address)) FROM amazon_punchin_inbox_failure")
        row.require((longest or 0) <= _LONGEST_ADDRESS, f"an address of {longest} characters is kept")

    def other_methods(self, row: Row) -> None:
        """Whatever only looks begins nothing."""
        log = self._arena.play.sandbox.log
        before = log.read_text().count("/punchout/setup")
        paths = [f"{self._side.doors}/{name}" for name in ("start", "return", "inbox", "claim/1")]
        self._knock(row, [*paths, "/amazon_punchin/baskets", "/amazon_punchin/newcomer/1"], _LOOKS, Post("", b""))
        setups = log.read_text().count("/punchout/setup") - before
        row.require(not setups, f"{setups} setup requests leave")

    def other_addresses(self, row: Row) -> None:
        """The token in addresses that are almost ours; the log is looked at in the end."""
        paths = [address.format(self._side.config["token"]) for address in _ADDRESSES]
        self._knock(row, paths, ("GET", "POST"), _form(self._cart("unknown")))

    def _knock(self, row: Row, paths: Iterable[str], methods: Iterable[str], post: Post) -> None:
        seen = set()
        cookie = self._arena.session(self._side.buyer).cookies["session_id"]
        for path in paths:
            for method in methods:
                answer = self._poster.post(path, post, method=method, cookie=f"session_id={cookie}")
                seen.add(answer.status)
                shown = path.replace(self._side.config["token"], "…")
                row.require(0 < answer.status < 500, f"{method} {shown}: {answer.status}")
        row.cells["Status"] = " ".join(map(str, sorted(seen)))

    def log(self, row: Row) -> None:
        """Secrets and errors in what the server wrote since the attack began."""
        with self._arena.play.odoo.log.open("rb") as file:
            file.seek(self._begun)
            lines = file.read().splitlines()
        leaks = [line for line in lines if self._is_secret(line) or self._side.config["token"].encode() in line]
        errors = [line for line in lines if b" ERROR " in line or b" CRITICAL " in line]
        row.cells["Stored"] = f"{len(lines):,} lines"
        row.require(max(map(len, lines), default=0) < _LONGEST_LINE, "a line holds a whole document")
        for found, what in ((leaks, "lines with a secret or a token"), (errors, "errors")):
            loggers = sorted({line.split(b" ")[5].decode().rstrip(":") for line in found})
            row.require(not found, f"{len(found)} {what} by {', '.join(loggers)}")

    # --- What is posted ------------------------------------------------------------------

    def _live(self) -> str:
        self._tokens.append(self._arena.trip(self._side))
        return self._tokens[-1]

    def _cart(self, token: str) -> bytes:
        """A basket that shows the shared secret, as if by mistake."""
        token = secrets.token_urlsafe(32) if token == "unknown" else token
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

    def _is_secret(self, text: bytes) -> bool:
        config = self._side.config
        hidden = [config["shared_secret"], config["inbox_password"], *self._tokens[-1:]]
        return any(form in text for secret in hidden for form in hides(secret))


def _form(document: bytes) -> Post:
    return Post(FORM, b"cxml-urlencoded=" + quote_plus(document).encode())


def _xml(document: bytes) -> Post:
    return Post("text/xml", document)
