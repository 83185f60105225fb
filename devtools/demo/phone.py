"""Odoo on a phone, 390 pixels wide: what approvers and requesters do there."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser

from devtools.chromium import signed_in
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.web_client import WebClient
from devtools.rpc import Session

_SIZE = {"width": 390, "height": 844}
_CARD = ".o_kanban_view .o_kanban_record"
_ITEM = ".modal .o_field_widget[name=line_ids] .o_kanban_record"
_OPENED = ".modal:has([name=remark] input)"


class Phone:
    """Somebody's phone.

    :param running: Chromium
    :param session: whose it is
    """

    def __init__(self, running: Browser, session: Session):
        self._running = running
        self._session = session

    def approve(self, order: PlacedOrder) -> None:
        """Find an order among those to approve, open it and approve it."""
        with self._at("/odoo/amazon-approvals") as client:
            client.click(client.shows(_CARD, order.name))
            client.press("Approve")

    def receive(self, order: PlacedOrder, fine: dict[str, int], broken: str, remark: str) -> None:
        """Find an order among those to receive, and say what has come; of one item a piece is damaged.

        :param fine: pieces that are fine, by item
        :param broken: the item
        :param remark: what is wrong with the piece
        """
        with self._at("/odoo/amazon-to-receive") as client:
            client.click(client.shows(_CARD, order.name))
            for item, count in fine.items():
                client.click(client.shows(_ITEM, item))
                if item == broken:
                    client.select("problem", "Damaged", _OPENED)
                    client.fill("remark", remark, _OPENED)
                client.fill("quantity", str(count), _OPENED)
                client.click(client.shows(f"{_OPENED} .o_form_button_save"))
            client.close("Receive")

    @contextmanager
    def _at(self, path: str) -> Iterator[WebClient]:
        phone = {"viewport": _SIZE, "is_mobile": True, "has_touch": True, "reduced_motion": "reduce"}
        with signed_in(self._running, self._session, **phone) as context:
            client = WebClient(context.new_page(), self._session.url)
            client.open(path)
            yield client
