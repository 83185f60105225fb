"""Locust, in a process of its own, because it changes Python's input and output: `python -m devtools.load.driver`.

It reads a :class:`Plan` as JSON. After the start, and after each number of clients, it writes a line of JSON.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import count, cycle, islice
from urllib.parse import urlencode

from locust import FastHttpUser, task
from locust.env import Environment
from locust.exception import StopUser

from amazon_sandbox.config import Group
from devtools.bench.documents import confirmation, german_cart, invoice, notice, ordered
from devtools.load.figures import BUSY, START, TURNS, Plan

_SAID = (confirmation, notice, invoice)
_PATIENCE_S = 300


@dataclass(frozen=True)
class Road:
    """Where something is posted, and how the answer shows that it was taken."""

    path: str
    headers: dict[str, str]
    status: int
    sign: str
    bodies: Iterator[bytes]


@dataclass
class Taken:
    """What the requests of a road came to: each one's seconds, those of all together, and what went wrong."""

    seconds: list[float]
    elapsed_s: float
    complaints: list[str]


def roads(plan: Plan) -> dict[str, Road]:
    """Everything that is to be posted, each time something else."""
    group = Group(**plan.group)
    rpc = {"Content-Type": "application/json"}
    created = [json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode() for params in plan.creations]
    return {
        "trivial": Road(plan.trivial, rpc, 200, '"server_version"', cycle([b"{}"])),
        "create": Road(plan.create, rpc | {"Cookie": plan.cookie}, 200, '"result"', cycle(created)),
        "return": Road(
            plan.doors + "/return",
            {"Content-Type": "application/x-www-form-urlencoded"},
            303,
            "/odoo/amazon-orders/",
            (
                urlencode({"cxml-urlencoded": german_cart(lines, token, group).decode()}).encode()
                for lines, token in zip(cycle(plan.sizes), plan.tokens, strict=False)
            ),
        ),
        "inbox": Road(
            plan.doors + "/inbox",
            {"Content-Type": "text/xml", "Authorization": plan.authorization},
            200,
            'code="200"',
            _documents(plan, group),
        ),
    }


def _documents(plan: Plan, group: Group) -> Iterator[bytes]:
    """What Amazon's server says of all orders, one kind after the other."""
    number = count()
    for write in cycle(_SAID):
        for order in plan.orders:
            yield write(group, ordered(*order), next(number))


def drive(url: str, road: Road, clients: int, requests: int) -> Taken:
    """Let so many clients post, each the next thing as soon as it is answered."""
    bodies = iter([*islice(road.bodies, requests)])
    taken, begun, ended = Taken([], 0, []), [], []

    class Client(FastHttpUser):
        connection_timeout = network_timeout = _PATIENCE_S

        @task
        def post(self) -> None:
            body = next(bodies, None)
            if body is None:
                raise StopUser
            with self.client.post(
                road.path, data=body, headers=road.headers, allow_redirects=False, catch_response=True
            ) as answer:
                shown = f"{answer.headers.get('Location') if answer.headers else ''} {answer.text}"
                if answer.status_code != road.status or road.sign not in shown:
                    answer.failure(f"{road.path.rpartition('/')[2]}: {answer.status_code} {shown[:300]}")

    def note(response_time: float, start_time: float, exception: object, **_others: object) -> None:
        taken.seconds.append(response_time / 1000)
        begun.append(start_time)
        ended.append(start_time + response_time / 1000)
        if exception:
            taken.complaints.append(str(exception))

    environment = Environment(user_classes=[Client], host=url)
    environment.events.request.add_listener(note)
    runner = environment.create_local_runner()
    runner.start(clients, spawn_rate=clients)
    runner.spawning_greenlet.join()
    runner.user_greenlets.join()
    runner.quit()
    taken.elapsed_s = max(ended) - min(begun)
    return taken


def run(plan: Plan, tell: Callable[[dict], None]) -> None:
    """Take all roads with each number of clients, by turns, so that all meet the same weather.

    :param tell: is called after a start that fills the workers' caches, and after each number of clients
    """
    ways = roads(plan)
    for clients, requests in ((BUSY, START), *((clients, plan.requests) for clients in plan.clients)):
        found = {name: Taken([], 0, []) for name in ways}
        for _ in range(TURNS):
            for name, road in ways.items():
                taken = drive(plan.url, road, clients, requests // TURNS)
                found[name].seconds += taken.seconds
                found[name].elapsed_s += taken.elapsed_s
                found[name].complaints += taken.complaints
        tell({name: asdict(taken) for name, taken in found.items()})


if __name__ == "__main__":
    run(Plan(**json.load(sys.stdin)), lambda found: print(json.dumps(found), flush=True))
