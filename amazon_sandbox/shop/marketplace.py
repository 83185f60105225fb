"""The three marketplaces: currency, tax, wording and addresses."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Address:
    """A ship-to address of the business account.

    `tax_rate` is the sales tax in percent where it depends on the address (US), else None.
    """

    key: str
    name: str
    street: str
    city: str
    state: str
    postal_code: str
    country: str
    tax_rate: Decimal | None = None

    @property
    def one_line(self):
        """The address for a list."""
        place = " ".join(part for part in (self.city, self.state, self.postal_code) if part)
        return f"{self.street}, {place}"


@dataclass(frozen=True)
class Marketplace:
    """One country's Amazon.

    `tax_rates` maps an item's tax class to percent; `tax_category` is `TaxDetail@category`.
    Both are empty where the tax depends on the address and is stated without detail (US).
    """

    code: str
    country: str
    host: str
    language: str
    currency: str
    digits: int
    tax_rates: dict[str, Decimal]
    tax_category: str
    shipping_text: str
    tax_text: str
    addresses: tuple[Address, ...]

    def round(self, amount):
        """A Decimal rounded half up to the currency's smallest unit."""
        return amount.quantize(Decimal(1).scaleb(-self.digits), ROUND_HALF_UP)

    def tax_rate(self, tax_class, address):
        """Percent of tax on an item of this class sent to this address."""
        return address.tax_rate if address.tax_rate is not None else self.tax_rates[tax_class]

    def address(self, key):
        """The address of that key; the first one when there is none."""
        return next((item for item in self.addresses if item.key == key), self.addresses[0])

    def show(self, amount):
        """An amount as people of this country read it."""
        text = f"{amount:,.{self.digits}f}"
        if self.code == "DE":
            return text.translate(str.maketrans(",.", ".,")) + "\u00a0€"
        return {"US": "$", "JP": "￥"}[self.code] + text


def _us(key, name, street, city, state, postal_code, rate):
    return Address(key, name, street, city, state, postal_code, "US", Decimal(rate))


MARKETPLACES = {
    "US": Marketplace(
        code="US",
        country="United States",
        host="www.amazon.com",
        language="en-US",
        currency="USD",
        digits=2,
        tax_rates={},
        tax_category="",
        shipping_text="Cost of shipping (shipping tax excluded).",
        tax_text="Cost of tax, including shipping tax.",
        addresses=(
            _us("hq", "Headquarters", "410 Terry Avenue", "Austin", "TX", "78701", "8.25"),
            _us("lab", "Laboratory", "77 Harbor Street", "Sunnyvale", "CA", "94085", "9.125"),
            _us("west", "Warehouse West", "2200 Pine Road", "Portland", "OR", "97201", "0"),
        ),
    ),
    "DE": Marketplace(
        code="DE",
        country="Deutschland",
        host="www.amazon.de",
        language="de-DE",
        currency="EUR",
        digits=2,
        tax_rates={"standard": Decimal(19), "book": Decimal(7), "food": Decimal(7)},
        tax_category="vat",
        shipping_text="Versandkosten (Versandsteuern ausgeschlossen).",
        tax_text="Steuern, einschließlich Steuer für Versand",
        addresses=(
            Address("hq", "Zentrale", "Lindenstraße 12", "Berlin", "", "10969", "DE"),
            Address("werk", "Werk Süd", "Industriestraße 5", "Augsburg", "", "86153", "DE"),
        ),
    ),
    "JP": Marketplace(
        code="JP",
        country="日本",
        host="www.amazon.co.jp",
        language="ja-JP",
        currency="JPY",
        digits=0,
        tax_rates={"standard": Decimal(10), "book": Decimal(10), "food": Decimal(8)},
        tax_category="vat",
        shipping_text="配送料 (配送料の消費税は含まれません)",
        tax_text="消費税 (配送料の消費税を含みます)",
        addresses=(
            Address("hq", "本社", "丸の内1-2-3", "千代田区", "東京都", "100-0005", "JP"),
            Address("osaka", "大阪支店", "梅田2-4-6", "大阪市北区", "大阪府", "530-0001", "JP"),
        ),
    ),
}
