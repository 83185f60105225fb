"""Invoices in Amazon's shape, for tests; values are texts, so that a test can write nonsense too."""

from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from .answers import LANG, Answer, tag


@dataclass
class Tax:
    """One ``TaxDetail``."""

    rate: str
    amount: str
    category: str = "vat"
    taxable: str | None = None
    purpose: str = "tax"
    exempt: str = ""
    location: str = ""


@dataclass
class InvoiceLine:
    """One ``InvoiceDetailItem``; its taxes are given by one rate, or one by one."""

    quantity: str = "1"
    price: str = "10.00"
    line: str = "1"
    ad_hoc: bool = False
    asin: str = "B000TEST01"
    aux_id: str = ""
    unit: str = "EA"
    subtotal: str | None = None
    tax: str | None = None
    rate: str = ""
    taxes: list = field(default_factory=list)
    shipping: str | None = None
    discount: str | None = None


@dataclass
class InvoicedOrder:
    """One ``InvoiceDetailOrder``; a sum instead of lines makes it an ``InvoiceDetailHeaderOrder``."""

    number: str = "P00001"
    reference: str = "order-1@example.com"
    supplier_number: str = ""
    lines: list = field(default_factory=lambda: [InvoiceLine()])
    sum: str = ""


@dataclass
class InvoiceDocument(Answer):
    """An InvoiceDetailRequest; taxes are pairs of rate and amount, or :class:`Tax`."""

    dtd: str = "InvoiceDetail"
    invoice_id: str = "INV-US-100"
    date: str = "2026-03-18T09:00:00-0800"
    purpose: str = "standard"
    operation: str = "new"
    original: str = ""
    seller: str = "Pens & More LLC"
    vat: str = ""
    orders: list = field(default_factory=lambda: [InvoicedOrder()])
    subtotal: str | None = "10.00"
    tax: str | None = "0.00"
    taxes: list = field(default_factory=list)
    shipping: str | None = None
    discount: str | None = None
    gross: str | None = None
    net: str | None = "10.00"
    due: str | None = None
    attachment: str = ""

    def body(self):
        """The ``InvoiceDetailRequest``."""
        return tag(
            "InvoiceDetailRequest",
            self._header()
            + "".join(self._order(order, number) for number, order in enumerate(self.orders))
            + self._summary(),
        )

    def _header(self):
        content = (
            tag("InvoiceDetailHeaderIndicator")
            + tag("InvoiceDetailLineIndicator", isTaxInLine="yes")
            + (self._partner("issuerOfInvoice", self.seller, self.vat) if self.seller else "")
            + self._partner("billTo", "Our Company")
            + (tag("InvoiceIDInfo", invoiceID=self.original) if self.original else "")
            + (tag("Comments", tag("Attachment", tag("URL", self.attachment))) if self.attachment else "")
        )
        return tag(
            "InvoiceDetailRequestHeader",
            content,
            invoiceID=self.invoice_id,
            invoiceDate=self.date,
            purpose=self.purpose,
            operation=self.operation,
        )

    def _partner(self, role, name, vat=""):
        place = (
            tag("Street", "1 Main St")
            + tag("City", "Springfield")
            + tag("PostalCode", "01101")
            + tag("Country", "United States", isoCountryCode="US")
        )
        contact = tag("Contact", tag("Name", escape(name), **LANG) + tag("PostalAddress", place), role=role)
        return tag("InvoicePartner", contact + (tag("IdReference", identifier=vat, domain="vatID") if vat else ""))

    def _order(self, order, position):
        info = self.order_reference(order.number, order.reference) if order.number or order.reference else ""
        if order.supplier_number:
            info += tag("SupplierOrderInfo", orderID=order.supplier_number)
        info = tag("InvoiceDetailOrderInfo", info)
        if order.sum:
            subtotal = self.money("SubtotalAmount", order.sum)
            summary = tag("InvoiceDetailOrderSummary", subtotal, invoiceLineNumber=str(position * 100 + 1))
            return tag("InvoiceDetailHeaderOrder", info + summary)
        lines = "".join(self._line(line, position * 100 + count) for count, line in enumerate(order.lines, start=1))
        return tag("InvoiceDetailOrder", info + lines)

    def _line(self, line, number):
        reference = tag(
            "InvoiceDetailItemReference",
            tag("ItemID", tag("SupplierPartID", line.asin) + _aux_id(line))
            + tag("Description", "Gel pen, blue", **LANG),
            lineNumber=line.line,
        )
        shipping = (
            None
            if line.shipping is None
            else tag("InvoiceDetailShipping") + tag("Money", line.shipping, currency=self.currency)
        )
        return tag(
            "InvoiceDetailItem",
            tag("UnitOfMeasure", line.unit)
            + self.money("UnitPrice", line.price)
            + reference
            + self.money("SubtotalAmount", line.subtotal)
            + self._tax(line.tax, line.taxes or ([(line.rate, line.tax)] if line.rate else []))
            + tag("InvoiceDetailLineShipping", shipping)
            + self.money("InvoiceDetailDiscount", line.discount),
            invoiceLineNumber=str(number),
            quantity=line.quantity,
            isAdHoc="yes" if line.ad_hoc else "",
        )

    def _tax(self, amount, taxes):
        details = "".join(self._tax_detail(tax if isinstance(tax, Tax) else Tax(*tax)) for tax in taxes)
        return self.money("Tax", amount, tag("Description", "Tax", **LANG) + details)

    def _tax_detail(self, tax):
        return tag(
            "TaxDetail",
            self.money("TaxableAmount", tax.taxable)
            + self.money("TaxAmount", tax.amount)
            + (tag("TaxLocation", tax.location, **LANG) if tax.location else ""),
            category=tax.category,
            percentageRate=tax.rate,
            purpose=tax.purpose,
            exemptDetail=tax.exempt,
        )

    def _summary(self):
        return tag(
            "InvoiceDetailSummary",
            self.money("SubtotalAmount", self.subtotal)
            + self._tax(self.tax, self.taxes)
            + self.money("ShippingAmount", self.shipping)
            + self.money("GrossAmount", self.gross)
            + self.money("InvoiceDetailDiscount", self.discount)
            + self.money("NetAmount", self.net)
            + self.money("DueAmount", self.due),
        )


def _aux_id(line):
    return tag("SupplierPartAuxiliaryID", line.aux_id) if line.aux_id else ""
