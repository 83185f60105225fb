"""Lists that an administrator downloads at Amazon and uploads here: CSV or XLSX to plain values; no Odoo in here."""

from . import address_list, errors, people, table
