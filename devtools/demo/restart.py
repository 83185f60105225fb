"""Odoo stops and starts again while Amazon's documents wait: what was stored before is processed afterwards, once."""

from devtools.demo.expect import eventually, same
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.world import World


def restart(world: World, order: PlacedOrder) -> None:
    """Let Amazon ship an order when nobody reads its documents, and start Odoo again."""
    admin, job = world.admin, world.admin.job("ir_cron_process")
    with world.step("Amazon ships; Odoo stores the notice, and stops before reading it", order):
        admin.call("ir.cron", "write", [job], {"active": False})
        world.amazon.act(order.name, "ship")
        eventually(lambda: _waiting(world) == 1, "The notice does not arrive")
        world.play.odoo.restart()
        same("The notices that wait after the restart", _waiting(world), 1)
    with world.step("It is read after the restart", order):
        admin.call("ir.cron", "write", [job], {"active": True})
        admin.start_job("ir_cron_process")
        order.becomes("shipped")
        same("The shipments", len(order.value("amazon_shipment_ids")), 1)


def _waiting(world: World) -> int:
    domain = [("document", "=", "ShipNoticeRequest"), ("state", "=", "received")]
    return world.admin.call("amazon.punchin.message", "search_count", domain)
