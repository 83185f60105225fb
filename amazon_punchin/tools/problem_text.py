from dataclasses import dataclass, field

from odoo.exceptions import UserError

from ..protocol.errors import ProtocolError
from ..transport.errors import TransportError
from .problems import PROBLEMS


@dataclass(frozen=True)
class Problem:
    """A problem as code and values: only whoever shows or keeps it says it in a language.

    :ivar str code: a key of :data:`.problems.PROBLEMS`
    :ivar dict values: what its sentences need; a function of an environment gives what depends on the reader
    """

    code: str
    values: dict = field(default_factory=dict)

    def __call__(self, env):
        """Say it: cause and cure.

        :param odoo.api.Environment env: of whoever reads it
        :rtype: str
        """
        return f"{self.cause(env)} {self.cure(env)}"

    def cause(self, env):
        """Say what happened."""
        return PROBLEMS[self.code][0](env, self._said(env))

    def cure(self, env):
        """Say what to do."""
        return PROBLEMS[self.code][1](env, self._said(env))

    def _said(self, env):
        return {name: value(env) if callable(value) else value for name, value in self.values.items()}


def refusal(env, code, /, status=406, remember=None, **values):
    """Make the exception of a problem that a person is told at once, or that is kept on a document.

    It is Odoo's own: the web client takes one of ours for a crash.

    :param odoo.api.Environment env: in the language of whoever is told at once
    :param str code: a key of :data:`.problems.PROBLEMS`
    :param int status: cXML status code for the document's sender
    :param collections.abc.Callable | None remember: writes down what shall be known of a document, when all that was
        begun with it has been undone
    :param values: of the problem
    :return: to be raised; :func:`said_of` finds the problem in it
    :rtype: odoo.exceptions.UserError
    """
    problem = Problem(code, values)
    error = UserError(problem(env))
    error.problem, error.status, error.remember = problem, status, remember
    return error


def said_of(error, server=""):
    """Give what is to be said of an exception, in whatever language.

    :param ProtocolError | TransportError | UserError error: the exception; one that :func:`refusal` has not made stays
        in its language
    :param str | collections.abc.Callable server: name of the server that was called
    :return: takes an environment and gives a sentence
    :rtype: collections.abc.Callable
    """
    if isinstance(error, ProtocolError):
        return Problem(error.reason, {"path": error.path, "value": error.value})
    if isinstance(error, TransportError):
        return Problem(
            error.code,
            {
                "server": server,
                "status": error.status,
                "target": error.target or "–",
                "name": error.name,
                "offered": ", ".join(f"“{each}”" for each in error.offered) or "–",
            },
        )
    said = str(error)
    return getattr(error, "problem", None) or (lambda _env: said)


def sentence(env, error, server=""):
    """Say an exception in the user's language, see :func:`said_of`.

    :param odoo.api.Environment env: whose language
    :rtype: str
    """
    return said_of(error, server)(env)


def remark(env, error):
    """Say what is wrong with a document that can be read all the same: nobody has to do anything.

    :param odoo.api.Environment env: whose language
    :param ProtocolError error: what is wrong
    :rtype: str
    """
    return said_of(error).cause(env)
