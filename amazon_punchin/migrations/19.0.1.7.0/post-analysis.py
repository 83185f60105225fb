#: Favorites of the analysis that came with the addon.
FAVORITES = ("ir_filters_marketplace", "ir_filters_unapproved", "ir_filters_rejected", "ir_filters_price")


def migrate(cr, version):
    """Leave test orders out of favorites that nobody has changed to look at the mode."""
    cr.execute(
        """
        UPDATE ir_filters favorite
           SET domain = regexp_replace(favorite.domain, '^\\s*\\[', '[("mode", "!=", "test"), ')
          FROM ir_model_data known
         WHERE known.module = 'amazon_punchin'
           AND known.model = 'ir.filters'
           AND known.name = ANY(%s)
           AND known.res_id = favorite.id
           AND favorite.domain ~ '^\\s*\\[\\s*\\('
           AND favorite.domain !~ '["'']mode["'']'
        """,
        [list(FAVORITES)],
    )
