def sentence(env, error):
    """Say in the user's language what is wrong with a document.

    :param odoo.api.Environment env: whose language
    :param amazon_punchin.protocol.errors.ProtocolError error: what is wrong
    :rtype: str
    """
    return env._(error.template) % error.params
