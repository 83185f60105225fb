"""`./dev chaos`: purchases in the worst of conditions, and then a count."""

import os
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from queue import SimpleQueue

import requests
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from devtools import cache, database, environment, ports, postgres
from devtools.chaos import books
from devtools.chaos.schedule import (
    DATABASE,
    JOBS,
    LOSES_ANSWER,
    ODOO,
    PROCESSED_AGAIN,
    SENDERS,
    SENDERS_OF_QUEUE,
    SENT_AGAIN,
    WEB,
    Purchase,
    Schedule,
)
from devtools.chaos.shopper import Shopper
from devtools.chaos.world import World
from devtools.problem import Problem
from devtools.progress import failure, heading, note, step
from devtools.rpc import Session
from devtools.stage import ADMIN, connect, secrets, stage

_SHOPPERS = 6
_SETTLED_S = 180
_LATE_S = 86400
_SHOWN = 3
_FAULTS = ("order fault", "setup fault", "answer fault")
_DEATHS = (WEB, JOBS, DATABASE, ODOO)
#: Fewer than workers, so that somebody is left to answer requests.
_JOBS_AT_ONCE = 2
_QUEUE = "SELECT state, coalesce(exc_name, '') FROM queue_job ORDER BY 1, 2"
_OVER = ("done", "cancelled")
_JOBS_UNDER_WAY = "SELECT count(*) FROM queue_job WHERE state NOT IN ('done', 'cancelled', 'failed')"
_JOBS_OF_OTHERS = "UPDATE ir_cron SET nextcall = nextcall + interval '1 day' WHERE cron_name NOT LIKE 'Amazon%'"
_WAITS = """
SELECT count(*) FROM amazon_punchin_message
WHERE state IN ('received', 'pending', 'sending', 'unclaimed') AND document != 'PunchOutSetupRequest'
"""

_STOPPED = "SELECT id FROM amazon_punchin_message WHERE state = 'failed' AND error::text LIKE '%stopped each time%'"


def chaos(*, purchases: int, seed: int | None, queue: bool) -> int:
    """Buy, count, and print what must not be.

    :param seed: of a run to repeat; None: another one
    :param queue: with OCA's job queue, whose jobs are done by the workers that answer requests
    :return: the exit code
    """
    seed = random.randrange(10**6) if seed is None else seed
    schedule = Schedule(seed, purchases)
    repeat = f"./dev chaos --purchases {purchases} --seed {seed}{' --queue' if queue else ''}"
    note(f"Repeat this run by {repeat}")
    sandbox_port, odoo_port = ports.free(), ports.free()
    options = ("--workers=4", "--max-cron-threads=2", f"--gevent-port={ports.free()}")
    with (
        environment.ready(),
        database.scratch(demo=True, beside=["queue_job"] if queue else []) as name,
        postgres.alone(name) as server,
        stage(
            name,
            odoo_port=odoo_port,
            sandbox_port=sandbox_port,
            program="devtools.attack.mortal",
            options=options,
            jobs=_JOBS_AT_ONCE if queue else 0,
        ) as play,
    ):
        world = World(play, server, schedule, queue=queue)
        path = cache.logs() / f"chaos-{seed}-{os.getpid()}.log"
        try:
            with world.proxy.running():
                found = _run(world, schedule.purchases, queue=queue)
        finally:
            world.over.set()
            path.write_text("\n".join(map(str, world.journal)))
    shown = [of for kind in books.KINDS for of in [each for each in found if each.kind == kind][:_SHOWN]]
    for violation in shown:
        failure(f"{violation.kind}: {violation.text}")
    for purchase in dict.fromkeys(world.proxy.purchases.get(violation.whose, 0) for violation in shown):
        heading(f"Purchase {purchase}")
        for entry in world.journal.of([purchase]):
            note(str(entry))
    note(f"What happened, moment by moment: {path}")
    if found:
        failure(f"Repeat it by {repeat}")
    return int(bool(found))


def _run(world: World, purchases: list[Purchase], *, queue: bool) -> list[books.Violation]:
    """Let all purchases be made, wait for what is under way, and count."""
    with step("Shoppers, and a bad network"):
        groups = _connect(world)
        shoppers: SimpleQueue[Shopper] = SimpleQueue()
        world.sql(_JOBS_OF_OTHERS)
        for number in range(_SHOPPERS):
            shoppers.put(Shopper(world, f"shopper{number}", groups))
    with world.attended():
        found = _buy(world, shoppers, purchases)
        _settle(world, [_WAITS, *([_JOBS_UNDER_WAY] if queue else [])])
    amazon = books.Amazon(world.baskets, [of for of in world.amazon.every() if of["order_id"]], world.proxy.sent)
    odoo = books.Odoo.read(world.sql)
    senders = SENDERS_OF_QUEUE if queue else SENDERS
    found += books.violations(amazon, odoo, world.proxy.purchases, world.journal, senders)
    if queue:
        jobs = world.sql(_QUEUE)
        found += books.jobs([row for row in jobs if row[0] not in _OVER], world.journal)
        note("jobs: " + ", ".join(f"{state} {error} {count}" for (state, error), count in Counter(jobs).items()))
    lost = [entry for entry in world.journal if entry.what == "order fault" and entry.detail in LOSES_ANSWER]
    injected = {what: world.journal.count(what) for what in (*_DEATHS, *_FAULTS, SENT_AGAIN, PROCESSED_AGAIN)}
    note(", ".join(f"{what} {count}" for what, count in injected.items()))
    for text, there, here in (
        ("baskets, and orders in Odoo", amazon.baskets, odoo.orders),
        ("orders at Amazon, and OrderRequests", amazon.orders, odoo.released),
        ("invoices and credit memos, and bills", [*amazon.each("invoices")], odoo.bills),
        ("shipments at Amazon, and in Odoo", [*amazon.each("shipments")], odoo.shipments),
        ("documents of Amazon's server, and in Odoo", [*amazon.each("deliveries")], odoo.arrived),
        ("faults that lost the answer to an order, and lost answers", lost, odoo.unknowns),
    ):
        note(f"{text}: {len(there)}, {len(here)}")
    counted = Counter(violation.kind for violation in found)
    note(", ".join(f"{kind} {counted[kind]}" for kind in books.KINDS))
    return found


