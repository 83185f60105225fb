"""The one way past the locks of an Amazon order: an object that no client can send."""

_OPEN = object()


def opened(records):
    """Give the records with their locks open, for code of this addon.

    :param odoo.models.BaseModel records: orders or lines
    :rtype: odoo.models.BaseModel
    """
    return records.with_context(amazon_punchin_lock=_OPEN)


def closed(records):
    """Give the records with their locks shut again.

    :param odoo.models.BaseModel records: orders or lines
    :rtype: odoo.models.BaseModel
    """
    return records.with_context(amazon_punchin_lock=None)


def is_open(env):
    """Whether the environment comes from :func:`opened`.

    The comparison is by identity: whatever a JSON-RPC client puts into the context is
    another object.

    :param odoo.api.Environment env: the environment of the write
    :rtype: bool
    """
    return env.context.get("amazon_punchin_lock") is _OPEN
