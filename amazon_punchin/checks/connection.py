"""Step 6: a real setup request, as “Shop on Amazon” sends it."""

import re
import secrets

from odoo.exceptions import UserError

from .. import protocol
from ..protocol.errors import ProtocolError
from ..tools.problem_text import Problem, sentence
from ..transport import destination, soap
from ..transport.errors import TransportError, Unfit
from .asked import now
from .fix import by_button, on_form
from .unreached import resolves
from .verdict import done, problem

#: Where it is fixed that a gateway's WSDL does not have something.
_FIXES_UNFIT = {
    "service": ("soap_service",),
    "port": ("soap_port",),
    "address": ("soap_port",),
    "operation": ("soap_operation",),
    "argument": ("soap_argument",),
    "not_text": ("soap_argument", "soap_operation"),
    "incomplete": ("soap_operation", "soap_argument"),
    "silent": ("soap_operation",),
}


def opens(config, ask=now):
    """Amazon answers a signed setup request with its start page."""
    return connect(config, config.shared_secret or "", ask)


def connect(config, shared_secret, ask=now):
    """Ask Amazon for its start page.

    :param amazon.punchin.config config: in sudo
    :param str shared_secret: to sign with
    :param Callable ask: calls other servers
    :rtype: Verdict
    """
    env = config.env
    if config._is_in_copy():
        return problem(config._copy_sentence(), on_form(config, "mode"))
    person = _shopper(config)
    if not (shared_secret and config.buyer_identity and person):
        return problem(
            env._("Fill in the credentials and at least one person first; the test needs them."),
            *(on_form(config, name) for name in ("buyer_identity", "shared_secret") if not config[name]),
            *(() if person else (by_button(env._("Add Me as a Buyer"), "action_add_me"),)),
        )
    setup_url = on_form(config, "setup_url_active" if config._mode_of_shoppers() == "active" else "setup_url_test")
    url = ""
    try:
        url = config._setup_address()
        document = protocol.setup.build(_request(config, person))
        signed = protocol.envelope.with_secret(document, shared_secret)
        answer = ask(lambda: config._send_setup(signed))
        status, start_page = protocol.setup.read_start_page(answer)
        if not status.success:
            return _explain_status(config, status, person)
        config._check_start_page(start_page)
    except UserError as error:
        return problem(str(error), setup_url)
    except TransportError as error:
        return _explain_failure(config, error, url, setup_url, ask)
    except ProtocolError:
        return problem(Problem("not_cxml_answer", {"server": destination.host_of(url)})(env), setup_url)
    return done(env._("Amazon opened its shop for %s.", person.email))


def gateway(config, ask=now):
    """Where orders travel through a gateway, its WSDL has the operation with its argument. Nothing is sent."""
    env = config.env
    if config.transport != "soap":
        return done(env._("Orders go directly to Amazon."))
    if config._is_in_copy():
        return problem(config._copy_sentence(), on_form(config, "mode"))
    wsdl = on_form(config, "soap_wsdl_file" if config.soap_wsdl_file else "soap_wsdl_url")
    try:
        ask(lambda: _probe_gateway(config))
    except UserError as error:
        return problem(str(error), wsdl)
    except Unfit as error:
        return problem(sentence(env, error), *(on_form(config, name) for name in _FIXES_UNFIT[error.flaw]))
    except TransportError as error:
        return problem(sentence(env, error, config._host_of(config.soap_wsdl_url or "")), wsdl)
    return done(
        env._(
            "The gateway has the operation “%(operation)s”, which takes the document as “%(argument)s”.",
            operation=config.soap_operation,
            argument=config.soap_argument,
        )
    )


def _probe_gateway(config):
    with config._in_turn():
        soap.probe(config._gateway())


def _shopper(config):
    """Somebody who can shop: a buyer if there is one, and the administrator who tests before others."""
    people = config.person_ids.filtered(lambda person: person.amazon_status == "active" and person.user_id.active)
    me = config.env.user
    return people.sorted(lambda person: (person.role != "punchout_buyer", person.user_id != me))[:1]


def _request(config, person):
    """A setup request whose cookie no session knows: no basket can come of it."""
    sessions = config.env["amazon.punchin.session"]
    return protocol.setup.SetupRequest(
        parties=config._parties(),
        payload_id=config.env["amazon.punchin.message"]._new_payload_id(),
        deployment_mode="production" if config._mode_of_shoppers() == "active" else "test",
        buyer_cookie=secrets.token_urlsafe(24),
        return_url=config.return_url,
        setup_url=config._setup_address(),
        extrinsics=sessions._prepare_extrinsics(config, person.user_id, person),
    )


def _explain_status(config, status, person):
    """What to do about Amazon's refusal, and where.

    :rtype: Verdict
    """
    env = config.env
    said = f"{status.text} {status.detail}".lower()
    names = ()
    if re.search(r"\b(user|e-?mail|account|member)\b", said):
        advice = env._(
            "Amazon does not know %s. Add this person to the punch-in group at Amazon, or correct the e-mail here.",
            person.email,
        )
        names = ("person_ids",)
    elif re.search(r"deployment|test mode|production|\bactive\b", said):
        if config._mode_of_shoppers() == "active":
            advice = env._("The group is still in test mode at Amazon. Switch it to active there.")
        elif config.setup_url_active:
            return done(env._("The group is already active at Amazon. Press “Switch to Active” here, too."))
        else:
            advice = env._("The group is active at Amazon, but in test mode here. Switch it back to test mode there.")
    elif status.code in (401, 403) or re.search(r"secret|password|identity|credential", said):
        knows_secret = "secret" in said and "identity" not in said
        knows_identity = "identity" in said and "secret" not in said
        if knows_secret:
            advice = env._("The shared secret is wrong. Create a new one at Amazon and copy all of it.")
            names = ("shared_secret",)
        elif knows_identity:
            advice = env._(
                "The identity is wrong. Compare the From and To identity and their domains with those at Amazon."
            )
            names = ("buyer_identity", "amazon_identity")
        else:
            advice = env._(
                "The identity or the shared secret is wrong. Compare the From and To identity and their domains with "
                "those at Amazon; if they are the same, create a new shared secret there."
            )
            names = ("buyer_identity", "shared_secret")
    elif status.temporary or status.undecided:
        advice = env._("Amazon has a technical problem. Try again in a few minutes.")
    else:
        advice = env._("Amazon does not accept the request. Compare every value with Amazon's.")
        names = ("buyer_identity",)
    return problem(
        env._("%(advice)s Amazon said: %(status)s", advice=advice, status=status),
        *(on_form(config, name) for name in names),
    )


def _explain_failure(config, error, url, setup_url, ask):
    """Why no answer came, and where that is fixed.

    :rtype: Verdict
    """
    env = config.env
    host = destination.host_of(url)
    if not ask(lambda: resolves(host)):
        said = env._("There is no server named “%s”. Compare the Punchout URL with the one at Amazon.", host)
        return problem(said, setup_url)
    fixes = [setup_url]
    if error.code == "bad_credentials":
        fixes = [on_form(config, name) for name in ("buyer_identity", "shared_secret")]
    return problem(sentence(env, error, host), *fixes)
