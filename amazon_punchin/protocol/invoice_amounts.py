"""The amounts of an invoice's line, of its order, or of its summary (cXML Reference Guide, "InvoiceDetailSummary").

A positive amount is owed to the seller, a negative one goes back to the buyer; a positive discount makes it less.
"""

from dataclasses import dataclass
from decimal import Decimal

from . import values
from .values import text

#: The element of the summary, then the one of a line.
_SPECIAL_HANDLING = ("SpecialHandlingAmount", "InvoiceDetailLineSpecialHandling")
_SHIPPING = ("ShippingAmount", "InvoiceDetailLineShipping")
_MODIFICATIONS = ("InvoiceHeaderModifications/Modification", "InvoiceItemModifications/Modification")


@dataclass(frozen=True)
class TaxDetail:
    """One tax.

    :ivar str category: lower case, e.g. ``vat``, ``sales``; empty if absent
    :ivar Decimal | None rate: percent, e.g. ``Decimal("19.00")``; None if absent
    :ivar str purpose: ``tax``, ``shippingTax``, …; empty if absent
    :ivar Decimal | None taxable: what the tax is on; None if absent
    :ivar Decimal amount: the tax
    :ivar str exempt: ``exempt`` or ``zeroRated``, why there is none; empty if absent
    :ivar str location: whose tax it is, e.g. ``QC``; empty if absent
    """

    category: str
    rate: Decimal | None
    purpose: str
    taxable: Decimal | None
    amount: Decimal
    exempt: str = ""
    location: str = ""


@dataclass(frozen=True)
class Modification:
    """An additional charge, or an allowance.

    :ivar str name: e.g. ``Freight``; empty if absent
    :ivar Decimal amount: without tax; a charge is positive, an allowance negative
    """

    name: str
    amount: Decimal


@dataclass(frozen=True)
class Amounts:
    """Amounts in the invoice's currency; each is None if absent or empty.

    :ivar Decimal | None subtotal: quantity times price, without tax
    :ivar Decimal | None tax: all taxes together
    :ivar tuple[TaxDetail, ...] taxes: the same by rate; empty if there is no detail
    :ivar Decimal | None special_handling: a charge
    :ivar Decimal | None shipping: a charge
    :ivar Decimal | None discount: positive if it makes the total less
    :ivar tuple[Modification, ...] modifications: further charges and allowances
    :ivar Decimal | None gross: before discounts, with tax
    :ivar Decimal | None net: after discounts, with tax
    :ivar Decimal | None deposit: paid beforehand; in a summary only
    :ivar Decimal | None due: net less deposit; in a summary only
    """

    subtotal: Decimal | None = None
    tax: Decimal | None = None
    taxes: tuple = ()
    special_handling: Decimal | None = None
    shipping: Decimal | None = None
    discount: Decimal | None = None
    modifications: tuple = ()
    gross: Decimal | None = None
    net: Decimal | None = None
    deposit: Decimal | None = None
    due: Decimal | None = None

    @property
    def total(self):
        """What is to be paid, deposits included: the net amount, else what the guide makes it of.

        :return: None if the document does not say
        :rtype: Decimal | None
        """
        if self.net is not None:
            return self.net
        if self.due is not None:
            return self.due + (self.deposit or 0)
        if self.gross is not None:
            return self.gross - (self.discount or 0)
        if self.subtotal is None:
            return None
        charges = (self.tax, self.special_handling, self.shipping, *(change.amount for change in self.modifications))
        return sum((charge for charge in charges if charge is not None), self.subtotal) - (self.discount or 0)


def read(node, label):
    """Read the amounts that stand in an element.

    :param lxml.etree._Element node: a line, the summary of an order, or the summary of the invoice
    :param str label: the path that the error names
    :rtype: Amounts
    :raises ProtocolError: an amount that is needed and not exact, or there twice
    """

    def amount(*paths):
        found = (_amount(node, path, label) for path in paths)
        return next((value for value in found if value is not None), None)

    net = amount("NetAmount")
    return Amounts(
        subtotal=amount("SubtotalAmount"),
        tax=amount("Tax"),
        taxes=tuple(_taxes(node)),
        special_handling=amount(*_SPECIAL_HANDLING),
        shipping=amount(*_SHIPPING),
        discount=amount("InvoiceDetailDiscount"),
        modifications=tuple(_modifications(node, label)),
        net=net,
        **{
            name: amount(path) if net is None else values.unneeded_amount(node, path)
            for name, path in (("gross", "GrossAmount"), ("deposit", "DepositAmount"), ("due", "DueAmount"))
        },
    )


def _amount(node, path, label):
    return values.optional_amount(node, path, f"{label}/{path}", signed=True)


def _taxes(node):
    """Details of a tax, on which its amount does not depend; one whose amount cannot be read explains nothing."""
    details = node.findall("Tax/TaxDetail")
    for detail in details:
        amount = values.unneeded_amount(detail, "TaxAmount")
        if amount is None and len(details) == 1:
            amount = values.unneeded_amount(node, "Tax")
        if amount is not None:
            yield TaxDetail(
                category=detail.get("category", "").strip().lower(),
                rate=values.rate(detail.get("percentageRate", "")),
                purpose=detail.get("purpose", "").strip(),
                taxable=values.unneeded_amount(detail, "TaxableAmount"),
                amount=amount,
                exempt=detail.get("exemptDetail", "").strip(),
                location=text(detail, "TaxLocation"),
            )


def _modifications(node, label):
    """Those given in percent only are in the totals, and nowhere else."""
    for path in _MODIFICATIONS:
        for modification in node.iterfind(path):
            detail = modification.find("ModificationDetail")
            name = "" if detail is None else detail.get("name", "").strip()
            cost = _amount(modification, "AdditionalCost", f"{label}/{path}")
            deduction = _amount(modification, "AdditionalDeduction/DeductionAmount", f"{label}/{path}")
            if cost is not None:
                yield Modification(name, cost)
            if deduction is not None:
                yield Modification(name, -deduction)
