"""Step 7: Amazon's addresses for active mode, called without ordering anything."""

from odoo.exceptions import UserError

from ..tools.wording import field_label
from ..transport import destination, https
from ..transport.errors import NotDelivered, Redirected
from .credentials import order_url
from .unreached import redirected, resolves, unreached
from .verdict import judged, problem

#: HTTP statuses of an address at which no document is taken, whatever stands in it.
_NOTHING_THERE = (404, 405, 410)


def answering(config):
    """A server takes posts at each address for active mode. What stands in a document of ours, it is not told."""
    env = config.env
    if config._is_in_copy():
        return problem(config._copy_sentence())
    names = ("setup_url_active", *order_url(config, "order_url_active"))
    problems = [sentence for name in names if config[name] and (sentence := _what_is_wrong(config, name))]
    return judged(problems, env._("Servers answer at the addresses for active mode."))


def _what_is_wrong(config, name):
    """Why Amazon cannot be at an address.

    :param amazon.punchin.config config: in sudo
    :param str name: field of the address
    :return: a sentence; empty if something answers there
    :rtype: str
    """
    env, url = config.env, config[name]
    if refusal := config._refusal_of(field_label(config, name), url, is_test=False):
        return refusal
    host = destination.host_of(url)
    try:
        with config._in_turn():
            code = https.knock(config._checked_destination(url))
    except UserError as error:
        sentence = str(error)
    except Redirected as error:
        sentence = redirected(env, host, error)
    except NotDelivered as error:
        sentence = _why_unreached(env, host, error)
    else:
        if code not in _NOTHING_THERE:
            return ""
        sentence = env._("Nothing takes documents there (HTTP %s): compare it with the one at Amazon.", code)
    return env._("“%(field)s”, %(url)s: %(problem)s", field=field_label(config, name), url=url, problem=sentence)


def _why_unreached(env, host, error):
    if not resolves(host):
        return env._("There is no server named “%s”: compare it with the one at Amazon.", host)
    return unreached(env, host, error, https.PROBE_S) or env._(
        "“%(host)s” gave no usable answer (%(cause)s).", host=host, cause=error
    )
