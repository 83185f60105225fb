"""The one way past the locks of an Amazon order: an object that no client can send."""

from odoo import SUPERUSER_ID

_OPEN = object()


def opened(records):
    """Give the records with their locks open, for code of this addon.

    OCA's ``base_tier_validation`` lets such writes pass while it reviews an order, too; its gate
    before the purchase stays shut.

    :param odoo.models.BaseModel records: orders or lines
    :rtype: odoo.models.BaseModel
    """
    return records.with_context(amazon_punchin_lock=_OPEN, skip_validation_check=True)


def closed(records):
    """Give the records with their locks shut again.

    :param odoo.models.BaseModel records: orders or lines
    :rtype: odoo.models.BaseModel
    """
    return records.with_context(amazon_punchin_lock=None, skip_validation_check=False)


def fields(records, names):
    """Fields that are locked: those named, and all that only Odoo computes, as amounts, related fields, counters.

    Nobody has a reason to write what Odoo computes, and core's approval believes some of it. Odoo itself does, while
    it installs, updates or removes apps: it calls their computations directly, and these then write.

    :param odoo.models.BaseModel records: orders or lines
    :param frozenset[str] names: names of fields
    :rtype: frozenset[str]
    """
    computed = frozenset(name for name, field in records._fields.items() if field.compute and field.readonly)
    loads_apps = records.env.uid == SUPERUSER_ID and not records.pool.ready
    return names - computed if loads_apps else names | computed


def changed(record, vals, names):
    """Those of the named fields that a write would change.

    :param odoo.models.BaseModel record: one order or line
    :param dict vals: values of the write
    :param set[str] names: names of fields
    :rtype: list[str]
    """
    return [
        name for name in names & set(vals) if record._fields[name].convert_to_write(record[name], record) != vals[name]
    ]


def is_open(env):
    """Whether the environment comes from :func:`opened`.

    The comparison is by identity: whatever a JSON-RPC client puts into the context is
    another object.

    :param odoo.api.Environment env: the environment of the write
    :rtype: bool
    """
    return env.context.get("amazon_punchin_lock") is _OPEN
