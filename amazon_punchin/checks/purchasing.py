"""Step 3: whose orders they become, from whom, and where they go."""

from ..tools.const import MARKETPLACES
from .fix import Fix, on_form, on_record
from .verdict import done, judged, problem


def vendor(config):
    """There is a vendor, and its currency and Odoo's fit the marketplace."""
    env = config.env
    if not config.partner_id:
        return problem(env._("Choose Amazon as vendor, or type a name to create it."), on_form(config, "partner_id"))
    if not config.partner_id.active:
        return problem(
            env._("The vendor “%s” is archived.", config.partner_id.display_name), on_form(config, "partner_id")
        )
    if config.partner_id.commercial_partner_id == config.company_id.partner_id:
        return problem(
            env._("The vendor is “%s” itself: choose Amazon.", config.company_id.name), on_form(config, "partner_id")
        )
    code = MARKETPLACES[config.marketplace].currency
    currency = config.env["res.currency"].with_context(active_test=False).search([("name", "=", code)])
    own = config.partner_id.with_company(config.company_id).property_purchase_currency_id
    currencies = Fix(env._("Currencies › %s", code), (("action", "base.action_currency_form"),))
    problems = []
    if not currency.active:
        problems.append(
            problem(
                env._("Baskets are in %s: activate this currency under Accounting or Invoicing, Currencies.", code),
                currencies,
            )
        )
    if own and own != currency:
        problems.append(
            problem(
                env._("The vendor's currency is %(own)s, but baskets come in %(code)s.", own=own.name, code=code),
                on_record(config.partner_id, "property_purchase_currency_id"),
            )
        )
    if currency.active and currency != config.company_id.currency_id and not currency.rate_ids:
        problems.append(
            problem(
                env._("There is no exchange rate for %s yet, so amounts cannot be compared in your currency.", code),
                currencies,
            )
        )
    return judged(problems, env._("Orders go to “%(vendor)s” in %(code)s.", vendor=config.partner_id.name, code=code))


def location(config):
    """The default delivery location is in use and has a complete address."""
    env = config.env
    locations_here = on_form(config, "location_ids")
    if not config.location_ids:
        return problem(env._("Add a location: where Amazon delivers."), locations_here)
    if not config.location_id:
        return problem(
            env._("Tick Default at a location: where an order goes unless its buyer chooses another."), locations_here
        )
    if not (config.location_id.active and config.location_id.partner_id.active):
        return problem(
            env._("The default location “%s” or its address is archived.", config.location_id.name), locations_here
        )
    if missing := config.location_id._missing_address_parts():
        return problem(
            env._(
                "The address of “%(location)s” is incomplete. It is missing: %(parts)s.",
                location=config.location_id.name,
                parts=_list(missing),
            ),
            on_record(config.location_id.partner_id),
        )
    if not config.company_id.active:
        return problem(
            env._("The legal entity “%s” is archived.", config.company_id.name), on_form(config, "company_id")
        )
    return done(
        env._(
            "Orders of “%(company)s” go to “%(location)s” by default.",
            company=config.company_id.name,
            location=config.location_id.name,
        )
    )


def locations(config):
    """Each location has a complete address in the marketplace's country, and Amazon's id of it."""
    env = config.env
    problems = []
    for place in config.location_ids:
        missing = place._missing_address_parts() + place._doubtful_address_parts()
        if missing:
            problems.append(
                problem(
                    env._(
                        "The address of “%(location)s” is incomplete. It is missing: %(parts)s.",
                        location=place.name,
                        parts=_list(missing),
                    ),
                    on_record(place.partner_id),
                )
            )
        country = place.partner_id.sudo().country_id
        if country and country.code != config.marketplace:
            problems.append(
                problem(
                    env._(
                        "“%(location)s” is in %(country)s: Amazon may not deliver there from this marketplace.",
                        location=place.name,
                        country=country.name,
                    ),
                    on_record(place.partner_id, "country_id"),
                )
            )
        if not place.amazon_address_id:
            problems.append(
                problem(
                    env._("“%s” has no Amazon address ID, so Amazon compares the address itself.", place.name),
                    _matching(config),
                )
            )
    problems += _sharing(config)
    if not config.location_ids:
        problems.append(
            problem(
                env._("Add the same delivery addresses that the group has at Amazon."), on_form(config, "location_ids")
            )
        )
    return judged(problems, env._("Locations that are complete and matched: %s.", len(config.location_ids)))


def _sharing(config):
    """Locations with one id: orders to the one would carry the id of the other."""
    with_id = config.location_ids.filtered("amazon_address_id")
    for reference, places in with_id.grouped("amazon_address_id").items():
        if len(places) > 1:
            yield problem(
                config.env._(
                    "The same Amazon address ID, %(reference)s, is at several locations: %(locations)s. Keep it only "
                    "where it belongs.",
                    reference=reference,
                    locations=_list(places.mapped("name")),
                ),
                on_form(config, "location_ids"),
            )


def _matching(config):
    """The list in which Amazon's addresses are matched with locations."""
    label = config.env._("Configuration › Addresses at Amazon")
    return Fix(label, (("action", "amazon_punchin.amazon_punchin_address_action"),))


def _list(names):
    return ", ".join(names)
