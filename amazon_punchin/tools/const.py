"""What several areas choose from: each of it is one table here."""

from typing import NamedTuple

#: The group of Amazon administrators.
MANAGER = "amazon_punchin.group_manager"

#: In the context: id of the document of Amazon's that is being worked on, for the log.
DOCUMENT = "amazon_punchin_document_id"

#: Accounts that a purchase can be coded with.
ACCOUNT_TYPES = (
    "expense",
    "expense_other",
    "expense_direct_cost",
    "expense_depreciation",
    "asset_fixed",
    "asset_current",
    "asset_non_current",
    "asset_prepayments",
)

#: Those of them that are offered: an expense, or something that is kept and written off.
OFFERED_ACCOUNT_TYPES = ("expense", "expense_other", "expense_direct_cost", "asset_fixed", "asset_prepayments")

#: Modes in which something can be bought.
OPEN_MODES = [("test", "Test"), ("active", "Active")]

#: Modes of a group.
MODES = [*OPEN_MODES, ("paused", "Paused")]

#: Documents by their name in cXML, and what people call them.
DOCUMENTS = [
    ("PunchOutSetupRequest", "Shopping Session"),
    ("PunchOutOrderMessage", "Basket"),
    ("OrderRequest", "Order"),
    ("ConfirmationRequest", "Confirmation"),
    ("ShipNoticeRequest", "Shipment"),
    ("InvoiceDetailRequest", "Invoice"),
    ("StatusUpdateRequest", "Status Update"),
    ("ProfileRequest", "Connection Test"),
    ("unknown", "Unknown"),
]

#: What a product made from a basket is; Inventory adds those that it counts.
PRODUCT_KINDS = [("consu", "Goods"), ("service", "Service")]

#: What may be wrong with what arrives.
PROBLEMS = [("damaged", "Damaged"), ("wrong", "Wrong item"), ("missing", "Missing")]

#: What a person may do at Amazon.
ROLES = [("punchout_buyer", "Punchout buyer"), ("requisitioner", "Requisitioner")]

#: Where a person stands at Amazon.
STATUSES = [("active", "Active"), ("invited", "Invited"), ("inactive", "Not active")]


class Marketplace(NamedTuple):
    """A shop of Amazon Business.

    :ivar str name: of its country
    :ivar str domain: of its web pages
    :ivar str currency: ISO code of the currency that its baskets come in
    """

    name: str
    domain: str
    currency: str


#: Amazon Business by ISO country code.
MARKETPLACES = {
    "US": Marketplace("United States", "amazon.com", "USD"),
    "CA": Marketplace("Canada", "amazon.ca", "CAD"),
    "MX": Marketplace("Mexico", "amazon.com.mx", "MXN"),
    "GB": Marketplace("United Kingdom", "amazon.co.uk", "GBP"),
    "DE": Marketplace("Germany", "amazon.de", "EUR"),
    "FR": Marketplace("France", "amazon.fr", "EUR"),
    "IT": Marketplace("Italy", "amazon.it", "EUR"),
    "ES": Marketplace("Spain", "amazon.es", "EUR"),
    "JP": Marketplace("Japan", "amazon.co.jp", "JPY"),
    "IN": Marketplace("India", "amazon.in", "INR"),
    "AU": Marketplace("Australia", "amazon.com.au", "AUD"),
}
