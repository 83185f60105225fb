"""Values that the database, a page and a document can hold, whoever reads them."""

import json
import math

from odoo.exceptions import ValidationError

from ..protocol.characters import unfit
from .wording import field_label

#: Types of fields whose values are checked.
TYPES = ("char", "text", "json", "float", "monetary")

#: Characters of the longest line of text that is taken, for instance a rule's list of items.
LONGEST = 100_000


def check(records, vals):
    """Refuse values that could be stored, but that something which reads them later breaks on.

    :param odoo.models.BaseModel records: of the model
    :param dict vals: field to value, about to be written
    :raises ValidationError: one of them is no such value
    """
    env = records.env
    for name, value in vals.items():
        field = records._fields.get(name)
        if field is None:
            continue
        if field.type in ("char", "text") and isinstance(value, str):
            if unfit(value):
                raise ValidationError(
                    env._(
                        "%s contains a character that cannot be displayed. Type it again.", field_label(records, name)
                    )
                )
            longest = (field.type == "char" and (field.size or LONGEST)) or math.inf
            if len(value) > longest:
                raise ValidationError(
                    env._(
                        "%(field)s is longer than %(longest)s characters. Shorten it.",
                        field=field_label(records, name),
                        longest=longest,
                    )
                )
        elif field.type == "json" and not _is_json(value):
            raise ValidationError(env._("%s cannot be read. Choose it again.", field_label(records, name)))
        elif field.type in ("float", "monetary") and not _is_finite(value):
            raise ValidationError(env._("%s must be a number.", field_label(records, name)))


def _is_finite(value):
    try:
        return math.isfinite(float(value or 0))
    except OverflowError:
        return False
    except (TypeError, ValueError):
        # Odoo refuses it.
        return True


def _is_json(value):
    try:
        return not unfit(json.dumps(value, ensure_ascii=False, allow_nan=False))
    except (TypeError, ValueError):
        return False
