from odoo import fields, models


class AmazonPunchinExtrinsic(models.Model):
    _name = "amazon.punchin.extrinsic"
    _description = "Amazon Punch-in Extrinsic"
    _inherit = ["amazon.punchin.checked.mixin"]
    _order = "name, id"

    config_id = fields.Many2one("amazon.punchin.config", required=True, ondelete="cascade", index=True)
    name = fields.Char(required=True, help="Name of the Extrinsic as agreed with Amazon, for example CostCenter.")
    value = fields.Char(required=True, help="Sent as it is with every setup request.")

    _config_name_uniq = models.Constraint(
        "UNIQUE (config_id, name)", "Each Extrinsic can be given once for a configuration."
    )
