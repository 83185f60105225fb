from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.order.state import OPEN
from ...tools.notification import CLOSE, notification
from ...tools.row_lock import wait_for_row
from ...tools.transaction import commit
from ...tools.wording import listed


class AmazonPunchinModeChange(models.TransientModel):
    """Says what a change of mode means, then makes it."""

    _name = "amazon.punchin.mode.change"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Change of Mode"

    config_id = fields.Many2one("amazon.punchin.config", required=True, readonly=True, ondelete="cascade")
    mode = fields.Selection(
        selection=lambda self: self.env["amazon.punchin.config"]._fields["mode"].selection,
        string="New Mode",
        required=True,
        readonly=True,
    )
    mode_before = fields.Selection(
        selection=lambda self: self.env["amazon.punchin.config"]._fields["mode"].selection, readonly=True
    )
    problems = fields.Html(readonly=True, sanitize=False)
    changes = fields.Html(compute="_compute_changes", sanitize=False)

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard.config_id.check_access("write")
            wizard.mode_before = wizard.config_id.mode
            wizard.problems = wizard._problems()
        return wizards

    @api.model
    def _open(self, config, mode):
        """Look at the checklist again and open the window.

        :param amazon.punchin.config config: whose mode
        :param str mode: the new one
        :return: action
        :rtype: dict
        """
        wizard = self.create({"config_id": config.id, "mode": mode})
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_punchin.amazon_punchin_mode_change_action")
        return {**action, "res_id": wizard.id}

    @api.depends("config_id", "mode")
    def _compute_changes(self):
        for wizard in self:
            wizard.changes = listed(wizard._consequences())

    def action_change(self):
        """Change the mode; tracking keeps who did it, and when.

        :return: action
        :rtype: dict
        :raises UserError: a required check fails, or somebody else changed the mode meanwhile
        """
        self.ensure_one()
        wait_for_row(self.config_id)
        if self.config_id.mode != self.mode_before:
            raise UserError(
                self.env._(
                    "%(user)s has changed the mode in the meantime. Close this window and open it again.",
                    user=self.config_id.write_uid.name,
                )
            )
        self.config_id._choose_mode(self.mode)
        # Nobody waits for the group while Amazon is waited for.
        commit(self.env)
        closed = self.mode == "active" and self.config_id._try_opening()
        return self._told(closed) if closed else CLOSE

    def _told(self, problem):
        """Close the window and say that shoppers do not get to Amazon.

        :param str problem: why
        :return: action
        :rtype: dict
        """
        return notification(
            problem,
            "warning",
            title=self.env._("“%s” is active, but Amazon does not open its shop yet", self.config_id.name),
        )

    def _problems(self):
        if self.mode != "active":
            return False
        return listed(self.config_id._run_own_checks()._sentences()) or False

    def _consequences(self):
        """What the change means, for what begins and for what has begun.

        :return: sentences
        :rtype: Iterator[str]
        """
        return {"test": self._means_test, "active": self._means_active, "paused": self._means_paused}[self.mode]()

    def _means_active(self):
        config = self.config_id
        yield self.env._(
            "From now on baskets become real orders: Amazon delivers them and bills “%s”.", config.company_id.name
        )
        url = config.setup_url_active
        yield self.env._("Shoppers go to %s.", url) if url else self.env._("No Punchout URL yet.")
        if config.transport == "soap":
            yield self.env._("Orders go through the gateway.")
        else:
            url = config.order_url_active
            yield self.env._("Orders go to %s.", url) if url else self.env._("No PO Request URL yet.")
        yield self.env._("Switch the group to active at Amazon, too.")
        if orders := self._open_orders([("amazon_mode", "=", "test")]):
            yield self.env._("Open test orders: %s. They stay test orders, and Amazon cancels them.", orders)

    def _means_test(self):
        yield self.env._(
            "From now on baskets become test orders, which Amazon cancels after a few hours. Nothing is delivered."
        )
        if orders := self._open_orders([("amazon_mode", "=", "active")]):
            yield self.env._(
                "Open orders of active mode: %s. They stay real: they are sent, delivered and billed.", orders
            )

    def _means_paused(self):
        yield self.env._("Nobody can start shopping, and nothing is sent to Amazon.")
        if shoppers := self._shoppers():
            yield self.env._("Shoppers at Amazon now: %s. They cannot submit their baskets.", shoppers)
        if orders := self._open_orders([]):
            yield self.env._(
                "Open orders: %(orders)s. They stay as they are; those about to be sent wait. The %(days)s-day hold "
                "on their prices and stock keeps running.",
                orders=orders,
                days=self.config_id.hold_days,
            )
        yield self.env._("Amazon's answers to existing orders are still accepted.")

    def _shoppers(self):
        """How many shopping sessions may still return a basket."""
        return self.env["amazon.punchin.session"].search_count(
            [("config_id", "=", self.config_id.id), ("state", "=", "open"), ("expires_at", ">", fields.Datetime.now())]
        )

    def _open_orders(self, domain):
        """How many orders have not come to an end."""
        return self.env["purchase.order"].search_count(
            [
                ("amazon_config_id", "=", self.config_id.id),
                ("amazon_state", "in", OPEN),
                *domain,
            ]
        )
