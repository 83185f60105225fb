from ast import literal_eval
from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from ...models.document.cart import BASKETS_PATH
from ...models.order import state
from ...tools.const import MANAGER
from ...tools.dates import utc

#: An order of which this is left has little time.
_SOON = timedelta(days=2)

#: A document that waits so long to be processed is stuck: no job sees to it.
_STUCK = timedelta(hours=1)

#: How long an order that nobody receives is counted.
_RECEIVED_WITHIN = timedelta(days=90)

#: Orders that Amazon delivers and bills. Test orders cost nothing, and no bill is awaited.
_REAL = Domain("amazon_mode", "=", "active")

#: Numbers that do not open the buyer's list of orders.
_ACTIONS = {
    "bills": "account_move_action_look",
    "failed_documents": "amazon_punchin_message_action",
    "to_approve": "purchase_order_action_to_approve",
    "to_bill": "purchase_order_action_to_bill",
    "to_receive": "purchase_order_action_to_receive",
}


class AmazonPunchinHome(models.TransientModel):
    """First page of the menu: what waits for the user, what goes wrong, what was spent.

    What goes wrong and what was spent is everybody's for an administrator, one's own for anybody else.
    """

    _name = "amazon.punchin.home"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Amazon Business"

    display_name = fields.Char(compute="_compute_display_name")
    is_buyer = fields.Boolean(compute="_compute_roles")
    is_manager = fields.Boolean(compute="_compute_roles")
    is_accountant = fields.Boolean(compute="_compute_roles", help="Whether the user posts bills.")
    is_set_up = fields.Boolean(compute="_compute_roles", help="Whether there is a group at Amazon.")
    set_up_id = fields.Many2one(
        "amazon.punchin.config", compute="_compute_set_up", help="The first group at Amazon whose set-up is under way."
    )
    set_up_progress = fields.Char(compute="_compute_set_up")
    to_approve = fields.Integer(compute="_compute_counts")
    to_receive = fields.Integer(compute="_compute_counts")
    baskets = fields.Integer(compute="_compute_counts")
    unclaimed = fields.Integer(compute="_compute_counts")
    arriving = fields.Integer(compute="_compute_counts")
    waiting = fields.Integer(compute="_compute_counts")
    expiring = fields.Integer(compute="_compute_counts")
    trouble = fields.Integer(compute="_compute_counts")
    on_the_way = fields.Integer(compute="_compute_counts")
    failed_documents = fields.Integer(compute="_compute_counts")
    bills = fields.Integer(compute="_compute_bills")
    to_bill = fields.Integer(compute="_compute_bills")
    currency_id = fields.Many2one("res.currency", compute="_compute_spend")
    spend = fields.Monetary(compute="_compute_spend")
    spend_before = fields.Monetary(compute="_compute_spend")

    @api.model
    def action_open_home(self):
        """Open the page.

        :return: action
        :rtype: dict
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Amazon Business"),
            "res_model": self._name,
            "res_id": self.create({}).id,
            "views": [(False, "form")],
            "target": "main",
        }

    def _compute_display_name(self):
        self.display_name = self.env._("Amazon Business")

    def _compute_roles(self):
        self.is_buyer = self.env.user._may_shop_at_amazon()
        self.is_manager = self.env.user.has_group(MANAGER)
        self.is_accountant = self.env.user.has_group("account.group_account_invoice")
        groups = self.env["amazon.punchin.config"].sudo().with_context(active_test=False)
        self.is_set_up = bool(groups.search_count([("company_id", "in", self.env.companies.ids)], limit=1))

    @api.depends("is_manager")
    def _compute_set_up(self):
        """An administrator finds the way back to a set-up that was left."""
        under_way = Domain("company_id", "in", self.env.companies.ids) & Domain("mode", "=", "test")
        for home in self:
            home.set_up_id = home.is_manager and self.env["amazon.punchin.config"].search(under_way, limit=1)
            home.set_up_progress = home.set_up_id and home.set_up_id.setup_progress

    def action_continue_set_up(self):
        """Open the group whose set-up is under way.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        return self.set_up_id.get_formview_action()

    @api.depends("is_manager")
    def _compute_counts(self):
        for home in self:
            for name in ("to_approve", "to_receive", "baskets", "waiting", "expiring", "trouble", "on_the_way"):
                home[name] = self.env["purchase.order"].search_count(home._domain_of(name))
            home.unclaimed = len(self.env["amazon.punchin.message"]._to_claim())
            home.arriving = len(self.env["amazon.punchin.message"]._of_shopper())
            home.failed_documents = home.is_manager and self.env["amazon.punchin.message"].search_count(
                home._domain_of("failed_documents")
            )

    @api.depends("is_accountant")
    def _compute_bills(self):
        """Count what waits for an accountant; nobody else may see it."""
        for home in self:
            home.bills = home.is_accountant and self.env["account.move"].search_count(home._domain_of("bills"))
            home.to_bill = home.is_accountant and self.env["purchase.order"].search_count(home._domain_of("to_bill"))

    def _domain_of(self, name):
        """Which records a number counts.

        :param str name: its field
        :rtype: odoo.fields.Domain
        """
        if name == "to_approve":
            return Domain("amazon_can_decide", "=", True)
        if name in ("bills", "to_bill"):
            action = self.env["ir.actions.act_window"]._for_xml_id(f"amazon_punchin.{_ACTIONS[name]}")
            return Domain(literal_eval(action["domain"]))
        if name == "to_receive":
            recent = Domain("date_approve", ">=", fields.Datetime.now() - _RECEIVED_WITHIN)
            own = self.env["purchase.order"]._domain_of_my_amazon_receipts()
            return Domain("amazon_to_receive", "=", True) & own & recent
        if name == "failed_documents":
            stuck = Domain("state", "=", "received") & Domain("create_date", "<=", fields.Datetime.now() - _STUCK)
            return Domain("state", "=", "failed") | stuck
        mine = Domain("amazon_config_id", "!=", False) & Domain("amazon_requester_id", "=", self.env.uid)
        if name == "baskets":
            return mine & Domain("amazon_state", "=", "cart")
        states = {
            "waiting": Domain("amazon_state", "=", "waiting"),
            "expiring": Domain("amazon_state", "in", state.HELD)
            & Domain("amazon_expires_at", "<=", fields.Datetime.now() + _SOON),
            "trouble": Domain("amazon_needs_attention", "=", True),
            "on_the_way": Domain("amazon_state", "in", state.ON_THE_WAY) & _REAL,
            "spend": self._spend_domain() & self._month(0),
            "spend_before": self._spend_domain() & self._month(1),
        }
        return states[name] & (Domain("amazon_config_id", "!=", False) if self.is_manager else mine)

    # --- Spend ---------------------------------------------------------------------------

    @api.depends("is_manager")
    @api.depends_context("company", "tz")
    def _compute_spend(self):
        """Sum up what the company approved, this month and the one before, in its own currency."""
        for home in self:
            home.currency_id = self.env.company.currency_id
            home.spend = home._sum("spend")
            home.spend_before = home._sum("spend_before")

    def _sum(self, name):
        [[total]] = self.env["purchase.order"]._read_group(self._domain_of(name), aggregates=["amount_total_cc:sum"])
        return total

    def _month(self, ago):
        """When an order of a month was approved, by the user's calendar, as in lists and in the analysis.

        :param int ago: how many months ago; zero for this one
        :rtype: odoo.fields.Domain
        """
        first = fields.Date.context_today(self).replace(day=1) - relativedelta(months=ago)
        begin, end = (self._midnight(day) for day in (first, first + relativedelta(months=1)))
        return Domain("date_approve", ">=", begin) & Domain("date_approve", "<", end)

    def _midnight(self, day):
        """When a day begins for the user, in UTC."""
        return utc(self.env.tz.localize(datetime.combine(day, time.min)))

    def _spend_domain(self):
        return Domain("amazon_state", "in", state.ORDERED) & Domain("company_id", "=", self.env.company.id) & _REAL

    # --- Lists ---------------------------------------------------------------------------

    def action_open(self):
        """Open what the pressed number counts; the context names its field as ``amazon_number``.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        name = self.env.context["amazon_number"]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"amazon_punchin.{_ACTIONS.get(name, 'purchase_order_action_mine')}"
        )
        return {
            **action,
            "name": self._titles()[name],
            "display_name": self._titles()[name],
            "domain": list(self._domain_of(name)),
            "context": {"create": False},
            "help": self._nothing_here(),
        }

    def action_open_unclaimed(self):
        """Open the page of the baskets that the user may claim.

        :return: action
        :rtype: dict
        """
        return {"type": "ir.actions.act_url", "url": BASKETS_PATH, "target": "self"}

    def _nothing_here(self):
        return Markup('<p class="o_view_nocontent_smiling_face">%s</p><p>%s</p>') % (
            self.env._("Nothing here at the moment"),
            self.env._("Go back to the overview to see what is waiting."),
        )

    def _titles(self):
        return {
            "to_approve": self.env._("To Approve"),
            "to_receive": self.env._("To Receive"),
            "bills": self.env._("Bills to Look At"),
            "to_bill": self.env._("Waiting Bills"),
            "baskets": self.env._("Baskets to Confirm"),
            "waiting": self.env._("Waiting for Approval"),
            "expiring": self.env._("Expiring Soon"),
            "trouble": self.env._("Needs Attention"),
            "on_the_way": self.env._("On the Way"),
            "failed_documents": self.env._("Failed Documents"),
            "spend": self.env._("Ordered This Month"),
            "spend_before": self.env._("Ordered Last Month"),
        }
