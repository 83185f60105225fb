"""InvoiceDetailRequest: what is to be paid, and what is given back."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from ..shop.catalog import Seller
from ..shop.pricing import Charges, sum_charges
from .invoice_party import contact, partner
from .order_request import OrderedLine, OrderRequest
from .ship_notice import Shipment
from .writer import localized, money, node, order_reference, timestamp

STANDARD = "standard"
CREDIT_MEMO = "creditMemo"
LINE_CREDIT_MEMO = "lineLevelCreditMemo"
PAYMENT_DAYS = 30


@dataclass(frozen=True)
class InvoicedLine:
    """Pieces of an ordered line that are charged, or given back if `pieces` is negative.

    What is given back has a negative quantity, or else a negative unit price.
    """

    order: OrderRequest
    line: OrderedLine
    amazon_number: str
    pieces: int
    unit_price: Decimal
    charges: Charges
    shipment: Shipment | None = None

    @property
    def quantity(self):
        """`InvoiceDetailItem@quantity`."""
        return -self.pieces if self.unit_price < 0 else self.pieces


@dataclass(frozen=True)
class Invoice:
    """An invoice or a credit memo.

    :ivar issuer: in whose name it is.
    :ivar original: the invoice that is credited.
    :ivar excess: how much more its total is than its lines come to.
    """

    number: str
    issuer: Seller
    lines: tuple[InvoicedLine, ...]
    purpose: str = STANDARD
    original: "Invoice | None" = None
    excess: Decimal = Decimal(0)
    payload_id: str = ""

    @property
    def marketplace(self):
        """The marketplace of its orders."""
        return self.lines[0].line.cart.marketplace

    @property
    def charges(self):
        """The sum of its lines."""
        return sum_charges(self.marketplace, (row.charges for row in self.lines))

    @property
    def total(self):
        """What is due."""
        return self.charges.total + self.excess


def invoice_detail(group, invoice, moment):
    """An InvoiceDetailRequest.

    Every line states its own tax and shipping; the summary adds them up, in VAT countries by
    rate. A credit memo of the purpose "creditMemo" has no lines, only the sum of each order.
    """
    rows = enumerate(invoice.lines, 1)
    orders = [list(pairs) for _, pairs in groupby(rows, key=lambda pair: _same_order(pair[1]))]
    write_order = _header_order if invoice.purpose == CREDIT_MEMO else _order
    return node(
        "InvoiceDetailRequest",
        _header(group, invoice, moment),
        *(write_order(invoice, pairs) for pairs in orders),
        _summary(invoice),
    )


def _same_order(row):
    return row.order.payload_id, row.amazon_number


def _header(group, invoice, moment):
    address = invoice.lines[0].line.cart.address
    head = node(
        "InvoiceDetailRequestHeader",
        node("InvoiceDetailHeaderIndicator"),
        node("InvoiceDetailLineIndicator", isTaxInLine="yes", isShippingInLine="yes"),
        partner("issuerOfInvoice", invoice.issuer.address, vat_number=_vat_number(invoice)),
        partner("soldTo", address, name=group.name),
        invoiceID=invoice.number,
        purpose=invoice.purpose,
        operation="new",
        invoiceDate=timestamp(moment),
    )
    if invoice.purpose == CREDIT_MEMO:
        head.find("InvoiceDetailHeaderIndicator").set("isHeaderInvoice", "yes")
    if invoice.original:
        head.append(node("DocumentReference", payloadID=invoice.original.payload_id))
        head.append(node("InvoiceIDInfo", invoiceID=invoice.original.number))
    if invoice.purpose == STANDARD:
        head.append(node("PaymentTerm", payInNumberOfDays=str(PAYMENT_DAYS)))
    return head


def _vat_number(invoice):
    return invoice.issuer.vat_numbers.get(invoice.marketplace.code)


def _order_info(row):
    supplier = node("SupplierOrderInfo", orderID=row.amazon_number) if row.amazon_number else None
    return node("InvoiceDetailOrderInfo", order_reference(row.order), supplier)


def _order(invoice, pairs):
    items = (_item(invoice, number, row) for number, row in pairs)
    return node("InvoiceDetailOrder", _order_info(pairs[0][1]), *items)


def _header_order(invoice, pairs):
    number, row = pairs[0]
    charges = sum_charges(invoice.marketplace, (row.charges for _, row in pairs))
    return node(
        "InvoiceDetailHeaderOrder",
        _order_info(row),
        node(
            "InvoiceDetailOrderSummary",
            _amount(invoice, "SubtotalAmount", charges.items),
            _tax(invoice, [row for _, row in pairs]),
            _shipping(invoice, row, charges),
            _amount(invoice, "GrossAmount", charges.total),
            _amount(invoice, "NetAmount", charges.total),
            invoiceLineNumber=str(number),
        ),
    )


def _item(invoice, number, row):
    return node(
        "InvoiceDetailItem",
        node("UnitOfMeasure", "EA"),
        _amount(invoice, "UnitPrice", row.unit_price),
        _item_reference(invoice, row),
        _amount(invoice, "SubtotalAmount", row.charges.items),
        _tax(invoice, [row]),
        _shipping(invoice, row, row.charges),
        _ship_notice_info(row.shipment) if row.shipment else None,
        _amount(invoice, "GrossAmount", row.charges.total),
        _amount(invoice, "NetAmount", row.charges.total),
        invoiceLineNumber=str(number),
        quantity=str(row.quantity),
    )


def _item_reference(invoice, row):
    cart_line, marketplace = row.line.cart_line, invoice.marketplace
    item = cart_line.item
    return node(
        "InvoiceDetailItemReference",
        node(
            "ItemID",
            node("SupplierPartID", item.asin),
            node("SupplierPartAuxiliaryID", row.line.cart.auxiliary_id(cart_line)),
        ),
        localized("Description", item.title(marketplace), marketplace.language),
        node("Classification", item.unspsc, domain="UNSPSC"),
        node("ManufacturerPartID", item.mpn),
        localized("ManufacturerName", item.manufacturer, marketplace.language),
        lineNumber=str(row.line.number),
    )


def _ship_notice_info(shipment):
    return node("ShipNoticeIDInfo", shipNoticeID=shipment.id, shipNoticeDate=timestamp(shipment.shipped_at))


def _shipping(invoice, row, charges):
    """The element InvoiceDetailLineShipping, None where shipping is free."""
    if not charges.shipping:
        return None
    return node(
        "InvoiceDetailLineShipping",
        node(
            "InvoiceDetailShipping",
            contact("shipFrom", row.line.cart_line.item.seller.address),
            contact("shipTo", row.line.cart.address),
        ),
        node("Money", f"{charges.shipping:f}", currency=invoice.marketplace.currency),
    )


def _summary(invoice):
    charges = invoice.charges
    return node(
        "InvoiceDetailSummary",
        _amount(invoice, "SubtotalAmount", charges.items),
        _tax(invoice, invoice.lines),
        _amount(invoice, "ShippingAmount", charges.shipping),
        _amount(invoice, "GrossAmount", invoice.total),
        _amount(invoice, "NetAmount", invoice.total),
        _amount(invoice, "DueAmount", invoice.total),
    )


def _tax(invoice, rows):
    """The element Tax of some lines, with one TaxDetail for each rate where there is VAT."""
    marketplace = invoice.marketplace
    tax = _amount(invoice, "Tax", sum_charges(marketplace, (row.charges for row in rows)).tax)
    tax.append(localized("Description", marketplace.tax_text, marketplace.language))
    if marketplace.tax_category:
        for rate in sorted({row.line.cart_line.rate for row in rows}, reverse=True):
            same = (row.charges for row in rows if row.line.cart_line.rate == rate)
            tax.append(_tax_detail(invoice, rate, sum_charges(marketplace, same)))
    return tax


def _tax_detail(invoice, rate, charges):
    return node(
        "TaxDetail",
        _amount(invoice, "TaxableAmount", charges.items + charges.shipping),
        _amount(invoice, "TaxAmount", charges.tax),
        purpose="tax",
        category=invoice.marketplace.tax_category,
        percentageRate=f"{rate:.2f}",
    )


def _amount(invoice, tag, amount):
    return money(tag, amount, invoice.marketplace.currency)
