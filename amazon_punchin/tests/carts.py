"""Carts in Amazon's shape, for tests: what Amazon's server would write."""

import base64
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import quote_plus
from xml.sax.saxutils import escape, quoteattr


@dataclass
class Line:
    """One ``ItemIn``; amounts are texts, so that a test can write nonsense too."""

    price: str = "10.00"
    quantity: str = "1"
    asin: str = "B000TEST01"
    aux_id: str = ""
    title: str = "Gel pen, blue"
    rate: str = ""
    tax: str = ""
    shipping: str = "0.00"
    shipping_tax: str = ""
    unspsc: str = "44121704"
    category: str = "OFFICE_PRODUCTS"
    seller: str = "Amazon"
    currency: str = ""
    unit: str = "EA"
    extrinsics: dict = field(default_factory=dict)


@dataclass
class CartDocument:
    """A PunchOutOrderMessage; what is left empty follows from the lines."""

    cookie: str
    lines: list = field(default_factory=lambda: [Line()])
    currency: str = "USD"
    total: str = ""
    shipping: str = ""
    tax: str = ""
    sent_from: str = "Amazon"
    to: str = "ODOO-TEST"
    sender: str = "Amazon"
    payload_id: str = "1700000000.1.1@amazon.com"
    ship_to: str = ""
    doctype: str = '<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.024/cXML.dtd">'
    declaration: str = '<?xml version="1.0" encoding="UTF-8"?>'

    def __bytes__(self):
        return self.text().encode()

    def text(self):
        """The document."""
        return (
            f"{self.declaration}\n{self.doctype}\n"
            f'<cXML payloadID="{self.payload_id}" timestamp="2026-03-17T14:45:25.845Z"><Header>'
            f"{self._party('From', self.sent_from)}"
            f'<To><Credential domain="networkid"><Identity>{self.to}</Identity></Credential></To>'
            f"{self._party('Sender', self.sender, '<UserAgent>Amazon LLC eProcurement Application</UserAgent>')}"
            "</Header><Message><PunchOutOrderMessage>"
            + (f"<BuyerCookie>{escape(self.cookie)}</BuyerCookie>" if self.cookie else "")
            + '<PunchOutOrderMessageHeader operationAllowed="create">'
            f"<Total>{self._money(self.total or self._sum('price'))}</Total>{self.ship_to}"
            f"{self._charge('Shipping', self.shipping or self._sum('shipping'))}"
            f"{self._charge('Tax', self.tax or self._sum('tax'))}"
            "</PunchOutOrderMessageHeader>"
            + "".join(self._item(number, line) for number, line in enumerate(self.lines, start=1))
            + "</PunchOutOrderMessage></Message></cXML>"
        )

    def urlencoded(self):
        """The browser's form post with the field Amazon uses most likely."""
        return f"cXML-urlencoded={quote_plus(self.text())}".encode()

    def base64(self):
        """The other form field of the cXML Reference Guide."""
        return f"cXML-base64={quote_plus(base64.b64encode(bytes(self)))}".encode()

    def _party(self, tag, identity, more=""):
        return (
            f'<{tag}><Credential domain="DUNS"><Identity>128990368</Identity></Credential>'
            f'<Credential domain="NetworkId"><Identity>{identity}</Identity></Credential>{more}</{tag}>'
        )

    def _money(self, amount, currency=""):
        return f'<Money currency="{currency or self.currency}">{amount}</Money>'

    def _charge(self, tag, amount, details="", currency=""):
        text = {"Shipping": "Cost of shipping, not including shipping tax.", "Tax": "Cost of tax."}[tag]
        return (
            f'<{tag}>{self._money(amount, currency)}<Description xml:lang="en-US">{text}</Description>{details}</{tag}>'
        )

    def _item(self, number, line):
        extrinsics = {
            "soldBy": line.seller,
            "fulfilledBy": "Amazon",
            "category": line.category,
            "subCategory": "WRITING_INSTRUMENT",
            "itemCondition": "New",
            "detailPageURL": f"https://www.amazon.com/dp/{line.asin}",
            **line.extrinsics,
        }
        aux_id = line.aux_id or f"136-4982173-3109337,{number}"
        return (
            f'<ItemIn quantity="{line.quantity}"><ItemID>'
            + (f"<SupplierPartID>{line.asin}</SupplierPartID>" if line.asin else "")
            + (f"<SupplierPartAuxiliaryID>{aux_id}</SupplierPartAuxiliaryID>" if aux_id != "-" else "")
            + f"</ItemID><ItemDetail><UnitPrice>{self._money(line.price, line.currency)}</UnitPrice>"
            f'<Description xml:lang="en-US">{escape(line.title)}</Description>'
            f"<UnitOfMeasure>{line.unit}</UnitOfMeasure>"
            f'<Classification domain="UNSPSC">{line.unspsc}</Classification>'
            "<ManufacturerPartID>3084</ManufacturerPartID><ManufacturerName>Acme</ManufacturerName>"
            + "".join(
                f"<Extrinsic name={quoteattr(name)}>{escape(value)}</Extrinsic>"
                for name, value in extrinsics.items()
                if value
            )
            + f"</ItemDetail>{self._charge('Shipping', line.shipping)}"
            f"{self._charge('Tax', _tax(line), self._tax_details(line))}</ItemIn>"
        )

    def _tax_details(self, line):
        if not line.rate:
            return ""
        details = self._tax_detail(line, "subtotalTax", _subtotal_tax(line))
        return details + (self._tax_detail(line, "shippingTax", line.shipping_tax) if line.shipping_tax else "")

    def _tax_detail(self, line, purpose, amount):
        return (
            f'<TaxDetail category="vat" percentageRate="{line.rate}" purpose="{purpose}">'
            f"<TaxAmount>{self._money(amount)}</TaxAmount></TaxDetail>"
        )

    def _sum(self, kind):
        amounts = {
            "price": lambda line: Decimal(line.price) * Decimal(line.quantity),
            "shipping": lambda line: Decimal(line.shipping),
            "tax": lambda line: Decimal(_tax(line)),
        }[kind]
        return str(sum((amounts(line) for line in self.lines), Decimal("0.00" if self.currency != "JPY" else 0)))


def _subtotal_tax(line):
    if line.tax or not line.rate:
        return line.tax or "0"
    places = Decimal("0.01") if "." in line.price else Decimal(1)
    tax = Decimal(line.price) * Decimal(line.quantity) * Decimal(line.rate) / 100
    return str(tax.quantize(places, ROUND_HALF_UP))


def _tax(line):
    return str(Decimal(_subtotal_tax(line)) + Decimal(line.shipping_tax or "0"))
