"""An Amazon order in Odoo, as one of the people sees and handles it."""

from dataclasses import dataclass
from functools import cached_property

from devtools.demo.expect import eventually, same
from devtools.rpc import Session

_CODING = ("department_id", "amazon_location_id", "amazon_account_id", "amazon_analytic_distribution")
_DEPARTMENT, _ACCOUNT, _BUDGET = "Workplace Services", "Office Supplies", "Office Supplies"


@dataclass(frozen=True)
class PlacedOrder:
    """One order.

    :ivar user: the session of who looks at it
    :ivar id: its id in Odoo
    """

    user: Session
    id: int

    @cached_property
    def name(self) -> str:
        """Its number."""
        return self.value("name")

    def read(self, *names: str) -> dict:
        """The present values of fields."""
        [values] = self.user.call("purchase.order", "read", [self.id], list(names))
        return values

    def value(self, name: str) -> object:
        """The present value of a field."""
        return self.read(name)[name]

    def becomes(self, *states: str) -> None:
        """Wait until Amazon has brought it into one of these states."""
        eventually(
            lambda: self.value("amazon_state") in states, f"{self.name} does not become {' or '.join(states)} at Amazon"
        )

    def must_be(self, states: str) -> None:
        """Make sure of where it stands, in Odoo and at Amazon."""
        same(self.name, self.states(), states)

    def lines(self, *names: str) -> list[dict]:
        """The items, without charge lines, in the order of the cart."""
        domain = [("order_id", "=", self.id), ("amazon_asin", "!=", False)]
        return self.user.call("purchase.order.line", "search_read", domain, list(names), order="sequence, id")

    def pieces(self, name: str) -> dict[str, float]:
        """How many pieces of each item a field counts, by ASIN."""
        return {line["amazon_asin"]: line[name] for line in self.lines("amazon_asin", name)}

    def states(self) -> str:
        """Where it stands, in Odoo and at Amazon."""
        values = self.read("state", "amazon_state")
        return f"{values['state']} · {values['amazon_state']}"

    def summary(self) -> str:
        """Its number, what it comes to with its currency, and where it stands."""
        values = self.read("amount_total", "currency_id")
        currency, name = values["currency_id"]
        [digits] = self.user.call("res.currency", "read", [currency], ["decimal_places"])
        return f"{self.name}, {name} {values['amount_total']:,.{digits['decimal_places']}f}, {self.states()}"

    def activities(self, of: Session) -> list[dict]:
        """What somebody has to do about it."""
        domain = [("res_model", "=", "purchase.order"), ("res_id", "=", self.id), ("user_id", "=", of.uid)]
        return of.call("mail.activity", "search_read", domain, ["note"])

    def chatter(self) -> str:
        """All that was said about it, as HTML."""
        domain = [("model", "=", "purchase.order"), ("res_id", "=", self.id)]
        return "\n".join(row["body"] for row in self.user.call("mail.message", "search_read", domain, ["body"]))

    def write(self, **values: object) -> None:
        """Change the order."""
        self.user.call("purchase.order", "write", [self.id], values)

    def write_line(self, line: int, **values: object) -> None:
        """Change a line, by its id."""
        self.user.call("purchase.order.line", "write", [line], values)

    def confirm(self) -> None:
        """Press Confirm."""
        self._press("button_confirm")

    def uncode(self) -> None:
        """Empty the coding that came with the configuration."""
        self.write(**dict.fromkeys(_CODING, False))

    def coding_labels(self) -> list[str]:
        """What the parts of the coding are called."""
        described = self.user.call("purchase.order", "fields_get", list(_CODING), ["string"])
        return [described[name]["string"] for name in _CODING]

    def approve(self) -> None:
        """Press Approve."""
        self._press("button_approve")

    def reject(self, reason: str) -> None:
        """Press Reject and fill in the dialog."""
        values = {"order_ids": [(6, 0, [self.id])], "outcome": "rejected", "comment": reason}
        dialog = self.user.call("amazon.punchin.decision", "create", values)
        self.user.call("amazon.punchin.decision", "action_decide", [dialog])

    def cancel(self) -> None:
        """Press Cancel."""
        self._press("button_cancel")

    def seen_by(self, user: Session) -> "PlacedOrder":
        """The same order, as somebody else sees and handles it."""
        return PlacedOrder(user, self.id)

    def code(self) -> None:
        """Fill in the coding by name, as its buyer does."""
        config = self.value("amazon_config_id")[0]
        self.write(
            department_id=self._found("hr.department", _DEPARTMENT),
            amazon_location_id=self._found("amazon.punchin.location", "", ("config_id", "=", config)),
            amazon_account_id=self._found("account.account", _ACCOUNT),
            amazon_analytic_distribution={str(self._found("account.analytic.account", _BUDGET)): 100},
        )

    def _press(self, method: str) -> None:
        self.user.call("purchase.order", method, [self.id])

    def _found(self, model: str, name: str, *domain: tuple) -> int:
        """The first that is offered under a name."""
        [(found, _name)] = self.user.call(model, "name_search", name, list(domain), limit=1)
        return found
