"""The person of the tests: a browser without JavaScript."""

import base64

import requests
from lxml import etree, html

PEN = "B0T802R2HD"


class Shopper:
    """Goes through the shop by its forms."""

    def __init__(self, base):
        self.base = base
        self.session = requests.Session()

    def get(self, path):
        """A page."""
        return self.session.get(self.base + path, timeout=10)

    def post(self, path, **form):
        """Send a form and follow where it leads."""
        return self.session.post(self.base + path, data=form, timeout=10)

    def sign_in(self, email="buyer@example.com", marketplace="US"):
        """Become somebody."""
        return self.post("/signin", email=email, marketplace=marketplace)

    def add(self, asin=PEN, quantity=1):
        """Put something into the basket."""
        return self.post("/basket/add", asin=asin, quantity=quantity)

    def check_out(self, group="group-us", address="hq"):
        """Go through the checkout; return the answer, without leaving the shop."""
        self.post("/checkout/address", address=address)
        self.post("/checkout/group", group=group)
        return self.submit()

    def submit(self):
        """Press the last button; a redirect out of the shop is not followed."""
        answer = self.session.post(self.base + "/checkout/submit", allow_redirects=False, timeout=10)
        location = answer.headers.get("Location", "")
        return self.get(location) if location.startswith("/") else answer

    def open_start_page(self, url):
        """Follow a start page."""
        return self.session.get(url, timeout=10)


def handover(answer):
    """The action and the fields of the self-submitting form of a page."""
    form = html.fromstring(answer.content).forms
    form = next(form for form in form if form.get("name") == "handover")
    return form.action, dict(form.form_values())


def cart_of(answer):
    """The root element of the cart in a page's self-submitting form."""
    ((name, value),) = handover(answer)[1].items()
    document = base64.b64decode(value) if name == "cxml-base64" else value.encode()
    return etree.fromstring(document)
