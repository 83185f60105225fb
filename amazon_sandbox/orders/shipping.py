"""Parcels: what is sent to the buyer, and what the notices say of it."""

import secrets
from dataclasses import replace
from datetime import timedelta

from ..cxml.ship_notice import Shipment, ship_notice
from ..shop.carriers import new_parcel
from .action import Actions, NotPossible
from .outbox import note, post

actions = Actions("Shipment")
TRANSIT_DAYS = 2


@actions("Ship all")
def ship(state, order, wish):
    """Send the chosen pieces, or all that are left, in one parcel."""
    _ship(state, order, wish, _wanted(order, wish))


@actions("Ship a part")
def ship_part(state, order, wish):
    """Send the chosen pieces; else the first line that is left, or half of the only one."""
    wanted = _wanted(order, wish)
    if not wish.pieces:
        number, quantity = next(iter(wanted.items()))
        wanted = {number: quantity if len(wanted) > 1 else (quantity + 1) // 2}
    _ship(state, order, wish, wanted)


@actions("Ship in several parcels")
def ship_each(state, order, wish):
    """Send each line in a parcel of its own; if there is only one line, each piece."""
    wanted = _wanted(order, wish)
    if len(wanted) > 1:
        parcels = [{number: quantity} for number, quantity in wanted.items()]
    else:
        parcels = [{number: 1} for number, quantity in wanted.items() for _ in range(quantity)]
    for pieces in parcels:
        _ship(state, order, wish, pieces)


@actions("Ship all, name no lines")
def ship_unlisted(state, order, wish):
    """Send all that is left with a notice that has no items: it means the whole order."""
    _ship(state, order, wish, _wanted(order, wish), listed=False)


@actions("Ship one too many")
def ship_surplus(state, order, wish):
    """Send the chosen pieces, or all that are left, and one more of the first line."""
    wanted = wish.pieces or order.to_ship or {order.request.lines[0].number: 0}
    wanted = dict(sorted(wanted.items()))
    wanted[min(wanted)] += 1
    _ship(state, order, wish, wanted)


@actions("Correct the last shipment", when=lambda order: bool(order.shipments))
def ship_update(state, order, wish):
    """Announce the last parcel anew: another tracking number, a day later, the chosen pieces if any."""
    old = order.shipments[-1]
    carrier, tracking = new_parcel(order.cart.marketplace, len(order.shipments))
    shipment = replace(
        old,
        pieces=dict(sorted(wish.pieces.items())) or old.pieces,
        deliver_at=old.deliver_at + timedelta(days=1 if wish.days is None else wish.days),
        carrier=carrier,
        tracking=tracking,
    )
    order.shipments[-1] = shipment
    _announce(state, order, shipment, "update")


def _ship(state, order, wish, pieces, listed=True):
    moment = state.clock()
    carrier, tracking = new_parcel(order.cart.marketplace, len(order.shipments))
    shipment = Shipment(
        id=f"{secrets.randbelow(10**9):09d}",
        pieces=pieces,
        shipped_at=moment,
        deliver_at=moment + timedelta(days=TRANSIT_DAYS if wish.days is None else wish.days),
        carrier=carrier,
        tracking=tracking,
        listed=listed,
    )
    order.shipments.append(shipment)
    order.cancel_at = None
    _announce(state, order, shipment, "new")


def _announce(state, order, shipment, operation):
    contents = ", ".join(f"{quantity} of line {number}" for number, quantity in shipment.pieces.items())
    begin = "Shipped" if operation == "new" else "Corrected"
    note(state, order, f"{begin} as {shipment.id}: {contents}", good=True)
    post(state, order, ship_notice(order.request, shipment, state.clock(), operation))


def _wanted(order, wish):
    """Line number to quantity: what was chosen, else what is left."""
    wanted = wish.pieces or order.to_ship
    if not wanted:
        raise NotPossible("Nothing is left to ship.")
    return dict(sorted(wanted.items()))
