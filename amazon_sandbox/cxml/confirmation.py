"""ConfirmationRequest: which lines of an order Amazon takes, and at which price."""

from dataclasses import dataclass
from datetime import timedelta, timezone
from decimal import Decimal

from ..shop.pricing import sum_charges
from .cart_message import shipping_and_tax
from .order_request import OrderedLine
from .writer import document, header, money, node

DELIVERY_TIME = timedelta(days=3)
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
class LineOutcome:
    """What becomes of one line: a rejection if `code` is set, else an Amazon order."""

    line: OrderedLine
    amazon_number: str
    unit_price: Decimal
    code: str = ""

    @property
    def charges(self):
        """The charges of the line as it is delivered."""
        return self.line.cart_line.charges(self.line.quantity, self.unit_price)

    @property
    def repriced(self):
        """Whether the price is not the one in the cart."""
        return self.unit_price != self.line.cart_line.unit_price


def confirmation(group, order, outcomes, payload_id, moment):
    """The bytes of a ConfirmationRequest.

    The header's Total is items + shipping + tax of the lines that are taken, another base
    than the cart's. A confirmation that takes no line has no confirmID and no Total.

    :param order: the OrderRequest that is answered.
    :param outcomes: one LineOutcome for each of its lines.
    """
    reference = node(
        "OrderReference",
        node("DocumentReference", payloadID=order.payload_id),
        orderID=order.order_id,
        orderDate=order.order_date,
    )
    request = node(
        "ConfirmationRequest",
        _confirmation_header(group, outcomes, moment),
        reference,
        *(_confirmation_item(group, outcome, moment) for outcome in outcomes),
    )
    body = node("Request", request, deploymentMode=group.deployment_mode)
    head = header(group, with_secret=group.send_secret)
    return document(payload_id, moment, head, body, dtd="Fulfill.dtd")


def _confirmation_header(group, outcomes, moment):
    taken = [outcome for outcome in outcomes if not outcome.code]
    head = node("ConfirmationHeader", type="detail", operation="new", noticeDate=_date(moment))
    if taken:
        head.set("confirmID", taken[0].amazon_number)
        head.extend(_totals(taken))
    codes = dict.fromkeys(outcome.code for outcome in outcomes if outcome.code)
    if codes:
        text = " || ".join(REASONS[code][group.marketplace] for code in codes)
        head.append(node("Comments", text, type="OrderErrorCode"))
    return head


def _totals(taken):
    marketplace = taken[0].line.cart.marketplace
    charges = sum_charges(marketplace, (outcome.charges for outcome in taken))
    total = money("Total", charges.total, marketplace.currency)
    return total, *shipping_and_tax(marketplace, charges)


def _confirmation_item(group, outcome, moment):
    quantity = str(outcome.line.quantity)
    return node(
        "ConfirmationItem",
        node("UnitOfMeasure", "EA"),
        _confirmation_status(group, outcome, quantity, moment),
        quantity=quantity,
        lineNumber=str(outcome.line.number),
    )


def _confirmation_status(group, outcome, quantity, moment):
    unit = node("UnitOfMeasure", "EA")
    if outcome.code:
        reason = REASONS[outcome.code][group.marketplace]
        comments = node("Comments", reason, type="LineItemErrorCode")
        return node("ConfirmationStatus", unit, comments, quantity=quantity, type="reject")
    currency = outcome.line.cart.marketplace.currency
    return node(
        "ConfirmationStatus",
        unit,
        money("UnitPrice", outcome.unit_price, currency) if outcome.repriced else None,
        node("Comments", outcome.amazon_number, type="confirmID"),
        quantity=quantity,
        type="detail",
        deliveryDate=_date(moment + DELIVERY_TIME),
    )


def _date(moment):
    """A date as Amazon writes it here: an offset without a colon."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S+0000")
