"""A person with a browser but without JavaScript, at Odoo and at the stand-in for Amazon Business."""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urljoin, urlsplit

import requests
from lxml import etree, html

from amazon_sandbox.config import slugify
from devtools.problem import Problem

_TIMEOUT = 60


@dataclass(frozen=True)
class CartLine:
    """One ItemIn of a cart; `tax_rate` in percent, None where Amazon states none."""

    asin: str
    auxiliary_id: str
    quantity: int
    unit_price: Decimal
    seller: str
    tax_rate: Decimal | None


@dataclass(frozen=True)
class Cart:
    """What Amazon charges, as its cart says; `total` is items + shipping + tax."""

    currency: str
    total: Decimal
    lines: tuple[CartLine, ...]


@dataclass(frozen=True)
class Handover:
    """The form that posts a cart to the purchasing system by itself."""

    url: str
    fields: dict[str, str]

    def post(self) -> requests.Response:
        """Post it as a browser does from another site: without Odoo's cookie. Redirects are not followed."""
        return requests.post(self.url, self.fields, allow_redirects=False, timeout=_TIMEOUT)

    def cart(self) -> Cart:
        """The cart inside."""
        [document] = self.fields.values()
        root = etree.fromstring(document.encode())
        header = root.find("Message/PunchOutOrderMessage/PunchOutOrderMessageHeader")
        return Cart(
            header.find("Total/Money").get("currency"),
            sum((_amount(header, tag) for tag in ("Total", "Shipping", "Tax")), Decimal(0)),
            tuple(_line(item) for item in root.iter("ItemIn")),
        )


class Browser:
    """Keeps cookies, follows redirects, sends forms."""

    def __init__(self):
        self._session = requests.Session()

    def get(self, url: str) -> requests.Response:
        """Open a page.

        :raise Problem: when the answer is an error
        """
        return _page(self._session.get(url, timeout=_TIMEOUT))

    def post(self, url: str, **fields: str | int) -> requests.Response:
        """Send fields.

        :raise Problem: when the answer is an error
        """
        return _page(self._session.post(url, fields, timeout=_TIMEOUT))

    def submit(self, page: requests.Response, field: str, **fields: str) -> requests.Response:
        """Send the form of a page that has this field, with the values it came with and those given."""
        form = _form(page, field)
        values = {**dict(form.form_values()), **fields}
        return self.post(urljoin(page.url, form.get("action") or page.url), **values)

    def sign_in(self, odoo: str, login: str, password: str) -> None:
        """Sign in at Odoo by its form."""
        page = self.submit(self.get(f"{odoo}/web/login"), "password", login=login, password=password)
        if "/web/login" in page.url:
            raise Problem(f"Odoo does not let {login} in.")


class Shop:
    """The stand-in for Amazon, as seen in a browser.

    :param url: its address, without a slash at the end
    """

    def __init__(self, url: str, browser: Browser):
        self._url = url
        self._browser = browser

    def sign_in(self, email: str, marketplace: str) -> None:
        """Become somebody there."""
        self._browser.post(f"{self._url}/signin", email=email, marketplace=marketplace)

    def fill(self, basket: dict[str, int]) -> None:
        """Put items into the basket, by ASIN and quantity."""
        for asin, quantity in basket.items():
            self._browser.post(f"{self._url}/basket/add", asin=asin, quantity=quantity)

    def check_out(self, group: str | None = None) -> Handover:
        """Submit the basket and give the form that the browser ends with.

        :param group: name of the group to charge; None in a punch-out, which has chosen it
        """
        self._browser.post(f"{self._url}/checkout/address", address="hq")
        if group is not None:
            self._browser.post(f"{self._url}/checkout/group", group=slugify(group))
        page = self._browser.post(f"{self._url}/checkout/submit")
        form = next((form for form in _forms(page) if form.get("name") == "handover"), None)
        if form is None:
            raise Problem(f"The checkout does not lead to a cart's form, but to another page of {_site(page)}.")
        return Handover(form.action, dict(form.form_values()))


def _page(answer: requests.Response) -> requests.Response:
    if not answer.ok:
        said = " ".join(html.fromstring(answer.text).text_content().split()) if answer.text.strip() else ""
        raise Problem(f"{answer.request.method} at {_site(answer)}: {answer.status_code} {said[:300]}")
    return answer


def _site(answer: requests.Response) -> str:
    """Whose page it is; the rest of an address may hold a token."""
    return urlsplit(answer.url).netloc


def _form(page: requests.Response, field: str) -> html.FormElement:
    for form in _forms(page):
        if field in form.fields:
            return form
    raise Problem(f"The page at {_site(page)} has no form with {field}.")


def _forms(page: requests.Response) -> list[html.FormElement]:
    return html.fromstring(page.content).forms


def _line(item: etree._Element) -> CartLine:
    rate = item.find("Tax/TaxDetail")
    return CartLine(
        item.findtext("ItemID/SupplierPartID"),
        item.findtext("ItemID/SupplierPartAuxiliaryID"),
        int(item.get("quantity")),
        _amount(item, "ItemDetail/UnitPrice"),
        item.findtext("ItemDetail/Extrinsic[@name='soldBy']"),
        None if rate is None else Decimal(rate.get("percentageRate")),
    )


def _amount(element: etree._Element, path: str) -> Decimal:
    return Decimal(element.findtext(f"{path}/Money"))
