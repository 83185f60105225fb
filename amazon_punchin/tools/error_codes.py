"""What Amazon's error codes mean, and what to do next."""


def advice(env, codes):
    """Explain error codes in the user's language.

    :param odoo.api.Environment env: whose language
    :param collections.abc.Iterable[str] codes: e.g. ``015-005``
    :return: a sentence or two for each code that is known
    :rtype: list[str]
    """
    known = {
        "001-012": env._(
            "Amazon accepted nothing on the order (001-012). Read the reasons on its lines, then shop again and "
            "leave out or replace what cannot be delivered."
        ),
        "015-005": env._(
            "An item is out of stock (015-005). Shop again and choose another seller or item, or try again later."
        ),
        "018-007": env._(
            "Fewer pieces were ordered than the basket contained (018-007). Shop again and submit a new basket with "
            "the quantity you want."
        ),
    }
    return [known[code] for code in codes if code in known]
