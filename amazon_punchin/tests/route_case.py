import base64
import http.client
import re
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from unittest.mock import patch
from urllib.parse import urlsplit

from odoo.tools import SQL

from .amazon_server import amazon_server, start_page
from .answers import ProfileDocument
from .carts import CartDocument, Line
from .common import AmazonHttpCase

#: Where Amazon sends shoppers on; a path of its own shows whether somebody else's address gets in between.
START_PAGE = "https://www.amazon.com/punchout/start?key=1"

_ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
_STATES = {
    "amazon_punchin_message": "state",
    "amazon_punchin_newcomer": "state",
    "amazon_punchin_session": "state",
    "purchase_order": "amazon_state",
}
_TOLD = ("ir.attachment", "mail.activity", "mail.mail", "mail.message", "purchase.order", "res.users")


@dataclass(frozen=True)
class Answer:
    """What came back over the wire.

    :ivar int status: 0 if the server hung up without a word
    :ivar list[tuple[str, str]] headers: as they came
    :ivar bytes body: what follows them
    """

    status: int
    headers: tuple = ()
    body: bytes = b""

    def header(self, name):
        """The first header of a name, or an empty text."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def whole(connection, request):
    """Send a request, and wait."""
    connection.sendall(request)


def silent(connection, request):
    """Send what there is, and say that nothing more will come."""
    connection.sendall(request)
    connection.shutdown(socket.SHUT_WR)


def dripping(connection, request):
    """Send the head at once, and the body byte by byte."""
    head, blank, body = request.partition(b"\r\n\r\n")
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.sendall(head + blank)
    for byte in body:
        connection.sendall(bytes([byte]))


def exchange(address, request, write):
    """Send bytes to a server, and read its answer.

    :param tuple[str, int] address: host and port
    :param bytes request: all of it
    :param Callable write: how it is sent: :func:`whole` and the like
    :rtype: Answer
    """
    with socket.create_connection(address, timeout=30) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):
            write(connection, request)
        response = http.client.HTTPResponse(connection, method=request.partition(b" ")[0].decode().upper())
        try:
            response.begin()
            return Answer(response.status, tuple(response.getheaders()), response.read())
        except (http.client.HTTPException, ConnectionResetError):
            return Answer(0)


class RouteCase(AmazonHttpCase):
    """Every route of our addons as Odoo has it, plain sockets to send to it, and both companies' things behind it.

    A new route is found by itself. What its address is made of, and what is posted there, is to be said here.
    """

    def setUp(self):
        super().setUp()
        self.amazon = self.enterContext(amazon_server())
        self.amazon.answer = start_page(START_PAGE)
        (self.config | self.other_config).write({"setup_url_test": self.amazon.url, "order_url_test": self.amazon.url})
        self.foreign_employee = self.make_user("foreign_employee", "base.group_user", self.other_company)
        self.mine = self.arguments(self.config, self.employee)
        self.theirs = self.arguments(self.other_config, self.foreign_employee, title="Their pen")

    def arguments(self, config, newcomer, title="Our pen"):
        """What stands in the addresses, for the things of one company."""
        basket = self.bring(CartDocument("never issued", lines=[Line(title=title)]), config)
        return {
            "token": config.token,
            "message_id": basket.id,
            "newcomer_id": self.env["amazon.punchin.newcomer"]._note_arrival(config, newcomer, basket).id,
        }

    def bodies(self, trip=None):
        """A post that is fine, by the last word of its address: headers and body.

        :param str | None trip: the one-time token of a trip
        """
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        token = self.basic(f"{self.config.inbox_login}:{self.config.inbox_password}".encode())
        return {
            "return": (form, CartDocument(trip or self.open_session()).urlencoded()),
            "inbox": ({"Content-Type": "text/xml", **token}, bytes(ProfileDocument(payload_id="profile"))),
        }

    def basic(self, credentials):
        """The header of HTTP Basic."""
        return {"Authorization": b"Basic " + base64.b64encode(credentials)}

    # --- Routes --------------------------------------------------------------------------

    def rules(self):
        """Our routes.

        :rtype: list[werkzeug.routing.Rule]
        """
        with patch.object(threading.current_thread(), "dbname", self.env.cr.dbname, create=True):
            rules = self.env["ir.http"].routing_map().iter_rules()
        ours = [rule for rule in rules if rule.rule.startswith("/amazon_punchin/")]
        self.assertGreater(len(ours), 7)
        return ours

    def taking_posts(self, **routing):
        """Those of them that take posts, and are declared so.

        :return: pairs of a rule and its path
        """
        return [
            (rule, self.path(rule))
            for rule in self.rules()
            if "POST" in rule.methods
            and all(rule.endpoint.routing.get(name, True) is value for name, value in routing.items())
        ]

    def path(self, rule, **values):
        """The path of a route, of our own company unless it is said otherwise."""
        values = {**self.mine, **values}
        return _ARGUMENT.sub(lambda found: str(values[found[1]]), rule.rule)

    def paths(self):
        """Each path, with the methods that one or another route takes there.

        :rtype: dict[str, set[str]]
        """
        taken = {}
        for rule in self.rules():
            taken.setdefault(self.path(rule), set()).update(rule.methods)
        return taken

    # --- Requests ------------------------------------------------------------------------

    def sign_in(self, user):
        """Let what is sent from now on come from a user's browser; None: from nobody's."""
        self.cookie = None
        if user:
            self.authenticate(user.login, user.login)
            self.cookie = f"session_id={self.session.sid}"

    cookie = None

    def send(self, method, path, headers=None, body=b"", host="", write=whole):
        """Send a request, headers and path as they are.

        :param dict[str, str | bytes] headers: beside Host, Cookie and the length of the body, unless they are given
        :param Callable write: how it is sent: :func:`whole` and the like
        :rtype: Answer
        """
        url = urlsplit(self.base_url())
        given = {"Host": host or url.netloc, "Connection": "close"}
        given |= {"Cookie": self.cookie} if self.cookie else {}
        given |= {"Content-Length": str(len(body))} if body else {}
        given |= headers or {}
        lines = [f"{method} {path} HTTP/1.1".encode()]
        lines += [name.encode() + b": " + _bytes(value) for name, value in given.items() if value is not None]
        request = b"\r\n".join([*lines, b"", body])
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            answer = exchange((url.hostname, url.port), request, write)
        self.env.invalidate_all()
        return answer

    def traces(self, *left_out):
        """How many rows there are in our tables and where we tell of them, and in which states.

        :param str left_out: tables that may change
        :rtype: dict[str, object]
        """
        self.env.flush_all()
        models = [model for name, model in self.env.items() if name.startswith("amazon.punchin.") or name in _TOLD]
        tables = {model._table for model in models if model._auto and not model._transient} - set(left_out)
        found = {}
        for table in sorted(tables):
            state = SQL.identifier(_STATES.get(table, "id"))
            query = SQL(
                "SELECT count(*), md5(string_agg(%s::text, ' ' ORDER BY id)) FROM %s", state, SQL.identifier(table)
            )
            found[table] = self.env.execute_query(query)
        return found

    def assertWithstood(self, answer, case):
        """It was answered, and not by a fault of the server's."""
        self.assertLess(answer.status, 500, f"{case}: {answer.body[:300]}")


def _bytes(value):
    return value if isinstance(value, bytes) else value.encode()
