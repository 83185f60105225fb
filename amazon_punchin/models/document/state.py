"""What becomes of a document: every state, what may follow it, and who moves it."""

import logging
from dataclasses import dataclass

from odoo import api, fields, models

from ...tools import wording

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class State:
    """A state of a document.

    :ivar str label: what users read
    :ivar dict[str, str] next: the states that may follow, and who moves a document there
    :ivar str counted: which number of the configuration counts it: ``waiting``, ``failed`` or ``unknown``; empty: none
    :ivar bool unused: nothing has been made of what Amazon sent; it may be processed, or come again
    :ivar bool open: it is not decided yet what becomes of it, so it is never cleaned up; a basket that waits for a
        person is, because nobody may come
    """

    label: str
    next: dict
    counted: str = ""
    unused: bool = False
    open: bool = False


#: What may follow when nothing could be made of a document that Amazon sent.
_ONCE_MORE = {
    "received": "inbox, Process Again",
    "processed": "return, Process Again",
    "unclaimed": "return, Process Again",
    "failed": "inbox, return, Process Again",
}

STATES = {
    "received": State(
        "Received",
        {
            "processed": "inbox, job, return, Process Again",
            "unclaimed": "job, return, Process Again",
            "failed": "inbox, job, return, Process Again",
            "dismissed": "Set Aside",
        },
        counted="waiting",
        unused=True,
        open=True,
    ),
    "unclaimed": State("Unclaimed", {"processed": "claim", "failed": "clean-up"}, counted="waiting"),
    "processed": State(
        "Processed", {"failed": "its bill is deleted or made again, or a part was left out and is tried again"}
    ),
    "failed": State("Failed", {**_ONCE_MORE, "dismissed": "Set Aside"}, counted="failed", unused=True),
    "dismissed": State("Set aside", _ONCE_MORE, unused=True),
    "pending": State(
        "To be sent",
        {"sending": "job", "sent": "Amazon's word of the order", "cancelled": "order cancelled, hold over"},
        counted="waiting",
        open=True,
    ),
    "sending": State(
        "Being sent",
        {
            "pending": "not delivered",
            "sent": "Amazon's answer",
            "refused": "Amazon's answer",
            "unknown": "answer lost",
        },
        counted="waiting",
        open=True,
    ),
    "sent": State("Sent", {}),
    "refused": State(
        "Refused by Amazon",
        {"pending": "sent again", "dismissed": "Set Aside, of a setup request"},
        counted="failed",
    ),
    "unknown": State(
        "Answer unknown",
        {
            "pending": "sent again",
            "sent": "Amazon's word of the order, administrator",
            "refused": "Amazon's answer, late",
        },
        counted="unknown",
        open=True,
    ),
    "cancelled": State("Cancelled, not sent", {}),
}

#: The states in which a document may begin, and who brings it.
FIRST = {
    "received": "inbox, return",
    "pending": "approved order",
    "sent": "setup request",
    "refused": "setup request",
    "failed": "setup request",
}

UNUSED = tuple(name for name, state in STATES.items() if state.unused)
OPEN = tuple(name for name, state in STATES.items() if state.open)

#: An order's document of which Amazon has not said what becomes of it.
UNANSWERED = tuple(name for name in OPEN if name not in UNUSED)

#: What went wrong, and nobody has seen to it.
TROUBLE = tuple(name for name, state in STATES.items() if state.counted in ("failed", "unknown"))


def counted(number):
    """The states that a number of the configuration counts.

    :param str number: ``waiting``, ``failed`` or ``unknown``
    :rtype: tuple[str, ...]
    """
    return tuple(name for name, state in STATES.items() if state.counted == number)


def diagram():
    """Draw the table.

    :return: a state diagram of Mermaid's
    :rtype: str
    """
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{state.label}" as {name}' for name, state in STATES.items()]
    lines += [f"    [*] --> {name}: {who}" for name, who in FIRST.items()]
    lines += [f"    {name} --> {after}: {who}" for name, state in STATES.items() for after, who in state.next.items()]
    lines += [f"    {name} --> [*]" for name, state in STATES.items() if not state.next]
    return "\n".join(lines)


class AmazonPunchinMessage(models.Model):
    """What has become of a document."""

    _inherit = "amazon.punchin.message"

    state = fields.Selection(
        [(name, state.label) for name, state in STATES.items()],
        required=True,
        readonly=True,
        index=True,
        help="Whether the document is waiting, was processed, or needs attention.",
    )

    @api.model
    def _begin(self, state, **values):
        """Create a document.

        :param str state: one of :data:`FIRST`
        :param values: of the other fields
        :rtype: amazon.punchin.message
        """
        if state not in FIRST:
            raise ValueError(f"no document begins as {state}")
        return self.create({**values, "state": state})

    def _move_to(self, state, **values):
        """Move documents to a state; only this method does.

        A document that is there already stays as it is. So does one for which the table has no such move: the log
        names it.

        :param str state: one of :data:`STATES`
        :param values: of other fields, for those that move; ``error`` takes an environment and gives a sentence
        :return: those that moved
        :rtype: amazon.punchin.message
        """
        moving = self.filtered(lambda message: state in STATES[message.state].next)
        why = values.pop("error", None)
        for message in (self - moving).filtered(lambda message: message.state != state):
            _logger.warning(
                "Document %s (%s %s) of Amazon configuration %s is %s and cannot become %s",
                *(message.id, message.document, message.payload_id or "without an id", message.config_id.id),
                *(message.state, state),
            )
        alarming = moving.filtered(lambda message: message.state in ("failed", "unclaimed")).config_id
        moving.write({**values, "state": state})
        if why is not None:
            moving._say_why(why)
        alarming._end_alarms_of_documents()
        return moving

    def _say_why(self, why):
        """Keep what is wrong, in each language.

        :param collections.abc.Callable | bool why: takes an environment and gives a sentence; False: nothing is
        """
        if why:
            wording.say_in_each_language(self, "error", why)
        else:
            self.error = False
