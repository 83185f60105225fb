from dataclasses import dataclass

DONE, PROBLEM = "done", "problem"


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    :ivar str state: :data:`DONE` or :data:`PROBLEM`
    :ivar str message: what was found, and what to do about a problem; never a secret
    """

    state: str
    message: str


def done(message):
    """All is well.

    :param str message: what was found
    :rtype: Verdict
    """
    return Verdict(DONE, message)


def problem(message):
    """Something must be mended.

    :param str message: what is wrong, and what to do
    :rtype: Verdict
    """
    return Verdict(PROBLEM, message)


def judged(problems, message):
    """A problem if there is any, else all is well.

    :param list[str] problems: sentences
    :param str message: what was found when there is none
    :rtype: Verdict
    """
    return problem("\n".join(problems)) if problems else done(message)
