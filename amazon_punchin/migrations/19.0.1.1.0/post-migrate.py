import base64
import gzip


def migrate(cr, version):
    """Gzip the documents that were stored as they are."""
    cr.execute("SELECT id FROM amazon_punchin_message WHERE raw IS NOT NULL")
    for (message_id,) in cr.fetchall():
        cr.execute("SELECT raw FROM amazon_punchin_message WHERE id = %s", [message_id])
        packed = base64.b64encode(gzip.compress(base64.b64decode(bytes(cr.fetchone()[0])), compresslevel=1, mtime=0))
        cr.execute("UPDATE amazon_punchin_message SET raw = %s WHERE id = %s", [packed, message_id])
