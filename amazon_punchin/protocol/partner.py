"""The parties of an invoice (cXML Reference Guide, "InvoicePartner")."""

from dataclasses import dataclass

from .order_request import Address
from .values import text

#: Identifiers under which tax offices know a company, in lower case.
_TAX_DOMAINS = frozenset({"vatid", "taxid", "suppliertaxid", "federaltaxid", "gstid"})


@dataclass(frozen=True)
class Identifier:
    """One number of a party.

    :ivar str domain: e.g. ``vatID``; empty if absent
    :ivar str value: never empty
    """

    domain: str
    value: str


@dataclass(frozen=True)
class Partner:
    """One ``InvoicePartner``.

    :ivar str role: e.g. ``issuerOfInvoice``, ``remitTo``, ``billTo``; empty if absent
    :ivar Address address: its name and place, each part empty if absent
    :ivar tuple[Identifier, ...] identifiers: may be empty
    """

    role: str
    address: Address
    identifiers: tuple

    @property
    def name(self):
        """Name of the company; empty if absent."""
        return self.address.name

    @property
    def tax_ids(self):
        """VAT number and its kin, each once.

        :rtype: tuple[str, ...]
        """
        found = (number.value for number in self.identifiers if number.domain.casefold() in _TAX_DOMAINS)
        return tuple(dict.fromkeys(found))


def read(node):
    """Read an ``InvoicePartner``: of several contacts the first, of none what else it says.

    :param lxml.etree._Element node: the element
    :rtype: Partner
    """
    contact = node.find("Contact")
    contact = node if contact is None else contact
    references = dict.fromkeys((*node.iterfind("IdReference"), *contact.iterfind("IdReference")))
    return Partner(
        role=contact.get("role", "").strip(),
        address=read_address(contact),
        identifiers=tuple(
            Identifier(reference.get("domain", "").strip(), reference.get("identifier").strip())
            for reference in references
            if reference.get("identifier", "").strip()
        ),
    )


def read_address(contact):
    """Read a ``Contact``, or an ``Address``, which has the same elements.

    :param lxml.etree._Element contact: the element
    :return: each part empty if absent
    :rtype: Address
    """
    country = contact.find("PostalAddress/Country")
    return Address(
        name=text(contact, "Name"),
        deliver_to=_texts(contact, "PostalAddress/DeliverTo"),
        street=_texts(contact, "PostalAddress/Street"),
        city=text(contact, "PostalAddress/City"),
        state=text(contact, "PostalAddress/State"),
        postal_code=text(contact, "PostalAddress/PostalCode"),
        country_code=_country_code(contact if country is None else country),
        country=text(contact, "PostalAddress/Country"),
        email=text(contact, "Email"),
        address_id=contact.get("addressID", "").strip(),
    )


def _country_code(node):
    return node.get("isoCountryCode", "").strip().upper()


def _texts(contact, path):
    return tuple(text(node, ".") for node in contact.iterfind(path) if text(node, "."))
