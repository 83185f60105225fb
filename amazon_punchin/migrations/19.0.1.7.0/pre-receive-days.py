def migrate(cr, version):
    """Ask nobody about parcels of groups that are in use already, until their administrators choose to."""
    cr.execute("ALTER TABLE amazon_punchin_config ADD COLUMN IF NOT EXISTS receive_days integer")
    cr.execute("UPDATE amazon_punchin_config SET receive_days = 0 WHERE receive_days IS NULL")
