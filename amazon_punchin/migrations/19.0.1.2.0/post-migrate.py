from odoo import SUPERUSER_ID, api

#: Fields of the addresses that orders and shoppers go to, as they were in this version.
URLS = ("setup_url_test", "order_url_test", "setup_url_active", "order_url_active", "soap_wsdl_url")


def migrate(cr, version):
    """Give each configuration what a new one begins with, let everybody go where they went, tell documents apart."""
    cr.execute(
        """
        UPDATE amazon_punchin_config
           SET database_uuid = (SELECT value FROM ir_config_parameter WHERE key = 'database.uuid')
         WHERE database_uuid IS NULL
        """
    )
    cr.execute(
        """
        UPDATE amazon_punchin_message
           SET dedup_key = encode(sha256(convert_to(document || ' ' || payload_id, 'UTF8')), 'hex')
         WHERE direction = 'in' AND document != 'unknown' AND dedup_key = payload_id
        """
    )
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    configs = env["amazon.punchin.config"].search([])
    inside = configs.filtered(_leads_inside)
    cr.execute("UPDATE amazon_punchin_config SET allow_private_hosts = TRUE WHERE id = ANY(%s)", [inside.ids])
    configs.filtered(lambda config: not config.retention_ids).write(
        {"retention_ids": env["amazon.punchin.retention"]._default_commands()}
    )
    if digest := env.ref("digest.digest_digest_default", raise_if_not_found=False):
        digest.write({"kpi_amazon_orders": True, "kpi_amazon_trouble": True})


def _leads_inside(config):
    """Whether orders travel through a gateway of the company, or an address is refused from now on."""
    refused = any(config[name] and config._url_refusal(name) for name in URLS)
    return config.transport == "soap" or refused
