import base64
import gzip

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Gzip documents that were stored as they are, drop rules that are needed no more, count what was answered."""
    cr.execute("SELECT id FROM amazon_punchin_message WHERE raw IS NOT NULL")
    for (message_id,) in cr.fetchall():
        cr.execute("SELECT raw FROM amazon_punchin_message WHERE id = %s", [message_id])
        packed = base64.b64encode(gzip.compress(base64.b64decode(bytes(cr.fetchone()[0])), compresslevel=1, mtime=0))
        cr.execute("UPDATE amazon_punchin_message SET raw = %s WHERE id = %s", [packed, message_id])
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in ("purchase_order_purchase_rule", "purchase_order_line_purchase_rule"):
        if rule := env.ref(f"amazon_punchin.{name}", raise_if_not_found=False):
            rule.unlink()
    cr.execute(
        """
        UPDATE purchase_order_line
           SET amazon_qty_accepted = CASE amazon_line_state WHEN 'accepted' THEN product_qty ELSE 0 END,
               amazon_qty_rejected = CASE amazon_line_state WHEN 'rejected' THEN product_qty ELSE 0 END
         WHERE amazon_line_state IN ('accepted', 'rejected')
        """
    )
