"""What makes a document unreadable, or is remarked of one that is read; the codes are those of ``protocol.errors``."""


def _ask_for_a_correct_one(env, _values):
    return env._("Report it to Amazon Business support with the document from the message log.")


def _send_again(env, _values):
    return env._("It was damaged on its way. Shop again, or have Amazon send the document again.")


def _split_basket(env, _values):
    return env._("Submit several smaller baskets.")


def _nothing(env, _values):
    return env._("Nothing needs to be done.")


PROBLEMS = {
    "too_large": (
        lambda env, values: env._("The document is larger than %(value)s.", **values),
        lambda env, _values: env._("Submit several smaller baskets, or ask Amazon for several smaller documents."),
    ),
    "not_cxml_form": (
        lambda env, _values: env._("The request contains no cXML document."),
        lambda env, _values: env._("Start with “Shop on Amazon” and submit the basket at Amazon."),
    ),
    "not_base64": (
        lambda env, values: env._("The form field %(path)s is not valid base64.", **values),
        _send_again,
    ),
    "encoding": (
        lambda env, values: env._("The document uses the encoding “%(value)s”, which Odoo cannot read.", **values),
        lambda env, _values: env._("Ask the sender to write it in UTF-8."),
    ),
    "not_in_encoding": (
        lambda env, values: env._(
            "The document is not well-formed XML: some of its bytes are not in its encoding, %(value)s.", **values
        ),
        lambda env, _values: env._("Ask the sender to write it in UTF-8, and to say so."),
    ),
    "not_xml": (
        lambda env, values: env._(
            "The document is not well-formed XML: it cannot be read from line %(value)s.", **values
        ),
        _send_again,
    ),
    "too_dense": (
        lambda env, _values: env._("The document has too many elements and attributes for its size."),
        lambda env, _values: env._("Amazon's documents do not look like this. Find out who sent it."),
    ),
    "entities": (
        lambda env, _values: env._("The document declares XML entities or something else that is not allowed."),
        lambda env, _values: env._("Amazon's documents do not look like this. Find out who sent it."),
    ),
    "unknown_entity": (
        lambda env, _values: env._(
            "The document uses XML entities that it does not declare, so it cannot be read exactly."
        ),
        lambda env, _values: env._("Ask the sender to write the characters themselves."),
    ),
    "not_cxml": (
        lambda env, values: env._("The document is not cXML: its root element is “%(value)s”.", **values),
        lambda env, _values: env._("Only Amazon should post here. Find out who sent it."),
    ),
    "wrong_document": (
        lambda env, values: env._("The document is of type %(value)s; type %(path)s was expected.", **values),
        lambda env, _values: env._("Compare the return URL and the inbox URL at Amazon with those on the Set-up tab."),
    ),
    "wrong_case": (
        lambda env, values: env._("%(path)s is written “%(value)s”; it was read anyway.", **values),
        _nothing,
    ),
    "wrong_order": (
        lambda env, values: env._(
            "%(path)s comes after %(value)s, which is the wrong order; it was read anyway.", **values
        ),
        _nothing,
    ),
    "wrong_namespace": (
        lambda env, values: env._("Its elements are in the namespace “%(value)s”; it was read anyway.", **values),
        _nothing,
    ),
    "reported": (
        lambda env, values: env._("Amazon reports an error with the basket: %(value)s.", **values),
        lambda env, _values: env._("Shop again."),
    ),
    "missing": (
        lambda env, values: env._("%(path)s is missing or empty.", **values),
        _ask_for_a_correct_one,
    ),
    "not_an_amount": (
        lambda env, values: env._("%(path)s is “%(value)s”, which is not a valid amount of money.", **values),
        _ask_for_a_correct_one,
    ),
    "not_a_quantity": (
        lambda env, values: env._("%(path)s is “%(value)s”, which is not a whole number of at least 1.", **values),
        _ask_for_a_correct_one,
    ),
    "not_a_number": (
        lambda env, values: env._("%(path)s is “%(value)s”, which is not a number.", **values),
        _ask_for_a_correct_one,
    ),
    "not_a_date": (
        lambda env, values: env._("%(path)s is “%(value)s”, which is not a date.", **values),
        _ask_for_a_correct_one,
    ),
    "unknown_value": (
        lambda env, values: env._("%(path)s is “%(value)s”, which is not a valid value.", **values),
        _ask_for_a_correct_one,
    ),
    "repeated": (
        lambda env, values: env._("%(path)s appears twice but may appear only once.", **values),
        _ask_for_a_correct_one,
    ),
    "two_currencies": (
        lambda env, values: env._(
            "%(path)s is in %(value)s, but the rest of the document uses another currency.", **values
        ),
        lambda env, _values: env._("Submit a basket for each currency. A document of Amazon's server: tell Amazon."),
    ),
    "total_mismatch": (
        lambda env, values: env._("The items add up to %(path)s, but the document says %(value)s.", **values),
        lambda env, _values: env._("Shop again. If it happens again, report it to Amazon Business support."),
    ),
    "too_many_items": (
        lambda env, values: env._("The basket has %(path)s items; at most %(value)s can be read.", **values),
        _split_basket,
    ),
    "repeated_aux_id": (
        lambda env, values: env._("The auxiliary ID “%(value)s” is on two items.", **values),
        lambda env, _values: env._("Shop again. If it happens again, report it to Amazon Business support."),
    ),
}
