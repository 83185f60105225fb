"""Invoices and credit memos."""

import secrets
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from ..cxml.invoice import CREDIT_MEMO, LINE_CREDIT_MEMO, STANDARD, Invoice, InvoicedLine, invoice_detail
from .action import Actions, NotPossible
from .outbox import note, post

actions = Actions("Invoice")
NUMBER_CHARACTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


def _billed(order):
    return any(quantity > 0 for quantity in order.billed.values())


@actions("Invoice all")
def invoice(state, order, wish):
    """Charge the chosen pieces, or all that are left, in Amazon's name."""
    _bill(state, order, _lines(order, _wanted(order, wish)))


@actions("Invoice each shipment", when=lambda order: bool(order.shipments))
def invoice_shipments(state, order, wish):
    """Write one invoice for each parcel that is not charged yet."""
    invoices = []
    left = order.to_bill
    for shipment in order.shipments:
        pieces = {number: min(count, left[number]) for number, count in shipment.pieces.items() if left[number]}
        left.subtract(pieces)
        if pieces:
            invoices.append((shipment, pieces))
    if not invoices:
        raise NotPossible("No shipment is left to invoice.")
    for shipment, pieces in invoices:
        _bill(state, order, _lines(order, pieces, shipment=shipment))


@actions("Invoice for each seller")
def invoice_sellers(state, order, wish):
    """Write one invoice for each seller, in the seller's name and with its VAT number."""
    lines = sorted(_lines(order, _wanted(order, wish)), key=lambda row: _seller(row).key)
    for _, rows in groupby(lines, key=_seller):
        rows = list(rows)
        _bill(state, order, rows, issuer=_seller(rows[0]))


@actions("Invoice with other orders")
def invoice_together(state, order, wish):
    """Charge on one invoice what is left of this order and of the group's other orders."""
    others = [other for other in state.orders.values() if _belongs(other, order) and other.to_bill]
    if not others:
        raise NotPossible("There is no other order of the group with something left to invoice.")
    lines = _lines(order, _wanted(order, wish))
    for other in others:
        lines += _lines(other, other.to_bill)
    document = _bill(state, order, lines)
    for other in others:
        other.invoices.append(document)
        note(state, other, f"Invoiced as {document.number}, with order {order.request.order_id}", good=True)


@actions("Invoice one cent too much")
def invoice_cent(state, order, wish):
    """Charge the chosen pieces, or all that are left; the total is one cent, or yen, above the lines."""
    cent = Decimal(1).scaleb(-order.cart.marketplace.digits)
    _bill(state, order, _lines(order, _wanted(order, wish)), excess=cent)


@actions("Credit memo", when=_billed)
def credit(state, order, wish):
    """Give back the chosen pieces, or all, in one sum without lines (purpose creditMemo)."""
    _credit(state, order, _credited(order, wish), purpose=CREDIT_MEMO)


@actions("Credit memo, negative quantity", when=_billed)
def credit_quantity(state, order, wish):
    """Give back the chosen pieces, or all, line by line (purpose lineLevelCreditMemo)."""
    _credit(state, order, _credited(order, wish), purpose=LINE_CREDIT_MEMO)


@actions("Invoice with negative prices", when=_billed)
def credit_price(state, order, wish):
    """Give back the chosen pieces, or all, on an ordinary invoice below zero."""
    lines = [replace(row, unit_price=-row.unit_price) for row in _credited(order, wish)]
    _credit(state, order, lines)


def _credit(state, order, lines, purpose=STANDARD):
    """What gives back the last piece gives back what was charged beyond the lines, too."""
    left = sum((+order.billed).values()) + sum(row.pieces for row in lines)
    excess = Decimal(0) if left else -sum(invoice.excess for invoice in order.invoices)
    return _bill(state, order, lines, purpose=purpose, excess=excess)


def _bill(state, order, lines, issuer=None, purpose=STANDARD, excess=Decimal(0)):
    document = Invoice(
        number=_new_number(),
        issuer=issuer or state.catalog.sellers["amazon"],
        lines=tuple(sorted(lines, key=lambda row: (row.order.payload_id, row.amazon_number, row.line.number))),
        purpose=purpose,
        original=_last_charge(order) if purpose != STANDARD else None,
        excess=excess,
    )
    content = invoice_detail(state.group_of(order), document, state.clock())
    document = replace(document, payload_id=post(state, order, content))
    order.invoices.append(document)
    note(state, order, f"Invoiced as {document.number}: {document.marketplace.show(document.total)}", good=True)
    return document


def _last_charge(order):
    """The last invoice of an order that is not below zero."""
    return next(invoice for invoice in reversed(order.invoices) if invoice.total >= 0)


def _wanted(order, wish):
    """Line number to quantity: what was chosen, else what is left."""
    wanted = wish.pieces or order.to_bill
    if not wanted:
        raise NotPossible("Nothing is left to invoice.")
    return wanted


def _credited(order, wish):
    billed = +order.billed
    given_back = wish.pieces or billed
    if any(count > billed[number] for number, count in given_back.items()):
        raise NotPossible("No more can be given back than was invoiced.")
    return _lines(order, {number: -count for number, count in given_back.items()})


def _lines(order, pieces, shipment=None):
    """The lines of an invoice.

    :param pieces: line number to quantity, negative to give back.
    """
    billed = order.billed
    return [
        InvoicedLine(
            order=order.request,
            line=line,
            amazon_number=order.amazon_number(line),
            pieces=pieces[line.number],
            unit_price=order.unit_price(line),
            charges=line.charges(order.unit_price(line), pieces[line.number], billed[line.number]),
            shipment=shipment,
        )
        for line in order.request.lines
        if line.number in pieces
    ]


def _seller(row):
    return row.line.cart_line.item.seller


def _belongs(other, order):
    return other is not order and other.group and other.group.slug == order.group.slug


def _new_number():
    """An invoice number in the shape that Amazon gives: 1K4D-7VQX-3F9P."""
    blocks = ("".join(secrets.choice(NUMBER_CHARACTERS) for _ in range(4)) for _ in range(3))
    return "-".join(blocks)
