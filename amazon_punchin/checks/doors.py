"""Step 6: our own addresses, called as Amazon calls them."""

from urllib.parse import urlsplit

from ..tools.door import PROOF_HEADER, proof
from ..tools.problem_text import sentence
from ..tools.wording import field_label
from ..transport import destination, https
from ..transport.errors import NotDelivered
from .asked import now
from .fix import by_system
from .unreached import resolves
from .verdict import done, problem

#: Fields of the addresses that take posts from Amazon: of a shopper's browser, and of its server.
DOORS = ("return_url", "inbox_url")


def answering(config, ask=now):
    """The return address and the inbox answer without any cookie, each with its proof that it is this group's.

    A server may be unable to call itself by its public name although others can: hence only a hint.
    """
    env = config.env
    problems = {}
    try:
        for name in DOORS:
            if sentence := _what_else_answers(config, name, ask):
                problems.setdefault(sentence, []).append(field_label(config, name))
    except NotDelivered as error:
        problems = {_why_unreached(config, error, ask): []}
    if not problems:
        return done(
            env._(
                "The return URL and the inbox URL can be reached at %s and belong to this group.", config.get_base_url()
            )
        )
    lines = [f"{', '.join(labels)}: {sentence}" if labels else sentence for sentence, labels in problems.items()]
    lines.append(
        env._(
            "Perhaps only this server cannot call its own web address. A completed test order proves that both "
            "addresses work: a browser posted its basket to one, and Amazon's server its answer to the other."
        )
    )
    return problem("\n".join(lines), by_system(env, "web.base.url"))


def _what_else_answers(config, name, ask):
    """Call an address of ours, and say what is there instead of its door.

    :param amazon.punchin.config config: in sudo
    :param str name: field of the address
    :param Callable ask: calls other servers
    :return: a sentence; empty if it is this group's door
    :rtype: str
    :raises NotDelivered: nothing answers
    """
    env = config.env
    code, headers = ask(lambda: https.probe(config[name]))
    shown = headers.get(PROOF_HEADER)
    if shown == proof(config, name):
        return ""
    if shown:
        return env._(
            "Another database answers, perhaps a copy of this one. Set dbfilter in the server configuration, and "
            "web.base.url to the address of this database."
        )
    if 300 <= code < 400:
        return env._(
            "The request is redirected to %s, and a post from Amazon would get lost. If that is Odoo's correct "
            "address, set web.base.url to it; if it is a login page, let these addresses through.",
            _site(destination.led_to(config[name], headers.get("Location", ""))) or "?",
        )
    if code in (401, 403):
        return env._(
            "Something in front of Odoo asks for a login or rejects the request (HTTP %s). Let requests to addresses "
            "that begin with /amazon_punchin/ through.",
            code,
        )
    if code == 404:
        return env._(
            "The address is not known there (HTTP 404): the web address leads to another database or another server. "
            "Check web.base.url and dbfilter."
        )
    if code >= 500:
        return env._("Odoo, or the reverse proxy in front of it, is not working (HTTP %s). See the proxy's log.", code)
    return env._(
        "Something else answers (HTTP %s), such as a reverse proxy's login page or another server. Let requests to "
        "addresses that begin with /amazon_punchin/ reach Odoo, and check web.base.url.",
        code,
    )


def _site(url):
    """A URL without what may be secret in it."""
    parts = urlsplit(url)
    return parts.netloc and f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _why_unreached(config, error, ask):
    env = config.env
    host = destination.host_of(config.get_base_url())
    if not ask(lambda: resolves(host)):
        return env._("There is no server named “%s”. Compare web.base.url with the address in the browser.", host)
    return sentence(env, error, host)
