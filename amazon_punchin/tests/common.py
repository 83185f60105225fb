from unittest.mock import patch

from odoo.tests import HttpCase, TransactionCase, new_test_user

from ..protocol.received import take_in
from .carts import CartDocument


class AmazonSetup:
    """Two companies, each with a configuration, and a user for each role. Made once for a test class."""

    @classmethod
    def set_up_amazon(cls):
        env = cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "no_reset_password": True})
        env.ref("base.EUR").active = True
        env.ref("base.JPY").active = True
        env.ref("base.main_company").po_double_validation = "one_step"
        for rules in ("amazon.punchin.approval.rule", "amazon.punchin.item.rule"):
            env[rules].search([]).active = False
        # A test whose server does not answer has it noted in a transaction of its own.
        env["amazon.punchin.circuit"].search([]).unlink()
        # Demo data has groups of its own, taxes with the rates of the tests, and managers who manage themselves.
        env["amazon.punchin.config"].search([]).active = False
        env["account.tax"].search([("type_tax_use", "=", "purchase")]).active = False
        env["hr.department"].search([]).manager_id = False
        cls.company = env.ref("base.main_company")
        cls.other_company = env["res.company"].create({"name": "Other Company"})
        cls.vendor = env["res.partner"].create({"name": "Amazon", "is_company": True})
        cls.address = env["res.partner"].create(
            {
                "name": "Goods In",
                "street": "1 Main Street",
                "city": "Springfield",
                "zip": "62701",
                "state_id": env.ref("base.state_us_14").id,
                "country_id": env.ref("base.us").id,
            }
        )
        cls.config = cls.make_config("Office", cls.company)
        cls.other_config = cls.make_config("Elsewhere", cls.other_company)
        cls.buyer = cls.make_user("buyer", "amazon_punchin.group_punchout_buyer")
        cls.colleague = cls.make_user("colleague", "amazon_punchin.group_punchout_buyer")
        cls.requisitioner = cls.make_user("requisitioner", "amazon_punchin.group_requisitioner")
        cls.purchaser = cls.make_user("purchaser", "purchase.group_purchase_user")
        cls.approver = cls.make_user("approver", "purchase.group_purchase_manager")
        cls.manager = cls.make_user("manager", "amazon_punchin.group_manager")
        cls.employee = cls.make_user("employee", "base.group_user")
        cls.foreign_buyer = cls.make_user("foreign", "amazon_punchin.group_punchout_buyer", cls.other_company)
        for user in (cls.buyer, cls.colleague, cls.manager):
            cls.make_person(cls.config, user)
        cls.make_person(cls.config, cls.requisitioner, "requisitioner")
        cls.make_person(cls.other_config, cls.foreign_buyer)
        cls.department = env["hr.department"].create({"name": "Operations", "company_id": cls.company.id})
        cls.account = env["account.account"].create(
            {"name": "Office supplies", "code": "610099", "account_type": "expense"}
        )
        plan = env["account.analytic.plan"].create({"name": "Budgets"})
        cls.budget = env["account.analytic.account"].create({"name": "Office", "plan_id": plan.id})

    @classmethod
    def make_config(cls, name, company):
        config = cls.env["amazon.punchin.config"].create(
            {
                "name": name,
                "company_id": company.id,
                "partner_id": cls.vendor.id,
                # Where no rule applies, an order passes; tests of "Every purchase approved" choose that policy.
                "policy": "direct_allowed",
                "buyer_identity": "ODOO-TEST",
                "shared_secret": "top-secret-value",
                "location_ids": [(0, 0, {"partner_id": cls.address.id, "name": "Goods In"})],
            }
        )
        config.location_id = config.location_ids
        return config

    @classmethod
    def make_user(cls, login, group, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            f"amazon_{login}",
            groups=group,
            password=f"amazon_{login}",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    @classmethod
    def make_person(cls, config, user, role="punchout_buyer"):
        return cls.env["amazon.punchin.person"].create(
            {"config_id": config.id, "user_id": user.id, "email": f"{user.login}@example.com", "role": role}
        )

    @classmethod
    def enter_prices_with_tax(cls, company):
        """Have a company enter prices with tax; Odoo lets it choose before its first invoice, and demo data has one."""
        with patch.object(cls.registry["res.company"], "_existing_accounting", lambda _company: False):
            company.account_price_include = "tax_included"

    @classmethod
    def make_tax(cls, amount, company=None, **values):
        company = company or cls.company
        return cls.env["account.tax"].create(
            {
                "name": f"Test {amount} %",
                "amount": amount,
                "type_tax_use": "purchase",
                "company_id": company.id,
                "country_id": company.account_fiscal_country_id.id,
                **values,
            }
        )

    @classmethod
    def open_session(cls, user=None, config=None, entrance="punch_out"):
        """Start a shopping session.

        :return: the one-time token
        """
        return cls.env["amazon.punchin.session"]._open(config or cls.config, user or cls.buyer, entrance)

    @classmethod
    def bring(cls, document, config=None):
        """Process a cart as the return route does.

        :return: the message
        """
        cart = take_in(bytes(document))
        message = cls.env["amazon.punchin.message"]._receive(config or cls.config, "PunchOutOrderMessage", cart)
        message._process(cart)
        return message

    @classmethod
    def make_order(cls, user=None, config=None, **cart):
        """Bring a cart that is fine."""
        message = cls.bring(CartDocument(cls.open_session(user, config), **cart), config)
        assert message.order_ids, message.error
        return message.order_ids

    @classmethod
    def code(cls, order):
        """Fill in the coding."""
        order.write(
            {
                "department_id": cls.department.id,
                "amazon_account_id": cls.account.id,
                "amazon_analytic_distribution": {str(cls.budget.id): 100},
            }
        )
        return order


class AmazonCase(AmazonSetup, TransactionCase):
    """Models: every test in a transaction of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_amazon()


class AmazonHttpCase(AmazonSetup, HttpCase):
    """Roads in from outside, and screens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_amazon()
