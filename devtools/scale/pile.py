"""What waits for the machines: documents of Amazon's, and orders for Amazon; needs Odoo, as the workbench does."""

import re
from collections.abc import Iterator

from amazon_sandbox.config import slugify
from devtools.bench.documents import confirmation, invoice, notice
from devtools.bench.sent import arrived, at_amazon, sent_order, unlocked
from devtools.bench.workbench import CONFIGURATION, Workbench, bring
from devtools.demo.amazon import Amazon
from devtools.demo.shopper import Browser, handover_of
from devtools.scale.counts import DOCUMENTS, Pile
from devtools.stage import Stage

LINES = 5

_ANSWERED, _PENDING = 40, 40
_BUYER, _EMAIL = "amazon_punchin.demo_user_buyer", "bea.buyer@example.com"
_COOKIE = re.compile(r"<BuyerCookie>[^<]*</BuyerCookie>")
_ITEM = "B0T802R2HD"


class Filler:
    """Fills the database of a stage, whose sandbox takes only orders of baskets that it has handed over."""

    def __init__(self, play: Stage):
        self._bench, self._amazon = Workbench(play.database, play.odoo.url), play.sandbox.url
        with self._bench.transaction() as env:
            config = env.ref(CONFIGURATION)
            self._group, marketplace = config.name, config.marketplace
        # Baskets come at once, not by Odoo's page.
        Amazon(self._amazon).change(self._group, entrance="B")
        self._browser = Browser()
        self._browser.post(f"{self._amazon}/signin", {"email": _EMAIL, "marketplace": marketplace})

    def fill(self) -> Pile:
        """Fill it in one transaction, so that machines that are at work see all at the same moment, and none before."""
        baskets = [*self._baskets(_PENDING)]
        with self._bench.transaction() as env:
            answered = [sent_order(env, self._bench, LINES) for _ in range(_ANSWERED)]
            known = [at_amazon(order, LINES) for order in answered]
            for number, write in enumerate((confirmation, notice, invoice)[:DOCUMENTS]):
                for order, of in zip(answered, known, strict=True):
                    arrived(order, write(self._bench.group, of, number))
            pending = [self._ordered(env, basket) for basket in baskets]
            pile = Pile([order.name for order in answered], [order.name for order in pending])
            env.cr.commit()
        return pile

    def _baskets(self, number: int) -> Iterator[str]:
        for _ in range(number):
            page = self._browser.check_out(self._amazon, {_ITEM: 1}, slugify(self._group))
            [document] = handover_of(page).fields.values()
            yield document

    def _ordered(self, env, basket: str):
        """The order that a basket becomes on its way back from a trip of its own, approved."""
        token = env["amazon.punchin.session"]._open(env.ref(CONFIGURATION), env.ref(_BUYER), "punch_out")
        order = unlocked(bring(env, _COOKIE.sub(f"<BuyerCookie>{token}</BuyerCookie>", basket).encode()))
        order._move_amazon_to("waiting")
        order._release_to_amazon()
        order.state = "purchase"
        return order
