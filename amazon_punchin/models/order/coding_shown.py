from odoo import api, fields, models

#: Coding of an order, and of its lines.
_SAME = {
    "amazon_account_id": "amazon_account_id",
    "amazon_analytic_distribution": "analytic_distribution",
    "department_id": "department_id",
}

#: How many orders of a group tell which accounts are the usual ones.
_RECENT = 200


class PurchaseOrder(models.Model):
    """What the form shows of the coding: what is still required, and where the lines differ from the order."""

    _inherit = "purchase.order"

    amazon_uncoded = fields.Char(compute="_compute_amazon_uncoded", compute_sudo=True)
    amazon_lines_account = fields.Char(compute="_compute_amazon_lines_coding", compute_sudo=True)
    amazon_lines_budget = fields.Char(compute="_compute_amazon_lines_coding", compute_sudo=True)
    amazon_lines_department = fields.Char(compute="_compute_amazon_lines_coding", compute_sudo=True)
    amazon_usual_account_ids = fields.Json(compute="_compute_amazon_usual_account_ids", compute_sudo=True)

    @api.depends(
        "amazon_config_id.require_account",
        "amazon_config_id.require_budget",
        "amazon_config_id.require_department",
        "amazon_config_id.require_location",
        "amazon_location_id",
        "amazon_state",
        "order_line.amazon_account_id",
        "order_line.analytic_distribution",
        "order_line.department_id",
    )
    def _compute_amazon_uncoded(self):
        """Name the fields that are still to be filled in, separated by commas, as the view looks for them."""
        amazon = self.filtered("amazon_state")
        (self - amazon).amazon_uncoded = False
        for order in amazon:
            names = [name for name, lines in order._amazon_uncoded_lines().items() if lines]
            if order.amazon_config_id.require_location and not order.amazon_location_id:
                names.append("amazon_location_id")
            order.amazon_uncoded = ",".join(names)

    @api.depends(
        *_SAME.keys(), "amazon_state", *(f"order_line.{name}" for name in _SAME.values()), "order_line.display_type"
    )
    @api.depends_context("lang")
    def _compute_amazon_lines_coding(self):
        """Say how the lines are coded, where that is not what the order says."""
        for order in self:
            order.amazon_lines_account = order._amazon_coding_of_lines("amazon_account_id")
            order.amazon_lines_budget = order._amazon_coding_of_lines("amazon_analytic_distribution")
            order.amazon_lines_department = order._amazon_coding_of_lines("department_id")

    def _amazon_coding_of_lines(self, name):
        """Name what the lines are coded with.

        :param str name: field of the order
        :return: empty, if the order says the same
        :rtype: str
        """
        if not self.amazon_state:
            return ""
        lines = self.order_line.filtered(lambda line: not line.display_type)
        values = [line[_SAME[name]] or False for line in lines]
        if all(value == (self[name] or False) for value in values):
            return ""
        if any(value != values[0] for value in values):
            return self.env._("Various")
        return lines[0].amazon_budget_names if name == "amazon_analytic_distribution" else values[0].display_name

    @api.depends("amazon_config_id")
    def _compute_amazon_usual_account_ids(self):
        """Find the accounts that the group's recent orders were coded with; Odoo offers them first."""
        of_config = {}
        for config in self.amazon_config_id:
            recent = self.env["purchase.order"].search(
                [("amazon_config_id", "=", config.id)], order="id desc", limit=_RECENT
            )
            used = [("order_id", "in", recent.ids), ("amazon_account_id", "!=", False)]
            groups = self.env["purchase.order.line"]._read_group(used, ["amazon_account_id"])
            of_config[config] = (config.account_id.ids or []) + [account.id for (account,) in groups]
        for order in self:
            order.amazon_usual_account_ids = of_config.get(order.amazon_config_id, [])

    def action_amazon_line_coding(self):
        """Open the lines, to look at their coding and change it.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Coding of %s by Line", self.display_name),
            "res_model": "purchase.order.line",
            "views": [(self.env.ref("amazon_punchin.purchase_order_line_view_list_coding").id, "list")],
            "domain": [("order_id", "=", self.id), ("display_type", "=", False)],
            "context": {
                "amazon_budget_plan": self.amazon_budget_plan,
                "dialog_size": "extra-large",
            },
            "target": "new",
        }
