"""Odoo stops and starts again while Amazon's documents wait, told step by step."""

from devtools.demo.amazon import Amazon
from devtools.demo.expect import eventually, same
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.timeline import Timeline
from devtools.rpc import Session
from devtools.stage import Stage


class Restart:
    """What was stored before is processed afterwards, once."""

    def __init__(self, play: Stage, admin: Session, amazon: Amazon, timeline: Timeline):
        self._play = play
        self._admin = admin
        self._amazon = amazon
        self._timeline = timeline

    def run(self, order: PlacedOrder) -> None:
        """Let Amazon ship an order when nobody reads its documents, and start Odoo again."""
        _model, job = self._admin.call("ir.model.data", "check_object_reference", "amazon_punchin", "ir_cron_process")
        with self._timeline.step("Amazon ships; Odoo stores the notice, and stops before reading it") as entry:
            self._admin.call("ir.cron", "write", [job], {"active": False})
            self._amazon.act(order.name, "ship")
            eventually(lambda: self._waiting() == 1, "The notice does not arrive")
            self._play.odoo.restart()
            same("The notices that wait after the restart", self._waiting(), 1)
            entry.about(order)
        with self._timeline.step("It is read after the restart") as entry:
            self._admin.call("ir.cron", "write", [job], {"active": True})
            self._admin.call("ir.cron", "method_direct_trigger", [job])
            eventually(lambda: order.read("amazon_state")["amazon_state"] == "shipped", f"{order.name} is not shipped")
            same("The shipments", len(order.read("amazon_shipment_ids")["amazon_shipment_ids"]), 1)
            entry.about(order)

    def _waiting(self) -> int:
        domain = [("document", "=", "ShipNoticeRequest"), ("state", "=", "received")]
        return self._admin.call("amazon.punchin.message", "search_count", domain)
