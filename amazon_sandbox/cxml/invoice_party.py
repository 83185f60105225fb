"""The parties of an invoice: who sells, who buys, from where to where."""

from ..shop.marketplace import MARKETPLACES
from .writer import localized, node


def partner(role, address, name=None, vat_number=None):
    """An InvoicePartner, with the VAT number where there is one."""
    reference = node("IdReference", domain="vatID", identifier=vat_number) if vat_number else None
    return node("InvoicePartner", contact(role, address, name), reference)


def contact(role, address, name=None):
    """A Contact in some role, named as the address is unless another name is given."""
    country = MARKETPLACES[address.country]
    return node(
        "Contact",
        localized("Name", name or address.name, country.language),
        node(
            "PostalAddress",
            node("Street", address.street),
            node("City", address.city),
            node("State", address.state) if address.state else None,
            node("PostalCode", address.postal_code),
            node("Country", country.country, isoCountryCode=address.country),
        ),
        role=role,
    )
