"""What happened in a run, moment by moment."""

from collections.abc import Iterable
from datetime import datetime, timezone
from typing import NamedTuple


class Entry(NamedTuple):
    """Something that happened; `purchase` is 0 where it struck all."""

    at: datetime
    purchase: int
    what: str
    detail: str = ""

    def __str__(self) -> str:
        whose = f"purchase {self.purchase}" if self.purchase else ""
        return f"{self.at:%H:%M:%S.%f} {whose:13} {self.what} {self.detail}".rstrip()


class Journal(list[Entry]):
    """All of it, in UTC; threads may add to it at once."""

    def note(self, purchase: int, what: str, detail: object = "") -> None:
        """Add what happens at this moment."""
        self.append(Entry(datetime.now(timezone.utc).replace(tzinfo=None), purchase, what, str(detail)))

    def of(self, purchases: Iterable[int]) -> list[Entry]:
        """What happened to some purchases, and to all."""
        return [entry for entry in self if entry.purchase in {0, *purchases}]

    def count(self, *names: str) -> int:
        """How often something happened."""
        return sum(entry.what in names for entry in self)
