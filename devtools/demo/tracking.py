"""An approved order's way to Amazon and back, told step by step."""

from devtools.demo.amazon import Amazon
from devtools.demo.expect import eventually, require, same
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.timeline import Entry, Timeline
from devtools.rpc import Session


class Tracking:
    """Compares what Odoo says of an order with what Amazon has.

    :param admin: who may read the documents
    """

    def __init__(self, admin: Session, amazon: Amazon, timeline: Timeline):
        self._admin = admin
        self._amazon = amazon
        self._timeline = timeline

    def queued(self, order: PlacedOrder, entry: Entry) -> None:
        """Make sure that an order is approved, and goes to Amazon by itself."""
        values = order.read("state", "amazon_state")
        same(f"State of {order.name}", values["state"], "purchase")
        on_its_way = values["amazon_state"] in ("pending", "sent", "confirmed")
        require(on_its_way, f"{order.name} is {values['amazon_state']} at Amazon after its approval.")
        entry.about(order)

    def follow(self, order: PlacedOrder) -> None:
        """From the queue to Amazon's confirmation."""
        with self._timeline.step("Sent in one attempt; Amazon has the same document") as entry:
            [message] = eventually(lambda: self._documents(order, ("state", "=", "sent")), f"{order.name} is not sent")
            same("The payloadID at Amazon", self._amazon.order(order.name)["payload_id"], message["payload_id"])
            same("The number of attempts", message["attempts"], 1)
            entry.about(order)
        with self._timeline.step("Amazon confirms") as entry:
            self._await_state(order, "confirmed")
            numbers = self._amazon.order(order.name)["amazon_order_numbers"]
            same("Amazon's order number", order.read("amazon_order_ref")["amazon_order_ref"], ", ".join(numbers))
            entry.about(order)
            more = f" and {len(numbers) - 1} more" if len(numbers) > 1 else ""
            entry.text += f" as {numbers[0]}{more}"

    def cancel_at_amazon(self, order: PlacedOrder) -> None:
        """Let Amazon cancel an order that it has confirmed."""
        with self._timeline.step("Amazon cancels the test order; Odoo follows") as entry:
            self._amazon.act(order.name, "cancel")
            self._await_state(order, "refused", "cancelled")
            same(f"State of {order.name}", order.read("state")["state"], "cancel")
            same("The state at Amazon", self._amazon.order(order.name)["state"], "cancelled")
            entry.about(order)

    def nothing_left(self, order: PlacedOrder) -> None:
        """Make sure that no document of an order is at Amazon or on its way there."""
        require(not self._amazon.has(order.name), f"Amazon has {order.name}.")
        same(f"The documents of {order.name} to Amazon", self._documents(order), [])

    def read(self, order: PlacedOrder) -> None:
        """Wait until all that Amazon sends of an order has arrived, and Odoo has read it."""
        eventually(lambda: not self._under_way(order), f"Odoo does not read what Amazon sends of {order.name}")

    def _under_way(self, order: PlacedOrder) -> bool:
        if any(delivery["state"] == "pending" for delivery in self._amazon.order(order.name)["deliveries"]):
            return True
        domain = [("direction", "=", "in"), ("state", "=", "received")]
        return bool(self._admin.call("amazon.punchin.message", "search_count", domain))

    def _documents(self, order: PlacedOrder, *conditions: tuple) -> list[dict]:
        """Its documents to Amazon."""
        domain = [("order_ids", "=", order.id), ("direction", "=", "out"), *conditions]
        return self._admin.call("amazon.punchin.message", "search_read", domain, ["payload_id", "attempts"])

    def _await_state(self, order: PlacedOrder, *states: str) -> None:
        eventually(
            lambda: order.read("amazon_state")["amazon_state"] in states,
            f"{order.name} does not become {' or '.join(states)} at Amazon",
        )
