"""Electronic invoices other than cXML: UBL 2 and UN/CEFACT CII, with the business terms of EN 16931.

Peppol BIS Billing and XRechnung are UBL or CII; Factur-X and ZUGFeRD are CII inside a PDF. They say the same as an
InvoiceDetailRequest, so they become the same :class:`.invoice.Invoice`; the terms (BT) are those of EN 16931-1.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from . import dates, values
from .errors import ProtocolError
from .invoice import NEW, STANDARD, Invoice
from .invoice_amounts import Amounts, Modification, TaxDetail
from .invoice_line import InvoiceLine
from .order_request import Address
from .partner import Identifier, Partner

ZERO = Decimal(0)
_CENT = Decimal("0.01")

#: What an invoice may be called in UNTDID 1001 that gives something back.
_CREDIT_CODES = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})

#: Amazon's item number, alone or within a text that says so.
_ASIN = re.compile(r"B[0-9A-Z]{9}|[0-9]{9}[0-9X]", re.ASCII)
_ASIN_IN_TEXT = re.compile(r"\bASIN\b\W{0,3}(B[0-9A-Z]{9}|[0-9]{9}[0-9X])\b", re.ASCII | re.IGNORECASE)

#: What separates order numbers in one reference.
_BETWEEN = re.compile(r"[\s,;|]+")

#: A charge for carriage, by its code (UNTDID 7161) or its words.
_CARRIAGE_CODES = frozenset({"DL", "FC", "SH", "TAC"})
_CARRIAGE = re.compile(r"ship|freight|carriage|postage|deliver|versand|porto|livraison|envío|envio|spedizion", re.I)


@dataclass(frozen=True)
class EInvoice:
    """An electronic invoice whose lines do not say yet which order they are of.

    :ivar Invoice invoice: all of it but its orders
    :ivar tuple[tuple[tuple[str, ...], InvoiceLine], ...] lines: each with the order numbers, ours or Amazon's, that
        stand at it, else at the document
    """

    invoice: Invoice
    lines: tuple

    @property
    def order_numbers(self):
        """All order numbers that stand anywhere in it, each once.

        :rtype: tuple[str, ...]
        """
        return tuple(dict.fromkeys(number for numbers, _line in self.lines for number in numbers))


@dataclass(frozen=True)
class _Paths:
    """Where a syntax keeps what is needed; every path is relative to the document, a line, or a charge."""

    number: str
    day: str
    due: str
    type_code: str
    currency: str
    original: str
    seller: tuple
    vat: tuple
    orders: tuple
    taxes: str
    tax: tuple
    charges: str
    charge: tuple
    totals: tuple
    line: tuple
    line_number: str
    line_orders: tuple
    order_line: str
    items: tuple
    names: tuple
    quantity: tuple
    price: tuple
    subtotal: str
    rate: str
    line_charges: str


_SETTLEMENT = "{*}SupplyChainTradeTransaction/{*}ApplicableHeaderTradeSettlement"
_AGREEMENT = "{*}SupplyChainTradeTransaction/{*}ApplicableHeaderTradeAgreement"
_PARTY = "{*}AccountingSupplierParty/{*}Party"

_UBL = _Paths(
    number="{*}ID",
    day="{*}IssueDate",
    due="{*}DueDate",
    type_code="{*}InvoiceTypeCode",
    currency="{*}DocumentCurrencyCode",
    original="{*}BillingReference/{*}InvoiceDocumentReference/{*}ID",
    seller=(f"{_PARTY}/{{*}}PartyLegalEntity/{{*}}RegistrationName", f"{_PARTY}/{{*}}PartyName/{{*}}Name"),
    vat=(f"{_PARTY}/{{*}}PartyTaxScheme/{{*}}CompanyID",),
    orders=("{*}OrderReference/{*}ID", "{*}OrderReference/{*}SalesOrderID"),
    taxes="{*}TaxTotal/{*}TaxSubtotal",
    tax=("{*}TaxCategory/{*}Percent", "{*}TaxAmount"),
    charges="{*}AllowanceCharge",
    charge=(
        "{*}ChargeIndicator",
        "{*}Amount",
        "{*}AllowanceChargeReason",
        "{*}AllowanceChargeReasonCode",
        "{*}TaxCategory/{*}Percent",
    ),
    totals=(
        "{*}LegalMonetaryTotal/{*}TaxInclusiveAmount",
        "{*}LegalMonetaryTotal/{*}PayableRoundingAmount",
        "{*}LegalMonetaryTotal/{*}TaxExclusiveAmount",
    ),
    line=("{*}InvoiceLine", "{*}CreditNoteLine"),
    line_number="{*}ID",
    line_orders=(
        "{*}OrderLineReference/{*}OrderReference/{*}ID",
        "{*}OrderLineReference/{*}OrderReference/{*}SalesOrderID",
        "{*}DocumentReference/{*}ID",
    ),
    order_line="{*}OrderLineReference/{*}LineID",
    items=(
        "{*}Item/{*}SellersItemIdentification/{*}ID",
        "{*}Item/{*}StandardItemIdentification/{*}ID",
        "{*}Item/{*}BuyersItemIdentification/{*}ID",
        "{*}Item/{*}AdditionalItemIdentification/{*}ID",
    ),
    names=("{*}Item/{*}Name", "{*}Item/{*}Description", "{*}Note"),
    quantity=("{*}InvoicedQuantity", "{*}CreditedQuantity"),
    price=("{*}Price/{*}PriceAmount", "{*}Price/{*}BaseQuantity"),
    subtotal="{*}LineExtensionAmount",
    rate="{*}Item/{*}ClassifiedTaxCategory/{*}Percent",
    line_charges="{*}AllowanceCharge",
)

_CII = _Paths(
    number="{*}ExchangedDocument/{*}ID",
    day="{*}ExchangedDocument/{*}IssueDateTime/{*}DateTimeString",
    due=f"{_SETTLEMENT}/{{*}}SpecifiedTradePaymentTerms/{{*}}DueDateDateTime/{{*}}DateTimeString",
    type_code="{*}ExchangedDocument/{*}TypeCode",
    currency=f"{_SETTLEMENT}/{{*}}InvoiceCurrencyCode",
    original=f"{_SETTLEMENT}/{{*}}InvoiceReferencedDocument/{{*}}IssuerAssignedID",
    seller=(f"{_AGREEMENT}/{{*}}SellerTradeParty/{{*}}Name",),
    vat=(f"{_AGREEMENT}/{{*}}SellerTradeParty/{{*}}SpecifiedTaxRegistration/{{*}}ID[@schemeID='VA']",),
    orders=(
        f"{_AGREEMENT}/{{*}}BuyerOrderReferencedDocument/{{*}}IssuerAssignedID",
        f"{_AGREEMENT}/{{*}}SellerOrderReferencedDocument/{{*}}IssuerAssignedID",
    ),
    taxes=f"{_SETTLEMENT}/{{*}}ApplicableTradeTax",
    tax=("{*}RateApplicablePercent", "{*}CalculatedAmount"),
    charges=f"{_SETTLEMENT}/{{*}}SpecifiedTradeAllowanceCharge",
    charge=(
        "{*}ChargeIndicator/{*}Indicator",
        "{*}ActualAmount",
        "{*}Reason",
        "{*}ReasonCode",
        "{*}CategoryTradeTax/{*}RateApplicablePercent",
    ),
    totals=(
        f"{_SETTLEMENT}/{{*}}SpecifiedTradeSettlementHeaderMonetarySummation/{{*}}GrandTotalAmount",
        f"{_SETTLEMENT}/{{*}}SpecifiedTradeSettlementHeaderMonetarySummation/{{*}}RoundingAmount",
        f"{_SETTLEMENT}/{{*}}SpecifiedTradeSettlementHeaderMonetarySummation/{{*}}TaxBasisTotalAmount",
    ),
    line=("{*}SupplyChainTradeTransaction/{*}IncludedSupplyChainTradeLineItem",),
    line_number="{*}AssociatedDocumentLineDocument/{*}LineID",
    line_orders=(
        "{*}SpecifiedLineTradeAgreement/{*}BuyerOrderReferencedDocument/{*}IssuerAssignedID",
        "{*}SpecifiedLineTradeAgreement/{*}SellerOrderReferencedDocument/{*}IssuerAssignedID",
    ),
    order_line="{*}SpecifiedLineTradeAgreement/{*}BuyerOrderReferencedDocument/{*}LineID",
    items=(
        "{*}SpecifiedTradeProduct/{*}SellerAssignedID",
        "{*}SpecifiedTradeProduct/{*}GlobalID",
        "{*}SpecifiedTradeProduct/{*}BuyerAssignedID",
    ),
    names=(
        "{*}SpecifiedTradeProduct/{*}Name",
        "{*}SpecifiedTradeProduct/{*}Description",
        "{*}AssociatedDocumentLineDocument/{*}IncludedNote/{*}Content",
    ),
    quantity=("{*}SpecifiedLineTradeDelivery/{*}BilledQuantity",),
    price=(
        "{*}SpecifiedLineTradeAgreement/{*}NetPriceProductTradePrice/{*}ChargeAmount",
        "{*}SpecifiedLineTradeAgreement/{*}NetPriceProductTradePrice/{*}BasisQuantity",
    ),
    subtotal="{*}SpecifiedLineTradeSettlement/{*}SpecifiedTradeSettlementLineMonetarySummation/{*}LineTotalAmount",
    rate="{*}SpecifiedLineTradeSettlement/{*}ApplicableTradeTax/{*}RateApplicablePercent",
    line_charges="{*}SpecifiedLineTradeSettlement/{*}SpecifiedTradeAllowanceCharge",
)

#: Root element to where its syntax keeps what is needed.
_SYNTAXES = {
    "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice": _UBL,
    "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote": _UBL,
    "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice": _CII,
}


@dataclass
class _Charge:
    """A charge, or below zero an allowance, and its rate of tax."""

    amount: Decimal
    name: str
    is_carriage: bool
    rate: Decimal | None


@dataclass
class _Row:
    """A line before its tax is known."""

    orders: tuple
    line: InvoiceLine
    rate: Decimal | None
    base: Decimal


def read(root):
    """Read an electronic invoice.

    :param lxml.etree._Element root: the document
    :return: None if it is in no syntax that is known here
    :rtype: EInvoice | None
    :raises ProtocolError: no number, no lines; an amount or quantity that is not exact
    """
    paths = _SYNTAXES.get(root.tag)
    if paths is None:
        return None
    stated = _numbers(root, paths.orders)
    rows = [_row(node, paths, stated) for path in paths.line for node in root.iterfind(path)]
    if not rows:
        raise ProtocolError("missing", path=paths.line[0])
    charges = [_charge(node, paths) for node in root.iterfind(paths.charges)]
    taxes = _taxes(root, paths)
    shares = _shares(taxes, [*((row.rate, row.base) for row in rows), *((c.rate, c.amount) for c in charges)])
    lines = tuple(
        (row.orders, _taxed(row.line, row.rate, row.base, share))
        for row, share in zip(rows, shares[: len(rows)], strict=True)
    )
    day = _day(_text(root, paths.day))
    due = _day(_text(root, paths.due))
    credit = root.tag.endswith("CreditNote") or _text(root, paths.type_code) in _CREDIT_CODES
    invoice = Invoice(
        number=values.required_text(root, paths.number, "ID"),
        purpose="creditMemo" if credit else STANDARD,
        operation=NEW,
        information_only=False,
        noticed_at=None,
        date=day,
        payment_days=(due - day).days if day and due and due >= day else None,
        original_number=_text(root, paths.original),
        original_payload_id="",
        currency=_text(root, paths.currency).upper(),
        partners=(_seller(root, paths),),
        orders=(),
        summary=_summary(root, paths, lines, charges, taxes, shares[len(rows) :]),
        extrinsics={},
        attachments=(),
    )
    return EInvoice(invoice, lines)


# --- The document --------------------------------------------------------------------------


def _seller(root, paths):
    name = next(filter(None, (_text(root, path) for path in paths.seller)), "")
    numbers = dict.fromkeys((node.text or "").strip() for path in paths.vat for node in root.iterfind(path))
    place = Address(name, deliver_to=(), street=(), city="", state="", postal_code="", country_code="", country="")
    return Partner("issuerOfInvoice", place, tuple(Identifier("vatID", number) for number in numbers if number))


def _summary(root, paths, lines, charges, taxes, shares):
    """Totals of the document; the taxes in it that the lines do not have are those of its charges."""
    gross, rounding, basis = (_amount(root, path) for path in paths.totals)
    is_exact = gross is not None and basis is not None
    rest = [
        TaxDetail("vat", charge.rate, "tax", charge.amount, share)
        for charge, share in zip(charges, shares, strict=True)
        if charge.rate is not None
    ]
    carriage = sum((charge.amount for charge in charges if charge.is_carriage), ZERO)
    within_carriage = sum((line.amounts.shipping or ZERO for _orders, line in lines), ZERO)
    return Amounts(
        subtotal=sum((line.subtotal for _orders, line in lines), ZERO),
        tax=gross - basis if is_exact else sum((amount for _rate, amount in taxes), ZERO),
        taxes=tuple(rest),
        shipping=carriage + within_carriage if carriage else None,
        modifications=tuple(Modification(c.name, c.amount) for c in charges if not c.is_carriage),
        net=None if gross is None else gross + (rounding or ZERO),
    )


def _taxes(root, paths):
    """Rate and amount of each tax; one total in another currency than the document's has no details."""
    rate, amount = paths.tax
    return [(values.rate(_text(node, rate)), _amount(node, amount) or ZERO) for node in root.iterfind(paths.taxes)]


