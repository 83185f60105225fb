"""Steps 6 and 7: our web address, as Amazon sees it."""

from urllib.parse import urlsplit

from odoo import http
from odoo.tools import config as server

from ..transport import destination
from .fix import by_button, by_system, in_server_file
from .verdict import done, problem


def usable(config):
    """Our web address is https, or this machine while a group is being tried."""
    env = config.env
    base = config.get_base_url()
    host = destination.host_of(base)
    if not destination.is_secure(base):
        return problem(
            env._(
                "Odoo's web address is %s, but Amazon requires https. Open Odoo by https and freeze that address.", base
            ),
            by_system(env, "web.base.url"),
        )
    if host in destination.LOOPBACK:
        if config.mode == "active" and not _has_stand_in(config):
            return _not_public(config, base)
        return done(
            env._(
                "%s is this machine. That is enough for a stand-in for Amazon on the same machine, but not for "
                "Amazon itself.",
                base,
            )
        )
    return done(env._("Amazon can reach Odoo at %s.", base))


def public(config):
    """Our web address is https and not in a private network, or on this machine if all of Amazon is."""
    env = config.env
    base = config.get_base_url()
    if destination.host_of(base) in destination.LOOPBACK and _has_stand_in(config):
        return done(env._("%s is this machine, and so is the stand-in for Amazon.", base))
    if not base.startswith("https://") or destination.is_private(destination.host_of(base)):
        return _not_public(config, base)
    return done(env._("Amazon can reach Odoo at %s.", base))


def _has_stand_in(config):
    """Whether what Odoo calls in active mode is this machine, too."""
    urls = filter(None, (config.setup_url_active, config.order_url_active, config.soap_wsdl_url))
    hosts = {destination.host_of(url) for url in urls}
    return bool(hosts) and hosts <= set(destination.LOOPBACK)


def _not_public(config, base):
    env = config.env
    return problem(
        env._(
            "Amazon cannot reach %s from the internet. In Settings, Technical, System Parameters, set web.base.url to "
            "the public https address and web.base.url.freeze to True.",
            base,
        ),
        by_system(env, "web.base.url"),
    )


def frozen(config):
    """The address that we tell Amazon does not change with whoever signs in."""
    env = config.env
    if config._keeps_address():
        return done(env._("The web address is frozen."))
    return problem(
        env._(
            "The web address changes whenever an administrator signs in by another one, and Amazon would post to the "
            "wrong place. An Odoo administrator must press “Freeze Web Address”, or set the system parameter "
            "web.base.url.freeze to True."
        ),
        by_button(env._("Freeze Web Address"), "action_freeze_address", system=True),
    )


def one_database(config):
    """Amazon's posts carry no cookie, so the address alone must lead to this database."""
    env = config.env
    host = urlsplit(config.get_base_url()).netloc
    found = http.db_list(force=True, host=host)
    if found == [config.env.cr.dbname]:
        return done(env._("%s leads to this database only.", host))
    if config.env.cr.dbname not in found:
        return problem(
            env._("%s does not lead to this database. Check dbfilter in the server configuration.", host),
            in_server_file(env, "dbfilter"),
        )
    return problem(
        env._(
            "%(host)s serves %(number)s databases, so Odoo cannot tell which one Amazon means. Set dbfilter in the "
            "server configuration.",
            host=host,
            number=len(found),
        ),
        in_server_file(env, "dbfilter"),
    )


def proxied(config):
    """Behind a reverse proxy, Odoo knows that there is one."""
    env = config.env
    if urlsplit(config.get_base_url()).scheme == "http":
        return done(env._("No reverse proxy is needed for %s.", config.get_base_url()))
    if server["proxy_mode"]:
        return done(env._("The reverse proxy is known to Odoo."))
    return problem(
        env._("Odoo is opened by https, but proxy_mode is off in the server configuration."),
        in_server_file(env, "proxy_mode"),
    )
