from odoo import SUPERUSER_ID, api

from odoo.addons.amazon_punchin.models import lock


def migrate(cr, version):
    """Let the bills that are there already keep a second bill of their invoices away."""
    bills = api.Environment(cr, SUPERUSER_ID, {})["account.move"]
    known = set()
    for bill in bills.search([("amazon_invoice_number", "!=", False), ("amazon_withdrawn", "=", False)], order="id"):
        key = bill._amazon_seller_key(bill.amazon_seller or "", bill._amazon_seller_vats())
        invoice = (bill.company_id, bill.amazon_invoice_number, key)
        if invoice not in known:
            lock.opened(bill).amazon_seller_key = key
            known.add(invoice)
