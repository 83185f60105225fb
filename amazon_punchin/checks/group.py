"""Step 1: the punch-in group."""

from .people import MOST_NAMED
from .verdict import done, problem


def named(config):
    """The group's name at Amazon is known, somebody can be told, and what the policy means at Amazon is said."""
    env = config.env
    if not (config.business_unit or "").strip():
        return problem(env._("Fill in the name of the punch-in group at Amazon."))
    if not config.user_id:
        return problem(env._("Choose the Administrator: who gets an activity when something needs attention."))
    if config.user_id != config._administrator():
        return problem(
            env._(
                "%s cannot be told when something needs attention: an Administrator is an active user with the role "
                "“Amazon: Administrator” who may work in the legal entity.",
                config.user_id.name,
            )
        )
    if config.policy == "direct_allowed":
        return done(
            env._(
                "Baskets come from the group “%s”. For direct purchases, keep a second group at Amazon that is not "
                "connected to Odoo.",
                config.business_unit,
            )
        )
    if alone := config.person_ids.filtered(lambda person: person.user_id and not _has_approver(config, person.user_id)):
        return problem(
            env._(
                "Every purchase needs approval, but nobody else can approve what these people request: %s. Add an "
                "approval rule without conditions, a manager of their department, or another Amazon administrator.",
                ", ".join(alone[:MOST_NAMED].mapped("email")),
            )
        )
    sentences = (
        env._("Every basket comes from the group “%s” and needs approval.", config.business_unit),
        env._(
            "Where no approval rule asks anybody but the requester, the manager of their department is asked, else an "
            "Amazon administrator."
        ),
    )
    return done("\n".join(sentences))


def _has_approver(config, requester):
    """Whether the policy's fallback, or a rule for everything, is sure to find somebody else than the requester."""
    rules = config.env["amazon.punchin.approval.rule"].search([("company_id", "in", (False, config.company_id.id))])
    return config._fallback_approvers(requester) or any(rule._always_finds_another(config, requester) for rule in rules)
