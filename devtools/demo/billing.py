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


def invoiced(
    world: World, order: PlacedOrder, action: str, text: str, *, wish: dict | None = None, state: str = "draft"
) -> list[int]:
    """Let Amazon write invoices of an order: each is a bill that comes to the same, to the cent.

    :param action: what the stand-in for Amazon calls it
    :param text: what is told of it
    :param wish: how it is done
    :param state: of the bills
    :return: their ids
    """
    with scene(text, order) as told:
        known = len(world.amazon.order(order.name)["invoices"])
        invoices = world.amazon.act(order.name, action, wish)["invoices"][known:]
        require(bool(invoices), f"Amazon wrote no invoice for {order.name}.")
        bills = [_same_in_odoo(world, order, invoice, state) for invoice in invoices]
        told.detail = f"billed {invoices[0]['currency']} {sum(Decimal(invoice['total']) for invoice in invoices):,}"
    return bills


def settled(world: World, order: PlacedOrder) -> None:
    """Make sure that an order which is shipped and billed is done, and that nobody waits for a bill."""
    with scene("Shipped and billed: the order is done", order):
        order.becomes("done")


def repeated(world: World, order: PlacedOrder) -> None:
    """Let Amazon send its last invoice as a new document: it is taken, and no second bill is made."""
    with scene("The same invoice in a new document changes nothing", order):
        known = world.amazon.order(order.name)
        number = known["invoices"][-1]["number"]
        documents = [delivery["document"] for delivery in known["deliveries"]]
        delivery = max(place for place, kind in enumerate(documents, start=1) if kind == "InvoiceDetailRequest")
        before = _bills(world, number)
        world.amazon.act(order.name, f"deliveries/{delivery}/as_new")
        eventually(
            lambda: world.amazon.order(order.name)["deliveries"][-1]["state"] == "delivered",
            f"Invoice {number} is not taken once more",
        )
        same(f"The bills of invoice {number}", _bills(world, number), before)
        domain = [("order_ids", "=", order.id), ("state", "not in", ("processed", "sent"))]
        same("Documents that are not processed", world.admin.call("amazon.punchin.message", "search", domain), [])


def _same_in_odoo(world: World, order: PlacedOrder, invoice: dict, state: str) -> int:
    number, total = invoice["number"], Decimal(invoice["total"])
    [bill] = eventually(lambda: _bills(world, number), f"Invoice {number} is no bill")
    same(f"The total of bill {number}", Decimal(str(bill["amount_total"])), abs(total))
    same(f"The kind of bill {number}", bill["move_type"], "in_refund" if total < 0 else "in_invoice")
    same(f"The state of bill {number}", bill["state"], state)
    require(order.id in bill["amazon_order_ids"], f"Bill {number} is not for {order.name}.")
    same(f"What differs on bill {number}", bill["amazon_warning"], False)
    return bill["id"]


def _bills(world: World, number: str) -> list[dict]:
    return world.admin.call("account.move", "search_read", [("ref", "=", number)], list(_BILL))
