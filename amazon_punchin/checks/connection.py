"""Step 6: a real setup request, as “Shop on Amazon” sends it."""

import re
import secrets

from odoo.exceptions import UserError

from .. import protocol
from ..protocol.errors import ProtocolError
from ..transport import destination, https, soap
from ..transport.errors import AnswerLost, Redirected, TransportError
from .unreached import redirected, resolves, unreached
from .verdict import done, problem


def opens(config):
    """Amazon answers a signed setup request with its start page."""
    return connect(config, config.shared_secret or "")


def connect(config, shared_secret):
    """Ask Amazon for its start page.

    :param amazon.punchin.config config: in sudo
    :param str shared_secret: to sign with
    :rtype: Verdict
    """
    env = config.env
    if config._is_in_copy():
        return problem(config._copy_sentence())
    person = _shopper(config)
    if not (shared_secret and config.buyer_identity and person):
        return problem(env._("Fill in the credentials and at least one person first: the test needs them."))
    url = ""
    try:
        url = config._setup_address()
        document = protocol.setup.build(_request(config, person))
        answer = config._send_setup(protocol.envelope.with_secret(document, shared_secret))
        status, start_page = protocol.setup.read_start_page(answer)
        if not status.success:
            return problem(_explain_status(config, status, person))
        config._check_start_page(start_page)
    except UserError as error:
        return problem(str(error))
    except TransportError as error:
        return problem(_explain_failure(config, error, url))
    except ProtocolError:
        return problem(_not_amazon(config))
    return done(env._("Amazon answered %s with its start page.", person.email))


def gateway(config):
    """Where orders travel through a gateway of the company, its WSDL has the operation. Nothing is sent."""
    env = config.env
    if config.transport != "soap":
        return done(env._("Orders go straight to Amazon."))
    if config._is_in_copy():
        return problem(config._copy_sentence())
    try:
        with config._in_turn():
            soap.probe(config._gateway())
    except UserError as error:
        return problem(str(error))
    except TransportError as error:
        return problem(
            env._(
                "The gateway's WSDL cannot be used (%s): compare its address, the login and the name of the operation.",
                error,
            )
        )
    return done(env._("The gateway has the operation “%s”.", config.soap_operation))


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
        extrinsics=sessions._prepare_extrinsics(config, person.user_id, person),
    )


def _explain_status(config, status, person):
    """What to do about Amazon's refusal."""
    env = config.env
    said = f"{status.text} {status.detail}".lower()
    if re.search(r"\b(user|e-?mail|account|member)\b", said):
        advice = env._(
            "Amazon does not know %s: add this person to the punch-in group there, or correct the e-mail here.",
            person.email,
        )
    elif re.search(r"deployment|test mode|production|\bactive\b", said):
        advice = env._("The group is in another mode at Amazon than here.")
    elif status.code in (401, 403) or re.search(r"secret|password|identity|credential", said):
        knows_secret = "secret" in said and "identity" not in said
        knows_identity = "identity" in said and "secret" not in said
        if knows_secret:
            advice = env._("The shared secret is wrong: make a new one at Amazon and copy it whole.")
        elif knows_identity:
            advice = env._("The identity is wrong: compare own and Amazon's identity and domain with those at Amazon.")
        else:
            advice = env._(
                "The identity or the shared secret is wrong. Compare own and Amazon's identity and domain with those "
                "at Amazon; if they are the same, make a new shared secret there."
            )
    elif status.temporary or status.code >= 500:
        advice = env._("Amazon has a problem of its own: try again in some minutes.")
    else:
        advice = env._("Amazon does not take the request as it is: compare every value with those at Amazon.")
    return env._("%(advice)s Amazon said: %(status)s", advice=advice, status=status)


def _explain_failure(config, error, url):
    """Why no answer came."""
    env = config.env
    host = destination.host_of(url)
    if not resolves(host):
        return env._("There is no server named “%s”: compare the punch-out URL with the one at Amazon.", host)
    if sentence := unreached(env, host, error, https.SETUP_S):
        return sentence
    if isinstance(error, AnswerLost) and "without a cXML document" in str(error):
        return _not_amazon(config)
    if isinstance(error, Redirected):
        return redirected(env, host, error)
    if match := re.match(r"HTTP (5\d\d|408|429)", str(error)):
        return env._(
            "“%(host)s” is out of order or too busy (HTTP %(code)s): try again later.", host=host, code=match[1]
        )
    if match := re.match(r"HTTP (\d{3})", str(error)):
        return env._(
            "“%(host)s” answers with HTTP %(code)s: compare the punch-out URL with the one at Amazon.",
            host=host,
            code=match[1],
        )
    return env._("“%(host)s” gave no usable answer (%(cause)s).", host=host, cause=error)


def _not_amazon(config):
    return config.env._("Something answered that is not Amazon: compare the punch-out URL with the one at Amazon.")
