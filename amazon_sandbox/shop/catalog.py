"""The goods, read from catalog.json."""

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from .marketplace import Address


@dataclass(frozen=True)
class Category:
    """A department of the shop; `code` is the Extrinsic "category"."""

    key: str
    label: str
    code: str


@dataclass(frozen=True)
class Seller:
    """Who sells; `shipping` is the charge per order line by marketplace, None if free.

    `vat_numbers` has one for each marketplace where the seller must state it on an invoice.
    """

    key: str
    name: str
    fulfilled_by: str
    shipping: dict[str, str] | None
    vat_numbers: dict[str, str]
    address: Address

    def shipping_charge(self, marketplace):
        """The charge for one order line, in the marketplace's currency."""
        return Decimal(self.shipping[marketplace.code]) if self.shipping else Decimal(0)


@dataclass(frozen=True)
class Item:
    """One offer. `stock` is the number there is, None when it never runs out."""

    asin: str
    category: Category
    seller: Seller
    picture: str
    sub_category: str
    unspsc: str
    manufacturer: str
    mpn: str
    condition: str
    tax_class: str
    upc: str
    ean: str
    qualified: bool
    stock: int | None
    prices: dict[str, str]
    titles: dict[str, str]

    def title(self, marketplace):
        """The title in the marketplace's language."""
        return self.titles[marketplace.code]

    def price(self, marketplace):
        """The price without tax of one piece, in the marketplace's currency."""
        return Decimal(self.prices[marketplace.code])

    def matches(self, words):
        """Whether each of the casefolded words is in a title, code or name of the item."""
        text = " ".join([*self.titles.values(), self.asin, self.mpn, self.manufacturer, self.seller.name]).casefold()
        return all(word in text for word in words)


class Catalog:
    """All items, by ASIN and by search."""

    def __init__(self):
        data = json.loads(Path(__file__).with_name("catalog.json").read_text(encoding="utf-8"))
        self.categories = {row["key"]: Category(**row) for row in data["categories"]}
        self.sellers = {row["key"]: self._seller(row) for row in data["sellers"]}
        self.items = {row["asin"]: self._item(row) for row in data["items"]}

    def _seller(self, row):
        address = Address(key=row["key"], name=row["name"], **row["address"])
        return Seller(**{**row, "address": address})

    def _item(self, row):
        links = {
            "category": self.categories[row["category"]],
            "seller": self.sellers[row["seller"]],
        }
        return Item(**{**row, **links})

    def search(self, text="", category="", seller=""):
        """The items that match every word, of one category and seller where given."""
        words = text.casefold().split()
        return [
            item
            for item in self.items.values()
            if item.matches(words) and category in ("", item.category.key) and seller in ("", item.seller.key)
        ]
