def migrate(cr, version):
    """Take the date off verdicts that no longer hold."""
    cr.execute("UPDATE amazon_punchin_check SET checked_at = NULL WHERE state = 'to_do'")