def _buy(world: World, shoppers: SimpleQueue[Shopper], purchases: list[Purchase]) -> list[books.Violation]:
    """Let the shoppers make all purchases; what is wrong with those that do not go on."""

    def buy(purchase: Purchase) -> list[books.Violation]:
        shopper, name = shoppers.get(), f"purchase {purchase.number}"
        world.proxy.purchases[name] = purchase.number
        try:
            shopper.buy(purchase)
        except Exception as error:
            return [books.Violation("purchases stuck", name, f"{name}: {type(error).__name__}: {error}"[:500])]
        finally:
            shoppers.put(shopper)
        return []

    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    stuck, pool = [], ThreadPoolExecutor(_SHOPPERS)
    try:
        with Progress(*columns) as bar:
            task = bar.add_task("Purchases", total=len(purchases))
            for made in as_completed([pool.submit(buy, purchase) for purchase in purchases]):
                stuck += made.result()
                faults, deaths = world.journal.count(*_FAULTS), world.journal.count(*_DEATHS)
                bar.update(task, advance=1, description=f"Purchases ({faults} faults, {deaths} deaths)")
    except BaseException:
        world.over.set()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
    return stuck


def _connect(world: World) -> dict[str, tuple[str, str]]:
    """Add shoppers, and lead both sides to each other by the proxy.

    :return: by marketplace, the name and the token of the group at Amazon
    """
    admin, play, proxy = world.play.session(ADMIN), world.play, world.proxy
    configs = admin.call("amazon.punchin.config", "search_read", [], ["name", "marketplace", "token"])
    for number in range(_SHOPPERS):
        _add_shopper(admin, f"shopper{number}", [config["id"] for config in configs])
    groups = connect(admin, proxy.url, secrets(play.database))
    for group in groups["groups"]:
        group["inbox_url"] = group["inbox_url"].replace(admin.url, proxy.url)
        group["entrance"] = "B" if group["marketplace"] == "DE" else "A"
    groups |= {"confirm_after_s": _LATE_S, "cancel_after_s": _LATE_S}
    requests.put(f"{play.sandbox.url}/api/config", json=groups, timeout=30).raise_for_status()
    return {config["marketplace"]: (config["name"], config["token"]) for config in configs}


def _add_shopper(admin: Session, login: str, configs: list[int]) -> None:
    roles = ("base.group_user", "amazon_punchin.group_punchout_buyer")
    roles = [admin.call("ir.model.data", "check_object_reference", *role.split("."))[1] for role in roles]
    email = f"{login}@example.com"
    values = {**dict.fromkeys(("name", "login", "password"), login), "email": email, "group_ids": roles}
    [user] = admin.call("res.users", "create", [values], context={"no_reset_password": True})
    people = [{"config_id": config, "user_id": user, "email": email} for config in configs]
    admin.call("amazon.punchin.person", "create", people)


def _settle(world: World, waits: list[str]) -> None:
    """Wait until nothing is under way any more.

    :param waits: statements that count what waits

    Amazon sends again what it could not deliver; an administrator processes again what was struck in each attempt.
    """
    end = time.monotonic() + _SETTLED_S
    manager = world.session("manager")
    with step("Nothing is under way any more") as current:
        while time.monotonic() < end:
            under_way = len(world.proxy.held)
            under_way += sum(world.patiently(lambda: [world.sql(of)[0][0] for of in waits]))
            if stopped := [row[0] for row in world.patiently(lambda: world.sql(_STOPPED))]:
                under_way += len(stopped)
                world.journal.note(0, PROCESSED_AGAIN, stopped)
                with suppress(Problem):
                    manager.call("amazon.punchin.message", "action_process_again", stopped)
            for order in world.amazon.every():
                for number, delivery in enumerate(order["deliveries"], start=1):
                    under_way += delivery["state"] != "delivered"
                    if delivery["state"] == "failed":
                        world.amazon.act(order["order_id"], f"deliveries/{number}/again")
            current.detail = f"{under_way} are" if under_way else ""
            if not under_way:
                return
            time.sleep(1)
