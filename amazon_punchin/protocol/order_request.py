"""OrderRequest: the approved cart goes to Amazon (cXML Reference Guide, "OrderRequest").

Amazon takes ``type="new"`` only, wants a ``ShipTo``, and wants each item as it was in the
cart: its auxiliary id unchanged and its ``ItemDetail`` echoed.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from lxml import etree

from . import document, envelope
from .characters import fit
from .errors import ProtocolError


@dataclass(frozen=True)
class Address:
    """A place that goods or bills go to.

    :ivar str name: company or site
    :ivar tuple[str, ...] deliver_to: people or departments
    :ivar tuple[str, ...] street: at least one line
    :ivar str city: required
    :ivar str state: code, may be empty
    :ivar str postal_code: may be empty
    :ivar str country_code: ISO 3166, two letters
    :ivar str country: its name
    :ivar str email: may be empty
    :ivar str address_id: Amazon's id of the address, may be empty
    :ivar str phone: as people write it, may be empty
    :ivar str phone_code: what the country's numbers begin with, e.g. ``49``; may be empty
    """

    name: str
    deliver_to: tuple
    street: tuple
    city: str
    state: str
    postal_code: str
    country_code: str
    country: str
    email: str = ""
    address_id: str = ""
    phone: str = ""
    phone_code: str = ""


@dataclass(frozen=True)
class OrderLine:
    """One line, by the ``ItemIn`` that the cart brought.

    :ivar int number: line number, from 1
    :ivar str source: the ``ItemIn`` element as it came
    """

    number: int
    source: str


@dataclass(frozen=True)
class Order:
    """An order to be sent.

    :ivar envelope.Parties parties: who speaks to whom
    :ivar str payload_id: the one id of this order's one document
    :ivar str deployment_mode: ``test`` or ``production``
    :ivar str number: our order number
    :ivar datetime ordered_at: with a time zone
    :ivar Decimal total: the items only, as in the cart
    :ivar str currency: ISO 4217
    :ivar Address ship_to: delivery address
    :ivar Address bill_to: the company
    :ivar tuple[OrderLine, ...] lines: at least one
    :ivar dict[str, str] extrinsics: further details, name to value
    """

    parties: envelope.Parties
    payload_id: str
    deployment_mode: str
    number: str
    ordered_at: datetime
    total: Decimal
    currency: str
    ship_to: Address
    bill_to: Address
    lines: tuple
    extrinsics: dict = field(default_factory=dict)


def build(order):
    """Write an OrderRequest, elements in the order of the DTD.

    :param Order order: the values
    :return: the document without its secret
    :rtype: bytes
    :raises ProtocolError: a line's source is not an ``ItemIn``
    """
    root, body = envelope.build_request(order.parties, order.payload_id, order.deployment_mode)
    request = etree.SubElement(body, "OrderRequest")
    header = etree.SubElement(
        request,
        "OrderRequestHeader",
        orderID=fit(order.number),
        orderDate=order.ordered_at.isoformat(timespec="seconds"),
        type="new",
    )
    money = etree.SubElement(etree.SubElement(header, "Total"), "Money", currency=order.currency)
    money.text = str(order.total)
    for tag, address in (("ShipTo", order.ship_to), ("BillTo", order.bill_to)):
        _add_address(etree.SubElement(header, tag), address)
    for name, value in order.extrinsics.items():
        etree.SubElement(header, "Extrinsic", name=fit(name)).text = fit(value)
    request.extend(_item_out(line) for line in order.lines)
    return document.serialize(root)


def _item_out(line):
    item_in = etree.fromstring(line.source, etree.XMLParser(resolve_entities=False, no_network=True))
    item = etree.Element("ItemOut", quantity=item_in.get("quantity"), lineNumber=str(line.number))
    for tag in ("ItemID", "ItemDetail"):
        node = item_in.find(tag)
        if node is None:
            raise ProtocolError("missing", path=f"ItemIn[{line.number}]/{tag}")
        item.append(node)
    return item


def _add_address(parent, address):
    node = etree.SubElement(parent, "Address", isoCountryCode=fit(address.country_code))
    if address.address_id:
        node.set("addressID", fit(address.address_id))
    etree.SubElement(node, "Name", {envelope.XML_LANG: "en"}).text = fit(address.name)
    postal = etree.SubElement(node, "PostalAddress", name="default")
    for tag, lines in (("DeliverTo", address.deliver_to), ("Street", address.street)):
        for line in lines:
            etree.SubElement(postal, tag).text = fit(line)
    etree.SubElement(postal, "City").text = fit(address.city)
    for tag, value in (("State", address.state), ("PostalCode", address.postal_code)):
        if value:
            etree.SubElement(postal, tag).text = fit(value)
    etree.SubElement(postal, "Country", isoCountryCode=fit(address.country_code)).text = fit(address.country)
    if address.email:
        etree.SubElement(node, "Email", name="default").text = fit(address.email)
    if digits := _national_number(address):
        phone = etree.SubElement(etree.SubElement(node, "Phone", name="work"), "TelephoneNumber")
        code = etree.SubElement(phone, "CountryCode", isoCountryCode=fit(address.country_code))
        code.text = address.phone_code or None
        etree.SubElement(phone, "AreaOrCityCode")
        etree.SubElement(phone, "Number").text = digits


def _national_number(address):
    """The digits of a phone number, without the country's code where it begins with it."""
    digits = re.sub(r"\D", "", address.phone)
    is_international = address.phone.strip().startswith(("+", "00"))
    digits = digits.removeprefix("00") if is_international else digits
    return digits.removeprefix(address.phone_code) if is_international else digits
