from odoo import SUPERUSER_ID, api

from odoo.addons.amazon_punchin.models.amazon_punchin_destination_mixin import URLS


def migrate(cr, version):
    """Give each configuration its checklist and its database, and let everybody go where they went."""
    cr.execute(
        """
        UPDATE amazon_punchin_config
           SET database_uuid = (SELECT value FROM ir_config_parameter WHERE key = 'database.uuid')
         WHERE database_uuid IS NULL
        """
    )
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    configs = env["amazon.punchin.config"].search([])
    inside = configs.filtered(_leads_inside)
    cr.execute("UPDATE amazon_punchin_config SET allow_private_hosts = TRUE WHERE id = ANY(%s)", [inside.ids])
    env["amazon.punchin.check"]._add_missing(configs)


def _leads_inside(config):
    """Whether orders travel through a gateway of the company, or an address is refused from now on."""
    refused = any(config[name] and config._url_refusal(name) for name in URLS)
    return config.transport == "soap" or refused
