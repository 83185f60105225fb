"""Views without the lists that the user may not read: other apps add some, and nobody would get the page at all."""

from odoo.tools.template_inheritance import remove_element
from odoo.tools.view_validation import get_expression_field_names

_HIDING = ("invisible", "column_invisible")
_EMBEDDED = ("form", "kanban", "list")
_LISTS = ("one2many", "many2many")


def unreadable(model):
    """Models that the user may not read, of those that records of a model, or of its lists, have lists of.

    :param odoo.models.BaseModel model: with the user's environment
    :rtype: frozenset[str]
    """
    linked = {model._name} | _listed(model)
    listed = set().union(*(_listed(model.env[name]) for name in linked if name in model.env))
    return frozenset(name for name in linked | listed if name in model.env and not model.env[name].has_access("read"))


def strip(node, model):
    """Take lists that the user may not read out of a view, and what depends on them.

    :param lxml.etree._Element node: the view, or a part of it
    :param odoo.models.BaseModel model: what this part shows, with the user's environment
    """
    for part in node.xpath("*"):
        field = model._fields.get(part.get("name")) if part.tag == "field" else None
        held_fields = bool(part.xpath(".//field"))
        if field is not None and field.relational:
            for embedded in part.iterchildren(*_EMBEDDED):
                strip(embedded, model.env[field.comodel_name])
        else:
            strip(part, model)
        named = {name: _hidden(model, get_expression_field_names(value)) for name, value in _expressions(part)}
        if (
            (field is not None and _hidden(model, {field.name}))
            or (part.tag == "label" and _hidden(model, {part.get("for")}))
            or any(named.get(name) for name in _HIDING)
            or (part.tag == "page" and held_fields and not part.xpath(".//field"))
        ):
            remove_element(part)
            continue
        for name in (name for name, fields in named.items() if fields):
            del part.attrib[name]


def _listed(model):
    return {field.comodel_name for field in model._fields.values() if field.type in _LISTS}


def _hidden(model, names):
    """Those of some names that are fields with records which the user may not read.

    :rtype: set[str]
    """
    fields = (model._fields[name] for name in names if name in model._fields)
    return {
        field.name for field in fields if field.type in _LISTS and not model.env[field.comodel_name].has_access("read")
    }


def _expressions(part):
    """What the web client evaluates on a part of a view.

    :return: attributes and their values
    :rtype: list[tuple[str, str]]
    """
    evaluated = (*_HIDING, "readonly", "required")
    return [
        (name, value) for name, value in part.items() if value and (name in evaluated or name.startswith("decoration-"))
    ]
