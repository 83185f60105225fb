from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import lock, wording
from ...tools.problem_text import Problem

#: Fields of a bill that only this addon writes: which invoice of Amazon's it is, and what that says.
LOCKED_FIELDS = frozenset(
    {
        "amazon_config_id",
        "amazon_invoice_number",
        "amazon_invoice_total",
        "amazon_order_ids",
        "amazon_order_ref",
        "amazon_original_number",
        "amazon_post_refusal",
        "amazon_remark",
        "amazon_seller",
        "amazon_seller_key",
        "amazon_seller_vat",
        "amazon_withdrawn",
    }
)


class AccountMove(models.Model):
    _inherit = "account.move"

    amazon_invoice_total = fields.Monetary(
        string="Total of the Invoice", readonly=True, copy=False, help="The total on the invoice, with tax."
    )
    amazon_total_difference = fields.Monetary(
        string="Missing from the Total",
        compute="_compute_amazon_total_difference",
        help="Amount by which Amazon's invoice exceeds this bill.",
    )
    # Core's form shows the count to Purchase users, too, who may read bills, but no payments.
    payment_count = fields.Integer(compute_sudo=True)

    _amazon_invoice_uniq = models.UniqueIndex(
        "(company_id, amazon_invoice_number, amazon_seller_key, (COALESCE(EXTRACT(YEAR FROM invoice_date), 0)))"
        " WHERE amazon_invoice_number IS NOT NULL AND amazon_withdrawn IS NOT TRUE AND state != 'cancel'",
        "There is already a bill for this Amazon invoice.",
    )

    @api.depends("amazon_config_id", "amazon_invoice_total", "amount_total")
    def _compute_amazon_total_difference(self):
        for bill in self:
            difference = 0.0
            if bill.amazon_config_id:
                difference = bill.currency_id.round(bill.amazon_invoice_total - bill.amount_total)
            bill.amazon_total_difference = difference

    # --- Locks ---------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """A bill of Amazon's is made of an invoice, by nothing else.

        What was created is looked at, because values may come from the context too.
        """
        bills = super().create(vals_list)
        if not lock.is_open(self.env) and any(bill[name] for bill in bills.sudo() for name in LOCKED_FIELDS):
            raise UserError(self.env._("Bills from Amazon can only be created from Amazon's invoices."))
        return bills

    def write(self, vals):
        """Refuse what would make the bill another invoice's, and keep its orders' state true."""
        if not lock.is_open(self.env):
            self._check_amazon_lock(vals)
        res = super().write(vals)
        if "state" in vals:
            self.sudo().filtered("amazon_config_id").amazon_order_ids._settle_after_amazon_bill()
        return res

    def _check_amazon_lock(self, vals):
        for bill in self.sudo():
            if changed := lock.changed(bill, vals, LOCKED_FIELDS):
                raise UserError(
                    self.env._(
                        "%(fields)s of %(bill)s come from Amazon's invoice and cannot be changed here.",
                        fields=", ".join(sorted(wording.field_label(self, name) for name in changed)),
                        bill=bill.display_name,
                    )
                )

    def _follow_amazon_assignment(self):
        """Count as bill of every order to which somebody has assigned a line of it."""
        for bill in lock.opened(self.sudo()):
            added = bill.invoice_line_ids.purchase_line_id.order_id - bill.amazon_order_ids
            bill.amazon_order_ids |= added.filtered("amazon_config_id")
            bill.amazon_order_ids._settle_after_amazon_bill()

    def _post(self, soft=True):
        """Odoo hook: a posted credit note gives back what orders expect, however it came to be."""
        posted = super()._post(soft=soft)
        refunds = posted.sudo().filtered(lambda move: move.move_type == "in_refund")
        lines = refunds.invoice_line_ids.purchase_line_id
        lines.order_id.filtered("amazon_config_id")._settle_after_amazon_bill()
        return posted

    def unlink(self):
        """Let an invoice whose bill is deleted be processed again, and keep its orders' state true."""
        orders = self.sudo().filtered("amazon_config_id").amazon_order_ids
        self._reopen_amazon_invoices()
        res = super().unlink()
        orders._settle_after_amazon_bill()
        return res

    def _reopen_amazon_invoices(self):
        """An invoice without a bill is not processed, unless Amazon has cancelled it."""
        bills = self.filtered(lambda bill: bill.amazon_config_id and not bill.amazon_withdrawn)
        if bills:
            messages = self.env["amazon.punchin.message"].sudo()
            messages.search([("bill_id", "in", bills.ids), ("state", "=", "processed")])._move_to(
                "failed", error=Problem("bill_deleted")
            )
