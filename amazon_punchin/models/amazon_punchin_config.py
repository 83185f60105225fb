import secrets

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..protocol.document import blacken
from ..protocol.envelope import Credential, Parties
from ..transport import destination
from . import reader
from .account_types import ACCOUNT_TYPES

#: Amazon Business by ISO country code: the domain of its shop.
MARKETPLACE_DOMAINS = {
    "US": "amazon.com",
    "CA": "amazon.ca",
    "MX": "amazon.com.mx",
    "GB": "amazon.co.uk",
    "DE": "amazon.de",
    "FR": "amazon.fr",
    "IT": "amazon.it",
    "ES": "amazon.es",
    "JP": "amazon.co.jp",
    "IN": "amazon.in",
    "AU": "amazon.com.au",
}

#: Fields that only administrators see, and that stand in nothing that is kept or shown.
SECRETS = frozenset(
    {
        "inbox_password",
        "inbox_previous_hash",
        "shared_secret",
        "shared_secret_next",
        "shared_secret_previous_hash",
        "soap_password",
        "token",
    }
)

#: Fields that leave the server in no export: secrets, and the addresses that hold one.
NOT_EXPORTED = SECRETS | {"inbox_url", "landing_url", "return_url"}

#: A secret shorter than this would be found in many an innocent word.
_SHORTEST_SECRET = 6


def _new_token(_records):
    return secrets.token_urlsafe(24)


