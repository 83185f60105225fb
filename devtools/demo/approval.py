"""Scenes in which approval rules decide who must agree."""

from devtools.demo.approvers import Approvers
from devtools.demo.cast import Cast
from devtools.demo.clock import Clock
from devtools.demo.expect import refused, require, same
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.shopping import Shopping
from devtools.demo.timeline import Timeline
from devtools.demo.tracking import Tracking
from devtools.rpc import Session

_DESK, _BOOKCASE, _MONITOR = "B0ZXPWQWJC", "B0K01T5QZ1", "B0KQZ97KQ9"
_HEAD, _OWNER, _BOSS = "Hedi Head", "Olga Owner", "Boris Boss"
_REASON = "Two are left in the store room."


class Approval:
    """Hedi Head agrees from 200.00 on, Olga Owner from 500.00 on too; Boris Boss steps in for who is silent."""

    def __init__(self, cast: Cast, shopping: Shopping, tracking: Tracking, timeline: Timeline, clock: Clock):
        self._cast = cast
        self._shopping = shopping
        self._tracking = tracking
        self._timeline = timeline
        self._clock = clock
        self._approvers = Approvers(cast)

    # --- Scenes --------------------------------------------------------------------------

    def by_head(self, order: PlacedOrder) -> None:
        """From coding to Amazon's confirmation, by way of the department's head."""
        self._code_and_confirm(order, _HEAD)
        with self._timeline.step("Hedi Head approves") as entry:
            order.seen_by(self._cast.head).approve()
            self._tracking.queued(order, entry)
        self._tracking.follow(order)

    def two_steps(self) -> None:
        """One after the other, and nobody else; after the last one the order goes to Amazon by itself."""
        order = self._shopping.land("US", {_DESK: 1, _BOOKCASE: 1})
        self._code_and_confirm(order, _HEAD, _OWNER)
        self._only_head(order)
        with self._timeline.step("Hedi Head finds it in To Approve and approves") as entry:
            self._approvers.listed(self._cast.head, order)
            order.seen_by(self._cast.head).approve()
            self._approvers.listed(self._cast.head)
            self._approvers.asked(order, _OWNER)
            entry.about(order)
        with self._timeline.step("Olga Owner approves from her activity") as entry:
            [activity] = order.activities(self._cast.owner)
            self._cast.owner.call("mail.activity", "action_feedback", [activity["id"]], feedback="Within budget.")
            self._tracking.queued(order, entry)
        with self._timeline.step("The order keeps who decided, when, and by which rule") as entry:
            self._approvers.decided(order, _HEAD, _OWNER)
            self._approvers.no_longer_asked(order)
            entry.order = order.name
        self._tracking.follow(order)

    def rejection(self) -> None:
        """With a reason that the buyer reads; nothing reaches Amazon."""
        order = self._shopping.land("US", {_MONITOR: 2})
        self._code_and_confirm(order, _HEAD)
        with self._timeline.step("Hedi Head cannot reject it without a reason") as entry:
            require("say why" in refused(lambda: _reject(order, self._cast.head, " ")), "Odoo does not ask why.")
            self._approvers.asked(order, _HEAD)
            entry.about(order)
        with self._timeline.step(f"She rejects it: “{_REASON}”") as entry:
            _reject(order, self._cast.head, _REASON)
            same(order.name, order.states(), "cancel · cancelled")
            self._approvers.no_longer_asked(order)
            entry.about(order)
        with self._timeline.step("Bea Buyer gets an activity that says why") as entry:
            [activity] = order.activities(self._cast.buyer)
            require(_REASON in activity["note"], f"The activity lacks the reason: {activity['note']}")
            entry.order = order.name
        with self._timeline.step("Too late to approve it, and nothing reached Amazon") as entry:
            refusal = refused(order.seen_by(self._cast.head).approve)
            require(_REASON in refusal, f"Odoo does not say that {order.name} was rejected: {refusal}")
            same(order.name, order.states(), "cancel · cancelled")
            self._tracking.nothing_left(order)
            entry.about(order)

    def escalation(self) -> None:
        """Somebody is silent and another steps in; above the steps, Odoo's double validation has its say."""
        order = self._shopping.land("US", {_DESK: 3})
        self._code_and_confirm(order, _HEAD, _OWNER)
        with self._timeline.step("The hourly job asks nobody else yet") as entry:
            self._run_hourly_job()
            self._approvers.asked(order, _HEAD)
            entry.order = order.name
        with self._timeline.step("Two days pass: Boris Boss is asked as well") as entry:
            self._clock.pass_days(self._approvers.open_step(order), 2)
            self._run_hourly_job()
            self._approvers.asked(order, _HEAD, _BOSS)
            require(f"Escalated to {_BOSS}" in order.chatter(), f"The chatter of {order.name} lacks the escalation.")
            entry.about(order)
        with self._timeline.step("Boris Boss approves in her place") as entry:
            order.seen_by(self._cast.boss).approve()
            self._approvers.asked(order, _OWNER)
            entry.about(order)
        with self._timeline.step("Olga Owner approves; above 1,000.00 it is not enough") as entry:
            order.seen_by(self._cast.owner).approve()
            self._approvers.decided(order, _BOSS, _OWNER)
            self._approvers.asked(order)
            self._tracking.nothing_left(order)
            entry.about(order)
        with self._timeline.step("Ada Approver approves, as Odoo's double validation asks") as entry:
            order.seen_by(self._cast.approver).approve()
            self._tracking.queued(order, entry)
        self._tracking.follow(order)

    # --- Steps ---------------------------------------------------------------------------

    def _code_and_confirm(self, order: PlacedOrder, *names: str) -> None:
        """Confirm an order, which must then wait for these people, one after the other."""
        with self._timeline.step(f"Confirmed: waits for {', then '.join(names)}") as entry:
            order.code()
            order.confirm()
            self._approvers.planned(order, *names)
            entry.about(order)

    def _only_head(self, order: PlacedOrder) -> None:
        with self._timeline.step("Before their turn, others find nothing to approve") as entry:
            self._approvers.hidden_from(order, self._cast.owner)
            self._approvers.hidden_from(order, self._cast.boss)
            entry.order = order.name
        with self._timeline.step("Buyer, administrator, purchase manager cannot approve") as entry:
            for user in (self._cast.buyer, self._cast.manager, self._cast.approver):
                refusal = refused(order.seen_by(user).approve)
                require(_HEAD in refusal, f"Odoo does not say whom {order.name} waits for: {refusal}")
            self._approvers.asked(order, _HEAD)
            entry.about(order)

    def _run_hourly_job(self) -> None:
        """Run it now, as an administrator of Odoo can."""
        admin = self._cast.admin
        _model, job = admin.call("ir.model.data", "check_object_reference", "amazon_punchin", "ir_cron_hold")
        admin.call("ir.cron", "method_direct_trigger", [job])


def _reject(order: PlacedOrder, user: Session, reason: str) -> None:
    """Press Reject and fill in the dialog."""
    values = {"order_ids": [(6, 0, [order.id])], "outcome": "rejected", "comment": reason}
    dialog = user.call("amazon.punchin.decision", "create", values)
    user.call("amazon.punchin.decision", "action_decide", [dialog])
