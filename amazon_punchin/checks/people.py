"""Step 4: who may shop."""

from .verdict import done, judged, problem

#: How many people a message names before it only counts the others.
MOST_NAMED = 5


def mapped(config):
    """Each person's user is active, sees the legal entity and may have Amazon orders; one of them can shop now."""
    env = config.env
    people = config.person_ids
    users = people.user_id
    if not users:
        return problem(env._("List at least one person: the Odoo user, and the e-mail of the account at Amazon."))
    entitled = (
        config.env.ref("amazon_punchin.group_punchout_buyer").all_user_ids
        | config.env.ref("purchase.group_purchase_user").all_user_ids
    )
    groups = (
        (people.filtered(lambda person: "@" not in person.email), env._("Not an e-mail address: %s.")),
        (_of(people, users.filtered(lambda user: not user.active)), env._("Archived in Odoo: %s.")),
        (
            _of(people, users.filtered(lambda user: config.company_id not in user.company_ids)),
            env._("May not work in the legal entity: %s."),
        ),
        (
            _of(people, users.filtered(lambda user: user.active) - entitled),
            env._("Need the role “Amazon: Punchout buyer” in Odoo: %s."),
        ),
    )
    problems = [sentence % _names(config, found) for found, sentence in groups if found]
    if not people.filtered(_is_buyer):
        problems.append(env._("Nobody can shop: no Punchout buyer with an Odoo user is active at Amazon."))
    return judged(problems, env._("People matched with their users: %s.", len(people.filtered("user_id"))))


def everybody(config):
    """Nobody on the list is kept from shopping by what comes with time."""
    env = config.env
    people = config.person_ids
    groups = (
        (people.filtered(lambda person: not person.user_id), env._("Without Odoo user: %s.")),
        (people.filtered(lambda person: person.amazon_status == "invited"), env._("Invitation open: %s.")),
        (people.filtered(lambda person: person.amazon_status == "inactive"), env._("Not active at Amazon: %s.")),
    )
    waiting = [sentence % _names(config, found) for found, sentence in groups if found]
    return judged(waiting, env._("Everybody on the list can shop."))


def roles(config):
    """Nobody may order past the approval that the policy demands."""
    env = config.env
    requisitioners = config.person_ids.filtered(lambda person: person.role == "requisitioner")
    if config.policy == "all_approved" and requisitioners:
        return problem(
            env._(
                "Every purchase needs approval, but the role Requisitioner orders without: %s. In Amazon Business, "
                "under People, change the role to Punchout buyer; then change it here.",
                _names(config, requisitioners),
            )
        )
    if requisitioners:
        return done(env._("People who may order directly at Amazon: %s.", len(requisitioners)))
    return done(env._("Everybody is a Punchout buyer: every basket comes to Odoo first."))


def _is_buyer(person):
    return person.role == "punchout_buyer" and person.amazon_status == "active" and person.user_id.active


def _of(people, users):
    ids = set(users.ids)
    return people.filtered(lambda person: person.user_id.id in ids)


def _names(config, people):
    names = ", ".join(people[:MOST_NAMED].mapped("email"))
    if len(people) <= MOST_NAMED:
        return names
    return config.env._("%(names)s and %(number)s more", names=names, number=len(people) - MOST_NAMED)
