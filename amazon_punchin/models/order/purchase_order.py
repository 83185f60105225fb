from odoo import fields, models

from ...tools.const import ACCOUNT_TYPES, OPEN_MODES
from ..bill.order import BILL_GROUPS


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    amazon_config_id = fields.Many2one(
        "amazon.punchin.config",
        string="Group at Amazon",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The Amazon Business group in which the basket was filled.",
    )
    amazon_requester_id = fields.Many2one(
        "res.users",
        string="Requester",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Who filled the basket at Amazon.",
    )
    amazon_mode = fields.Selection(
        OPEN_MODES,
        readonly=True,
        copy=False,
        help="Whether the basket was made in test mode. Amazon cancels test orders.",
    )
    amazon_direct = fields.Boolean(
        string="Direct Purchase",
        readonly=True,
        copy=False,
        help="Brought by a requisitioner, whom the purchasing policy lets buy without approval.",
    )
    amazon_released_by_id = fields.Many2one(
        "res.users",
        string="Released By",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Who had the last word before it went to Amazon: the last approver, or whoever confirmed it where nobody "
        "had to approve it.",
    )
    amazon_state = fields.Selection(
        [
            ("cart", "Basket"),
            ("waiting", "Waiting for approval"),
            ("pending", "Being sent"),
            ("sent", "Sent"),
            ("unknown", "Answer unknown"),
            ("confirmed", "Confirmed"),
            ("partial", "Partly confirmed"),
            ("refused", "Refused by Amazon"),
            ("shipped", "Shipped"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
            ("expired", "Expired"),
        ],
        string="State at Amazon",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
        help="How far the order is, from the basket to the bill.",
    )
    amazon_order_ref = fields.Char(
        string="Amazon Order Number",
        readonly=True,
        copy=False,
        index="trigram",
        tracking=True,
        help="Amazon's own number of the order; it may split one order into several.",
    )
    amazon_refusal = fields.Text(string="Amazon's Reason", readonly=True, copy=False)
    amazon_items_total = fields.Monetary(
        string="Items",
        readonly=True,
        copy=False,
        help="The items of the basket, without shipping and tax.",
    )
    amazon_shipping = fields.Monetary(string="Shipping", readonly=True, copy=False)
    amazon_tax = fields.Monetary(
        string="Tax at Amazon",
        readonly=True,
        copy=False,
        help="The tax in the basket, as Amazon calculates it; the lines say what became of it.",
    )
    amazon_total = fields.Monetary(
        string="Amazon's Total", readonly=True, copy=False, help="Items, shipping and tax, as Amazon will charge them."
    )
    amazon_confirmed_total = fields.Monetary(
        string="Confirmed Total",
        readonly=True,
        copy=False,
        help="Items, shipping and tax in Amazon's answer to the whole order; zero if it gave none.",
    )
    amazon_open_total = fields.Monetary(
        string="Open Value",
        compute="_compute_amazon_open_total",
        help="The total at the ordered prices, without what Amazon has rejected.",
    )
    amazon_expires_at = fields.Datetime(
        string="Price Held Until",
        readonly=True,
        copy=False,
        help="Until then Amazon holds price and stock. Afterwards the basket must be brought again.",
    )
    amazon_location_id = fields.Many2one(
        "amazon.punchin.location",
        string="Location",
        domain="[('config_id', '=', amazon_config_id)]",
        copy=False,
        ondelete="restrict",
        help="Where Amazon delivers.",
    )
    department_id = fields.Many2one(
        "hr.department",
        check_company=True,
        copy=False,
        help="Who it is for; it applies to every line, and a line may differ.",
    )
    amazon_account_id = fields.Many2one(
        "account.account",
        string="Account",
        check_company=True,
        copy=False,
        domain=[("account_type", "in", ACCOUNT_TYPES)],
        help="Expense account of every line; it is carried to the vendor bill.",
    )
    amazon_analytic_distribution = fields.Json(
        string="Budget",
        copy=False,
        help="What pays for the order; it applies to every line, and a line may differ.",
    )
    analytic_precision = fields.Integer(
        store=False, default=lambda self: self.env["decimal.precision"].precision_get("Percentage Analytic")
    )
    amazon_message_ids = fields.Many2many(
        "amazon.punchin.message",
        "amazon_punchin_message_purchase_order_rel",
        "order_id",
        "message_id",
        string="Amazon Documents",
        readonly=True,
        copy=False,
        groups="amazon_punchin.group_manager",
    )
    invoice_ids = fields.Many2many(groups=BILL_GROUPS)

    def _amazon_item_lines(self):
        return self.order_line.filtered("amazon_aux_id")

    def _add_supplier_to_product(self):
        """Amazon's price of today is no price list."""
        return super(PurchaseOrder, self.filtered(lambda order: not order.amazon_config_id))._add_supplier_to_product()
