"""Amazon's server at the inbox: how soon it is answered under load, and how fast what it brought is processed."""

import base64
import math
from concurrent.futures import ThreadPoolExecutor
from statistics import median

from odoo.api import Environment

from devtools.bench.documents import confirmation
from devtools.bench.figures import ANSWERED_LINES, Measured, percentile
from devtools.bench.sent import at_amazon, processed, sent_order, unlocked
from devtools.bench.stopwatch import measure, post, watched
from devtools.bench.workbench import CONFIGURATION, Workbench
from devtools.problem import Problem

DOCUMENTS = 1000
CLIENTS = 16

_ORDERS = 100
_TURNS = 5
TRIVIAL = "/web/webclient/version_info"
_JSON = {"Content-Type": "application/json"}


def measured_inbox(bench: Workbench) -> dict[str, float]:
    """Bring the documents to the inbox of the running server, then process them here.

    :return: times in seconds: `answer_p95_s` is the inbox's, `trivial_p95_s` that of a route of Odoo's that does
        nothing, under the same load; `document_s` and the queries are those of processing one document, `spread` is
        how many more queries one took than another; `naive_s` is what writing its lines one by one takes alone
    """
    with bench.transaction() as env:
        orders = [_answered_order(env, bench) for _ in range(_ORDERS)]
        known = [at_amazon(order, ANSWERED_LINES) for order in orders]
        config = env.ref(CONFIGURATION)
        path, login = f"/amazon_punchin/{config.token}/inbox", f"{config.inbox_login}:{config.inbox_password}"
        env.cr.commit()
        naive_s = median(_naive(env, order).seconds for order in orders)
    documents = [confirmation(bench.group, known[number % _ORDERS], number + 1) for number in range(DOCUMENTS)]
    with bench.transaction() as env:
        # So that the server's own job leaves the documents alone: it skips a job that somebody else has.
        env.ref("amazon_punchin.ir_cron_process").lock_for_update(allow_referencing=True)
        answers, trivial = _under_load(bench.url, path, login, documents)
        costs = _process(bench)
    queries = sorted(document.queries for document in costs)
    return {
        "documents": len(costs),
        "lines": ANSWERED_LINES,
        "clients": CLIENTS,
        "answer_p95_s": percentile(answers, 95),
        "trivial_p95_s": percentile(trivial, 95),
        "ratio": percentile(answers, 95) / percentile(trivial, 95),
        "document_s": median(document.seconds for document in costs),
        "naive_s": naive_s,
        "queries": round(median(queries)),
        "fewest_queries": queries[0],
        "most_queries": queries[-1],
        "spread": queries[-1] - queries[0],
    }


def _answered_order(env: Environment, bench: Workbench):
    """An order that Amazon has answered once, so that each further answer takes the same."""
    order = sent_order(env, bench, ANSWERED_LINES)
    processed(order, confirmation(bench.group, at_amazon(order, ANSWERED_LINES), 0))
    return order


def _naive(env: Environment, order) -> Measured:
    """Write on each line what an answer leaves there, one after the other."""

    def write():
        for line in unlocked(order.order_line):
            line.write({"amazon_qty_accepted": 1, "amazon_line_state": "accepted", "amazon_confirmed_price": 1})
            line.flush_recordset()

    return measure(env, write)


def _under_load(url: str, path: str, login: str, documents: list[bytes]) -> tuple[list[float], list[float]]:
    """Let many clients post at the same moment: the documents, and as often something trivial, by turns.

    :return: the seconds that each answer took, of both kinds
    """
    credentials = base64.b64encode(login.encode()).decode()
    ours = {"Content-Type": "text/xml", "Authorization": f"Basic {credentials}"}
    share = math.ceil(len(documents) / _TURNS)
    answers, trivial = [], []
    with ThreadPoolExecutor(CLIENTS) as clients:
        for begin in range(0, len(documents), share):
            turn = documents[begin : begin + share]
            trivial.extend(clients.map(lambda _body: _post(url + TRIVIAL, b"{}", _JSON), turn))
            answers.extend(clients.map(lambda body: _post(url + path, body, ours), turn))
    return answers, trivial


def _post(url: str, body: bytes, headers: dict[str, str]) -> float:
    seconds, status, answer = post(url, body, headers)
    if status != 200 or (b"<cXML" in answer and b'code="200"' not in answer):
        raise Problem(f"{url} answered {status}: {answer[:200]!r}")
    return seconds


def _process(bench: Workbench) -> list[Measured]:
    """Process what is stored, as the scheduled action does."""
    with bench.transaction() as env, watched(bench.registry["amazon.punchin.message"], "_process_alone") as documents:
        env["amazon.punchin.message"]._cron_process()
        failed = env["amazon.punchin.message"].search_count(
            [("document", "=", "ConfirmationRequest"), ("state", "!=", "processed")]
        )
        if failed:
            raise Problem(f"{failed} confirmations were not processed.")
    return documents
