"""Step 6: our own addresses, called as Amazon calls them."""

from urllib.parse import urljoin, urlsplit

from ..tools.door import PROOF_HEADER, proof
from ..tools.wording import field_label
from ..transport import destination, https
from ..transport.errors import NotDelivered
from .unreached import resolves, unreached
from .verdict import done, problem

#: Fields of the addresses that take posts from Amazon: of a shopper's browser, and of its server.
DOORS = ("return_url", "inbox_url")


def answering(config):
    """The return address and the inbox answer without any cookie, each with its proof that it is this group's.

    A server may be unable to call itself by its public name although others can: hence only a hint.
    """
    env = config.env
    problems = {}
    try:
        for name in DOORS:
            if sentence := _what_else_answers(config, name):
                problems.setdefault(sentence, []).append(field_label(config, name))
    except NotDelivered as error:
        problems = {_why_unreached(config, error): []}
    if not problems:
        return done(
            env._("Return address and inbox answer at %s, and prove to be this group's.", config.get_base_url())
        )
    lines = [f"{', '.join(labels)}: {sentence}" if labels else sentence for sentence, labels in problems.items()]
    lines.append(
        env._(
            "It may be that only this server cannot call its own web address. A completed test order proves that both "
            "work: a browser posted its basket to the one, and Amazon's server its answer to the other."
        )
    )
    return problem("\n".join(lines))


def _what_else_answers(config, name):
    """Call an address of ours, and say what is there instead of its door.

    :param amazon.punchin.config config: in sudo
    :param str name: field of the address
    :return: a sentence; empty if it is this group's door
    :rtype: str
    :raises NotDelivered: nothing answers
    """
    env = config.env
    code, headers = https.probe(config[name])
    shown = headers.get(PROOF_HEADER)
    if shown == proof(config, name):
        return ""
    if shown:
        return env._(
            "Another database answers, for instance a copy of this one. Set dbfilter in the server's settings, and "
            "web.base.url to the address of this database."
        )
    if 300 <= code < 400:
        return env._(
            "The call is sent on to %s, and a post of Amazon's would get lost. If that is Odoo's right address, set "
            "web.base.url to it; if it is a login page, let these addresses pass there.",
            _site(urljoin(config[name], headers.get("Location", ""))),
        )
    if code in (401, 403):
        return env._(
            "Something in front of Odoo asks for a login or refuses the call (HTTP %s). Let calls of addresses that "
            "begin with /amazon_punchin/ pass there.",
            code,
        )
    if code == 404:
        return env._(
            "The address is not known there (HTTP 404): the web address leads to another database or another server. "
            "Compare web.base.url and dbfilter."
        )
    if code >= 500:
        return env._("Odoo, or the reverse proxy in front of it, is out of order (HTTP %s): see the proxy's log.", code)
    return env._(
        "Something else answers (HTTP %s): a login page of a reverse proxy, or another server. Let calls of addresses "
        "that begin with /amazon_punchin/ pass to Odoo, and compare web.base.url.",
        code,
    )


def _site(url):
    """A URL without what may be secret in it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _why_unreached(config, error):
    env = config.env
    host = destination.host_of(config.get_base_url())
    if not resolves(host):
        return env._("There is no server named “%s”: compare web.base.url with the address in the browser.", host)
    return unreached(env, host, error, https.PROBE_S) or env._(
        "“%(host)s” gave no usable answer (%(cause)s).", host=host, cause=error
    )
