"""Which rules a line of an order matches. Plain Python over plain values; no Odoo in here."""

from . import condition, facts, index
