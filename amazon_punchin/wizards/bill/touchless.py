from odoo import api, fields, models
from odoo.fields import Command

from ...tools.notification import CLOSE

#: How many bills the window lists; all of them are counted.
_LISTED = 300


class AmazonPunchinTouchless(models.TransientModel):
    """Shows which bills of the last months would have been posted automatically, and switches that on or off."""

    _name = "amazon.punchin.touchless"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Preview of Posting Bills Automatically"

    config_id = fields.Many2one("amazon.punchin.config", required=True, readonly=True, ondelete="cascade")
    is_on = fields.Boolean(related="config_id.bill_touchless", string="Switched On")
    bill_count = fields.Integer(
        string="Bills of the Last 90 Days",
        readonly=True,
        help="Bills and credit notes from Amazon, except cancelled ones.",
    )
    posted_count = fields.Integer(
        string="Posted Automatically", readonly=True, help="Bills that match their orders, as they are now."
    )
    looked_count = fields.Integer(
        string="To Look At", readonly=True, help="Bills of which something is to be looked at before they are posted."
    )
    draft_count = fields.Integer(
        string="Drafts to Post Now", readonly=True, help="Drafts that are posted within the hour once it is on."
    )
    line_ids = fields.One2many("amazon.punchin.touchless.line", "wizard_id", string="Bills", readonly=True)

    @api.model
    def _open(self, config):
        """Judge the bills that came lately, and open the window.

        :param amazon.punchin.config config: whose bills
        :return: action
        :rtype: dict
        """
        config.check_access("write")
        bills = config._bills_to_preview()
        reasons = {bill: next(iter(bill._amazon_obstacles()), "") for bill in bills}
        posted = bills.filtered(lambda bill: not reasons[bill])
        wizard = self.sudo().create(
            {
                "config_id": config.id,
                "bill_count": len(bills),
                "posted_count": len(posted),
                "looked_count": len(bills - posted),
                "draft_count": len(posted.filtered(lambda bill: bill.state == "draft")),
                "line_ids": [
                    Command.create(
                        {
                            "number": bill.ref,
                            "date": bill.invoice_date,
                            "seller": bill.amazon_seller or bill.partner_id.name,
                            "orders": bill.invoice_origin,
                            "total": bill._amazon_signed_total(),
                            "currency_id": bill.currency_id.id,
                            "is_posted": not reasons[bill],
                            "reason": reasons[bill],
                        }
                    )
                    for bill in bills[:_LISTED]
                ],
            }
        )
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_punchin.amazon_punchin_touchless_action")
        return {**action, "res_id": wizard.id}

    def action_switch(self):
        """Switch it on, or off.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        self.config_id.check_access("write")
        self.config_id.bill_touchless = not self.config_id.bill_touchless
        if self.config_id.bill_touchless:
            self.env.ref("amazon_punchin.ir_cron_touchless").sudo()._trigger()
        return CLOSE


class AmazonPunchinTouchlessLine(models.TransientModel):
    """One bill, and what would have become of it."""

    _name = "amazon.punchin.touchless.line"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Bill in a Preview"
    _order = "id"

    wizard_id = fields.Many2one("amazon.punchin.touchless", required=True, readonly=True, ondelete="cascade")
    number = fields.Char(string="Invoice", readonly=True, help="Number of Amazon's invoice.")
    date = fields.Date(readonly=True, help="The date on the invoice.")
    seller = fields.Char(readonly=True, help="Who issued the invoice: Amazon or a seller.")
    orders = fields.Char(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    total = fields.Monetary(readonly=True, help="The total with tax; below zero on a credit note.")
    is_posted = fields.Boolean(string="Posted", readonly=True, help="Whether it would have been posted automatically.")
    reason = fields.Char(string="To Look At", readonly=True, help="The first thing to look at before it is posted.")
