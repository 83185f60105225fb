"""Step 7: Amazon's addresses for active mode, called without ordering anything."""

from odoo.exceptions import UserError

from ..tools.problem_text import sentence
from ..tools.wording import field_label
from ..transport import destination, https
from ..transport.errors import TransportError
from .asked import now
from .credentials import order_url, refused
from .fix import on_form
from .unreached import resolves
from .verdict import judged, problem

#: HTTP statuses of an address at which no document is taken, whatever is in it.
_NOTHING_THERE = (404, 405, 410)


def answering(config, ask=now):
    """A server takes posts at each address for active mode. What is in a document of ours, it is not told."""
    env = config.env
    if config._is_in_copy():
        return problem(config._copy_sentence(), on_form(config, "mode"))
    names = ("setup_url_active", *order_url(config, "order_url_active"))
    problems = refused(config, names)
    problems += [
        problem(said, on_form(config, name))
        for name in names
        if config[name]
        and not config._refusal_of("", config[name], is_test=False)
        and (said := _what_is_wrong(config, name, ask))
    ]
    return judged(problems, env._("Amazon's servers for active mode can be reached."))


def _what_is_wrong(config, name, ask):
    """Why Amazon cannot be at an address that Odoo may call.

    :param amazon.punchin.config config: in sudo
    :param str name: field of the address
    :param Callable ask: calls other servers
    :return: a sentence; empty if something answers there
    :rtype: str
    """
    env, url = config.env, config[name]
    host = destination.host_of(url)
    try:
        code = ask(lambda: _knock(config, url))
    except UserError as error:
        said = str(error)
    except TransportError as error:
        said = _why_unreached(env, host, error, ask)
    else:
        if code not in _NOTHING_THERE:
            return ""
        said = env._("This address does not accept documents (HTTP %s). Compare it with the one at Amazon.", code)
    return env._("“%(field)s”, %(url)s: %(problem)s", field=field_label(config, name), url=url, problem=said)


def _knock(config, url):
    with config._in_turn():
        return https.knock(config._checked_destination(url))


def _why_unreached(env, host, error, ask):
    if not ask(lambda: resolves(host)):
        return env._("There is no server named “%s”. Compare it with the one at Amazon.", host)
    return sentence(env, error, host)
