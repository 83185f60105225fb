from odoo import SUPERUSER_ID, api
from odoo.tools import split_every

_AT_ONCE = 500


def migrate(cr, version):
    """Let orders wait for bills of what was ordered, as every configuration says now that is asked for the first time.

    Products that were made from baskets had the control policy of Odoo's settings. Drafts from Amazon get an owner.
    """
    cr.execute(
        """
        UPDATE product_template template
           SET purchase_method = 'purchase'
          FROM product_product made
         WHERE made.product_tmpl_id = template.id
           AND (made.amazon_asin IS NOT NULL OR made.amazon_category IS NOT NULL)
        """
    )
    cr.execute(
        """
        UPDATE account_move bill
           SET amazon_owner_id = config.accountant_id
          FROM amazon_punchin_config config
         WHERE config.id = bill.amazon_config_id
           AND bill.state = 'draft'
           AND bill.amazon_owner_id IS NULL
        """
    )
    env = api.Environment(cr, SUPERUSER_ID, {})
    lines = env["purchase.order.line"]
    ordered = lines.search([("amazon_kind", "!=", False), ("order_id.state", "=", "purchase")], order="order_id")
    for ids in split_every(_AT_ONCE, ordered.ids):
        lines.browse(ids).modified(["invoice_lines"])
        env.flush_all()
        env.invalidate_all()
