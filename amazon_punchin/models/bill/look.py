from odoo import api, fields, models
from odoo.tools import format_list


class AccountMove(models.Model):
    """Why a draft bill of Amazon's needs somebody's look, and whose."""

    _inherit = "account.move"

    amazon_owner_id = fields.Many2one(
        "res.users",
        string="Owner",
        copy=False,
        tracking=True,
        domain=lambda self: [
            # A look at the group itself would be a query for each ordinary bill, too.
            ("all_group_ids", "in", self.env["ir.model.data"]._xmlid_to_res_id("account.group_account_invoice"))
        ],
        help="Who looks at this bill from Amazon: the accountant of its group, unless somebody else takes it.",
    )
    amazon_look_reason = fields.Char(
        string="Why It Is Here",
        compute="_compute_amazon_look_reason",
        compute_sudo=True,
        help="The first thing to look at before the bill is posted.",
    )
    amazon_post_refusal = fields.Char(
        string="Not Posted Because", readonly=True, copy=False, help="What refused to post the bill automatically."
    )

    @api.model
    def _prepare_amazon_bill(self, invoice, config, *args):
        owner = config.accountant_id.filtered("active") or config._administrator()
        return {**super()._prepare_amazon_bill(invoice, config, *args), "amazon_owner_id": owner.id}

    @api.depends(
        "amazon_config_id",
        "amazon_order_ids.amazon_needs_attention",
        "amazon_post_refusal",
        "amount_total",
        "attachment_ids",
        "invoice_date",
        "state",
    )
    @api.depends_context("lang")
    def _compute_amazon_look_reason(self):
        for bill in self:
            is_looked_at = bill.amazon_config_id and bill.state == "draft"
            reasons = [*bill._amazon_obstacles(), bill._amazon_is_ready()] if is_looked_at else [False]
            bill.amazon_look_reason = reasons[0]

    def _amazon_is_ready(self):
        if self.amazon_config_id.bill_touchless:
            return self.env._("It matches its orders and will be posted automatically.")
        return self.env._("It matches its orders. Confirm it.")

    def _amazon_obstacles(self):
        """Say what keeps a bill from being posted without anybody's look.

        :return: sentences, the weightiest first; none if nothing does
        :rtype: list[str]
        """
        self.ensure_one()
        return [
            *self._amazon_holds(),
            *self._amazon_open_prices(),
            *(self.amazon_remark or "").splitlines(),
            *self._amazon_unmatched(),
            *self._amazon_obstacles_to_posting(),
        ]

    def _amazon_open_prices(self):
        """Say which changed prices of the bill's orders nobody has seen to yet.

        :rtype: list[str]
        """
        if not self.amazon_config_id or self.move_type != "in_invoice":
            return []
        orders = self.amazon_order_ids.filtered("amazon_needs_attention")
        return [order._amazon_says(said) for order in orders for said in order._amazon_price_warnings()]

    def _amazon_unmatched(self):
        """Say which amounts no order or document explains, though they may be right.

        :rtype: list[str]
        """
        kinds = set(self.invoice_line_ids.filtered(lambda line: not line.purchase_line_id).mapped("amazon_kind"))
        sentences = []
        if self.amazon_total_difference:
            sentences.append(
                self.env._(
                    "%s of Amazon's total is in none of the bill's lines.",
                    self.currency_id.format(self.amazon_total_difference),
                )
            )
        if "sum" in kinds:
            if self.move_type == "in_refund":
                sentences.append(self.env._("Amazon credits one amount without the order's lines."))
            else:
                sentences.append(self.env._("Amazon bills one amount without the order's lines."))
        if "correction" in kinds:
            sentences.append(self.env._("Amazon corrects a price."))
        if "tax" in kinds:
            sentences.append(self.env._("No tax in Odoo explains Amazon's tax."))
        if not self.attachment_ids:
            sentences.append(self.env._("The invoice's document is not attached."))
        return sentences

    def _amazon_obstacles_to_posting(self):
        """Say what keeps a draft from being posted now.

        :rtype: list[str]
        """
        sentences = []
        if self.state != "draft":
            return sentences
        day, has_tax = self.invoice_date, bool(self.line_ids.tax_ids or self.line_ids.tax_tag_ids)
        if any(self._get_violated_lock_dates(moment, has_tax) for moment in {day, self.date} if moment):
            sentences.append(self.env._("Its date is in a locked period."))
        if day and day > fields.Date.context_today(self):
            sentences.append(self.env._("Its date is in the future."))
        # Odoo's other doubles have the same total on the same day, as parcels of one order often do.
        if same := self.duplicated_ref_ids.filtered(lambda bill: bill.ref == self.ref):
            sentences.append(
                self.env._("It may be the same as %(bills)s.", bills=format_list(self.env, same.mapped("display_name")))
            )
        if self.amazon_post_refusal:
            sentences.append(self.amazon_post_refusal)
        return sentences
