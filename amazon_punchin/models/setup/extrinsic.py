from odoo import fields, models


class AmazonPunchinExtrinsic(models.Model):
    _name = "amazon.punchin.extrinsic"
    _description = "Amazon Punch-in Extrinsic"
    _inherit = ["amazon.punchin.checked.mixin"]
    _order = "name, id"

    config_id = fields.Many2one("amazon.punchin.config", required=True, ondelete="cascade", index=True)
    name = fields.Char(required=True, size=255, help="As agreed with Amazon, for example CostCenter.")
    value = fields.Char(required=True, help="Sent to Amazon unchanged at the start of each shopping session.")

    _config_name_uniq = models.Constraint(
        "UNIQUE (config_id, name)", "Each extrinsic can be given only once per group."
    )
