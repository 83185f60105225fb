"""What screens and jobs take in a database that has been in use for years, beside one with a page of everything."""

from collections.abc import Callable

from odoo.api import Environment
from odoo.tests import Form
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

from devtools.bench.documents import confirmation, notice
from devtools.bench.figures import ANSWERED_LINES, Measured
from devtools.bench.ordinary import listed
from devtools.bench.sent import at_amazon, processed, sent_order
from devtools.bench.stopwatch import measure
from devtools.bench.workbench import BUYER, Workbench

#: Orders; each comes with as many messages.
FEW, MANY, MESSAGES = 100, 20_000, 5

_MANAGER = "amazon_punchin.demo_user_manager"
_LISTS = (
    (BUYER, "purchase_order_action_mine"),
    (BUYER, "purchase_order_action_to_receive"),
    (_MANAGER, "purchase_order_action_all"),
    (_MANAGER, "purchase_order_action_to_bill"),
    (_MANAGER, "amazon_punchin_message_action"),
    (_MANAGER, "amazon_punchin_shipment_action"),
)
_RUNS = 3
_NUMBER = SQL("lpad(copy::text, 8, '0')")
_AGO = SQL("copy * interval '10 minutes'")


def look_through(name: str) -> tuple[dict[str, Measured], dict[str, Measured]]:
    """Take everything twice: with few orders in the database, and with many.

    :param name: of the database, which has demo data
    :return: what each screen and job takes with few, and with many; the least time of some runs
    """
    bench = Workbench(name, "")
    with bench.transaction() as env:
        order = sent_order(env, bench, ANSWERED_LINES)
        known = at_amazon(order, ANSWERED_LINES)
        for number, write in enumerate((confirmation, notice)):
            processed(order, write(bench.group, known, number))
        sample = order.id
        env.cr.commit()
    taken = []
    for first, last in ((1, FEW), (FEW + 1, MANY)):
        with bench.transaction() as env:
            multiply(env, sample, first, last)
            env.cr.commit()
            taken.append({what: _least(env, look) for what, look in _looks(env, sample).items()})
    return taken[0], taken[1]


def multiply(env: Environment, sample: int, first: int, last: int) -> None:
    """Copy an order, its lines and its messages, with a number for each copy, each older than the one before.

    Of those beyond a page, one in fifty still waits to be received.
    """
    env.flush_all()
    copies = SQL("generate_series(%s, %s) AS copy", first, last)
    _copy(
        env,
        "purchase_order",
        SQL("%s WHERE old.id = %s", copies, sample),
        name=SQL("'COPY' || %s", _NUMBER),
        create_date=SQL("old.create_date - %s", _AGO),
        date_order=SQL("old.date_order - %s", _AGO),
    )
    ordered = SQL("%s JOIN purchase_order made ON made.name = 'COPY' || %s", copies, _NUMBER)
    _copy(
        env,
        "purchase_order_line",
        SQL("%s WHERE old.order_id = %s", ordered, sample),
        order_id=SQL("made.id"),
        amazon_asin=SQL("'C' || %s", _NUMBER),
        qty_received=SQL("CASE WHEN copy > %s AND copy %% 50 > 0 THEN old.product_qty ELSE 0 END", FEW),
    )
    # As many messages, of those that the sample has.
    which = SQL(
        "%s CROSS JOIN generate_series(1, %s) AS turn WHERE old.id = (SELECT "
        "(array_agg(message_id ORDER BY message_id))[turn %% count(*) + 1] "
        "FROM amazon_punchin_message_purchase_order_rel WHERE order_id = %s)",
        copies,
        MESSAGES,
        sample,
    )
    number = SQL("%s || '.' || turn || '@copy.example'", _NUMBER)
    _copy(
        env,
        "amazon_punchin_message",
        which,
        payload_id=number,
        dedup_key=number,
        create_date=SQL("old.create_date - %s", _AGO),
    )
    env.cr.execute(
        SQL(
            "INSERT INTO amazon_punchin_message_purchase_order_rel (message_id, order_id) SELECT message.id, made.id "
            "FROM %s CROSS JOIN generate_series(1, %s) AS turn JOIN amazon_punchin_message message "
            "ON message.payload_id = %s",
            ordered,
            MESSAGES,
            number,
        )
    )
    env.invalidate_all()
    env.cr.execute("ANALYZE")


def _copy(env: Environment, table: str, source: SQL, **changed: SQL) -> None:
    """Insert rows of a table again, with other values in some columns; constraints hold.

    :param source: what is joined with the table, called `old`, and which rows
    """
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'", [table]
    )
    names = [name for (name,) in env.cr.fetchall()]
    values = SQL(", ").join(changed.get(name, SQL("old.%s", SQL.identifier(name))) for name in names)
    columns = SQL(", ").join(map(SQL.identifier, names))
    into = SQL.identifier(table)
    env.cr.execute(SQL("INSERT INTO %s (%s) SELECT %s FROM %s old CROSS JOIN %s", into, columns, values, into, source))


def _looks(env: Environment, sample: int) -> dict[str, Callable[[], object]]:
    """Each screen and each job, by name."""
    as_buyer, as_manager = (env(user=env.ref(user).id) for user in (BUYER, _MANAGER))
    asin = env["purchase.order"].browse(sample).order_line[:1].amazon_asin
    looks: dict[str, Callable[[], object]] = {
        f"Overview, {who}": lambda of=of: of["amazon.punchin.home"].create({}).read()
        for who, of in (("buyer", as_buyer), ("manager", as_manager))
    }
    for user, name in _LISTS:
        action = env.ref(f"amazon_punchin.{name}")
        of = as_buyer if user == BUYER else as_manager
        looks[f"List: {action.name}"] = lambda of=of, action=action: _list(of, action)
    looks |= {
        "Search by ASIN": lambda: as_buyer["purchase.order"].search([("order_line.amazon_asin", "=", asin)], limit=80),
        "Order form": lambda: Form(as_buyer["purchase.order"].browse(sample)),
    }
    for job in env["ir.cron"].search([("cron_name", "=like", "Amazon%")]):
        looks[f"Job: {job.cron_name}"] = lambda job=job: job.ir_actions_server_id.run()
    return looks


def _list(env: Environment, action) -> object:
    view = action.view_ids.filtered(lambda line: line.view_mode == "list").view_id.id
    return listed(env[action.res_model], view, safe_eval(action.domain or "[]", action._get_eval_context()))


def _least(env: Environment, look: Callable[[], object]) -> Measured:
    """The fastest of some runs, after one that fills Odoo's caches."""
    look()
    return min((measure(env, look) for _ in range(_RUNS)), key=lambda taken: taken.seconds)
