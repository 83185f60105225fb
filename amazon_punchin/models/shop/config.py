from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.const import MARKETPLACES
from ...tools.problem_text import refusal
from ...transport import destination


class AmazonPunchinConfig(models.Model):
    """A user's way into Amazon's shop: which group's, and where the browser may be sent."""

    _inherit = "amazon.punchin.config"

    start_page_domains = fields.Char(
        string="Shop Domains",
        compute="_compute_start_page_domains",
        store=True,
        readonly=False,
        help="Domains, separated by commas, that Odoo may send a shopper's browser to.",
    )

    department_ids = fields.Many2many(
        "hr.department",
        "amazon_punchin_config_hr_department_rel",
        "config_id",
        "department_id",
        string="For Departments",
        check_company=True,
        help="Employees of these departments shop here if they are on the list of people of several groups. "
        "Departments below count as well.",
    )
    session_hours = fields.Float(required=True, default=2, help="How long a shopping session may last.")

    _session_hours_positive = models.Constraint(
        "CHECK (session_hours > 0 AND session_hours <= 744)",
        "A session must last more than zero hours, and at most 744 hours (31 days).",
    )

    @api.depends("marketplace")
    def _compute_start_page_domains(self):
        for config in self:
            marketplace = MARKETPLACES.get(config.marketplace)
            config.start_page_domains = marketplace and marketplace.domain

    def _check_start_page(self, url):
        """Check that a start page lies where we may send a browser.

        :param str url: from Amazon's answer
        :raises UserError: another host than Amazon's, or an address that is not secure
        """
        self.ensure_one()
        host = destination.host_of(url)
        domains = [domain.strip().lower() for domain in (self.start_page_domains or "").split(",") if domain.strip()]
        known = host == destination.host_of(self._setup_address()) or any(
            host == domain or host.endswith(f".{domain}") for domain in domains
        )
        if not destination.is_secure(url):
            is_http = url.strip().lower().startswith("http:")
            raise refusal(self.env, "start_page_http" if is_http and host else "start_page_unsafe", host=host)
        if not known:
            raise refusal(self.env, "start_page_elsewhere", host=host, config=self.name)

    @api.model
    def action_shop(self):
        """Open the shop at Amazon in a tab of its own, or let the user choose which one.

        :return: action
        :rtype: dict
        :raises UserError: no role for shopping, not on any list of people, or paused
        """
        if not self.env.user._may_shop_at_amazon():
            raise UserError(
                self.env._(
                    "You cannot shop at Amazon through Odoo yet. "
                    "Ask your Amazon administrator for the role “Amazon: Punchout buyer”."
                )
            )
        mine = self._mine()
        if not mine:
            self._check_listed_as_requisitioner()
            raise UserError(
                self.env._(
                    "You are not on the list of people of any Amazon group in this company. "
                    "Ask your Amazon administrator to add you."
                )
            )
        configs = mine.filtered(lambda config: config._is_open())
        if not configs:
            mine[0]._check_not_paused()
        if len(configs) > 1:
            configs = configs._of_department() or configs
        if len(configs) == 1:
            return configs.action_open_shop()
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_punchin.amazon_punchin_config_action_choose")
        return {**action, "domain": [("id", "in", configs.ids)]}

    def action_open_shop(self):
        """Open this configuration's shop at Amazon.

        :return: action
        :rtype: dict
        :raises UserError: it is paused, or in a copy of its database
        """
        self.ensure_one()
        self.check_access("read")
        self._check_not_paused()
        return {
            "type": "ir.actions.act_url",
            "url": f"/amazon_punchin/{self.sudo().token}/start?entrance=punch_out",
            "target": "new",
        }

    def _check_listed_as_requisitioner(self):
        """Tell a requisitioner who is on a list that the group's policy keeps them from shopping.

        :raises UserError: they are, and it does
        """
        listed = (
            self.env["amazon.punchin.person"]
            .sudo()
            .search(
                [
                    ("active", "=", True),
                    ("user_id", "=", self.env.uid),
                    ("config_id.active", "=", True),
                    ("config_id.company_id", "in", self.env.companies.ids),
                ]
            )
        )
        for config in listed.config_id:
            if refusal := config._requisitioner_refusal(self.env.user):
                raise UserError(refusal)

    def _mine(self):
        """Those on whose list of people the user is, with a role that may bring baskets.

        :rtype: amazon.punchin.config
        """
        people = self.env["amazon.punchin.person"].sudo()
        mine = people.search(
            [
                ("active", "=", True),
                ("user_id", "=", self.env.uid),
                "|",
                ("role", "=", "punchout_buyer"),
                ("config_id.policy", "=", "direct_allowed"),
            ]
        )
        return self.search(
            [
                ("id", "in", mine.config_id.ids),
                ("company_id", "in", self.env.companies.ids),
            ]
        )

    def _of_department(self):
        """Those that are meant for the user's department, or for one above it.

        :rtype: amazon.punchin.config
        """
        departments = self.env.user.sudo().employee_ids.department_id
        above = {
            int(number) for department in departments for number in (department.parent_path or "").split("/") if number
        }
        return self.filtered(lambda config: above & set(config.sudo().department_ids.ids))
