"""Amazon's invoices, which become bills in Odoo, told step by step."""

from decimal import Decimal

from devtools.demo.expect import eventually, require, same
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.world import World, scene

_BILL = ("move_type", "state", "amount_total", "amazon_order_ids", "amazon_warning")


def shipped(world: World, order: PlacedOrder) -> None:
    """Let Amazon ship all of an order."""
    with scene("Amazon ships everything", order):
        world.amazon.act(order.name, "ship")
        order.becomes("shipped")


def invoiced(world: World, order: PlacedOrder, action: str, text: str) -> None:
    """Let Amazon write invoices of an order: each is a draft bill that comes to the same, to the cent.

    :param action: what the stand-in for Amazon calls it
    :param text: what is told of it
    """
    with scene(text, order) as told:
        known = len(world.amazon.order(order.name)["invoices"])
        invoices = world.amazon.act(order.name, action)["invoices"][known:]
        require(bool(invoices), f"Amazon writes no invoice of {order.name}.")
        for invoice in invoices:
            _same_in_odoo(world, order, invoice)
        told.detail = f"billed {invoices[0]['currency']} {sum(Decimal(invoice['total']) for invoice in invoices):,}"


def settled(world: World, order: PlacedOrder) -> None:
    """Make sure that an order which is shipped and billed is done, and that nobody waits for a bill."""
    with scene("Shipped and billed: the order is done", order):
        order.becomes("done")


def repeated(world: World, order: PlacedOrder) -> None:
    """Let Amazon send its last invoice as a new document: it is refused, and no second bill is made."""
    with scene("The same invoice as a new document is refused", order):
        known = world.amazon.order(order.name)
        number = known["invoices"][-1]["number"]
        documents = [delivery["document"] for delivery in known["deliveries"]]
        delivery = max(place for place, kind in enumerate(documents, start=1) if kind == "InvoiceDetailRequest")
        world.amazon.act(order.name, f"deliveries/{delivery}/as_new")
        domain = [("order_ids", "=", order.id), ("state", "=", "failed")]
        [message] = eventually(
            lambda: world.admin.call("amazon.punchin.message", "search_read", domain, ["error", "bill_id"]),
            f"Invoice {number} is not refused",
        )
        require(number in message["error"], f"It is refused for another reason: {message['error']}")
        [bill] = _bills(world, number)
        same("The bill that it is linked with", message["bill_id"][0], bill["id"])


def _same_in_odoo(world: World, order: PlacedOrder, invoice: dict) -> None:
    number, total = invoice["number"], Decimal(invoice["total"])
    [bill] = eventually(lambda: _bills(world, number), f"Invoice {number} is no bill")
    same(f"The total of bill {number}", Decimal(str(bill["amount_total"])), abs(total))
    same(f"The kind of bill {number}", bill["move_type"], "in_refund" if total < 0 else "in_invoice")
    same(f"The state of bill {number}", bill["state"], "draft")
    require(order.id in bill["amazon_order_ids"], f"Bill {number} is not of {order.name}.")
    same(f"What differs on bill {number}", bill["amazon_warning"], False)


def _bills(world: World, number: str) -> list[dict]:
    return world.admin.call("account.move", "search_read", [("ref", "=", number)], list(_BILL))
