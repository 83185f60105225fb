from odoo import api, fields, models
from odoo.tools import email_normalize


class AmazonPunchinPerson(models.Model):
    _name = "amazon.punchin.person"
    _description = "Person at Amazon Business"
    _inherit = ["amazon.punchin.checked.mixin"]
    _order = "email, id"
    _rec_name = "email"

    config_id = fields.Many2one(
        "amazon.punchin.config", string="Configuration", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="config_id.company_id", store=True, index=True)
    active = fields.Boolean(default=True)
    email = fields.Char(
        string="E-mail at Amazon",
        required=True,
        help="The address of the Amazon Business account. It may differ from the user's e-mail in Odoo.",
    )
    user_id = fields.Many2one("res.users", string="Odoo User", index="btree_not_null", ondelete="restrict")
    role = fields.Selection(
        [("punchout_buyer", "Punchout buyer"), ("requisitioner", "Requisitioner")],
        string="Role at Amazon",
        required=True,
        default="punchout_buyer",
        help="Punchout buyer: every basket comes to Odoo first.\n"
        "Requisitioner: orders directly at Amazon, without Odoo; where the purchasing policy allows it, baskets "
        "that are brought to Odoo all the same need no approval.",
    )

    _config_email_uniq = models.UniqueIndex(
        "(config_id, lower(email)) WHERE active IS TRUE", "This e-mail is already on the list of people."
    )
    _config_user_uniq = models.UniqueIndex(
        "(config_id, user_id) WHERE active IS TRUE AND user_id IS NOT NULL",
        "This user is already on the list of people.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._normalize_email(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._normalize_email(vals)
        return super().write(vals)

    @api.onchange("user_id")
    def _onchange_user_id(self):
        if self.user_id and not self.email:
            self.email = self.user_id.email_normalized or self.user_id.login

    def _normalize_email(self, vals):
        if vals.get("email"):
            vals["email"] = email_normalize(vals["email"]) or vals["email"].strip()
