"""Scenes in which approval rules decide who must agree.

Hedi Head agrees from 200.00 on, Olga Owner from 500.00 on too; Boris Boss steps in for who is silent.
"""

from devtools import sql
from devtools.demo import tracking
from devtools.demo.approvers import Approvers
from devtools.demo.expect import refused, require
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.shopping import Shopping
from devtools.demo.world import World, scene

_DESK, _BOOKCASE, _MONITOR = "B0ZXPWQWJC", "B0K01T5QZ1", "B0KQZ97KQ9"
_HEAD, _OWNER, _BOSS, _APPROVER = "Hedi Head", "Olga Owner", "Boris Boss", "Ada Approver"
_REASON = "Two are left in the store room."


class Approval:
    """Told step by step."""

    def __init__(self, world: World, shopping: Shopping):
        self._world = world
        self._shopping = shopping
        self._approvers = Approvers(world.admin)

    # --- Scenes --------------------------------------------------------------------------

    def by_head(self, order: PlacedOrder) -> None:
        """From coding to Amazon's confirmation, by way of the department's head."""
        self._code_and_confirm(order, _HEAD)
        with scene("Hedi Head approves", order):
            order.seen_by(self._world.head).approve()
            tracking.queued(order)
        tracking.follow(self._world, order)

    def two_steps(self) -> None:
        """One after the other, and nobody else; after the last one the order goes to Amazon by itself."""
        order = self._shopping.land("US", {_DESK: 1, _BOOKCASE: 1})
        self._code_and_confirm(order, _HEAD, _OWNER)
        self._only_head(order)
        with scene("Hedi Head finds it in To Approve and approves", order):
            self._approvers.listed(self._world.head, order)
            order.seen_by(self._world.head).approve()
            self._approvers.listed(self._world.head)
            self._approvers.asked(order, _OWNER)
        with scene("Olga Owner marks her activity as done, which leads to the order; there she approves", order):
            [activity] = order.activities(self._world.owner)
            owner = self._world.owner
            sentence = refused(lambda: owner.call("mail.activity", "action_feedback", [activity["id"]]))
            require(order.name in sentence, f"Odoo does not lead to {order.name}: {sentence}")
            self._approvers.asked(order, _OWNER)
            order.seen_by(owner).approve()
            tracking.queued(order)
        with scene("The order keeps who decided, when, and by which rule", order):
            self._approvers.decided(order, _HEAD, _OWNER)
            self._approvers.no_longer_asked(order)
        tracking.follow(self._world, order)

    def rejection(self) -> None:
        """With a reason that the buyer reads; nothing reaches Amazon."""
        order = self._shopping.land("US", {_MONITOR: 2})
        self._code_and_confirm(order, _HEAD)
        with scene("Hedi Head cannot reject it without a reason", order):
            require(
                "Enter a reason" in refused(lambda: order.seen_by(self._world.head).reject(" ")),
                "Odoo does not ask why.",
            )
            self._approvers.asked(order, _HEAD)
        with scene(f"She rejects it: “{_REASON}”", order):
            order.seen_by(self._world.head).reject(_REASON)
            order.must_be("cancel · rejected")
            self._approvers.no_longer_asked(order)
        with scene("Bea Buyer gets an activity with the reason", order):
            [activity] = order.activities(self._world.buyer)
            require(_REASON in activity["note"], f"The activity does not have the reason: {activity['note']}")
        with scene("Too late to approve it, and nothing reached Amazon", order):
            refusal = refused(order.seen_by(self._world.head).approve)
            require(_REASON in refusal, f"Odoo does not say that {order.name} was rejected: {refusal}")
            order.must_be("cancel · rejected")
            tracking.nothing_left(self._world, order)

    def escalation(self) -> None:
        """Somebody is silent and another steps in; above the steps, Odoo's double validation has its say."""
        order = self._shopping.land("US", {_DESK: 3})
        self._code_and_confirm(order, _HEAD, _OWNER)
        with scene("The hourly job asks nobody else yet", order):
            self._world.admin.start_job("ir_cron_hold")
            self._approvers.asked(order, _HEAD)
        with scene("Two days pass: Boris Boss is asked as well", order):
            pass_days(self._world.play.database, self._approvers.open_step(order), 2)
            self._world.admin.start_job("ir_cron_hold")
            self._approvers.asked(order, _HEAD, _BOSS)
            require(
                f"Escalated to {_BOSS}" in order.chatter(), f"The chatter of {order.name} does not show the escalation."
            )
        with scene("Boris Boss approves in her place", order):
            order.seen_by(self._world.boss).approve()
            self._approvers.asked(order, _OWNER)
        with scene("Olga Owner approves; above 1,000.00 it is not enough", order):
            order.seen_by(self._world.owner).approve()
            self._approvers.decided(order, _BOSS, _OWNER)
            self._approvers.asked_by_core(order, _APPROVER)
            tracking.nothing_left(self._world, order)
        with scene("Ada Approver approves, as Odoo's double validation asks", order):
            order.seen_by(self._world.approver).approve()
            tracking.queued(order)
        tracking.follow(self._world, order)

    # --- Steps ---------------------------------------------------------------------------

    def _code_and_confirm(self, order: PlacedOrder, *names: str) -> None:
        """Confirm an order, which must then wait for these people, one after the other."""
        with scene(f"Confirmed: waiting for {', then '.join(names)}", order):
            order.code()
            order.confirm()
            self._approvers.planned(order, *names)

    def _only_head(self, order: PlacedOrder) -> None:
        with scene("Before their turn, others find nothing to approve", order):
            self._approvers.hidden_from(order, self._world.owner)
            self._approvers.hidden_from(order, self._world.boss)
        with scene("Buyer, administrator, purchase manager cannot approve", order):
            for user in (self._world.buyer, self._world.manager, self._world.approver):
                refusal = refused(order.seen_by(user).approve)
                require(_HEAD in refusal, f"Odoo does not say whose approval {order.name} is waiting for: {refusal}")
            self._approvers.asked(order, _HEAD)


def pass_days(database: str, step: int, days: int) -> None:
    """Let days pass since an approval step, given by its id, was opened: move back when Odoo says it was."""
    sql.execute(
        f"UPDATE amazon_punchin_approval SET opened_at = opened_at - interval '{days:d} days' WHERE id = {step:d}",
        database,
    )
