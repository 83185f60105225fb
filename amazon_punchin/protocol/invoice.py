"""InvoiceDetailRequest: what Amazon or one of its sellers charges or credits.

cXML Reference Guide, "InvoiceDetailRequest". A positive amount is owed to the seller, a negative one goes back to
the buyer.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from . import dates, document, invoice_amounts, invoice_line, partner, values
from .errors import ProtocolError
from .invoice_amounts import Amounts
from .references import OrderReference, read_order, read_payload_id
from .values import text

NEW = "new"
DELETE = "delete"
STANDARD = "standard"
CREDIT_PURPOSES = frozenset({"creditMemo", "lineLevelCreditMemo"})
PURPOSES = CREDIT_PURPOSES | {STANDARD, "debitMemo", "lineLevelDebitMemo"}

#: Roles of a party, the one that speaks most clearly of the seller first.
SELLER_ROLES = ("issuerOfInvoice", "from", "supplierCorporate", "remitTo")

#: A term of payment, and what it was called before cXML 1.2.011.
_PAYMENT_TERMS = ("PaymentTerm", "InvoiceDetailPaymentTerm")
_DAYS = re.compile(r"\s*\+?0*(\d{1,3})(?:\.0*)?\s*", re.ASCII)

_ORDER_TAGS = ("InvoiceDetailOrder", "InvoiceDetailHeaderOrder")


@dataclass(frozen=True)
class InvoicedOrder:
    """What is charged for one order, or for none.

    :ivar OrderReference | None order: our order; None if Amazon names none
    :ivar str supplier_number: Amazon's order number; empty if absent
    :ivar tuple[InvoiceLine, ...] lines: one without quantity if the order is charged as a sum
    """

    order: OrderReference | None
    supplier_number: str
    lines: tuple


@dataclass(frozen=True)
class Invoice:
    """A whole InvoiceDetailRequest.

    :ivar str number: number of the invoice
    :ivar str purpose: one of :data:`PURPOSES`
    :ivar str operation: ``new``, or ``delete`` to cancel an earlier invoice
    :ivar bool information_only: whether nothing is to be done about it, e.g. a receipt
    :ivar datetime | None noticed_at: when Amazon wrote the document; None if absent or nonsense
    :ivar date | None date: the day on the invoice; None if absent or nonsense
    :ivar int | None payment_days: after how many days it is to be paid in full; None if absent
    :ivar str original_number: number of the invoice that it corrects or cancels; empty if absent
    :ivar str original_payload_id: payloadID of that invoice; empty if absent
    :ivar str currency: ISO 4217 code of every amount; empty if there is none
    :ivar tuple[Partner, ...] partners: seller, payee, buyer, …
    :ivar tuple[InvoicedOrder, ...] orders: in the document's order; empty if there is a summary only
    :ivar Amounts summary: the totals, which include what stands in the lines
    :ivar dict[str, str] extrinsics: name to text, e.g. ``supplierVatID``
    :ivar tuple[str, ...] attachments: URLs as they stand: of the web, or ``cid:`` for a part of the MIME message
    """

    number: str
    purpose: str
    operation: str
    information_only: bool
    noticed_at: datetime | None
    date: date | None
    payment_days: int | None
    original_number: str
    original_payload_id: str
    currency: str
    partners: tuple
    orders: tuple
    summary: Amounts
    extrinsics: dict
    attachments: tuple

    @property
    def lines(self):
        """The lines of all orders.

        :rtype: tuple[InvoiceLine, ...]
        """
        return tuple(line for order in self.orders for line in order.lines)

    def partner(self, *roles):
        """Find a party by its role.

        :param str roles: the one to be preferred first
        :rtype: Partner | None
        """
        by_role = {found.role.casefold(): found for found in reversed(self.partners)}
        return next((by_role[role.casefold()] for role in roles if role.casefold() in by_role), None)

    @property
    def seller(self):
        """Who charges: the party of the first of :data:`SELLER_ROLES` that is there.

        :rtype: Partner | None
        """
        return self.partner(*SELLER_ROLES)

    @property
    def seller_name(self):
        """Name of who charges; empty if absent."""
        return self.seller.name if self.seller else ""

    @property
    def seller_tax_ids(self):
        """VAT number of who charges, which may stand beside the parties.

        :rtype: tuple[str, ...]
        """
        stated = self.seller.tax_ids if self.seller else ()
        return stated or tuple(filter(None, (self.extrinsics.get("supplierVatID"),)))


def parse(root):
    """Read an InvoiceDetailRequest.

    :param lxml.etree._Element root: the ``cXML`` element
    :rtype: Invoice
    :raises ProtocolError: another document; no number; neither lines nor summary; anything that is not exact; two
        currencies
    """
    request = document.require_type(root, "InvoiceDetailRequest")
    header = values.required(request, "InvoiceDetailRequestHeader", "InvoiceDetailRequestHeader")
    orders = tuple(_orders(request))
    return Invoice(
        number=_number(header),
        purpose=_word(header, "purpose", STANDARD, PURPOSES),
        operation=_word(header, "operation", NEW, (NEW, DELETE)),
        information_only=values.says_yes(header, "isInformationOnly"),
        noticed_at=dates.noticed_at(root, header),
        date=dates.lenient_day(header.get("invoiceDate", "")),
        payment_days=_payment_days(header),
        original_number=_attribute(header, "InvoiceIDInfo", "invoiceID"),
        original_payload_id=read_payload_id(header, "InvoiceDetailRequestHeader"),
        currency=values.one_currency(request),
        partners=tuple(map(partner.read, header.iterfind("InvoicePartner"))),
        orders=orders,
        summary=_summary(request, orders),
        extrinsics={
            node.get("name", "").strip(): " ".join("".join(node.itertext()).split())
            for node in header.iterfind("Extrinsic")
        },
        attachments=tuple(text(node, "URL") for node in request.iter("Attachment") if text(node, "URL")),
    )


def _number(header):
    value = header.get("invoiceID", "").strip()
    if not value:
        raise ProtocolError("missing", path="InvoiceDetailRequestHeader@invoiceID")
    return value


def _word(header, attribute, default, allowed):
    """The DTD gives a default for these attributes."""
    return values.choice(header.get(attribute, "") or default, allowed, f"InvoiceDetailRequestHeader@{attribute}")


def _payment_days(header):
    """A term with a discount is an offer to pay early."""
    terms = (node.get("payInNumberOfDays", "") for path in _PAYMENT_TERMS for node in header.iterfind(path))
    return max((int(match[1]) for match in map(_DAYS.fullmatch, terms) if match), default=None)


def _attribute(element, path, name):
    node = element.find(path)
    return "" if node is None else node.get(name, "").strip()


def _summary(request, orders):
    node = values.only(request, "InvoiceDetailSummary", "InvoiceDetailSummary")
    if node is not None:
        return invoice_amounts.read(node, "InvoiceDetailSummary")
    if not orders:
        raise ProtocolError("missing", path="InvoiceDetailSummary")
    return Amounts()


def _orders(request):
    for number, node in enumerate(request.iterchildren(*_ORDER_TAGS), start=1):
        label = f"{node.tag}[{number}]"
        info = values.only(node, "InvoiceDetailOrderInfo", f"{label}/InvoiceDetailOrderInfo")
        yield InvoicedOrder(
            order=None if info is None else _order(info, f"{label}/InvoiceDetailOrderInfo"),
            supplier_number="" if info is None else _attribute(info, "SupplierOrderInfo", "orderID"),
            lines=tuple(_lines(node, label)),
        )


def _order(info, label):
    """Our order number stands in a reference, or alone; an invoice may name none."""
    try:
        reference = read_order(info, f"{label}/OrderReference")
    except ProtocolError as error:
        if error.reason != "missing":
            raise
        reference = None
    number = _attribute(info, "OrderIDInfo", "orderID")
    if reference is None and number:
        return OrderReference("", number)
    return reference


def _lines(node, label):
    for number, item in enumerate(node.iterchildren(*invoice_line.ITEM_TAGS), start=1):
        yield invoice_line.read_item(item, f"{label}/{item.tag}[{number}]")
    for summary in node.iterchildren("InvoiceDetailOrderSummary"):
        yield invoice_line.read_order_summary(summary, f"{label}/InvoiceDetailOrderSummary")
