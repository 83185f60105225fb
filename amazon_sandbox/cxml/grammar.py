"""The order of elements that cXML demands, for the documents that a buyer sends.

Written down by hand from the cXML Reference Guide as far as Amazon Business uses it. In a
content model `?` is none or one, `*` any number, `+` one or more, `A|B` one of both.
"""

import re
from math import inf

from .errors import CxmlError

OCCURS = {"": (1, 1), "?": (0, 1), "*": (0, inf), "+": (1, inf)}

CONTENT = {
    "cXML": "Header? Message|Request|Response",
    "Header": "From To Sender",
    "From": "Credential+ Correspondent?",
    "To": "Credential+ Correspondent?",
    "Sender": "Credential+ UserAgent",
    "Credential": "Identity SharedSecret|DigitalSignature|CredentialMac?",
    "Request": "OrderRequest|PunchOutSetupRequest|ProfileRequest|StatusUpdateRequest",
    "Response": "Status ProfileResponse?",
    "ProfileResponse": "Option* Transaction+",
    "Transaction": "URL Option*",
    "PunchOutSetupRequest": (
        "BuyerCookie Extrinsic* BrowserFormPost? Contact* SupplierSetup? ShipTo? SelectedItem? ItemOut*"
    ),
    "BrowserFormPost": "URL",
    "SupplierSetup": "URL",
    "SelectedItem": "ItemID",
    "OrderRequest": "OrderRequestHeader ItemOut+",
    "OrderRequestHeader": (
        "Total ShipTo? BillTo BusinessPartner* LegalEntity? OrganizationalUnit* Shipping? Tax? Payment? "
        "PaymentTerm* Contact* Comments* Followup? ControlKeys? DocumentReference? SupplierOrderInfo? "
        "TermsOfDelivery? DeliveryPeriod? IdReference* OrderRequestHeaderIndustry? Extrinsic*"
    ),
    "Total": "Money Modifications?",
    "ShipTo": "Address CarrierIdentifier* TransportInformation* IdReference*",
    "BillTo": "Address IdReference*",
    "Address": "Name PostalAddress? Email? Phone? Fax? URL?",
    "PostalAddress": "DeliverTo* Street+ City Municipality? State? PostalCode? Country Extrinsic*",
    "Phone": "TelephoneNumber",
    "Fax": "TelephoneNumber|URL|Email",
    "TelephoneNumber": "CountryCode AreaOrCityCode Number Extension?",
    "Contact": "Name PostalAddress* Email* Phone* Fax* URL* IdReference* Extrinsic*",
    "Shipping": "Money Description Modifications?",
    "Tax": "Money TaxAdjustmentAmount? Description TaxDetail* Distribution* Extrinsic*",
    "TaxDetail": (
        "TaxableAmount? TaxAmount TaxLocation? TaxAdjustmentAmount? Description? "
        "TriangularTransactionLawReference? TaxRegime? TaxExemption? Extrinsic*"
    ),
    "TaxableAmount": "Money",
    "TaxAmount": "Money",
    "ItemOut": (
        "ItemID Path? ItemDetail|BlanketItemDetail? SupplierID|SupplierList? ShipTo? Shipping? Tax? "
        "SpendDetail? Distribution* Contact* TermsOfDelivery? Comments* Indicator* Tolerances? ControlKeys? "
        "ScheduleLine* MasterAgreementReference|MasterAgreementIDInfo? ItemOutIndustry? Packaging* "
        "ReleaseInfo? Batch?"
    ),
    "ItemID": "SupplierPartID SupplierPartAuxiliaryID? BuyerPartID? IdReference*",
    "ItemDetail": (
        "UnitPrice Description+ OverallLimit? ExpectedLimit? UnitOfMeasure PriceBasisQuantity? "
        "Classification+ ManufacturerPartID? ManufacturerName? URL? LeadTime? Dimension* "
        "ItemDetailIndustry? AttachmentReference* PlannedAcceptanceDays? Extrinsic*"
    ),
    "UnitPrice": "Money Modifications? PricingConditions?",
    "Distribution": "Accounting Charge",
    "Charge": "Money",
}

ATTRIBUTES = {
    "cXML": ("payloadID", "timestamp"),
    "Credential": ("domain",),
    "Status": ("code", "text"),
    "ProfileResponse": ("effectiveDate",),
    "Transaction": ("requestName",),
    "PunchOutSetupRequest": ("operation",),
    "OrderRequestHeader": ("orderID", "orderDate"),
    "ItemOut": ("quantity",),
    "Money": ("currency",),
    "Extrinsic": ("name",),
    "Classification": ("domain",),
    "Country": ("isoCountryCode",),
    "CountryCode": ("isoCountryCode",),
    "TaxDetail": ("category",),
    "Name": ("{http://www.w3.org/XML/1998/namespace}lang",),
    "Description": ("{http://www.w3.org/XML/1998/namespace}lang",),
}


def check_grammar(root):
    """Check the order of children and the required attributes of every known element.

    :raises CxmlError: 400, naming the element and what is wrong with it.
    """
    for element in root.iter("*"):
        for attribute in ATTRIBUTES.get(element.tag, ()):
            if attribute not in element.attrib:
                raise CxmlError(400, f"{element.tag} lacks the attribute {_attribute(attribute)}.")
        if element.tag in MODELS:
            _check_children(element, MODELS[element.tag])


def _check_children(element, model):
    children = [child.tag for child in element]
    position = 0
    for names, least, most in model:
        found = 0
        while position < len(children) and children[position] in names and found < most:
            position += 1
            found += 1
        if found < least:
            raise CxmlError(400, _missing(element.tag, names, children[position : position + 1]))
    if position < len(children):
        raise CxmlError(400, f"{children[position]} is not allowed at this place in {element.tag} (DTD order).")


def _missing(tag, names, found):
    instead = f" before {found[0]}" if found else ""
    return f"{tag} lacks {' or '.join(names)}{instead} (DTD order)."


def _attribute(name):
    return name.replace("{http://www.w3.org/XML/1998/namespace}", "xml:")


def _compile(content):
    parts = (re.fullmatch(r"([\w|]+)([?*+]?)", part).groups() for part in content.split())
    return [(tuple(names.split("|")), *OCCURS[mark]) for names, mark in parts]


MODELS = {tag: _compile(content) for tag, content in CONTENT.items()}
