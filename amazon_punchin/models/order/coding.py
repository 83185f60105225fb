from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import lock
from ...tools.const import ACCOUNT_TYPES


class PurchaseOrder(models.Model):
    """Department, budget, location and account of an Amazon order: what may be chosen, and what is still missing."""

    _inherit = "purchase.order"

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

    @api.constrains("amazon_account_id", "amazon_location_id", "department_id")
    def _check_amazon_coding(self):
        if lock.is_open(self.env):
            return
        for order in self.filtered(
            lambda order: (
                order.amazon_config_id or order.amazon_account_id or order.amazon_location_id or order.department_id
            )
        ):
            order._check_amazon_coding_of(order)
            location = order.sudo().amazon_location_id
            if location and (location.config_id != order.amazon_config_id or not location.active):
                raise ValidationError(
                    self.env._("The location of %s must be one of its Amazon group.", order.display_name)
                )

    def write(self, vals):
        """Check what an order keeps when it goes to another company: its coding is of the one before."""
        res = super().write(vals)
        if "company_id" in vals:
            self._check_amazon_coding()
            self._check_amazon_budget()
            self.order_line._check_amazon_coding()
        return res

    def _check_amazon_coding_of(self, record):
        """Check that department and account are the order's company's.

        :param odoo.models.BaseModel record: the order or one of its lines
        :raises ValidationError: another company's, or no account for purchases
        """
        self.ensure_one()
        allowed = self.company_id | self.company_id.sudo().parent_ids
        department, account = record.sudo().department_id, record.sudo().amazon_account_id
        if department.company_id - allowed:
            raise ValidationError(self.env._("The department belongs to another company than %s.", self.display_name))
        if account and (account.account_type not in ACCOUNT_TYPES or not account.company_ids & allowed):
            raise ValidationError(
                self.env._("The account of %s must be one for purchases, and of the same company.", self.display_name)
            )

    def _amazon_missing_coding(self):
        config, missing = self.amazon_config_id, []
        lines = self.order_line.filtered(lambda line: not line.display_type)
        if config.require_location and not self.amazon_location_id:
            missing.append(self.env._("Location"))
        for required, field, label in (
            (config.require_department, "department_id", self.env._("Department")),
            (config.require_budget, "distribution_analytic_account_ids", self.env._("Budget")),
            (config.require_account, "amazon_account_id", self.env._("Account")),
        ):
            uncoded = lines.filtered(lambda line, field=field: not line[field]) if required else lines.browse()
            if uncoded == lines and uncoded:
                missing.append(label)
            elif uncoded:
                names = ", ".join(line.name.splitlines()[0][:40] for line in uncoded[:3])
                missing.append(
                    self.env._("%(field)s of %(count)s lines (%(names)s)", field=label, count=len(uncoded), names=names)
                )
        if not missing:
            return ""
        return self.env._("Please fill in before confirming:\n%s", "\n".join(f"• {item}" for item in missing))

    def _amazon_incomplete_location(self):
        if not self.amazon_location_id:
            if self.amazon_config_id.require_location:
                return ""
            return self.env._("Amazon takes no order without a delivery address: choose a location.")
        missing = self.amazon_location_id._missing_address_parts()
        if not missing:
            return ""
        return self.env._(
            "The address of location “%(location)s” is incomplete: %(missing)s.",
            location=self.amazon_location_id.name,
            missing=", ".join(missing),
        )
