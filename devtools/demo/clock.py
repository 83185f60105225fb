"""Time that passes without anybody waiting for it."""

from devtools.environment import Environment


class Clock:
    """Moves back what Odoo remembers of an approval or a basket, instead of letting time go by.

    :param database: the one that Odoo works on
    """

    def __init__(self, environment: Environment, database: str):
        self._environment = environment
        self._database = database

    def pass_days(self, step: int, days: int) -> None:
        """Let days pass since an approval step, given by its id, was opened."""
        self._environment.sql(
            f"UPDATE amazon_punchin_approval SET opened_at = opened_at - interval '{days:d} days' WHERE id = {step:d}",
            self._database,
        )

    def end_hold(self, order: int) -> None:
        """Let the time pass for which Amazon holds the price of an order, given by its id."""
        self._environment.sql(
            "UPDATE purchase_order SET amazon_expires_at = now() AT TIME ZONE 'UTC' - interval '1 hour' "
            f"WHERE id = {order:d}",
            self._database,
        )
