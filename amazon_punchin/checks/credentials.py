"""Steps 2 and 7: what Amazon shows when the purchasing system is set up there."""

from urllib.parse import urlsplit

from odoo.tools import format_list

from ..tools.wording import field_label
from .fix import by_button, on_form
from .verdict import done, judged, problem

_IDENTITIES = ("buyer_domain", "buyer_identity", "amazon_domain", "amazon_identity")

#: Amazon's secrets have about thirty characters; what is much shorter was not copied whole.
SHORTEST_SECRET = 8


def complete(config):
    """Identities, secret and the addresses for tests are there, and look like what they should be."""
    problems = [
        *_missing(config, (*_IDENTITIES, "shared_secret", "setup_url_test", *order_url(config, "order_url_test"))),
        *_padded(config),
        *_confused(config),
        *_swapped(config, "setup_url_test", "order_url_test"),
    ]
    return judged(problems, config.env._("Identities, shared secret and addresses are filled in."))


def live_urls(config):
    """The addresses for active mode are there, and are allowed there."""
    names = ("setup_url_active", *order_url(config, "order_url_active"))
    problems = [
        *_missing(config, names),
        *refused(config, names),
        *_swapped(config, "setup_url_active", "order_url_active"),
        *_of_tests(config),
    ]
    if config.order_url_active and config.order_url_active == config.order_url_test:
        found = config.env._(
            "They are filled in. The PO Request URL is the same as for tests: compare it with Amazon's."
        )
    else:
        found = config.env._("Punchout URL and PO Request URL for active mode are filled in.")
    return judged(problems, found)


def order_url(config, name):
    """The field of the PO Request URL; orders that travel through a gateway need no address of Amazon's.

    :param amazon.punchin.config config: in sudo
    :param str name: the field
    :rtype: tuple[str, ...]
    """
    return () if config.transport == "soap" else (name,)


def inbox(config):
    """Somebody has seen the inbox password: Amazon's server can have it."""
    env = config.env
    if config.inbox_password_known:
        return done(
            env._(
                "The inbox password was shown. If Amazon does not have it yet, generate a new one and enter it there."
            )
        )
    return problem(
        env._("Nobody has seen the inbox password yet, so Amazon cannot send its answers. Show it and enter it there."),
        by_button(env._("Show Odoo's Addresses and Password"), "action_generate_inbox_password"),
    )


def _missing(config, names):
    return [
        problem(config.env._("“%s” is empty.", field_label(config, name)), on_form(config, name))
        for name in names
        if not config[name]
    ]


def refused(config, names):
    """Addresses for active mode that Odoo may not call; those in a private network are named together.

    :param amazon.punchin.config config: in sudo
    :param Iterable[str] names: their fields
    :rtype: list[Verdict]
    """
    filled = [name for name in names if config[name]]
    inside = [name for name in filled if config._is_kept_out(config[name], is_test=False)]
    allowing = on_form(config, "allow_private_hosts", system=True)
    problems = [
        problem(refusal, on_form(config, name), *((allowing,) if name in inside else ()))
        for name in filled
        if (name not in inside or len(inside) == 1)
        and (refusal := config._refusal_of(field_label(config, name), config[name], is_test=False))
    ]
    if len(inside) > 1:
        labels = format_list(config.env, [field_label(config, name) for name in inside])
        found = config.env._(
            "%(fields)s point to a private network. An Odoo administrator can allow it.", fields=labels
        )
        problems.append(problem(found, *(on_form(config, name) for name in inside), allowing))
    return problems


def _padded(config):
    env = config.env
    for name in (*_IDENTITIES, "shared_secret"):
        value = config[name] or ""
        if value and any(character.isspace() for character in value):
            yield problem(
                env._("“%s” contains a space. Copy it again, without anything around it.", field_label(config, name)),
                on_form(config, name),
            )
    secret = config.shared_secret or ""
    if secret and len(secret) < SHORTEST_SECRET:
        yield problem(
            env._("The shared secret is too short (length: %s). Copy all of it.", len(secret)),
            on_form(config, "shared_secret"),
        )


def _confused(config):
    env = config.env
    if config.shared_secret and config.shared_secret == config.buyer_identity:
        yield problem(
            env._("The Shared secret is the same as the From identity."),
            on_form(config, "shared_secret"),
            on_form(config, "buyer_identity"),
        )
    if (config.buyer_domain, config.buyer_identity) == (config.amazon_domain, config.amazon_identity):
        yield problem(
            env._("The From identity is the same as the To identity."),
            on_form(config, "buyer_identity"),
            on_form(config, "amazon_identity"),
        )


def _swapped(config, setup_name, order_name):
    setup, order = config[setup_name], config[order_name]
    labels = {"setup": field_label(config, setup_name), "order": field_label(config, order_name)}
    both = on_form(config, setup_name), on_form(config, order_name)
    if setup and setup == order:
        yield problem(config.env._("“%(setup)s” and “%(order)s” are the same address.", **labels), *both)
    elif order and "/punchout" in order.lower() and "/punchout" not in (setup or "").lower():
        yield problem(config.env._("“%(setup)s” and “%(order)s” seem to be swapped.", **labels), *both)


def _of_tests(config):
    """The address for tests, where the one for active mode should be."""
    url = config.setup_url_active or ""
    if url and (url == config.setup_url_test or urlsplit(url).path.rstrip("/").endswith("/test")):
        yield problem(
            config.env._("“%s” is a test address.", field_label(config, "setup_url_active")),
            on_form(config, "setup_url_active"),
        )
