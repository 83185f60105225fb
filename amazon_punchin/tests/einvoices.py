"""Electronic invoices in UBL and CII, for tests; values are texts, so that a test can write nonsense too."""

from dataclasses import dataclass, field
from decimal import Decimal
from xml.sax.saxutils import escape

_UBL = "urn:oasis:names:specification:ubl:schema:xsd"
_CII = "urn:un:unece:uncefact:data:standard"


@dataclass
class ELine:
    """One line."""

    quantity: str = "1"
    price: str = "10.00"
    asin: str = "B000TEST01"
    name: str = "Gel pen, blue"
    rate: str = "0"
    order: str = ""
    order_line: str = ""
    unit: str = "C62"
    allowance: str = ""

    @property
    def net(self):
        """Without tax, after the line's allowance."""
        return Decimal(self.quantity) * Decimal(self.price) - Decimal(self.allowance or 0)


@dataclass
class EDocument:
    """A whole invoice; what is left empty follows from the lines."""

    number: str = "E-100"
    date: str = "2026-03-18"
    due: str = ""
    order: str = ""
    amazon_order: str = ""
    seller: str = "Amazon EU S.a r.l."
    vat: str = "LU20260743"
    currency: str = "USD"
    credits: str = ""
    is_credit: bool = False
    lines: list = field(default_factory=lambda: [ELine()])
    shipping: str = ""
    shipping_rate: str = "0"
    taxes: dict | None = None
    total: str = ""

    def sums(self):
        """Tax by rate, untaxed amount, total."""
        bases = {}
        for line in self.lines:
            bases[line.rate] = bases.get(line.rate, Decimal(0)) + line.net
        if self.shipping:
            bases[self.shipping_rate] = bases.get(self.shipping_rate, Decimal(0)) + Decimal(self.shipping)
        taxes = {rate: (base, (base * Decimal(rate) / 100).quantize(Decimal("0.01"))) for rate, base in bases.items()}
        for rate, amount in (self.taxes or {}).items():
            taxes[rate] = (bases[rate], Decimal(amount))
        untaxed = sum(bases.values())
        total = untaxed + sum(amount for _base, amount in taxes.values())
        return taxes, untaxed, self.total or total

    def ubl(self):
        """The document in UBL 2.1, as Peppol carries it."""
        kind = "CreditNote" if self.is_credit else "Invoice"
        counted = "CreditedQuantity" if self.is_credit else "InvoicedQuantity"
        taxes, untaxed, total = self.sums()
        references = _tag("cbc:ID", self.order) + _tag("cbc:SalesOrderID", self.amazon_order)
        body = (
            _tag("cbc:CustomizationID", "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0")
            + _tag("cbc:ID", self.number)
            + _tag("cbc:IssueDate", self.date)
            + _tag("cbc:DueDate", self.due)
            + ("" if self.is_credit else _tag("cbc:InvoiceTypeCode", "380"))
            + _tag("cbc:DocumentCurrencyCode", self.currency)
            + _tag("cac:OrderReference", references, raw=True)
            + _tag(
                "cac:BillingReference",
                _tag("cac:InvoiceDocumentReference", _tag("cbc:ID", self.credits), raw=True),
                raw=True,
            )
            + _tag(
                "cac:AccountingSupplierParty",
                _tag(
                    "cac:Party",
                    _tag("cac:PartyTaxScheme", _tag("cbc:CompanyID", self.vat), raw=True)
                    + _tag("cac:PartyLegalEntity", _tag("cbc:RegistrationName", self.seller), raw=True),
                    raw=True,
                ),
                raw=True,
            )
            + self._ubl_charge(self.shipping, "true", "Shipping", self.shipping_rate)
            + _tag(
                "cac:TaxTotal",
                "".join(
                    _tag(
                        "cac:TaxSubtotal",
                        _tag("cbc:TaxableAmount", base)
                        + _tag("cbc:TaxAmount", amount)
                        + _tag("cac:TaxCategory", _tag("cbc:Percent", rate), raw=True),
                        raw=True,
                    )
                    for rate, (base, amount) in taxes.items()
                ),
                raw=True,
            )
            + _tag(
                "cac:LegalMonetaryTotal",
                _tag("cbc:TaxExclusiveAmount", untaxed) + _tag("cbc:TaxInclusiveAmount", total),
                raw=True,
            )
            + "".join(self._ubl_line(line, number, kind, counted) for number, line in enumerate(self.lines, start=1))
        )
        spaces = f'xmlns:cbc="{_UBL}:CommonBasicComponents-2" xmlns:cac="{_UBL}:CommonAggregateComponents-2"'
        return f'<{kind} xmlns="{_UBL}:{kind}-2" {spaces}>{body}</{kind}>'.encode()

    def _ubl_charge(self, amount, is_charge, reason, rate):
        if not amount:
            return ""
        return _tag(
            "cac:AllowanceCharge",
            _tag("cbc:ChargeIndicator", is_charge)
            + _tag("cbc:AllowanceChargeReason", reason)
            + _tag("cbc:Amount", amount)
            + (_tag("cac:TaxCategory", _tag("cbc:Percent", rate), raw=True) if rate else ""),
            raw=True,
        )

    def _ubl_line(self, line, number, kind, counted):
        return _tag(
            f"cac:{kind}Line",
            _tag("cbc:ID", number)
            + f'<cbc:{counted} unitCode="{line.unit}">{line.quantity}</cbc:{counted}>'
            + _tag("cbc:LineExtensionAmount", line.net)
            + _tag(
                "cac:OrderLineReference",
                _tag("cbc:LineID", line.order_line) + _tag("cac:OrderReference", _tag("cbc:ID", line.order), raw=True),
                raw=True,
            )
            + self._ubl_charge(line.allowance, "false", "Discount", "")
            + _tag(
                "cac:Item",
                _tag("cbc:Name", line.name)
                + _tag("cac:SellersItemIdentification", _tag("cbc:ID", line.asin), raw=True)
                + _tag("cac:ClassifiedTaxCategory", _tag("cbc:Percent", line.rate), raw=True),
                raw=True,
            )
            + _tag("cac:Price", _tag("cbc:PriceAmount", line.price), raw=True),
            raw=True,
        )

    def cii(self):
        """The document in CII, as Factur-X and ZUGFeRD carry it."""
        taxes, untaxed, total = self.sums()
        day = _tag("udt:DateTimeString", self.date.replace("-", ""))
        lines = "".join(self._cii_line(line, number) for number, line in enumerate(self.lines, start=1))
        seller = _tag("ram:Name", self.seller) + _tag(
            "ram:SpecifiedTaxRegistration", f'<ram:ID schemeID="VA">{escape(self.vat)}</ram:ID>', raw=True
        )
        agreement = (
            _tag("ram:SellerTradeParty", seller, raw=True)
            + _tag("ram:SellerOrderReferencedDocument", _tag("ram:IssuerAssignedID", self.amazon_order), raw=True)
            + _tag("ram:BuyerOrderReferencedDocument", _tag("ram:IssuerAssignedID", self.order), raw=True)
        )
        settlement = _tag("ram:InvoiceCurrencyCode", self.currency) + "".join(
            _tag(
                "ram:ApplicableTradeTax",
                _tag("ram:CalculatedAmount", amount)
                + _tag("ram:BasisAmount", base)
                + _tag("ram:RateApplicablePercent", rate),
                raw=True,
            )
            for rate, (base, amount) in taxes.items()
        )
        if self.shipping:
            settlement += _tag(
                "ram:SpecifiedTradeAllowanceCharge",
                _tag("ram:ChargeIndicator", _tag("udt:Indicator", "true"), raw=True)
                + _tag("ram:ActualAmount", self.shipping)
                + _tag("ram:Reason", "Shipping")
                + _tag("ram:CategoryTradeTax", _tag("ram:RateApplicablePercent", self.shipping_rate), raw=True),
                raw=True,
            )
        settlement += _tag(
            "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
            _tag("ram:TaxBasisTotalAmount", untaxed) + _tag("ram:GrandTotalAmount", total),
            raw=True,
        ) + _tag("ram:InvoiceReferencedDocument", _tag("ram:IssuerAssignedID", self.credits), raw=True)
        body = _tag(
            "rsm:ExchangedDocument",
            _tag("ram:ID", self.number)
            + _tag("ram:TypeCode", "381" if self.is_credit else "380")
            + _tag("ram:IssueDateTime", day, raw=True),
            raw=True,
        ) + _tag(
            "rsm:SupplyChainTradeTransaction",
            lines
            + _tag("ram:ApplicableHeaderTradeAgreement", agreement, raw=True)
            + _tag("ram:ApplicableHeaderTradeSettlement", settlement, raw=True),
            raw=True,
        )
        spaces = (
            f'xmlns:rsm="{_CII}:CrossIndustryInvoice:100" xmlns:udt="{_CII}:UnqualifiedDataType:100" '
            f'xmlns:ram="{_CII}:ReusableAggregateBusinessInformationEntity:100"'
        )
        return f"<rsm:CrossIndustryInvoice {spaces}>{body}</rsm:CrossIndustryInvoice>".encode()

    def _cii_line(self, line, number):
        settlement = _tag("ram:ApplicableTradeTax", _tag("ram:RateApplicablePercent", line.rate), raw=True)
        if line.allowance:
            settlement += _tag(
                "ram:SpecifiedTradeAllowanceCharge",
                _tag("ram:ChargeIndicator", _tag("udt:Indicator", "false"), raw=True)
                + _tag("ram:ActualAmount", line.allowance),
                raw=True,
            )
        settlement += _tag(
            "ram:SpecifiedTradeSettlementLineMonetarySummation", _tag("ram:LineTotalAmount", line.net), raw=True
        )
        order = _tag("ram:IssuerAssignedID", line.order) + _tag("ram:LineID", line.order_line)
        quantity = f'<ram:BilledQuantity unitCode="{line.unit}">{line.quantity}</ram:BilledQuantity>'
        return _tag(
            "ram:IncludedSupplyChainTradeLineItem",
            _tag("ram:AssociatedDocumentLineDocument", _tag("ram:LineID", number), raw=True)
            + _tag(
                "ram:SpecifiedTradeProduct",
                _tag("ram:SellerAssignedID", line.asin) + _tag("ram:Name", line.name),
                raw=True,
            )
            + _tag(
                "ram:SpecifiedLineTradeAgreement",
                _tag("ram:BuyerOrderReferencedDocument", order, raw=True)
                + _tag("ram:NetPriceProductTradePrice", _tag("ram:ChargeAmount", line.price), raw=True),
                raw=True,
            )
            + _tag("ram:SpecifiedLineTradeDelivery", quantity, raw=True)
            + _tag("ram:SpecifiedLineTradeSettlement", settlement, raw=True),
            raw=True,
        )


def _tag(name, content, raw=False):
    """An element; none if it would be empty."""
    content = str(content)
    return f"<{name}>{content if raw else escape(content)}</{name}>" if content else ""
