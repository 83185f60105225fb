from odoo import api, fields, models

from ...tools.const import MANAGER, MARKETPLACES
from ...tools.problem_text import refusal
from ...tools.wording import field_label


class AmazonPunchinConfig(models.Model):
    _name = "amazon.punchin.config"
    _description = "Amazon Business Group"
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
        help="The company that buys.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Vendor",
        check_company=True,
        ondelete="restrict",
        help="The vendor on the purchase orders: Amazon.",
    )
    marketplace = fields.Selection(
        [(code, marketplace.name) for code, marketplace in MARKETPLACES.items()],
        required=True,
        default="US",
        help="The country of Amazon's shop.",
    )
    policy = fields.Selection(
        [("direct_allowed", "Direct purchases allowed"), ("all_approved", "Every purchase approved")],
        string="Purchasing Policy",
        required=True,
        default="all_approved",
        tracking=True,
        help="Direct purchases allowed: buyers choose at Amazon whether an order comes here first.\n"
        "Every purchase approved: every order must come here, and somebody other than its requester must approve it. "
        "Where no approval rule names an approver, that is the manager of the requester's department, else the "
        "administrator. The role Requisitioner is not allowed.",
    )

    extrinsic_ids = fields.One2many(
        "amazon.punchin.extrinsic",
        "config_id",
        string="Additional Details for Amazon",
        copy=True,
        groups=MANAGER,
        help="Details that Amazon requires for each shopping session, as name and value. In cXML they are called "
        "extrinsics.",
    )

    @api.model
    def _first_of_company(self):
        """The group of the current company that comes first, for forms that ask for one.

        :rtype: amazon.punchin.config
        """
        return self.search([("company_id", "=", self.env.company.id)], limit=1)

    def _required(self, name):
        if not self[name]:
            raise refusal(
                self.env,
                "setting_missing",
                field=lambda env: field_label(self.with_env(env), name),
                config=self.name,
            )
        return self[name]

    def action_import_credentials(self):
        """Open the window that imports credentials from a spreadsheet.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        wizard = self.env["amazon.punchin.credentials"].create({"config_id": self.id})
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_punchin.amazon_punchin_credentials_action")
        return {**action, "res_id": wizard.id}
