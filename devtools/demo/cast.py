"""Who plays: the people of the demo data, each signed in to Odoo."""

from dataclasses import dataclass, fields

from devtools.rpc import Session
from devtools.stage import Stage


@dataclass(frozen=True)
class Cast:
    """A session for each; its name here is the login and the password."""

    buyer: Session
    head: Session
    owner: Session
    boss: Session
    approver: Session
    manager: Session
    admin: Session

    @classmethod
    def of(cls, play: Stage) -> "Cast":
        """Sign everybody in."""
        return cls(**{role.name: play.session(role.name, role.name) for role in fields(cls)})
