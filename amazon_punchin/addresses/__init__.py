"""Whether two addresses are the same place. Plain Python over plain values; no Odoo in here."""

from . import comparison, nearest, place
