"""The stand-in for Amazon behind its shop: how it is set, and the orders that it has received."""

from urllib.parse import quote

import requests

from devtools.demo.expect import require, same

_TIMEOUT = 60


class Amazon:
    """Its JSON interface.

    :param url: its address, without a slash at the end
    """

    def __init__(self, url: str):
        self._url = url

    def configure(self, **values: float) -> None:
        """Change what is set for all groups, e.g. ``confirm_after_s``: how long it takes to confirm an order."""
        self._send("PUT", "/api/config", {**self._send("GET", "/api/config"), **values})

    def change(self, group: str, **values: str) -> None:
        """Change what is set for a group, as its administrator does.

        :param values: e.g. ``entrance``: its carts come to Odoo by the landing page ("A"), or at once ("B")
        """
        config = self._send("GET", "/api/config")
        for known in config["groups"]:
            if known["name"] == group:
                known.update(values)
        self._send("PUT", "/api/config", config)

    def lose_next_answer(self) -> None:
        """Let it take the next order, and its answer get lost."""
        self._send("POST", "/api/faults", {"next_order": "drop"})

    def has(self, number: str) -> bool:
        """Whether it has any order by Odoo's number."""
        return bool(self.orders(number))

    def order(self, number: str) -> dict:
        """What it knows of the one order that it has by Odoo's number."""
        found = self.orders(number)
        same(f"The number of orders {number} at Amazon", len(found), 1)
        return found[0]

    def act(self, number: str, action: str, wish: dict | None = None) -> dict:
        """Let it do something with an order, e.g. ``cancel`` or ``invoice``.

        :param wish: how; what is left out, it chooses
        :return: what it knows of the order afterwards
        """
        return self._send("POST", f"/api/orders/{self.order(number)['id']}/{action}", wish)

    def tracking_numbers(self, number: str) -> list[str]:
        """The carriers' numbers of an order's parcels, the oldest first."""
        return [shipment["tracking"] for shipment in self.order(number)["shipments"]]

    def orders(self, number: str) -> list[dict]:
        """What it knows of every order that it has by Odoo's number."""
        return self._send("GET", f"/api/orders?order_id={quote(number)}")

    def every(self) -> list[dict]:
        """What it knows of all orders."""
        return self._send("GET", "/api/orders")

    def _send(self, method: str, path: str, data: dict | None = None) -> dict | list:
        answer = requests.request(method, self._url + path, json=data, timeout=_TIMEOUT)
        require(answer.ok, f"The stand-in for Amazon answered {answer.status_code} to {method} {path}.")
        return answer.json()
