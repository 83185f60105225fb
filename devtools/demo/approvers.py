"""Whom an order waits for, and who has agreed, as Odoo shows it to each of them."""

from devtools.demo.expect import refused, require, same
from devtools.demo.placed_order import PlacedOrder
from devtools.rpc import Session

_ACTIVITY = "Amazon approval"


class Approvers:
    """Each look raises a problem when Odoo shows something else. People are given by their names.

    :param admin: who may read every order's steps
    """

    def __init__(self, admin: Session):
        self._admin = admin

    def planned(self, order: PlacedOrder, *names: str) -> None:
        """The order has a step for each of them, in this order, and only the first is open."""
        steps = self._steps(order, "state", "approver_ids")
        later = ["waiting"] * (len(names) - 1)
        same("What the steps are", [step["state"] for step in steps], ["open", *later])
        same("Who decides each step", [self._names(step["approver_ids"]) for step in steps], [[name] for name in names])
        self.asked(order, names[0])

    def asked(self, order: PlacedOrder, *names: str) -> None:
        """The order waits; these people alone can decide now, and have an activity."""
        order.must_be("to approve · waiting")
        same(f"Who can decide {order.name}", self._names(order.value("amazon_approver_ids")), sorted(names))
        same(f"Who has an activity for {order.name}", self._reminded_by_activity(order), sorted(names))

    def asked_by_core(self, order: PlacedOrder, name: str) -> None:
        """Odoo's double validation alone holds the order up, and a purchase manager has an activity for it."""
        order.must_be("to approve · waiting")
        same(f"Who can decide a step of {order.name}", order.value("amazon_approver_ids"), [])
        names = self._reminded_by_activity(order)
        require(name in names, f"{name} has no activity for {order.name}, but {', '.join(names) or 'nobody'} has.")

    def no_longer_asked(self, order: PlacedOrder) -> None:
        """Nobody has an activity for the order any more."""
        same(f"Who has an activity for {order.name}", self._reminded_by_activity(order), [])

    def decided(self, order: PlacedOrder, *names: str) -> None:
        """Every step is approved, by these people, and says so with its rule."""
        steps = self._steps(order, "state", "decisions", "reason")
        same("What the steps are", {step["state"] for step in steps}, {"approved"})
        found = [step["decisions"].partition(" approved on ")[0] for step in steps]
        same("Who approved each step", found, [*names])
        same("The steps that name no rule", [step for step in steps if not step["reason"]], [])

    def open_step(self, order: PlacedOrder) -> int:
        """The id of the step whose turn it is."""
        [step] = [step["id"] for step in self._steps(order, "state") if step["state"] == "open"]
        return step

    def hidden_from(self, order: PlacedOrder, user: Session) -> None:
        """Somebody can neither find, nor read, nor approve the order."""
        found = user.call("purchase.order", "search", [("id", "=", order.id)])
        same("What somebody finds whose turn it is not", found, [])
        refused(order.seen_by(user).states)
        refused(order.seen_by(user).approve)

    def listed(self, user: Session, *orders: PlacedOrder) -> None:
        """Somebody's list To Approve shows these orders."""
        found = user.call("purchase.order", "search", [("amazon_approver_ids", "in", user.uid)])
        same("The list To Approve", found, [order.id for order in orders])

    def _steps(self, order: PlacedOrder, *names: str) -> list[dict]:
        domain = [("order_id", "=", order.id)]
        return self._admin.call("amazon.punchin.approval", "search_read", domain, list(names), order="sequence")

    def _reminded_by_activity(self, order: PlacedOrder) -> list[str]:
        of_order = [("res_model", "=", "purchase.order"), ("res_id", "=", order.id)]
        domain = [*of_order, ("activity_type_id.name", "=", _ACTIVITY)]
        activities = self._admin.call("mail.activity", "search_read", domain, ["user_id"])
        return sorted(activity["user_id"][1] for activity in activities)

    def _names(self, users: list[int]) -> list[str]:
        return sorted(user["name"] for user in self._admin.call("res.users", "read", users, ["name"]))
