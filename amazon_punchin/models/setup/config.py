from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.const import ACCOUNT_TYPES, MANAGER, MARKETPLACES, MODES


class AmazonPunchinConfig(models.Model):
    _name = "amazon.punchin.config"
    _description = "Amazon Business Configuration"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, name, id"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    name = fields.Char(required=True, help="For example the name of the punch-in group at Amazon.")
    company_id = fields.Many2one(
        "res.company",
        string="Legal Entity",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="The company whose purchase orders the baskets become.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Administrator",
        default=lambda self: self.env.uid != SUPERUSER_ID and self.env.uid,
        domain=lambda self: [("all_group_ids", "in", self.env.ref(MANAGER).id)],
        help="Who gets an activity when something needs an administrator.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Vendor",
        check_company=True,
        ondelete="restrict",
        help="Amazon as vendor of the purchase orders.",
    )
    marketplace = fields.Selection(
        [(code, marketplace.name) for code, marketplace in MARKETPLACES.items()],
        required=True,
        default="US",
        help="The country of the shop at Amazon.",
    )
    mode = fields.Selection(
        MODES,
        required=True,
        default="test",
        copy=False,
        tracking=True,
        help="Test: Amazon cancels every order after some hours.\n"
        "Active: orders are delivered and billed.\n"
        "Paused: nobody can shop and nothing is sent.",
    )
    policy = fields.Selection(
        [("direct_allowed", "Direct purchases allowed"), ("all_approved", "Every purchase approved")],
        string="Purchasing Policy",
        required=True,
        default="all_approved",
        tracking=True,
        help="Direct purchases allowed: buyers choose at Amazon whether an order comes here first.\n"
        "Every purchase approved: every order must come here; the role Requisitioner is not allowed.",
    )

    extrinsic_ids = fields.One2many(
        "amazon.punchin.extrinsic",
        "config_id",
        string="Further Details for Amazon",
        copy=True,
        groups=MANAGER,
        help="More that Amazon wants to know at each shopping trip, as name and value; cXML, the language "
        "of these documents, calls them extrinsics.",
    )

    person_ids = fields.One2many("amazon.punchin.person", "config_id", string="People", groups=MANAGER)
    location_ids = fields.One2many("amazon.punchin.location", "config_id", string="Locations")
    location_id = fields.Many2one(
        "amazon.punchin.location",
        string="Default Location",
        domain="[('config_id', '=', id)]",
        copy=False,
        help="Where an order goes unless its buyer chooses another location.",
    )

    department_ids = fields.Many2many(
        "hr.department",
        "amazon_punchin_config_hr_department_rel",
        "config_id",
        "department_id",
        string="For Departments",
        check_company=True,
        help="Whose employees shop here when they are on the list of people of several groups. Departments below "
        "count as well.",
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Default Department",
        check_company=True,
        help="Filled in on each new order. Empty: the department of the buyer's employee.",
    )
    analytic_distribution = fields.Json(
        string="Default Budget", help="Filled in on each new order; its buyer may choose another one."
    )
    analytic_precision = fields.Integer(
        store=False, default=lambda self: self.env["decimal.precision"].precision_get("Percentage Analytic")
    )
    account_id = fields.Many2one(
        "account.account",
        string="Default Account",
        check_company=True,
        domain=[("account_type", "in", ACCOUNT_TYPES)],
        help="Filled in on each new order; its buyer may choose another one.",
    )
    require_department = fields.Boolean(
        string="Department Required", default=True, help="An order cannot be confirmed without a department."
    )
    require_budget = fields.Boolean(
        string="Budget Required", default=True, help="An order cannot be confirmed without a budget."
    )
    require_location = fields.Boolean(
        string="Location Required", default=True, help="An order cannot be confirmed without a location."
    )
    require_account = fields.Boolean(
        string="Account Required", default=True, help="An order cannot be confirmed without an account."
    )

    product_policy = fields.Selection(
        [("category", "One generic product per Amazon category"), ("asin", "One product per item (ASIN)")],
        string="Products",
        required=True,
        default="category",
        help="Which product a line gets, unless the item's number at Amazon (ASIN) is a vendor product code already.",
    )
    product_category_id = fields.Many2one(
        "product.category", string="Category of New Products", help="Where products made from baskets are filed."
    )
    tax_handling = fields.Selection(
        [("match", "Use the purchase tax with the same rate"), ("charge", "Add Amazon's tax as a charge")],
        required=True,
        default="match",
        help="What becomes of the tax that a basket names. Where no purchase tax has its rate, or Amazon names none, "
        "it is a charge line in any case.",
    )
    tax_ids = fields.Many2many(
        "account.tax",
        string="Taxes to Match",
        domain="[('type_tax_use', '=', 'purchase'), ('amount_type', '=', 'percent')]",
        check_company=True,
        help="Empty: the purchase taxes of the legal entity's country.",
    )
    tax_product_id = fields.Many2one(
        "product.product",
        string="Product for Tax",
        default=lambda self: self.env.ref("amazon_punchin.product_tax", raise_if_not_found=False),
        help="Product of the line that holds tax which no Odoo tax reaches.",
    )
    shipping_product_id = fields.Many2one(
        "product.product",
        string="Product for Shipping",
        default=lambda self: self.env.ref("amazon_punchin.product_shipping", raise_if_not_found=False),
        help="Product of the line that holds what Amazon charges for shipping.",
    )

    session_hours = fields.Float(required=True, default=2, help="How long a shopper may stay at Amazon.")
    hold_days = fields.Integer(
        string="Days of Price Hold", required=True, default=7, help="How long Amazon holds price and stock of a basket."
    )
    max_lines = fields.Integer(
        string="Items per Order", required=True, default=50, help="Amazon takes no order with more different items."
    )
    max_quantity = fields.Integer(
        string="Pieces per Item", required=True, default=999, help="Amazon takes no more pieces of one item."
    )

    order_count = fields.Integer(compute="_compute_order_count")

    _session_hours_positive = models.Constraint(
        "CHECK (session_hours > 0)", "A session must last longer than zero hours."
    )
    _price_tolerance_positive = models.Constraint(
        "CHECK (COALESCE(price_tolerance_amount, 0) >= 0 AND COALESCE(price_tolerance_percent, 0) >= 0)",
        "A tolerance cannot be negative.",
    )
    _limits_positive = models.Constraint(
        "CHECK (hold_days > 0 AND max_lines > 0 AND max_quantity > 0)", "Limits must be larger than zero."
    )

    def _compute_order_count(self):
        counts = dict(
            self.env["purchase.order"]._read_group(
                [("amazon_config_id", "in", self.ids)], ["amazon_config_id"], ["__count"]
            )
        )
        for config in self:
            config.order_count = counts.get(config, 0)

    @api.constrains("company_id")
    def _check_company_of_orders(self):
        for config in self.sudo():
            orders = self.env["purchase.order"].sudo().search([("amazon_config_id", "=", config.id)])
            if orders.company_id - config.company_id:
                raise ValidationError(
                    self.env._("“%s” has orders already: its legal entity cannot be changed.", config.name)
                )

    @api.constrains("location_id")
    def _check_location(self):
        for config in self:
            if config.location_id and config.location_id.config_id != config:
                raise ValidationError(self.env._("The default location must be one of this configuration's locations."))

    def _required(self, name):
        if not self[name]:
            raise UserError(
                self.env._(
                    "“%(field)s” is empty in “%(config)s”. Your Amazon administrator finds it at Amazon.",
                    field=self._fields[name]._description_string(self.env),
                    config=self.name,
                )
            )
        return self[name]

    def action_import_credentials(self):
        """Open the window that takes credentials from a sheet.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        wizard = self.env["amazon.punchin.credentials"].create({"config_id": self.id})
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_punchin.amazon_punchin_credentials_action")
        return {**action, "res_id": wizard.id}

    def action_view_orders(self):
        """Show this configuration's orders."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_punchin.purchase_order_action_all")
        return {**action, "domain": [("amazon_config_id", "=", self.id)]}
