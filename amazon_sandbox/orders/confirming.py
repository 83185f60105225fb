"""Amazon's answer to an order, and its second thoughts."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from ..cxml.confirmation import Outcome, confirmation
from ..shop.cart import amazon_number
from .action import Actions, NotPossible
from .order import OrderState
from .outbox import note, post

actions = Actions("Confirmation")

WHOLE_ORDER = "001-012"
OUT_OF_STOCK = "015-005"
BELOW_CART = "018-007"
PRICE_RISE = Decimal("1.05")
DELIVERY_DAYS = 3
LATE_DAYS = 14


def _live(order):
    return order.live


def _waits(order):
    return bool(order.waiting)


@actions("Confirm all", when=lambda order: bool(order.unsettled))
def confirm(state, order, wish):
    """Take every line that waits or is back-ordered, as far as it can be delivered."""
    _answer(state, order, _offer(state, order, order.unsettled))


@actions("Confirm some lines", when=lambda order: bool(order.unsettled))
def confirm_part(state, order, wish):
    """Take the chosen lines, or the first one; the others are answered later."""
    lines = [line for line in order.unsettled if line.number in wish.pieces] if wish.pieces else order.unsettled[:1]
    if not lines:
        raise NotPossible("The chosen lines are already confirmed.")
    _answer(state, order, _offer(state, order, lines))


@actions("Split over two Amazon orders", when=_waits)
def confirm_split(state, order, wish):
    """Take every line that waits, each shared out between two Amazon orders."""
    numbers = amazon_number(), amazon_number()
    offer = _offer(state, order, order.waiting)
    for index, (number, parts) in enumerate(offer.items()):
        offer[number] = [half for part in parts for half in _halves(part, numbers, index % 2)]
    _answer(state, order, offer)


@actions("Confirm at another price", when=_live)
def confirm_repriced(state, order, wish):
    """Change the unit price of the chosen lines: to the one given, or 5 % up."""

    def change(part):
        risen = part.line.cart.marketplace.round(part.unit_price * PRICE_RISE)
        return replace(part, unit_price=risen if wish.unit_price is None else wish.unit_price)

    _change(state, order, wish, change, whole_lines=True)


@actions("Confirm for a later date", when=_live)
def confirm_delayed(state, order, wish):
    """Put off the delivery of the chosen pieces: by the days given, or 14."""
    deliver_at = _date(state, wish, LATE_DAYS)
    _change(state, order, wish, lambda part: replace(part, deliver_at=deliver_at))


@actions("Back-order", when=_live)
def backorder(state, order, wish):
    """Say that the chosen pieces come when they are there again."""
    deliver_at = _date(state, wish, LATE_DAYS)
    _change(state, order, wish, lambda part: replace(part, backordered=True, deliver_at=deliver_at))


@actions("Reject lines", when=_live)
def reject(state, order, wish):
    """Reject the chosen pieces with the reason."""
    _change(state, order, wish, lambda part: replace(part, code=wish.code or OUT_OF_STOCK))


@actions("Refuse the order", when=lambda order: order.state is OrderState.RECEIVED)
def refuse(state, order, wish):
    """Reject everything with the reason, at once."""
    offer = _offer(state, order, order.waiting)
    _answer(state, order, _rejected(offer, wish.code or WHOLE_ORDER))


@actions("Cancel", when=lambda order: order.cancellable)
def cancel(state, order, wish):
    """Reject everything after all, as Amazon does with a test order."""
    stated = {**order.outcomes, **_offer(state, order, order.waiting)}
    order.cancel_at = None
    order.state = OrderState.CANCELLED
    note(state, order, "Cancelled by Amazon", good=False)
    _send(state, order, _rejected(dict(sorted(stated.items())), WHOLE_ORDER))


def _answer(state, order, stated):
    """Send a confirmation.

    :param stated: line number to outcomes of the line, for the lines that it is about.
    """
    order.outcomes = dict(sorted({**order.outcomes, **stated}.items()))
    order.state = _state(order)
    numbers = ", ".join(order.amazon_numbers)
    text = order.state.value.capitalize() + (f" as {numbers}" if numbers else "")
    note(state, order, text, good=order.state is OrderState.CONFIRMED)
    _send(state, order, stated)
    order.confirm_at = state.clock() + timedelta(seconds=state.config.confirm_after_s)
    if order.cancellable and order.group.mode == "test" and order.cancel_at is None:
        order.cancel_at = state.clock() + timedelta(seconds=state.config.cancel_after_s)


def _send(state, order, stated):
    group = state.group_of(order)
    post(state, order, confirmation(group, order.request, list(stated.values()), state.clock()))


def _state(order):
    if len(order.outcomes) < len(order.request.lines):
        return OrderState.PARTLY_CONFIRMED
    kinds = {part.kind for part in order.parts}
    if kinds == {"reject"}:
        return OrderState.REFUSED
    return OrderState.CONFIRMED if kinds == {"detail"} else OrderState.PARTLY_CONFIRMED


def _change(state, order, wish, change, whole_lines=False):
    """Send a confirmation in which the chosen pieces, or all, are not as usual.

    It is about the lines of these pieces and about those that wait.

    :param change: function from an Outcome to another.
    :param whole_lines: choose lines, with all their pieces.
    """
    every = {line.number: line.quantity for line in order.request.lines}
    chosen = wish.pieces or every
    stated = _offer(state, order, order.waiting)
    for number, pieces in chosen.items():
        parts = stated.get(number) or order.outcomes[number]
        stated[number] = _change_pieces(parts, every[number] if whole_lines else pieces, change)
    _answer(state, order, dict(sorted(stated.items())))


def _change_pieces(parts, pieces, change):
    """The outcomes of a line with a change to the last pieces that are not rejected."""
    changed = []
    for part in reversed(parts):
        count = 0 if part.code else min(pieces, part.quantity)
        pieces -= count
        if count:
            changed.append(change(replace(part, quantity=count)))
        if count < part.quantity:
            changed.append(replace(part, quantity=part.quantity - count))
    return changed[::-1]


def _halves(part, numbers, later):
    """A part shared out between two Amazon orders; the odd piece goes to the first, or else later."""
    first = (part.quantity + 1 - later) // 2
    counts = first, part.quantity - first
    return [
        replace(part, quantity=count, amazon_number=number)
        for number, count in zip(numbers, counts, strict=True)
        if count
    ]


def _rejected(outcomes, code):
    """The outcomes with everything rejected, one part a line."""
    return {
        number: [replace(parts[0], quantity=parts[0].line.quantity, code=code)] for number, parts in outcomes.items()
    }


def _offer(state, order, lines):
    """Line number to outcomes as they are in life: one order at Amazon for each seller and fulfiller."""
    deliver_at = state.clock() + timedelta(days=DELIVERY_DAYS)
    codes = _codes(state, order)
    numbers, offer = {}, {}
    for line in lines:
        if line.number in order.outcomes:
            parts = order.outcomes[line.number]
            offer[line.number] = [replace(part, backordered=False, deliver_at=deliver_at) for part in parts]
        else:
            number = numbers.setdefault(line.cart_line.item.seller.key, amazon_number())
            price, code = line.cart_line.unit_price, codes.get(line.number, "")
            offer[line.number] = [Outcome(line, line.quantity, number, price, deliver_at, code=code)]
    return offer


def _codes(state, order):
    """Line number to error code, for the waiting lines that cannot be delivered."""
    lines = order.request.lines
    below = [line.number for line in lines if line.quantity < line.cart_line.quantity]
    if below or not all(line.cart.held_at(order.received_at) for line in lines):
        whole = {line.number: WHOLE_ORDER for line in lines}
        return whole | dict.fromkeys(below, BELOW_CART)
    wanted, codes = {}, {}
    for line in order.waiting:
        item = line.cart_line.item
        wanted[item.asin] = wanted.get(item.asin, 0) + line.quantity
        if item.stock is not None and wanted[item.asin] > state.available(item):
            codes[line.number] = OUT_OF_STOCK
    return codes


def _date(state, wish, days):
    return state.clock() + timedelta(days=days if wish.days is None else wish.days)
