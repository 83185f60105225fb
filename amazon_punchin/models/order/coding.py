from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import lock, wording
from ...tools.const import ACCOUNT_TYPES, OFFERED_ACCOUNT_TYPES


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
        domain=[("account_type", "in", OFFERED_ACCOUNT_TYPES)],
        help="Expense account of every line; it is carried to the vendor bill.",
    )
    amazon_analytic_distribution = fields.Json(
        string="Budget",
        copy=False,
        help="What the order is charged to; it applies to every line, and a line may differ.",
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
                    self.env._("The location of %s must belong to its Amazon group.", order.display_name)
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
            raise ValidationError(self.env._("The department does not belong to the company of %s.", self.display_name))
        if account and (account.account_type not in ACCOUNT_TYPES or not account.company_ids & allowed):
            raise ValidationError(
                self.env._("The account of %s must be a purchase account of the same company.", self.display_name)
            )

    def _amazon_uncoded_lines(self):
        """Find the lines that lack a coding which the group requires.

        :return: field of the order to the lines
        :rtype: dict[str, purchase.order.line]
        """
        self.ensure_one()
        config = self.sudo().amazon_config_id
        lines = self.order_line.filtered(lambda line: not line.display_type)
        return {
            name: lines.filtered(lambda line, on_line=on_line: not line[on_line])
            for name, on_line, required in (
                ("department_id", "department_id", config.require_department),
                ("amazon_analytic_distribution", "distribution_analytic_account_ids", config._requires_budget()),
                ("amazon_account_id", "amazon_account_id", config.require_account),
            )
            if required
        }

    def _amazon_missing_coding(self):
        missing = []
        if self.sudo().amazon_config_id.require_location and not self.amazon_location_id:
            missing.append(self.env._("Location"))
        lines = self.order_line.filtered(lambda line: not line.display_type)
        for name, uncoded in self._amazon_uncoded_lines().items():
            label = wording.field_label(self, name)
            if uncoded == lines and uncoded:
                missing.append(label)
            elif uncoded:
                names = ", ".join(line._amazon_title() for line in uncoded[:3])
                if len(uncoded) == 1:
                    missing.append(self.env._("%(field)s on 1 line (%(name)s)", field=label, name=names))
                else:
                    missing.append(
                        self.env._(
                            "%(field)s on %(count)s lines (%(names)s)", field=label, count=len(uncoded), names=names
                        )
                    )
        if not missing:
            return ""
        return self.env._("Please fill in before confirming:\n%s", "\n".join(f"• {item}" for item in missing))

    def _amazon_incomplete_location(self):
        if not self.amazon_location_id:
            if self.amazon_config_id.require_location:
                return ""
            return self.env._("Amazon requires a delivery address: choose a location.")
        missing = self.amazon_location_id._missing_address_parts()
        if not missing:
            return ""
        return self.env._(
            "The address of location “%(location)s” is incomplete: %(missing)s.",
            location=self.amazon_location_id.name,
            missing=", ".join(missing),
        )
