from werkzeug.test import Client

from odoo import http
from odoo.fields import Command
from odoo.service.model import retrying
from odoo.tests import get_db_name
from odoo.tools import mute_logger

from .amazon_server import amazon_server
from .carts import CartDocument
from .same_moment import SameMomentCase, Transaction

JOBS = ("ir_cron_process", "ir_cron_send", "ir_cron_hold")


class WorkerCase(SameMomentCase):
    """What workers of Odoo do, each in real transactions of its own, with a server that stands for Amazon's."""

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.addons.base.models.ir_cron", "werkzeug"))
        self.amazon = self.enterContext(amazon_server())
        with Transaction() as env:
            env = env(context={"no_reset_password": True, "tracking_disable": True})
            env["amazon.punchin.item.rule"].search([]).active = False
            company = env.ref("base.main_company")
            self.addCleanup(self.restore, company.po_double_validation)
            company.po_double_validation = "one_step"
            self.user_id = self.make_user(env, company).id
            self.config_id = self.make_config(env).id

    def restore(self, validation):
        with Transaction() as env:
            env.ref("base.main_company").po_double_validation = validation

    def make_user(self, env, company):
        groups = env.ref("amazon_punchin.group_requisitioner") | env.ref("amazon_punchin.group_manager")
        return env["res.users"].create(
            {
                "name": "Unlucky",
                "login": "unlucky",
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.set(groups.ids)],
            }
        )

    def make_config(self, env):
        partner = env["res.partner"].create(
            {
                "name": "Amazon and dying workers",
                "street": "1 Main Street",
                "city": "Springfield",
                "zip": "62701",
                "country_id": env.ref("base.us").id,
            }
        )
        account = env["account.account"].search([("account_type", "=", "expense")], limit=1)
        config = env["amazon.punchin.config"].create(
            {
                "name": "Dying workers",
                "partner_id": partner.id,
                "buyer_identity": "ODOO-TEST",
                "shared_secret": "top-secret-value",
                "user_id": self.user_id,
                "setup_url_test": self.amazon.url,
                "order_url_test": self.amazon.url,
                "policy": "direct_allowed",
                "account_id": account.id,
                "require_department": False,
                "require_budget": False,
                "location_ids": [Command.create({"partner_id": partner.id, "name": "Goods In"})],
                "person_ids": [
                    Command.create({"user_id": self.user_id, "email": "u@example.com", "role": "requisitioner"})
                ],
            }
        )
        config.location_id = config.location_ids
        return config

    def post(self, door, body, content_type, **more):
        """Post as a browser or Amazon's server does, to a worker of Odoo."""
        return self.call("post", door, data=body, content_type=content_type, **more)

    def call(self, method, door, cookie=None, **more):
        with Transaction() as env:
            token = env["amazon.punchin.config"].browse(self.config_id).token
        client = Client(http.root)
        headers = {"X-Odoo-Database": get_db_name()}
        if cookie:
            client.set_cookie("session_id", cookie)
            headers = {}
        answer = getattr(client, method)(f"/amazon_punchin/{token}/{door}", headers=headers, **more)
        assert answer.status_code < 500, answer.text
        return answer

    def run_jobs(self, *names):
        for name in names or JOBS:
            with Transaction() as env:
                env.ref(f"amazon_punchin.{name}").method_direct_trigger()

    def token(self):
        with Transaction() as env:
            config = env["amazon.punchin.config"].browse(self.config_id)
            return env["amazon.punchin.session"]._open(config, env["res.users"].browse(self.user_id), "punch_out")

    def bring(self, token):
        form = CartDocument(token).urlencoded()
        return self.post("return", form, "application/x-www-form-urlencoded")

    def session(self, env, token):
        return env["amazon.punchin.session"]._find_by_token(token)

    def order(self):
        """Make an order of a basket, which waits to be confirmed."""
        token = self.token()
        self.bring(token)
        with Transaction() as env:
            return self.session(env, token).order_id.id

    def confirm(self, order_id):
        with Transaction() as env:
            order = env(user=self.user_id)["purchase.order"].browse(order_id)
            retrying(order.button_confirm, order.env)

    def confirm_and_send(self, order_id):
        self.confirm(order_id)
        self.run_jobs("ir_cron_send")

    def sent_order(self):
        order_id = self.order()
        self.confirm_and_send(order_id)
        with Transaction() as env:
            order = env["purchase.order"].browse(order_id)
            self.assertEqual(order.amazon_state, "sent")
            return order.id, order.name

    def secret(self, document):
        document.secret = "top-secret-value"
        return document
