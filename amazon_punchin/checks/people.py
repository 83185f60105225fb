"""Step 4: who may shop, and who agrees."""

from .fix import by_button, on_form, on_record
from .verdict import done, judged, problem

#: How many people a message names before it only counts the others.
MOST_NAMED = 5


def mapped(config):
    """Each person's user is active, sees the legal entity and may have Amazon orders; one of them can shop now."""
    env = config.env
    people = config.person_ids
    users = people.user_id
    here, me = on_form(config, "person_ids"), by_button(env._("Add Me as a Buyer"), "action_add_me")
    if not users:
        return problem(env._("Add at least one person: the Odoo user, and the e-mail of the Amazon account."), me, here)
    entitled = (
        config.env.ref("amazon_punchin.group_punchout_buyer").all_user_ids
        | config.env.ref("purchase.group_purchase_user").all_user_ids
    )
    groups = (
        (people.filtered(lambda person: "@" not in person.email), env._("Not an e-mail address: %s."), here),
        (_of(people, users.filtered(lambda user: not user.active)), env._("Archived in Odoo: %s."), here),
        (
            _of(people, users.filtered(lambda user: config.company_id not in user.company_ids)),
            env._("No access to the legal entity: %s."),
            here,
        ),
        (
            _of(people, users.filtered(lambda user: user.active) - entitled),
            env._("Need the role “Amazon: Punchout buyer” in Odoo: %s."),
            _role_button(env),
        ),
    )
    problems = [problem(sentence % _names(config, found), fix) for found, sentence, fix in groups if found]
    if not people.filtered(_is_buyer):
        problems.append(
            problem(env._("Nobody can shop: no Punchout buyer with an Odoo user is active at Amazon."), me, here)
        )
    return judged(problems, env._("People matched with their users: %s.", len(people.filtered("user_id"))))


def everybody(config):
    """Nothing keeps anybody on the list from shopping."""
    env = config.env
    here = on_form(config, "person_ids")
    if not config.person_ids:
        return problem(env._("Nobody is on the list of people yet."), here)
    lacking = config.person_ids.filtered("lacks_role")
    kept = config.person_ids._by_warning().items()
    problems = [
        problem(
            env._("%(reason)s: %(names)s.", reason=reason, names=_names(config, people)),
            _role_button(env) if people <= lacking else here,
        )
        for reason, people in kept
    ]
    return judged(problems, env._("Everybody on the list can shop: %s.", len(config.person_ids)))


def roles(config):
    """Nobody may order past the approval that the policy demands."""
    env = config.env
    requisitioners = config.person_ids.filtered(lambda person: person.role == "requisitioner")
    if config.policy == "all_approved" and requisitioners:
        return problem(
            env._(
                "Every purchase needs approval, but these people have the role Requisitioner, which skips approval: "
                "%s. In Amazon Business, under People, change the role to Punchout buyer; then change it here.",
                _names(config, requisitioners),
            ),
            on_form(config, "person_ids"),
        )
    if requisitioners:
        return done(env._("People who may order directly at Amazon: %s.", len(requisitioners)))
    return done(env._("Everybody is a Punchout buyer: every basket comes to Odoo first."))


def approvers(config):
    """Under *Every purchase approved*, a rule asks somebody for agreement, whoever of the people orders."""
    env = config.env
    rules = config._approval_rules_that_ask()
    named = ", ".join(rules.mapped("name"))
    refusing = config._rules_without_approver()
    problems = [
        problem(
            env._(
                "The rule “%(rule)s” refuses what these people request, because too few others approve: %(people)s. "
                "Add another approver to the rule, or archive it.",
                rule=rule.name,
                people=_names(config, people),
            ),
            on_record(rule, "user_ids"),
        )
        for rule, people in refusing
    ]
    if not config._promises_agreement():
        if rules:
            meaning = env._("Approval rules: %s. What none of them applies to goes to Amazon on Confirm.", named)
        else:
            meaning = env._("No approval rule applies: orders go to Amazon on Confirm.")
        return judged(problems, meaning)
    add = by_button(env._("Add an Approval Rule"), "action_add_approval_rule")
    if not rules:
        problems.append(
            problem(
                env._(
                    "Every purchase needs approval, but no approval rule applies. Until one does: %s",
                    _fallback(config),
                ),
                add,
            )
        )
    if alone := config._people_without_approver().filtered(
        lambda person: not any(person in people for _rule, people in refusing)
    ):
        problems.append(
            problem(
                env._(
                    "Where no approval rule applies, nobody else can approve what these people request: %s. Confirm is "
                    "refused then. Add a rule for every order, whatever its amount.",
                    _names(config, alone),
                ),
                add,
            )
        )
    return judged(
        problems,
        env._(
            "Approval rules: %(rules)s. Where none of them applies: %(otherwise)s",
            rules=named,
            otherwise=_fallback(config),
        ),
    )


def _fallback(config):
    """Who is asked where no rule applies."""
    env = config.env
    if users := config._fallback_approvers(env["res.users"]):
        return env._(
            "Odoo asks the manager of the requester's department, else %s.",
            env._(" or ").join(users[:MOST_NAMED].mapped("name")),
        )
    return env._("Odoo asks the manager of the requester's department.")


def _role_button(env):
    return by_button(env._("Give Everybody the Role"), "action_give_roles")


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
