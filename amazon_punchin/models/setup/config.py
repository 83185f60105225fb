from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.const import MANAGER, MARKETPLACES
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
        help="The company whose purchase orders the baskets become.",
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
    policy = fields.Selection(
        [("direct_allowed", "Direct purchases allowed"), ("all_approved", "Every purchase approved")],
        string="Purchasing Policy",
        required=True,
        default="all_approved",
        tracking=True,
        help="Direct purchases allowed: buyers choose at Amazon whether an order comes here first.\n"
        "Every purchase approved: every order must come here, and somebody else than its requester must agree. Where "
        "no approval rule finds anybody, that is the manager of the requester's department, else the administrator. "
        "The role Requisitioner is not allowed.",
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

    @api.model
    def _first_of_company(self):
        """The group of the current company that stands first, for forms that ask for one.

        :rtype: amazon.punchin.config
        """
        return self.search([("company_id", "=", self.env.company.id)], limit=1)

    def _required(self, name):
        if not self[name]:
            raise UserError(
                self.env._(
                    "“%(field)s” is empty in “%(config)s”. Your Amazon administrator finds it at Amazon.",
                    field=field_label(self, name),
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