class AmazonPunchinConfig(models.Model):
    _name = "amazon.punchin.config"
    _description = "Amazon Business Configuration"
    _inherit = [
        "amazon.punchin.version.mixin",
        "amazon.punchin.mode.mixin",
        "amazon.punchin.checklist.mixin",
        "amazon.punchin.secret.mixin",
        "amazon.punchin.destination.mixin",
        "amazon.punchin.gateway.mixin",
        "amazon.punchin.inbox.mixin",
        "amazon.punchin.log.mixin",
        "amazon.punchin.bill.vendor.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
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
    user_id = fields.Many2one(
        "res.users",
        string="Administrator",
        default=lambda self: self.env.uid != SUPERUSER_ID and self.env.uid,
        domain=lambda self: [("all_group_ids", "in", self.env.ref("amazon_punchin.group_manager").id)],
        help="Who gets an activity when something needs an administrator.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Vendor",
        check_company=True,
        ondelete="restrict",
        help="Amazon as vendor of the purchase orders.",
    )
    marketplace = fields.Selection(
        [
            ("US", "United States"),
            ("CA", "Canada"),
            ("MX", "Mexico"),
            ("GB", "United Kingdom"),
            ("DE", "Germany"),
            ("FR", "France"),
            ("IT", "Italy"),
            ("ES", "Spain"),
            ("JP", "Japan"),
            ("IN", "India"),
            ("AU", "Australia"),
        ],
        required=True,
        default="US",
    )
    mode = fields.Selection(
        [("test", "Test"), ("active", "Active"), ("paused", "Paused")],
        required=True,
        default="test",
        copy=False,
        tracking=True,
        help="Test: Amazon cancels every order after some hours.\n"
        "Active: orders are delivered and billed.\n"
        "Paused: nobody can shop and nothing is sent.",
    )
    policy = fields.Selection(
        [("direct_allowed", "Direct purchases allowed"), ("all_approved", "Every purchase approved")],
        string="Purchasing Policy",
        required=True,
        default="all_approved",
        tracking=True,
        help="Direct purchases allowed: buyers choose at Amazon whether an order comes here first.\n"
        "Every purchase approved: every order must come here; the role Requisitioner is not allowed.",
    )

    buyer_domain = fields.Char(
        string="Own Domain",
        required=True,
        default="NetworkId",
        help="The domain of the From identity, as Amazon shows it for the punch-in group.",
    )
    buyer_identity = fields.Char(
        string="Own Identity", tracking=True, help="The From identity that Amazon shows for the punch-in group."
    )
    amazon_domain = fields.Char(
        string="Amazon's Domain",
        required=True,
        default="NetworkId",
        help="The domain of the To identity, as Amazon shows it for the punch-in group.",
    )
    amazon_identity = fields.Char(
        string="Amazon's Identity",
        required=True,
        default="Amazon",
        help="The To identity that Amazon shows for the punch-in group.",
    )
    shared_secret = fields.Char(
        groups="amazon_punchin.group_manager", copy=False, help="The secret that Amazon shows once, when you create it."
    )
    business_unit = fields.Char(
        string="Group at Amazon", help="Name of the punch-in group, sent as UserBusinessUnit with each setup request."
    )
    extrinsic_ids = fields.One2many(
        "amazon.punchin.extrinsic",
        "config_id",
        string="Further Extrinsics",
        copy=True,
        groups="amazon_punchin.group_manager",
    )

    setup_url_test = fields.Char(
        string="Punch-out URL (Test)",
        default="https://abintegrations.amazon.com/punchout/test",
        help="Where Odoo asks Amazon to open its shop in test mode, as Amazon shows it.",
    )
    setup_url_active = fields.Char(
        string="Punch-out URL",
        default="https://abintegrations.amazon.com/punchout",
        help="Where Odoo asks Amazon to open its shop in active mode, as Amazon shows it.",
    )
    order_url_test = fields.Char(
        string="Order URL (Test)",
        help="Where Odoo sends orders in test mode, as Amazon shows it; Amazon cancels them after some hours.",
    )
    order_url_active = fields.Char(
        string="Order URL",
        help="Where Odoo sends orders in active mode, as Amazon shows it; Amazon delivers and bills them.",
    )
    start_page_domains = fields.Char(
        string="Shop Domains",
        compute="_compute_start_page_domains",
        store=True,
        readonly=False,
        help="Domains, separated by commas, to which Odoo may send a shopper's browser.",
    )

    token = fields.Char(
        default=_new_token, required=True, readonly=True, copy=False, groups="amazon_punchin.group_manager"
    )
    landing_url = fields.Char(
        string="Landing URL", compute="_compute_urls", compute_sudo=True, groups="amazon_punchin.group_manager"
    )
    return_url = fields.Char(
        string="Return URL", compute="_compute_urls", compute_sudo=True, groups="amazon_punchin.group_manager"
    )
    inbox_url = fields.Char(
        string="Inbox URL", compute="_compute_urls", compute_sudo=True, groups="amazon_punchin.group_manager"
    )

    person_ids = fields.One2many(
        "amazon.punchin.person", "config_id", string="People", groups="amazon_punchin.group_manager"
    )
    location_ids = fields.One2many("amazon.punchin.location", "config_id", string="Locations")
    location_id = fields.Many2one(
        "amazon.punchin.location",
        string="Default Location",
        domain="[('config_id', '=', id)]",
        copy=False,
        help="Where an order goes unless its buyer chooses another location.",
    )

    department_ids = fields.Many2many(
        "hr.department",
        "amazon_punchin_config_hr_department_rel",
        "config_id",
        "department_id",
        string="For Departments",
        check_company=True,
        help="Whose employees shop here when they are on the list of people of several groups. Departments below "
        "count as well.",
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Default Department",
        check_company=True,
        help="Filled in on each new order. Empty: the department of the buyer's employee.",
    )
    analytic_distribution = fields.Json(
        string="Default Budget", help="Filled in on each new order; its buyer may choose another one."
    )
    analytic_precision = fields.Integer(
        store=False, default=lambda self: self.env["decimal.precision"].precision_get("Percentage Analytic")
    )
    account_id = fields.Many2one(
        "account.account",
        string="Default Account",
        check_company=True,
        domain=[("account_type", "in", ACCOUNT_TYPES)],
        help="Filled in on each new order; its buyer may choose another one.",
    )
    require_department = fields.Boolean(
        string="Department Required", default=True, help="An order cannot be confirmed without a department."
    )
    require_budget = fields.Boolean(
        string="Budget Required", default=True, help="An order cannot be confirmed without a budget."
    )
    require_location = fields.Boolean(
        string="Location Required", default=True, help="An order cannot be confirmed without a location."
    )
    require_account = fields.Boolean(
        string="Account Required", default=True, help="An order cannot be confirmed without an account."
    )

    product_policy = fields.Selection(
        [("category", "One generic product per Amazon category"), ("asin", "One product per item (ASIN)")],
        string="Products",
        required=True,
        default="category",
        help="The product of a line whose ASIN is not already a vendor product code of the vendor.",
    )
    product_category_id = fields.Many2one(
        "product.category", string="Category of New Products", help="Where products made from baskets are filed."
    )
    tax_handling = fields.Selection(
        [("match", "Use the purchase tax with the same rate"), ("charge", "Add Amazon's tax as a charge")],
        required=True,
        default="match",
        help="What becomes of the tax that a basket names. Where no purchase tax has its rate, or Amazon names none, "
        "it is a charge line in any case.",
    )
    tax_ids = fields.Many2many(
        "account.tax",
        string="Taxes to Match",
        domain="[('type_tax_use', '=', 'purchase'), ('amount_type', '=', 'percent')]",
        check_company=True,
        help="Empty: the purchase taxes of the legal entity's country.",
    )
    tax_product_id = fields.Many2one(
        "product.product",
        string="Product for Tax",
        default=lambda self: self.env.ref("amazon_punchin.product_tax", raise_if_not_found=False),
        help="Product of the line that holds tax which no Odoo tax reaches.",
    )
    shipping_product_id = fields.Many2one(
        "product.product",
        string="Product for Shipping",
        default=lambda self: self.env.ref("amazon_punchin.product_shipping", raise_if_not_found=False),
        help="Product of the line that holds what Amazon charges for shipping.",
    )

    price_change_policy = fields.Selection(
        [("keep", "Keep the order and flag it"), ("ask", "Ask an administrator for a decision")],
        string="When Amazon Changes a Price",
        required=True,
        default="keep",
        help="What happens when Amazon confirms an order at another price than the basket's.",
    )
    price_tolerance_amount = fields.Float(
        string="Tolerated Difference",
        digits="Product Price",
        help="In the order's currency. A price or total counts as changed when it differs by more than this amount "
        "and by more than the percentage below.",
    )
    price_tolerance_percent = fields.Float(string="Tolerated Difference (%)", digits=(5, 2))

    session_hours = fields.Float(required=True, default=2, help="How long a shopper may stay at Amazon.")
    hold_days = fields.Integer(
        string="Days of Price Hold", required=True, default=7, help="How long Amazon holds price and stock of a basket."
    )
    max_lines = fields.Integer(
        string="Items per Order", required=True, default=50, help="Amazon takes no order with more different items."
    )
    max_quantity = fields.Integer(
        string="Pieces per Item", required=True, default=999, help="Amazon takes no more pieces of one item."
    )

    order_count = fields.Integer(compute="_compute_order_count")

    _token_uniq = models.Constraint("UNIQUE (token)", "The token must be unique.")
    _session_hours_positive = models.Constraint(
        "CHECK (session_hours > 0)", "A session must last longer than zero hours."
    )
    _price_tolerance_positive = models.Constraint(
        "CHECK (COALESCE(price_tolerance_amount, 0) >= 0 AND COALESCE(price_tolerance_percent, 0) >= 0)",
        "A tolerance cannot be negative.",
    )
    _limits_positive = models.Constraint(
        "CHECK (hold_days > 0 AND max_lines > 0 AND max_quantity > 0)", "Limits must be larger than zero."
    )

    @api.depends("marketplace")
    def _compute_start_page_domains(self):
        for config in self:
            config.start_page_domains = MARKETPLACE_DOMAINS.get(config.marketplace)

    @api.depends("token")
    def _compute_urls(self):
        for config in self:
            base = f"{config.get_base_url()}/amazon_punchin/{config.token}"
            config.landing_url = f"{base}/start"
            config.return_url = f"{base}/return"
            config.inbox_url = f"{base}/inbox"

    def _compute_order_count(self):
        counts = dict(
            self.env["purchase.order"]._read_group(
                [("amazon_config_id", "in", self.ids)], ["amazon_config_id"], ["__count"]
            )
        )
        for config in self:
            config.order_count = counts.get(config, 0)

    @api.constrains("shared_secret", "shared_secret_next", "inbox_password")
    def _check_secrets(self):
        for config in self.sudo():
            for name in ("shared_secret", "shared_secret_next", "inbox_password"):
                if config[name] and not (config[name].isascii() and config[name].isprintable()):
                    raise ValidationError(
                        self.env._(
                            "%s may hold letters, digits and signs of the keyboard only.",
                            config._fields[name]._description_string(self.env),
                        )
                    )

    @api.constrains("company_id")
    def _check_company_of_orders(self):
        for config in self.sudo():
            orders = self.env["purchase.order"].sudo().search([("amazon_config_id", "=", config.id)])
            if orders.company_id - config.company_id:
                raise ValidationError(
                    self.env._("“%s” has orders already: its legal entity cannot be changed.", config.name)
                )

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """Keep secrets out of every export, also out of those that come here from another record."""
        if not NOT_EXPORTED.isdisjoint(path[0] for path in fields if path):
            raise UserError(self.env._("Secrets cannot be exported."))
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    @api.constrains("location_id")
    def _check_location(self):
        for config in self:
            if config.location_id and config.location_id.config_id != config:
                raise ValidationError(self.env._("The default location must be one of this configuration's locations."))

    # --- Who and where -------------------------------------------------------------------

    @api.model
    def _find_by_token(self, token):
        """Find the configuration of a landing, return or inbox URL.

        :param str token: from the URL
        :return: in sudo; empty if there is none
        :rtype: amazon.punchin.config
        """
        return self.sudo().search([("token", "=", token.replace("\0", ""))], limit=1)

    def _person(self, user):
        """Find a user on the list of people.

        :param res.users user: who
        :rtype: amazon.punchin.person
        """
        self.ensure_one()
        return (
            self.env["amazon.punchin.person"]
            .sudo()
            .search_fetch(
                [("active", "=", True), ("config_id", "=", self.id), ("user_id", "=", user.id)],
                ["email", "role"],
                limit=1,
            )
        )

    def _check_person(self, user):
        """Give the person that a user is at Amazon.

        :param res.users user: who
        :rtype: amazon.punchin.person
        :raises UserError: not on the list, or the policy does not let a requisitioner
        """
        person = self._person(user)
        if not person:
            raise UserError(
                self.env._(
                    "You are not on the list of people of “%(config)s”. "
                    "Ask your Amazon administrator to add you with your e-mail address at Amazon.",
                    config=self.name,
                )
            )
        if not user._may_shop_at_amazon():
            raise UserError(
                self.env._(
                    "You are on the list of people of “%(config)s”, but may not see purchase orders in Odoo. "
                    "Ask for the role “Amazon: Punchout buyer”.",
                    config=self.name,
                )
            )
        if refusal := self._requisitioner_refusal(user):
            raise UserError(refusal)
        return person

    def _requisitioner_refusal(self, user):
        """Why the purchasing policy does not take the baskets of a user.

        :param res.users user: who brings one
        :return: a sentence; empty if the policy takes them
        :rtype: str
        """
        if self.policy == "direct_allowed" or self._person(user).role != "requisitioner":
            return ""
        return self.env._(
            "Every purchase through “%(config)s” needs approval, but %(email)s has the role Requisitioner, "
            "which orders without. In Amazon Business, under People, an administrator changes the role to "
            "Punchout buyer; then the list of people in Odoo is changed too, and the basket can be brought again.",
            config=self.name,
            email=self._person(user).email,
        )

    def _refuse_requisitioner(self, user):
        """Refuse a basket that the purchasing policy does not take, and tell the administrator.

        :param res.users user: who brings it
        :return: whether it is refused
        :rtype: bool
        """
        if not self._requisitioner_refusal(user):
            return False
        self._call_administrator(
            lambda config: (
                config.env._("%s has the wrong role at Amazon", user.name),
                config._requisitioner_refusal(user),
            )
        )
        return True

    def _administrator(self):
        """Who sees to it when something needs an administrator.

        :rtype: res.users
        """
        self.ensure_one()
        users = self.sudo().user_id | self.env.ref("amazon_punchin.group_manager").sudo().all_user_ids
        return users.filtered(
            lambda user: user.active and user.id != SUPERUSER_ID and self.company_id in user.company_ids
        )[:1]

    def _call_administrator(self, say):
        """Give the administrator an activity, unless one like it is still open.

        :param collections.abc.Callable say: takes the configuration as it is read; gives what it is about, and what
            to do
        """
        self.ensure_one()
        if administrator := self._administrator():
            reader.give_activity(self.sudo(), "mail.mail_activity_data_warning", administrator, say, once=True)

    def _parties(self):
        """Build the identities of a document that we send.

        :rtype: amazon_punchin.protocol.envelope.Parties
        """
        self.ensure_one()
        return Parties(
            buyer=Credential(self.buyer_domain, self._required("buyer_identity")),
            supplier=Credential(self.amazon_domain, self.amazon_identity),
        )

    def _check_header(self, header):
        """Check that a document comes from Amazon and is meant for us.

        Amazon names itself by two credentials; one must be the configured one.

        :param amazon_punchin.protocol.envelope.Header header: the document's header
        :raises UserError: another From, Sender or To
        """
        parties = self._parties()
        for label, expected, found in (
            ("From", parties.supplier, header.sent_from),
            ("Sender", parties.supplier, header.sender),
            ("To", parties.buyer, header.to),
        ):
            if not any(expected.matches(credential) for credential in found):
                raise UserError(
                    self.env._(
                        "The document's %(party)s is not the identity that is configured in “%(config)s”. "
                        "Ask your Amazon administrator to compare the identities with those shown at Amazon.",
                        party=label,
                        config=self.name,
                    )
                )

    def _is_price_change(self, ordered, confirmed, currency):
        """Whether a price or total differs by more than is tolerated.

        :param float ordered: in the basket
        :param float confirmed: in Amazon's answer
        :param res.currency currency: of both
        :rtype: bool
        """
        self.ensure_one()
        difference = abs(confirmed - ordered)
        allowed = max(self.price_tolerance_amount, abs(ordered) * self.price_tolerance_percent / 100)
        return currency.compare_amounts(difference, allowed) > 0

    # --- How -----------------------------------------------------------------------------

    def _setup_url(self):
        """URL for setup requests in the mode of shoppers.

        :rtype: str
        :raises UserError: none is configured
        """
        self.ensure_one()
        return self._check_destination(
            self._required("setup_url_active" if self._mode_of_shoppers() == "active" else "setup_url_test")
        )

    def _order_url(self, mode):
        """URL for orders.

        :param str mode: ``test`` or ``active``, of the order
        :rtype: str
        :raises UserError: none is configured
        """
        self.ensure_one()
        return self._check_destination(self._required("order_url_active" if mode == "active" else "order_url_test"))

    def _required_secret(self):
        """The shared secret.

        :rtype: str
        :raises UserError: none is configured
        """
        return self.sudo()._required("shared_secret")

    def _blacken(self, answer):
        """Black out our secrets in what a server of Amazon's answers, before anything is made of it.

        :param bytes answer: an answer, which may quote what it was sent
        :rtype: bytes
        """
        config = self.sudo()
        values = [config[name] or "" for name in SECRETS]
        return blacken(answer, [value for value in values if len(value) >= _SHORTEST_SECRET])

    def _required(self, name):
        if not self[name]:
            raise UserError(
                self.env._(
                    "“%(field)s” is empty in “%(config)s”. Your Amazon administrator finds it at Amazon.",
                    field=self._fields[name]._description_string(self.env),
                    config=self.name,
                )
            )
        return self[name]

    def _check_start_page(self, url):
        """Check that a start page lies where we may send a browser.

        :param str url: from Amazon's answer
        :raises UserError: another host than Amazon's
        """
        self.ensure_one()
        host = destination.host_of(url)
        domains = [domain.strip().lower() for domain in (self.start_page_domains or "").split(",") if domain.strip()]
        known = host == destination.host_of(self._setup_url()) or any(
            host == domain or host.endswith(f".{domain}") for domain in domains
        )
        if not known or not destination.is_secure(url):
            raise UserError(
                self.env._(
                    "Amazon's start page is on “%(host)s”, which is not among the shop domains of “%(config)s”.",
                    host=host,
                    config=self.name,
                )
            )

    @api.model
    def action_shop(self):
        """Open the shop at Amazon in a tab of its own, or let the user choose which one.

        :return: action
        :rtype: dict
        """
        mine = self._mine()
        if not mine:
            raise UserError(
                self.env._(
                    "You are not on the list of people of any Amazon configuration of this company. "
                    "Ask your Amazon administrator to add you."
                )
            )
        configs = mine.filtered(lambda config: config.mode != "paused")
        if not configs:
            mine[0]._check_not_paused()
        if len(configs) > 1:
            configs = configs._of_department() or configs
        if len(configs) == 1:
            return configs.action_open_shop()
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_punchin.amazon_punchin_config_action_choose")
        return {**action, "domain": [("id", "in", configs.ids)]}

    def action_import_credentials(self):
        """Open the window that takes credentials from a sheet.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        wizard = self.env["amazon.punchin.credentials"].create({"config_id": self.id})
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_punchin.amazon_punchin_credentials_action")
        return {**action, "res_id": wizard.id}

    def action_open_shop(self):
        """Open this configuration's shop at Amazon.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/amazon_punchin/{self.sudo().token}/start?entrance=punch_out",
            "target": "new",
        }

    def action_view_orders(self):
        """Show this configuration's orders."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_punchin.purchase_order_action_all")
        return {**action, "domain": [("amazon_config_id", "=", self.id)]}

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
