"""A person with a browser but without JavaScript, at Odoo and at the stand-in for Amazon Business."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from threading import Barrier
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from lxml import etree, html

from devtools.demo.expect import same
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

    def post_at_once(self, times: int) -> list[requests.Response]:
        """Post it by several browsers at the same moment."""
        barrier = Barrier(times)

        def post() -> requests.Response:
            barrier.wait()
            return self.post()

        with ThreadPoolExecutor(times) as threads:
            return [future.result() for future in [threads.submit(post) for _ in range(times)]]

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

    def check_out(self, amazon: str, basket: dict[str, int], group: str | None = None) -> requests.Response:
        """Fill the basket at Amazon and submit it.

        :param amazon: its address, without a slash at the end
        :param group: slug of the group to charge; None in a punch-out, which has chosen it
        :return: the page that ends there, or at Odoo
        """
        for asin, quantity in basket.items():
            self.post(f"{amazon}/basket/add", {"asin": asin, "quantity": quantity})
        self.post(f"{amazon}/checkout/address", {"address": "hq"})
        if group is not None:
            self.post(f"{amazon}/checkout/group", {"group": group})
        return self.post(f"{amazon}/checkout/submit")


def handover_of(page: requests.Response) -> Handover:
    """The form by which a page of Amazon's hands a cart over."""
    form = form_of(page, lambda form: form.get("name") == "handover", "a cart's form")
    return Handover(form.action, dict(form.form_values()))


def redirected(answer: requests.Response) -> str:
    """Where the answer to a cart leads to, which must be a 303."""
    same("The answer to a cart", answer.status_code, 303)
    return answer.headers["Location"]


def form_of(page: requests.Response, fits: Callable[[html.FormElement], bool], what: str) -> html.FormElement:
    """The form of a page that fits.

    :param what: how it is called in the problem that there is none
    """
    for form in html.fromstring(page.content).forms:
        if fits(form):
            return form
    raise Problem(f"The page at {_site(page)} does not have {what}.")


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
