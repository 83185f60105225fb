"""An order's way to Amazon and back, told step by step: what Odoo says of it is compared with what Amazon has."""

from devtools.demo.expect import eventually, require, same
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.world import World, scene


def code_and_confirm(world: World, order: PlacedOrder) -> PlacedOrder:
    """Code and confirm an order that nobody has to approve."""
    with scene("Coded and confirmed, below the limit of approval", order):
        order.code()
        order.confirm()
        queued(order)
    return order


def queued(order: PlacedOrder) -> None:
    """Make sure that an order is approved, and goes to Amazon by itself."""
    same(f"State of {order.name}", order.value("state"), "purchase")
    state = order.value("amazon_state")
    require(state in ("pending", "sent", "confirmed"), f"{order.name} is {state} at Amazon after its approval.")


def follow(world: World, order: PlacedOrder) -> None:
    """From the queue to Amazon's confirmation."""
    with scene("Sent in one attempt; Amazon has the same document", order):
        [message] = eventually(lambda: _documents(world, order, ("state", "=", "sent")), f"{order.name} is not sent")
        same("The payloadID at Amazon", world.amazon.order(order.name)["payload_id"], message["payload_id"])
        same("The number of attempts", message["attempts"], 1)
    with scene("Amazon confirms", order) as told:
        order.becomes("confirmed")
        numbers = world.amazon.order(order.name)["amazon_order_numbers"]
        same("Amazon's order number", order.value("amazon_order_ref"), ", ".join(sorted(numbers)))
        more = f" and {len(numbers) - 1} more" if len(numbers) > 1 else ""
        told.detail = f"as {numbers[0]}{more}"


def cancel_at_amazon(world: World, order: PlacedOrder) -> None:
    """Let Amazon cancel an order that it has confirmed."""
    with scene("Amazon cancels the test order; Odoo follows", order):
        world.amazon.act(order.name, "cancel")
        order.becomes("refused", "cancelled")
        same(f"State of {order.name}", order.value("state"), "cancel")
        same("The state at Amazon", world.amazon.order(order.name)["state"], "cancelled")


def restart(world: World, order: PlacedOrder) -> None:
    """Let Amazon ship an order when nobody reads its documents, and start Odoo again: each is read afterwards, once."""
    admin, job = world.admin, world.admin.job("ir_cron_process")
    with scene("Amazon ships; Odoo stores the notice, and stops before reading it", order):
        admin.call("ir.cron", "write", [job], {"active": False})
        world.amazon.act(order.name, "ship")
        eventually(lambda: _waiting(world) == 1, "The notice does not arrive")
        world.play.odoo.restart()
        same("The notices that wait after the restart", _waiting(world), 1)
    with scene("It is read after the restart", order):
        admin.call("ir.cron", "write", [job], {"active": True})
        admin.start_job("ir_cron_process")
        order.becomes("shipped")
        same("The shipments", len(order.value("amazon_shipment_ids")), 1)


def nothing_left(world: World, order: PlacedOrder) -> None:
    """Make sure that no document of an order is at Amazon or on its way there."""
    require(not world.amazon.has(order.name), f"Amazon has {order.name}.")
    same(f"The documents of {order.name} to Amazon", _documents(world, order), [])


def read(world: World, order: PlacedOrder) -> None:
    """Wait until all that Amazon sends of an order has arrived, and Odoo has read it."""
    eventually(lambda: not _under_way(world, order), f"Odoo does not read what Amazon sends of {order.name}")


def _under_way(world: World, order: PlacedOrder) -> bool:
    if any(delivery["state"] == "pending" for delivery in world.amazon.order(order.name)["deliveries"]):
        return True
    domain = [("direction", "=", "in"), ("state", "=", "received")]
    return bool(world.admin.call("amazon.punchin.message", "search_count", domain))


def _documents(world: World, order: PlacedOrder, *conditions: tuple) -> list[dict]:
    """Its documents to Amazon."""
    domain = [("order_ids", "=", order.id), ("direction", "=", "out"), *conditions]
    return world.admin.call("amazon.punchin.message", "search_read", domain, ["payload_id", "attempts"])


def _waiting(world: World) -> int:
    domain = [("document", "=", "ShipNoticeRequest"), ("state", "=", "received")]
    return world.admin.call("amazon.punchin.message", "search_count", domain)
