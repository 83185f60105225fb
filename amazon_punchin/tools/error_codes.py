"""What to do after an error of Amazon's; what has happened is in Amazon's own sentence, which is shown beside it."""


def advice(env, codes):
    """Say in the user's language what to do next.

    :param odoo.api.Environment env: whose language
    :param collections.abc.Iterable[str] codes: e.g. ``015-005``
    :return: a sentence for each code that is known
    :rtype: list[str]
    """
    known = {
        "001-012": env._(
            "Read the reasons on the lines, then shop again and leave out or replace what cannot be delivered."
        ),
        "015-005": env._("Choose another seller or item, or shop again once it is back in stock."),
        "018-007": env._("Shop again and submit a new basket with the quantity you want."),
    }
    return [known[code] for code in codes if code in known]
