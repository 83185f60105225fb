"""ConfirmationRequest: which lines of an order Amazon takes, at which price and when."""

from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal

from ..shop.pricing import sum_charges
from .cart_message import shipping_and_tax
from .order_request import OrderedLine
from .writer import money, node, order_reference

REASONS = {
    "001-012": {
        "US": "The order could not be processed and was not placed. [Error code: 001-012]",
        "DE": "Die Bestellung konnte nicht bearbeitet werden. [Fehlercode: 001-012]",
        "JP": "注文を処理できませんでした。[エラーコード: 001-012]",
    },
    "015-005": {
        "US": "This item is out of stock. [Error code: 015-005]",
        "DE": "Dieser Artikel ist nicht auf Lager. [Fehlercode: 015-005]",
        "JP": "この商品は在庫切れです。[エラーコード: 015-005]",
    },
    "018-007": {
        "US": "The quantity is lower than the quantity in the cart. [Error code: 018-007]",
        "DE": "Die Menge ist niedriger als im Einkaufswagen. [Fehlercode: 018-007]",
        "JP": "数量がカートの数量を下回っています。[エラーコード: 018-007]",
    },
}


@dataclass(frozen=True)
class Outcome:
    """What becomes of some pieces of a line: rejected if `code` is set, else an Amazon order.

    All pieces of a line that are taken have the same unit price.
    """

    line: OrderedLine
    quantity: int
    amazon_number: str
    unit_price: Decimal
    deliver_at: datetime
    backordered: bool = False
    code: str = ""

    @property
    def kind(self):
        """`ConfirmationStatus@type`."""
        if self.code:
            return "reject"
        return "backordered" if self.backordered else "detail"

    @property
    def repriced(self):
        """Whether the price is not the one in the cart."""
        return self.unit_price != self.line.cart_line.unit_price


def confirmation(group, order, outcomes, moment):
    """A ConfirmationRequest.

    The header's Total is items + shipping + tax of what is taken, another base than the
    cart's. A confirmation that takes nothing has no confirmID and no Total.

    :param order: the OrderRequest that is answered.
    :param outcomes: lists of Outcome, one for each line that is answered.
    """
    return node(
        "ConfirmationRequest",
        _confirmation_header(group, outcomes, moment),
        order_reference(order),
        *(_confirmation_item(group, parts) for parts in outcomes),
    )


def _confirmation_header(group, outcomes, moment):
    taken = [[part for part in parts if not part.code] for parts in outcomes]
    taken = [parts for parts in taken if parts]
    head = node("ConfirmationHeader", type="detail", operation="new", noticeDate=_date(moment))
    if taken:
        head.set("confirmID", taken[0][0].amazon_number)
        head.extend(_totals(taken))
    codes = dict.fromkeys(part.code for parts in outcomes for part in parts if part.code)
    if codes:
        text = " || ".join(REASONS[code][group.marketplace] for code in codes)
        head.append(node("Comments", text, type="OrderErrorCode"))
    return head


def _totals(taken):
    marketplace = taken[0][0].line.cart.marketplace
    charges = sum_charges(marketplace, (_charges(parts) for parts in taken))
    total = money("Total", charges.total, marketplace.currency)
    return total, *shipping_and_tax(marketplace, charges)


def _charges(parts):
    pieces = sum(part.quantity for part in parts)
    return parts[0].line.charges(parts[0].unit_price, pieces)


def _confirmation_item(group, parts):
    return node(
        "ConfirmationItem",
        node("UnitOfMeasure", "EA"),
        *(_confirmation_status(group, part) for part in parts),
        quantity=str(sum(part.quantity for part in parts)),
        lineNumber=str(parts[0].line.number),
    )


def _confirmation_status(group, part):
    status = node("ConfirmationStatus", node("UnitOfMeasure", "EA"), quantity=str(part.quantity), type=part.kind)
    if part.code:
        status.append(node("Comments", REASONS[part.code][group.marketplace], type="LineItemErrorCode"))
        return status
    if part.repriced:
        status.append(money("UnitPrice", part.unit_price, part.line.cart.marketplace.currency))
    status.append(node("Comments", part.amazon_number, type="confirmID"))
    status.set("deliveryDate", _date(part.deliver_at))
    return status


def _date(moment):
    """A date as Amazon writes it here: an offset without a colon."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S+0000")
