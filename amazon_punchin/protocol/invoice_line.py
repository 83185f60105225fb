"""One line of an invoice (cXML Reference Guide, "InvoiceDetailItem", "InvoiceDetailServiceItem",
"InvoiceDetailOrderSummary").
"""

from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from . import invoice_amounts, values
from .errors import ProtocolError
from .invoice_amounts import Amounts
from .values import text

ITEM_TAGS = ("InvoiceDetailItem", "InvoiceDetailServiceItem")


@dataclass(frozen=True)
class InvoiceLine:
    """Something that is charged for, or credited.

    :ivar int | str | None number: line number in the invoice; None if absent
    :ivar int | str | None order_line: line number of our order, a text where the invoice gives no number; None if the
        line is not of the order, or is all of it
    :ivar str asin: ``SupplierPartID``; empty if absent
    :ivar str aux_id: ``SupplierPartAuxiliaryID``; empty if absent
    :ivar str description: empty if absent
    :ivar Decimal | None quantity: negative if it goes back; None where a sum is charged
    :ivar str unit: UN/CEFACT code; empty if absent
    :ivar Decimal | None unit_price: without tax, may be negative; None where a sum is charged
    :ivar Amounts amounts: subtotal, taxes, charges and discounts of the line
    """

    number: int | str | None
    order_line: int | str | None
    asin: str
    aux_id: str
    description: str
    quantity: Decimal | None
    unit: str
    unit_price: Decimal | None
    amounts: Amounts

    @property
    def subtotal(self):
        """Without tax, charges and discounts, as the line says; else quantity times price, exact.

        :rtype: Decimal
        """
        stated = self.amounts.subtotal
        return self.quantity * self.unit_price if stated is None else stated


def read_item(node, label):
    """Read a line with goods or a service.

    :param lxml.etree._Element node: one of :data:`ITEM_TAGS`
    :param str label: the path that the error names
    :rtype: InvoiceLine
    :raises ProtocolError: goods without quantity or price, a service without either of these or a subtotal;
        anything that is needed and not exact
    """
    quantity = node.get("quantity", "").strip()
    reference, amounts = _reference(node, label), invoice_amounts.read(node, label)
    line = InvoiceLine(
        number=_own_number(node),
        order_line=_order_line(node, reference, label),
        asin="" if reference is None else text(reference, "ItemID/SupplierPartID"),
        aux_id="" if reference is None else text(reference, "ItemID/SupplierPartAuxiliaryID"),
        description=_description(reference),
        quantity=values.number(quantity, f"{label}@quantity", signed=True) if quantity else None,
        unit=text(node, "UnitOfMeasure"),
        unit_price=_unit_price(node, amounts, label),
        amounts=amounts,
    )
    if node.tag == "InvoiceDetailItem" or line.amounts.subtotal is None:
        values.required_value(line.quantity, f"{label}@quantity")
    if line.amounts.subtotal is None:
        values.required_value(line.unit_price, f"{label}/UnitPrice/Money")
    return line


def read_order_summary(node, label):
    """Read the sum that is charged for an order without its lines.

    :param lxml.etree._Element node: ``InvoiceDetailOrderSummary``
    :param str label: the path that the error names
    :rtype: InvoiceLine
    :raises ProtocolError: no subtotal; anything that is not exact
    """
    amounts = invoice_amounts.read(node, label)
    values.required_value(amounts.subtotal, f"{label}/SubtotalAmount/Money")
    return InvoiceLine(
        number=_own_number(node),
        order_line=None,
        asin="",
        aux_id="",
        description=" ".join(text(node, "Comments").split()),
        quantity=None,
        unit="",
        unit_price=None,
        amounts=amounts,
    )


def _reference(node, label):
    path = f"{node.tag}Reference"
    return values.only(node, path, f"{label}/{path}")


def _order_line(node, reference, label):
    """A line that the order does not have says so; its number then means nothing."""
    if reference is None or values.says_yes(node, "isAdHoc"):
        return None
    value = reference.get("lineNumber", "")
    return values.line_number(value, f"{label}/{reference.tag}@lineNumber") if value.strip() else None


def _own_number(node):
    """Nothing depends on the number that a line has in the invoice."""
    with suppress(ProtocolError):
        return values.line_number(node.get("invoiceLineNumber", ""), "")
    return None


def _description(reference):
    return values.description(None if reference is None else reference.find("Description"))


def _unit_price(node, amounts, label):
    """The price of one; where it cannot be told, the subtotal says enough."""
    try:
        price = values.optional_amount(node, "UnitPrice", f"{label}/UnitPrice", signed=True)
        basis = node.find("PriceBasisQuantity")
        if price is None or basis is None:
            return price
        path = f"{label}/PriceBasisQuantity"
        pieces = values.number(basis.get("quantity", ""), f"{path}@quantity")
        factor = values.number(basis.get("conversionFactor", "1"), f"{path}@conversionFactor")
        if not pieces:
            raise ProtocolError("unknown_value", path=f"{path}@quantity", value=basis.get("quantity"))
        return price * factor / pieces
    except ProtocolError:
        if amounts.subtotal is None:
            raise
        return None
