from dataclasses import dataclass

DONE, PROBLEM = "done", "problem"


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    :ivar str state: :data:`DONE` or :data:`PROBLEM`
    :ivar str message: what was found, and what to do about a problem; never a secret
    :ivar tuple[amazon_punchin.checks.fix.Fix, ...] fixes: where a problem is fixed, each once
    """

    state: str
    message: str
    fixes: tuple = ()


def done(message):
    """All is well.

    :param str message: what was found
    :rtype: Verdict
    """
    return Verdict(DONE, message)


def problem(message, *fixes):
    """Something must be fixed.

    :param str message: what is wrong, and what to do
    :param amazon_punchin.checks.fix.Fix fixes: where
    :rtype: Verdict
    """
    return Verdict(PROBLEM, message, fixes)


def judged(problems, message):
    """A problem if there is any, else all is well.

    :param list[Verdict] problems: all that was found
    :param str message: what was found when there is none
    :rtype: Verdict
    """
    if not problems:
        return done(message)
    fixes = dict.fromkeys(fix for found in problems for fix in found.fixes)
    return problem("\n".join(found.message for found in problems), *fixes)
