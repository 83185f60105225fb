"""What an address of ours shows to whoever only looks: that it belongs to this group and this database."""

from odoo.tools import hmac

#: The answer's header with the proof.
PROOF_HEADER = "X-Amazon-Punchin-Door"


def proof(config, name):
    """Give what no other database can show at an address of a group, not even a copy under another name.

    :param amazon.punchin.config config: the group
    :param str name: field of the address
    :return: tells neither the token nor the database's secret
    :rtype: str
    """
    config = config.sudo()
    return hmac(config.env, "amazon_punchin.door", (config.env.cr.dbname, name, config.token))
