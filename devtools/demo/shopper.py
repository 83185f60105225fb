"""A person with a browser but without JavaScript, at Odoo and at the stand-in for Amazon Business."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from lxml import etree, html

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


class Browser(requests.Session):
    """Keeps cookies, follows redirects, sends forms; an answer that is an error is a problem."""

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        """Ask for a page."""
        page = super().request(method, url, **{"timeout": _TIMEOUT, **options})
        if not page.ok:
            said = " ".join(html.fromstring(page.text).text_content().split()) if page.text.strip() else ""
            raise Problem(f"{page.request.method} at {_site(page)}: {page.status_code} {said[:300]}")
        return page

    def submit(self, page: requests.Response, field: str, **fields: str) -> requests.Response:
        """Send the form of a page that has this field, with the values it came with and those given."""
        form = form_of(page, lambda form: field in form.fields, f"a form with {field}")
        values = {**dict(form.form_values()), **fields}
        return self.post(urljoin(page.url, form.get("action") or page.url), values)

    def sign_in(self, odoo: str, login: str) -> None:
        """Sign in at Odoo by its form, where the password is the login."""
        page = self.submit(self.get(f"{odoo}/web/login"), "password", login=login, password=login)
        if "/web/login" in page.url:
            raise Problem(f"Odoo does not let {login} in.")


def form_of(page: requests.Response, fits: Callable[[html.FormElement], bool], what: str) -> html.FormElement:
    """The form of a page that fits.

    :param what: how it is called in the problem that there is none
    """
    for form in html.fromstring(page.content).forms:
        if fits(form):
            return form
    raise Problem(f"The page at {_site(page)} has not {what}.")


def _site(page: requests.Response) -> str:
    """Whose page it is; the rest of an address may hold a token."""
    return urlsplit(page.url).netloc


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