def _shares(taxes, parts):
    """Share the tax of each rate out over what it is on, so that the shares come to it exactly.

    :param list[tuple[Decimal | None, Decimal]] taxes: rate and amount
    :param list[tuple[Decimal | None, Decimal]] parts: rate and base of each part
    :return: the tax on each part; zero for a rate of which the document gives no tax
    :rtype: list[Decimal]
    """
    stated = defaultdict(Decimal)
    for rate, amount in taxes:
        stated[rate] += amount
    shares, open_by_rate = [], {}
    for number, (rate, base) in enumerate(parts):
        exact = base * (rate or ZERO) / 100
        share = exact.quantize(_CENT, ROUND_HALF_UP) if rate in stated else ZERO
        shares.append(share)
        if rate in stated and base:
            open_by_rate.setdefault(rate, []).append((abs(exact), number))
    for rate, found in open_by_rate.items():
        found.sort(reverse=True)
        missing = stated[rate] - sum((shares[number] for _size, number in found), ZERO)
        step = _CENT.copy_sign(missing)
        for _size, number in found:
            if abs(missing) < _CENT:
                break
            shares[number] += step
            missing -= step
        shares[found[0][1]] += missing
    return shares


# --- Lines ---------------------------------------------------------------------------------


def _row(node, paths, stated):
    quantity_node = next(filter(lambda found: found is not None, (node.find(path) for path in paths.quantity)), None)
    unit = "" if quantity_node is None else quantity_node.get("unitCode", "").strip()
    quantity = _number(quantity_node)
    charges = [_charge(charge, paths) for charge in node.iterfind(paths.line_charges)]
    net = _amount(node, paths.subtotal) or ZERO
    added = sum((charge.amount for charge in charges), ZERO)
    texts = [_text(node, path) for path in paths.names]
    asin, other = _item(node, paths, texts)
    line = InvoiceLine(
        number=_line_number(_text(node, paths.line_number)),
        order_line=_line_number(_text(node, paths.order_line)),
        asin=asin,
        aux_id=other,
        description=" ".join(next(filter(None, texts), "").split()),
        quantity=quantity,
        unit=unit,
        unit_price=_price(node, paths),
        amounts=Amounts(
            subtotal=net - added,
            shipping=sum((charge.amount for charge in charges if charge.is_carriage), ZERO) or None,
            modifications=tuple(Modification(c.name, c.amount) for c in charges if not c.is_carriage),
        ),
    )
    own = _numbers(node, paths.line_orders)
    return _Row(own or stated, line, values.rate(_text(node, paths.rate)), net)


