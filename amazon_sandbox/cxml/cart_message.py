"""PunchOutOrderMessage: the cart on its way to the purchasing system."""

from decimal import Decimal

from .writer import document, header, localized, money, node


def cart_message(group, cart, buyer_cookie, payload_id, moment):
    """The bytes of a PunchOutOrderMessage.

    The header's Total is that of the items only; shipping and tax stand beside it and once
    more in each line.

    :param buyer_cookie: echoed as it is.
    """
    message = node(
        "PunchOutOrderMessage",
        node("BuyerCookie", buyer_cookie),
        _message_header(cart.marketplace, cart.charges),
        *(_item_in(cart, line) for line in cart.lines),
    )
    return document(payload_id, moment, header(group), node("Message", message))


def empty_message(group, marketplace, buyer_cookie, payload_id, moment):
    """The bytes of the cart that "End catalogue link and sign out" posts: no line, nothing due."""
    total = money("Total", marketplace.round(Decimal(0)), marketplace.currency)
    message = node(
        "PunchOutOrderMessage",
        node("BuyerCookie", buyer_cookie),
        node("PunchOutOrderMessageHeader", total, operationAllowed="create"),
    )
    return document(payload_id, moment, header(group), node("Message", message))


def extrinsics(line):
    """Name and value of each Extrinsic of a line, in Amazon's order."""
    item, marketplace = line.item, line.marketplace
    pairs = {
        "soldBy": item.seller.name,
        "fulfilledBy": item.seller.fulfilled_by,
        "category": item.category.code,
        "subCategory": item.sub_category,
        "itemCondition": item.condition,
        "qualifiedOffer": "true" if item.qualified else "false",
        "UPC": item.upc,
        "detailPageURL": f"https://{marketplace.host}/dp/{item.asin}",
        "ean": item.ean,
        "preference": "default",
    }
    if not marketplace.tax_category:
        pairs |= {"sellerTaxEnabled": "true", "itemTaxable": "true"}
    return pairs


def shipping_and_tax(marketplace, charges, details=()):
    """The elements Shipping and Tax of a cart, a line or a confirmation."""
    shipping = money("Shipping", charges.shipping, marketplace.currency)
    shipping.append(localized("Description", marketplace.shipping_text, marketplace.language))
    tax = money("Tax", charges.tax, marketplace.currency)
    tax.append(localized("Description", marketplace.tax_text, marketplace.language))
    tax.extend(details)
    return shipping, tax


def _message_header(marketplace, charges):
    return node(
        "PunchOutOrderMessageHeader",
        money("Total", charges.items, marketplace.currency),
        *shipping_and_tax(marketplace, charges),
        operationAllowed="create",
    )


def _item_in(cart, line):
    charges = line.charges()
    return node(
        "ItemIn",
        node(
            "ItemID",
            node("SupplierPartID", line.item.asin),
            node("SupplierPartAuxiliaryID", cart.auxiliary_id(line)),
        ),
        _item_detail(line),
        *shipping_and_tax(cart.marketplace, charges, _tax_details(line, charges)),
        quantity=str(line.quantity),
    )


def _item_detail(line):
    item, marketplace = line.item, line.marketplace
    return node(
        "ItemDetail",
        money("UnitPrice", line.unit_price, marketplace.currency),
        localized("Description", item.title(marketplace), marketplace.language),
        node("UnitOfMeasure", "EA"),
        node("Classification", item.unspsc, domain="UNSPSC"),
        node("ManufacturerPartID", item.mpn),
        node("ManufacturerName", item.manufacturer),
        *(node("Extrinsic", value, name=name) for name, value in extrinsics(line).items()),
    )


def _tax_details(line, charges):
    if not line.marketplace.tax_category:
        return []
    details = [_tax_detail(line, "subtotalTax", charges.item_tax)]
    if charges.shipping:
        details.append(_tax_detail(line, "shippingTax", charges.shipping_tax))
    return details


def _tax_detail(line, purpose, amount):
    return node(
        "TaxDetail",
        money("TaxAmount", amount, line.marketplace.currency),
        category=line.marketplace.tax_category,
        percentageRate=f"{line.rate:.2f}",
        purpose=purpose,
    )
