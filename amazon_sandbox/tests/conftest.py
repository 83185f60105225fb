"""A running sandbox, the inbox that it delivers to, a buyer and a shopper."""

import os
import threading
import time
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import settings
from lxml import etree, html

from amazon_sandbox.__main__ import make_sandbox_server
from amazon_sandbox.app import Application
from amazon_sandbox.config import read_config

from .buyer import Buyer, buyer_of
from .shopper import PEN, Shopper, cart_of

# No test is a timed test.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

WAIT_S = 5


class Clock:
    """The present, which a test can move on."""

    def __init__(self):
        self.offset = timedelta()

    def __call__(self):
        return datetime.now(timezone.utc) + self.offset


class Inbox(ThreadingHTTPServer):
    """Takes what the sandbox delivers; answers with `statuses` in turn, then with 200, and `answer`."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), InboxHandler)
        self.documents = []
        self.logins = []
        self.statuses = []
        self.answer = b""

    @property
    def url(self):
        """Where the sandbox delivers to."""
        return f"http://127.0.0.1:{self.server_port}/inbox"

    def wait(self, count=1):
        """The root elements of the documents, as soon as there are so many."""
        wait_for(lambda: len(self.documents) >= count)
        return [etree.fromstring(document) for document in self.documents]


class InboxHandler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.documents.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.logins.append(self.headers.get("Authorization"))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 200)
        self.send_header("Content-Length", str(len(self.server.answer)))
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *_):
        """Say nothing."""


def wait_for(condition):
    """Wait until the condition holds."""
    end = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def group(code, inbox_url, **changes):
    """One group of the tests' configuration."""
    return {
        "name": f"Group {code}",
        "marketplace": code,
        "buyer_identity": f"BUYER-{code}",
        "shared_secret": f"secret-{code.lower()}",
        "landing_url": "http://buyer.example/start",
        "return_url": "http://buyer.example/return",
        "inbox_url": inbox_url,
        "inbox_login": "amazon",
        "inbox_password": "inbox-password",
        "users": [{"email": "buyer@example.com", "name": "Bea Buyer"}],
        **changes,
    }


class Sandbox:
    """The server under test and handles to what it knows."""

    def __init__(self, application, port):
        self.application = application
        self.state = application.state
        self.base = f"http://127.0.0.1:{port}"

    def change(self, **changes):
        """Change the configuration of the first group, or the waiting times."""
        data = self.state.config.to_json()
        for key, value in changes.items():
            if key in data:
                data[key] = value
            else:
                data["groups"][0][key] = value
        self.state.config = read_config(data, self.state.config)


class Scene:
    """An order at Amazon, and what its buttons send; `page` is the answer to the last one."""

    def __init__(self, order, shopper, dtds):
        self.order = order
        self.shopper = shopper
        self.path = f"/order/{order.id}"
        self.page = None
        self._dtds = dtds

    def press(self, action, pieces=None, **form):
        """Press a button; give the root elements of the documents that it sends, each of them valid."""
        before = len(self.order.deliveries)
        form |= {f"pieces-{line}": quantity for line, quantity in (pieces or {}).items()}
        self.page = self.shopper.post(f"{self.path}/{action}", **form)
        roots = [etree.fromstring(delivery.body) for delivery in self.order.deliveries[before:]]
        for root in roots if self._dtds else ():
            self._dtds.validate(root, root.getroottree().docinfo.system_url.rpartition("/")[2])
        return roots

    def can(self, action):
        """Whether the button can be pressed."""
        page = html.fromstring(self.shopper.get(self.path).content)
        return page.find(f".//button[@formaction='{self.path}/{action}']").get("disabled") is None


class Dtds:
    """The DTDs of cXML in a folder."""

    def __init__(self, folder):
        self._folder = folder
        self._read = {}

    def validate(self, root, name):
        """Validate a document against the DTD of that file name."""
        if name not in self._read:
            with (self._folder / name).open("rb") as file:
                self._read[name] = etree.DTD(file)
        assert self._read[name].validate(root), self._read[name].error_log


def _serve(server):
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def inbox():
    """The inbox of every group."""
    yield from _serve(Inbox())


@pytest.fixture
def clock():
    """The sandbox's clock."""
    return Clock()


@pytest.fixture
def sandbox(inbox, clock):
    """A running sandbox that confirms at once and never cancels by itself."""
    config = read_config(
        {
            "groups": [group(code, inbox.url) for code in ("US", "DE", "JP")],
            "confirm_after_s": 0,
            "cancel_after_s": 3600,
        }
    )
    application = Application(config, clock=clock)
    application.courier.start()
    serving = _serve(make_sandbox_server("127.0.0.1", 0, application))
    yield Sandbox(application, next(serving).port)
    application.courier.stop()
    next(serving, None)


@pytest.fixture
def buyer(sandbox):
    """The purchasing system of the US group."""
    return Buyer(sandbox.base)


@pytest.fixture
def shopper(sandbox):
    """A browser."""
    return Shopper(sandbox.base)


@pytest.fixture
def asin(sandbox):
    """A function from the beginning of an English title to the ASIN."""
    items = sandbox.state.catalog.items
    return lambda title: next(key for key, item in items.items() if item.titles["US"].startswith(title))


@pytest.fixture
def returned_cart(sandbox, buyer):
    """A function that shops by punch-out and gives the cart's root element."""

    def shop(*basket, buyer=buyer):
        shopper = Shopper(sandbox.base)
        shopper.open_start_page(buyer.start_page())
        for asin, quantity in basket or [(PEN, 2)]:
            shopper.add(asin, quantity)
        return cart_of(shopper.submit())

    return shop


@pytest.fixture
def placed(sandbox, returned_cart, shopper, dtds):
    """A function that places an order, which waits for its buttons, and gives its Scene."""
    sandbox.change(confirm_after_s=3600)

    def place(*basket, code="US"):
        buyer = buyer_of(code, sandbox.base)
        number = len(sandbox.state.orders) + 1
        cart = returned_cart(*basket, buyer=buyer)
        buyer.order(cart, payload_id=f"order-{number}@buyer.example", order_id=f"PO{number}")
        return Scene(sandbox.state.orders[number], shopper, dtds)

    return place


@pytest.fixture(scope="session")
def dtds():
    """The DTDs of the folder AMAZON_PUNCHIN_CXML; None if they are not there."""
    folder = Path(os.environ.get("AMAZON_PUNCHIN_CXML") or "nowhere") / "dtd"
    return Dtds(folder) if folder.is_dir() else None


@pytest.fixture(scope="session")
def validate(dtds):
    """A function that validates a document against a DTD."""
    if dtds is None:
        pytest.skip("AMAZON_PUNCHIN_CXML names no folder with cXML's DTDs in its folder “dtd”: unpack cXML.zip there")
    return dtds.validate