def _taxed(line, rate, base, share):
    """A line with its share of the document's tax."""
    if rate is None:
        return line
    detail = TaxDetail("vat", rate, "tax", base, share)
    return replace(line, amounts=replace(line.amounts, tax=share, taxes=(detail,)))


def _item(node, paths, texts):
    """The item's ASIN, and another number that the seller gives it.

    :rtype: tuple[str, str]
    """
    numbers = [number for number in (_text(node, path) for path in paths.items) if number]
    said = (match[1].upper() for match in map(_ASIN_IN_TEXT.search, texts) if match)
    asin = next((number for number in numbers if _ASIN.fullmatch(number)), "") or next(said, "")
    return asin, next((number for number in numbers if number != asin), "")


def _price(node, paths):
    amount, base = (node.find(path) for path in paths.price)
    price, pieces = _number(amount, values.signed_amount), _number(base)
    return price / pieces if price is not None and pieces else price


def _charge(node, paths):
    indicator, amount, reason, code, rate = (_text(node, path) for path in paths.charge)
    value = values.signed_amount(amount, "AllowanceCharge") if amount else ZERO
    is_carriage = bool(code.upper() in _CARRIAGE_CODES or _CARRIAGE.search(reason))
    is_charge = indicator.casefold() in ("true", "1")
    return _Charge(value if is_charge else -value, reason, is_charge and is_carriage, values.rate(rate))


# --- Values --------------------------------------------------------------------------------


def _text(node, path):
    return " ".join((node.findtext(path) or "").split())


def _amount(node, path):
    value = _text(node, path)
    return values.signed_amount(value, path.replace("{*}", "")) if value else None


def _number(node, read_value=None):
    """The number in an element; None if it is missing or empty."""
    value = "" if node is None else (node.text or "").strip()
    if not value:
        return None
    label = node.tag.rpartition("}")[2]
    return read_value(value, label) if read_value else values.number(value, label, signed=True)


def _numbers(node, paths):
    """Order numbers that stand in an element, each once."""
    said = (found.text or "" for path in paths for found in node.iterfind(path))
    return tuple(dict.fromkeys(number for value in said for number in _BETWEEN.split(value) if number))


def _line_number(value):
    """The number of a line, or the text that tells it from others; the item says which line it is of the order."""
    return values.line_number(value, "LineID") if value else ""


def _day(value):
    """A day as ISO 8601, or as CII writes it (UNTDID 2379, format 102)."""
    if re.fullmatch(r"\d{8}", value, re.ASCII):
        value = f"{value[:4]}-{value[4:6]}-{value[6:]}"
    return dates.lenient_day(value) if value else None
