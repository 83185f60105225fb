"""What it takes to process what Amazon says of an order, document by document, and who takes it."""

from collections.abc import Callable
from statistics import median

from odoo.api import Environment

from amazon_sandbox.config import Group
from amazon_sandbox.cxml.order_request import OrderRequest
from devtools.bench.documents import confirmation, invoice, notice
from devtools.bench.figures import ANSWERED_LINES, Measured
from devtools.bench.sent import arrived, at_amazon, processed, sent_order
from devtools.bench.stopwatch import Division, measure
from devtools.bench.workbench import Workbench
from devtools.progress import step

#: What Amazon says, in the order in which it does.
_SAID: dict[str, Callable[[Group, OrderRequest, int], bytes]] = {
    "confirmation": confirmation,
    "the same again": confirmation,
    "ship notice": notice,
    "invoice": invoice,
}

#: Who takes what: models and methods.
_DOERS = {
    "reading": (("amazon.punchin.message", "_stored"), ("amazon.punchin.message", "_remark_defects")),
    "which order": (
        ("amazon.punchin.message", "_order_of"),
        ("purchase.order", "_amazon_lines_meant"),
        ("purchase.order", "_amazon_understood"),
        ("purchase.order", "_amazon_bill_in_ordered_units"),
    ),
    "lines": (
        ("amazon.punchin.line.status", "create"),
        ("amazon.punchin.shipment", "create"),
        ("purchase.order.line", "_weigh_amazon_answers"),
        ("purchase.order.line", "_count_amazon_answers"),
        ("purchase.order.line", "_write_multi"),
    ),
    "core's chatter": (
        ("mail.template", "_render_field"),
        ("purchase.order", "_message_track"),
        ("purchase.order", "message_notify"),
        ("purchase.order", "message_post"),
        ("account.move", "message_post"),
    ),
    "taxes": (("account.move", "_split_amazon_invoice"), ("account.move", "_reach_amazon_total")),
    "core's bill": (("account.move", "create"),),
}


def measured_answers(bench: Workbench, runs: int) -> dict[str, dict[str, Measured]]:
    """Process each document on orders of its own, beginning with empty record caches.

    :return: document, to shares, `all` among them: medians of times, and of queries
    """
    with step(f"Documents of {ANSWERED_LINES} lines"):
        return {name: _measured(bench, name, runs) for name in _SAID}


def _measured(bench: Workbench, name: str, runs: int) -> dict[str, Measured]:
    with bench.transaction() as env:
        costs = [_run(env, bench, name) for _ in range(runs + 1)][1:]
    return {
        share: Measured(median(run[share].seconds for run in costs), round(median(run[share].queries for run in costs)))
        for share in costs[0]
    }


def _run(env: Environment, bench: Workbench, name: str) -> dict[str, Measured]:
    order = sent_order(env, bench, ANSWERED_LINES)
    known = at_amazon(order, ANSWERED_LINES)
    before = list(_SAID).index(name)
    for number, write in enumerate(list(_SAID.values())[:before]):
        processed(order, write(bench.group, known, number))
    message = arrived(order, _SAID[name](bench.group, known, before))
    doers = {share: [(bench.registry[model], method) for model, method in methods] for share, methods in _DOERS.items()}
    env.cr.flush()
    division = Division(env.cr, doers)
    with division():
        whole = measure(env, message._process)
    shares = division.shares.values()
    rest = Measured(
        whole.seconds - sum(share.seconds for share in shares), whole.queries - sum(share.queries for share in shares)
    )
    return {"all": whole, **division.shares, "the rest": rest}
