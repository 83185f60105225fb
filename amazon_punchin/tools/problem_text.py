def sentence(env, error):
    """Say in the user's language what is wrong with a document.

    :param odoo.api.Environment env: whose language
    :param amazon_punchin.protocol.errors.ProtocolError error: what is wrong
    :rtype: str
    """
    path, value = error.path, error.value
    return {
        "too_large": env._("The document is larger than %s.", value),
        "not_cxml_form": env._("The request holds no cXML document."),
        "not_base64": env._("The form field %s is not valid base64.", path),
        "encoding": env._("The document is in the encoding “%s”, which Odoo does not read. UTF-8 is best.", value),
        "two_encodings": env._(
            "The document says that it is in the encoding “%(path)s”, but it begins like one in %(value)s.",
            path=path,
            value=value,
        ),
        "not_in_encoding": env._(
            "The document is not well-formed XML: some of its bytes are not in its encoding, %s.", value
        ),
        "not_xml": env._("The document is not well-formed XML: %s", value),
        "too_dense": env._("The document consists of too many elements and attributes for its size."),
        "entities": env._("The document declares XML entities, or something else, which is not allowed."),
        "unknown_entity": env._(
            "The document uses XML entities that it does not declare, so it cannot be read exactly."
        ),
        "not_cxml": env._("The document is not cXML: its root element is “%s”.", value),
        "wrong_document": env._("The document is a %(value)s; a %(path)s was expected.", path=path, value=value),
        "missing": env._("%s is missing or empty.", path),
        "not_an_amount": env._(
            "%(path)s is “%(value)s”, which is not an exact amount of money.", path=path, value=value
        ),
        "not_a_quantity": env._(
            "%(path)s is “%(value)s”, which is not a whole number of pieces from 1 up.", path=path, value=value
        ),
        "not_a_number": env._("%(path)s is “%(value)s”, which is not a number.", path=path, value=value),
        "not_a_date": env._("%(path)s is “%(value)s”, which is not a date.", path=path, value=value),
        "unknown_value": env._("%(path)s is “%(value)s”, which means nothing here.", path=path, value=value),
        "repeated": env._("%s is there twice, but may be there only once.", path),
        "two_currencies": env._(
            "%(path)s is in %(value)s, another currency than the rest of the document.", path=path, value=value
        ),
        "total_mismatch": env._(
            "The items add up to %(path)s, but the document says %(value)s.", path=path, value=value
        ),
        "too_many_items": env._("The cart has %(path)s items; at most %(value)s can be read.", path=path, value=value),
        "repeated_aux_id": env._("The auxiliary id “%s” stands on two items.", value),
    }[error.reason]
