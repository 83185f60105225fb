"""Steps 2 and 7: what Amazon shows when the purchasing system is set up there."""

from urllib.parse import urlsplit

from ..tools.wording import field_label
from .verdict import judged

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
    refusals = (
        config._refusal_of(field_label(config, name), config[name], is_test=False) for name in names if config[name]
    )
    problems = [
        *_missing(config, names),
        *filter(None, refusals),
        *_swapped(config, "setup_url_active", "order_url_active"),
        *_of_tests(config),
    ]
    if config.order_url_active and config.order_url_active == config.order_url_test:
        found = config.env._("They are filled in. The order URL is the same as for tests: compare it with Amazon's.")
    else:
        found = config.env._("Punch-out URL and order URL for active mode are filled in.")
    return judged(problems, found)


def order_url(config, name):
    """The field of the order URL; orders that travel through a gateway need no address of Amazon's.

    :param amazon.punchin.config config: in sudo
    :param str name: the field
    :rtype: tuple[str, ...]
    """
    return () if config.transport == "soap" else (name,)


def _missing(config, names):
    return [config.env._("“%s” is empty.", field_label(config, name)) for name in names if not config[name]]


def _padded(config):
    env = config.env
    for name in (*_IDENTITIES, "shared_secret"):
        value = config[name] or ""
        if value and any(character.isspace() for character in value):
            yield env._("“%s” holds a blank: copy it again, without anything around it.", field_label(config, name))
    secret = config.shared_secret or ""
    if secret and len(secret) < SHORTEST_SECRET:
        yield env._("The shared secret has only %s characters: copy all of it.", len(secret))


def _confused(config):
    env = config.env
    if config.shared_secret and config.shared_secret == config.buyer_identity:
        yield env._("The shared secret is the same as your own identity.")
    if (config.buyer_domain, config.buyer_identity) == (config.amazon_domain, config.amazon_identity):
        yield env._("Your own identity is the same as Amazon's.")


def _swapped(config, setup_name, order_name):
    setup, order = config[setup_name], config[order_name]
    if setup and setup == order:
        yield config.env._(
            "“%(setup)s” and “%(order)s” are the same address.",
            setup=field_label(config, setup_name),
            order=field_label(config, order_name),
        )
    elif order and "/punchout" in order.lower() and "/punchout" not in (setup or "").lower():
        yield config.env._(
            "“%(setup)s” and “%(order)s” seem to be exchanged.",
            setup=field_label(config, setup_name),
            order=field_label(config, order_name),
        )


def _of_tests(config):
    """The address for tests, where the one for active mode should be."""
    url = config.setup_url_active or ""
    if url and (url == config.setup_url_test or urlsplit(url).path.rstrip("/").endswith("/test")):
        yield config.env._("“%s” is an address for tests.", field_label(config, "setup_url_active"))
