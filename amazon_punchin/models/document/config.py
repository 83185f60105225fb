from odoo import fields, models

from ...tools.const import MANAGER
from .state import counted


class AmazonPunchinConfig(models.Model):
    """What the message log holds of a configuration, in numbers."""

    _inherit = "amazon.punchin.config"

    message_waiting_count = fields.Integer(
        string="Waiting",
        compute="_compute_message_counts",
        groups=MANAGER,
        help="Documents waiting to be sent, claimed or processed.",
    )
    message_failed_count = fields.Integer(
        string="Failed",
        compute="_compute_message_counts",
        groups=MANAGER,
        help="Documents that could not be sent or processed, each with the reason.",
    )
    message_unknown_count = fields.Integer(
        string="Answer Unknown",
        compute="_compute_message_counts",
        groups=MANAGER,
        help="Orders that left Odoo but whose answer was lost: look them up at Amazon.",
    )
    retention_ids = fields.One2many(
        "amazon.punchin.retention",
        "config_id",
        default=lambda self: self.env["amazon.punchin.retention"]._default_commands(),
        copy=True,
        groups=MANAGER,
    )
    amazon_seen_at = fields.Datetime(
        string="Last Contact from Amazon",
        compute="_compute_message_counts",
        groups=MANAGER,
        help="When the last document came from Amazon, by its server or by a shopper's browser.",
    )

    def _compute_message_counts(self):
        messages = self.env["amazon.punchin.message"]
        counts = messages._read_group([("config_id", "in", self.ids)], ["config_id", "state"], ["__count"])
        seen = dict(
            messages._read_group(
                [("config_id", "in", self.ids), ("direction", "=", "in")], ["config_id"], ["create_date:max"]
            )
        )
        for config in self:
            of_state = {state: count for of_config, state, count in counts if of_config == config}
            for number in ("waiting", "failed", "unknown"):
                config[f"message_{number}_count"] = sum(of_state.get(state, 0) for state in counted(number))
            config.amazon_seen_at = seen.get(config)

    def action_view_messages(self):
        """Show this configuration's documents; the button's context chooses a filter."""
        self.ensure_one()
        self.check_access("read")
        self.env["amazon.punchin.message"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_punchin.amazon_punchin_message_action")
        chosen = {name: value for name, value in self.env.context.items() if name.startswith("search_default_")}
        return {**action, "domain": [("config_id", "=", self.id)], "context": chosen}
