from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Give each configuration its checklist and its database, let gateways stay, and tell documents apart."""
    cr.execute(
        """
        UPDATE amazon_punchin_config
           SET database_uuid = (SELECT value FROM ir_config_parameter WHERE key = 'database.uuid')
         WHERE database_uuid IS NULL
        """
    )
    cr.execute("UPDATE amazon_punchin_config SET allow_private_hosts = TRUE WHERE transport = 'soap'")
    cr.execute(
        """
        UPDATE amazon_punchin_message
           SET dedup_key = encode(sha256(convert_to(document || ' ' || payload_id, 'UTF8')), 'hex')
         WHERE direction = 'in' AND document != 'unknown' AND dedup_key = payload_id
        """
    )
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    env["amazon.punchin.check"]._add_missing(env["amazon.punchin.config"].search([]))
