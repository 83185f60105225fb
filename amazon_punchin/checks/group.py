"""Step 1: the punch-in group."""

from .fix import on_form
from .verdict import done, problem


def named(config):
    """The group's name at Amazon is known, somebody can be told, and what the policy means at Amazon is said."""
    env = config.env
    if not (config.business_unit or "").strip():
        return problem(env._("Fill in the name of the punch-in group at Amazon."), on_form(config, "business_unit"))
    if not config.user_id:
        return problem(
            env._("Choose the Administrator, who gets an activity when something needs attention."),
            on_form(config, "user_id"),
        )
    if config.user_id != config._administrator():
        return problem(
            env._(
                "%s cannot be notified when something needs attention. The Administrator must be an active user with "
                "the role “Amazon: Administrator” and access to the legal entity.",
                config.user_id.name,
            ),
            on_form(config, "user_id"),
        )
    if config.policy == "direct_allowed":
        return done(
            env._(
                "Baskets come from the group “%s”. For direct purchases, keep a second group at Amazon that is not "
                "connected to Odoo.",
                config.business_unit,
            )
        )
    return done(env._("Every basket comes from the group “%s” and needs approval.", config.business_unit))
