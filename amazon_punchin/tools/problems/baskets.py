"""Why a basket that can be read does not become an order."""


def _shop_again(env, _values):
    return env._("Start again with “Shop on Amazon”; your basket is still there.")


def _tell_administrator(env, _values):
    return env._("Ask your Amazon administrator.")


PROBLEMS = {
    "other_group": (
        lambda env, _values: env._("This basket belongs to another Amazon group."),
        lambda env, _values: env._("Start with “Shop on Amazon” of the group that you want to buy for."),
    ),
    "session_expired": (
        lambda env, values: env._("Your shopping session has expired; it may last %(hours)s h.", **values),
        _shop_again,
    ),
    "session_used": (
        lambda env, _values: env._("This shopping session has already submitted a basket."),
        lambda env, _values: env._("Start again with “Shop on Amazon”."),
    ),
    "shopper_archived": (
        lambda env, _values: env._("The user who started this shopping session is archived."),
        lambda env, _values: env._("Somebody else on the list of people can shop again."),
    ),
    "wrong_party": (
        lambda env, values: env._(
            "The document's %(party)s is not the identity configured in “%(config)s”: it is %(found)s; “%(expected)s” "
            "was expected.",
            **values,
        ),
        lambda env, _values: env._(
            "Ask your Amazon administrator to compare the identities on the Set-up tab with those shown at Amazon."
        ),
    ),
    "paused": (
        lambda env, values: env._("“%(config)s” is paused: nothing can be bought until it is active again.", **values),
        _tell_administrator,
    ),
    "paused_before_tests": (
        lambda env, values: env._("“%(config)s” is paused: nothing can be bought until it is in test mode.", **values),
        _tell_administrator,
    ),
    "copy": (
        lambda env, values: env._(
            "This is a copy of the database in which “%(config)s” was set up, so it is paused: the original keeps "
            "buying.",
            **values,
        ),
        lambda env, _values: env._(
            "If this copy replaces the original, an Amazon administrator must choose the mode again."
        ),
    ),
    "wrong_role": (
        lambda env, values: env._(
            "Every purchase through “%(config)s” needs approval, but %(email)s has the role Requisitioner, which "
            "skips approval.",
            **values,
        ),
        lambda env, _values: env._(
            "Ask an administrator to change the role to Punchout buyer in Amazon Business, under People, and then on "
            "the list of people in Odoo. Then submit the basket again."
        ),
    ),
    "setting_missing": (
        lambda env, values: env._("“%(field)s” is empty in “%(config)s”.", **values),
        lambda env, _values: env._("Your Amazon administrator can fill it in."),
    ),
    "too_fine": (
        lambda env, values: env._(
            "The basket has the amount %(amount)s, but the smallest amount of %(currency)s is %(unit)s.", **values
        ),
        lambda env, _values: env._("Report it to Amazon Business support with the document from the message log."),
    ),
    "too_many_pieces": (
        lambda env, values: env._(
            "The basket has %(quantity)s pieces of %(item)s; Amazon accepts at most %(limit)s of one item.", **values
        ),
        lambda env, _values: env._("Change the quantity at Amazon and submit the basket again."),
    ),
    "unknown_currency": (
        lambda env, values: env._("The basket is in %(currency)s, a currency that Odoo does not know.", **values),
        lambda env, values: env._("%(who)s can add it in Odoo, under Currencies.", **values),
    ),
    "inactive_currency": (
        lambda env, values: env._("The basket is in %(currency)s, which is not active in Odoo.", **values),
        lambda env, values: env._("%(who)s can activate it in Odoo, under Currencies.", **values),
    ),
    "no_charge_product": (
        lambda env, _values: env._("The Amazon group has no product for shipping or tax."),
        lambda env, _values: env._("Your Amazon administrator can choose one on the Coding tab."),
    ),
    "no_sequence": (
        lambda env, _values: env._("Odoo has no number for the order."),
        lambda env, _values: env._("Your Amazon administrator has been told."),
    ),
    "no_warehouse": (
        lambda env, _values: env._("Odoo has no warehouse to receive the order in."),
        lambda env, _values: env._("Your Amazon administrator has been told."),
    ),
    "too_many_baskets": (
        lambda env, _values: env._(
            "Too many baskets arrived today that belong to no shopping session from Odoo, so this one was not accepted."
        ),
        lambda env, _values: env._("Start with “Shop on Amazon” and submit your basket there; that always works."),
    ),
    "unclaimed": (
        lambda env, _values: env._("Nobody claimed the basket in time."),
        lambda env, _values: env._("Whoever needs it can shop again."),
    ),
}
