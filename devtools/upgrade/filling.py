"""Fill a database with what the addon can hold, by the hands of the tests that came with that version.

`python -m devtools.upgrade.filling DATABASE ADDONS`, in the virtual environment.
"""

import sys
from typing import Any

from odoo.api import Environment
from odoo.fields import Command

from devtools.problem import Problem
from devtools.upgrade.figures import opened

_STATE = "UPDATE amazon_punchin_message SET state = %s WHERE id = ANY(%s)"


def fill(env: Environment) -> None:
    """Make orders, messages, bills, approvals and the rest.

    :raise Problem: when an order's or a message's state is left without one
    """
    german = [Command.set(env.ref("base.lang_de").ids)]
    env["base.language.install"].create({"lang_ids": german}).lang_install()
    stage = stage_of(env)
    _set_up(stage)
    _before_amazon(stage)
    _at_amazon(stage)
    _by_accident(stage)
    _approvals(stage)
    for model, field in (("purchase.order", "amazon_state"), ("amazon.punchin.message", "state")):
        records = env[model].search([])
        if missing := set(records._fields[field].get_values(env)).difference(records.mapped(field)):
            raise Problem(f"Nothing of {model} is {', '.join(missing)}.")


def stage_of(env: Environment) -> Any:
    """The set-up and the hands of the tests: two companies, their groups and people."""
    from odoo.addons.amazon_punchin.tests.answer_case import AnswerSetup
    from odoo.addons.amazon_punchin.tests.approval_case import ApprovalCase

    class Stage(AnswerSetup, ApprovalCase):
        """What the tests do, outside a test."""

    Stage.env = env
    Stage.set_up_amazon()
    Stage.messages = env["amazon.punchin.message"]
    Stage.alice, Stage.bob = (Stage.make_user(name, "base.group_user") for name in ("alice", "bob"))
    return Stage("receive")


def _set_up(stage: Any) -> None:
    """An active, a paused and a test group, with people, secrets and substitutes."""
    stage.budget.plan_id.name = "Projects"
    stage.trial = stage.make_config("Trial", stage.company)
    stage.make_person(stage.trial, stage.buyer)
    # The ones before stay for a while.
    stage.config.write({"inbox_password": "second-password", "shared_secret": "second-secret-value"})
    stage.config.write({"soap_password": "soap-secret", "shared_secret_next": "third-secret-value"})
    of_config = {"config_id": stage.config.id}
    stage.env["amazon.punchin.newcomer"].create({**of_config, "user_id": stage.employee.id, "email": "n@example.com"})
    stage.env["amazon.punchin.inbox.failure"].create({**of_config, "address": "192.0.2.1"})
    stage.substitute(stage.alice, stage.colleague)
    for config, mode in ((stage.config, "active"), (stage.other_config, "paused")):
        _sql(stage, "UPDATE amazon_punchin_config SET mode = %s WHERE id = %s", mode, config.id)


def _before_amazon(stage: Any) -> None:
    """Baskets, some given up, and an order about to be sent."""
    stage.make_order(payload_id="cart")
    stage.make_order(payload_id="trial", config=stage.trial)
    stage.make_order(payload_id="cancelled").with_user(stage.buyer).button_cancel()
    late = stage.code(stage.make_order(payload_id="late"))
    _sql(stage, "UPDATE purchase_order SET amazon_expires_at = now() - interval '1 day' WHERE id = %s", late.id)
    late._cron_amazon_hold()
    pending = stage.confirmed(payload_id="order")
    pending.message_subscribe(stage.colleague.partner_id.ids)
    pending.message_post(body="For the workshop", attachments=[("offer.txt", b"An offer")])


def _at_amazon(stage: Any) -> None:
    """What Amazon has answered, shipped and billed."""
    from odoo.addons.amazon_punchin.tests.answers import ConfirmationDocument, Status
    from odoo.addons.amazon_punchin.tests.carts import Line
    from odoo.addons.amazon_punchin.tests.invoices import InvoiceDocument, InvoicedOrder, InvoiceLine
    from odoo.addons.amazon_punchin.tests.ship_notices import Portion, ShipNoticeDocument

    names = ("sent", "confirmed", "partial", "refused", "shipped", "done", "billed")
    orders = {
        name: stage.make_sent_order(Line(price="6.99", quantity="3"), Line(price="5.00"), payload_id=name)
        for name in names
    }
    for name, kinds in {
        "confirmed": ("detail", "detail"),
        "partial": ("detail", "reject"),
        "refused": ("reject",) * 2,
    }.items():
        statuses = [Status(kind, quantity, line) for kind, quantity, line in zip(kinds, "31", "12", strict=True)]
        stage.receive(ConfirmationDocument(number=orders[name].name, payload_id=f"c-{name}", statuses=statuses))
    for name in ("shipped", "done"):
        portions = [Portion(orders[name].name, "", [])]
        stage.receive(ShipNoticeDocument(payload_id=f"s-{name}", shipment_id=name, portions=portions))
    for name in ("done", "billed"):
        lines = [InvoiceLine("3", "6.99", "1"), InvoiceLine("1", "5.00", "2")]
        billed = {"orders": [InvoicedOrder(orders[name].name, "", lines=lines)], "subtotal": "25.97", "net": "25.97"}
        stage.receive(InvoiceDocument(payload_id=f"i-{name}", invoice_id=name, **billed))
    # Only a bill of a real order is posted without a question.
    _sql(stage, "UPDATE purchase_order SET amazon_mode = %s WHERE id = %s", "active", orders["done"].id)
    orders["done"].invoice_ids.action_post()


def _by_accident(stage: Any) -> None:
    """Documents that could not be read, or sent, and answers that were lost."""
    from odoo.addons.amazon_punchin.tests.answers import ProfileDocument

    for state in ("received", "unclaimed", "failed", "dismissed"):
        _sql(stage, _STATE, state, stage.receive(ProfileDocument(payload_id=state)).ids)
    for state in ("sending", "refused", "unknown", "cancelled"):
        order = stage.confirmed(payload_id=state)
        _sql(stage, _STATE, state, order.amazon_message_ids.filtered_domain([("direction", "=", "out")]).ids)
        if state == "unknown":
            _sql(stage, "UPDATE purchase_order SET amazon_state = %s WHERE id = %s", state, order.id)


def _approvals(stage: Any) -> None:
    """Steps that wait, were approved, and were rejected."""
    stage.make_rule("Head", stage.alice, sequence=10).with_context(lang="de_DE").name = "Leitung"
    stage.make_rule("Owner", stage.bob, sequence=20)
    _waiting, half, both, rejected = (stage.confirmed(payload_id=name) for name in ("1", "2", "3", "4"))
    stage.approve(half, stage.alice)
    stage.approve(both, stage.alice)
    stage.approve(both, stage.bob)
    stage.decide(rejected, stage.alice, "rejected", "Too expensive")


def _sql(stage: Any, statement: str, *values: Any) -> None:
    stage.env.flush_all()
    stage.env.cr.execute(statement, values)
    stage.env.invalidate_all()


if __name__ == "__main__":
    with opened(*sys.argv[1:]) as _env:
        fill(_env)
