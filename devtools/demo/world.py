"""What all scenes share: who plays in them, and how a step is told."""

from collections.abc import Iterator
from contextlib import contextmanager

from devtools.demo.amazon import Amazon
from devtools.demo.placed_order import PlacedOrder
from devtools.progress import Step, step
from devtools.rpc import Session
from devtools.stage import ADMIN, Stage


class World:
    """The people of the demo data, each signed in to Odoo, and Amazon behind its shop.

    :ivar play: both servers
    """

    def __init__(self, play: Stage):
        self.play = play
        self.amazon = Amazon(play.sandbox.url)
        logins = ("buyer", "head", "owner", "boss", "approver", "manager", ADMIN)
        self.buyer, self.head, self.owner, self.boss, self.approver, self.manager, self.admin = map(
            play.session, logins
        )

    def has(self, module: str) -> bool:
        """Whether another app is there."""
        domain = [("name", "=", module), ("state", "=", "installed")]
        return bool(self.admin.call("ir.module.module", "search_count", domain))

    def roles(self, user: Session) -> set[str]:
        """The groups that somebody was put into, by the names of the data files."""
        [groups] = self.admin.call("res.users", "read", [user.uid], ["group_ids"])
        domain = [("model", "=", "res.groups"), ("res_id", "in", groups["group_ids"])]
        return {row["name"] for row in self.admin.call("ir.model.data", "search_read", domain, ["name"])}

    def activities(self, order: PlacedOrder) -> list[str]:
        """What anybody has to do about an order, its bills and, beside Inventory, its receipts."""
        linked = {"amazon_bill_ids": "account.move"}
        if self.has("purchase_stock"):
            linked["picking_ids"] = "stock.picking"
        records = {"purchase.order": [order.id]} | {
            model: order.seen_by(self.admin).value(name) for name, model in linked.items()
        }
        found = []
        for model, ids in records.items():
            domain = [("res_model", "=", model), ("res_id", "in", ids)]
            found += self.admin.call("mail.activity", "search_read", domain, ["display_name"])
        return [activity["display_name"] for activity in found]


@contextmanager
def scene(text: str, order: PlacedOrder | None = None) -> Iterator[Step]:
    """Show that something is being done, then whether it went well.

    :param order: what it is about: its number, what it comes to and where it stands are told when it is over
    """
    with step(text) as told:
        yield told
        if order:
            told.detail = ", ".join(filter(None, [order.summary(), told.detail]))
