from contextlib import suppress
from unittest.mock import patch

from lxml import etree

from odoo.fields import Command
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from ..checks import connection
from ..checks.verdict import done
from ..tools import lock
from ..tools.packing import packed
from ..transport import https
from .common import AmazonHttpCase

#: Who is asked: the purchaser, the accountant and Odoo's purchase manager have no role of this addon.
ROLES = (
    "employee",
    "named",
    "buyer",
    "colleague",
    "requisitioner",
    "purchaser",
    "accountant",
    "approver",
    "manager",
)

#: Model to role to what it may do in its own company: read, write, create, unlink. Who is absent may nothing.
#: In another company nobody may anything.
RECORDS = {
    **dict.fromkeys(
        (
            "amazon.punchin.line.status",
            "amazon.punchin.receipt",
            "amazon.punchin.shipment",
            "amazon.punchin.shipment.line",
        ),
        dict.fromkeys(("buyer", "purchaser", "accountant", "approver", "manager"), "r"),
    ),
    "amazon.punchin.address": {"manager": "rwcu"},
    "amazon.punchin.approval": dict.fromkeys(("named", "buyer", "purchaser", "accountant", "approver", "manager"), "r"),
    "amazon.punchin.approval.decision": dict.fromkeys(
        ("named", "buyer", "purchaser", "accountant", "approver", "manager"), "r"
    ),
    "amazon.punchin.approval.rule": {"manager": "rwc"},
    "amazon.punchin.check": {"manager": "r"},
    "amazon.punchin.circuit": {},
    "amazon.punchin.config": {
        **dict.fromkeys(("buyer", "colleague", "requisitioner", "purchaser", "accountant", "approver"), "r"),
        "manager": "rwcu",
    },
    "amazon.punchin.delegation": {"named": "rwcu", "manager": "rwcu"},
    "amazon.punchin.extrinsic": {"manager": "rwcu"},
    "amazon.punchin.inbox.failure": {"manager": "r"},
    "amazon.punchin.item.rule": {"manager": "rwc"},
    "amazon.punchin.location": {
        **dict.fromkeys(("buyer", "colleague", "requisitioner", "purchaser", "accountant", "approver"), "r"),
        "manager": "rwcu",
    },
    "amazon.punchin.message": {"manager": "r"},
    "amazon.punchin.newcomer": {"manager": "rw"},
    "amazon.punchin.person": {"manager": "rwcu"},
    "amazon.punchin.report": dict.fromkeys(("buyer", "purchaser", "accountant", "approver", "manager"), "r"),
    "amazon.punchin.retention": {"manager": "rwcu"},
    "amazon.punchin.session": {"manager": "r"},
    "amazon.punchin.stranger": {},
    "amazon.punchin.unspsc": {**dict.fromkeys(ROLES, "r"), "manager": "rwcu"},
    "amazon.punchin.vault": {},
    "purchase.order": {
        "named": "r",
        "buyer": "rw",
        "purchaser": "rwcu",
        "accountant": "rw",
        "approver": "rwcu",
        "manager": "rw",
    },
    "purchase.order.line": {
        "named": "r",
        "buyer": "rw",
        "purchaser": "rwcu",
        "accountant": "rw",
        "approver": "rwcu",
        "manager": "rw",
    },
}

EVERYBODY_WHO_SEES = {"named", "buyer", "purchaser", "accountant", "approver", "manager"}
WHO_WRITES = {"buyer", "purchaser", "accountant", "approver", "manager"}
WHO_RECEIVES = {"buyer", "purchaser", "approver", "manager"}
WHO_SHOPS = {"buyer", "colleague", "requisitioner", "purchaser", "accountant", "approver", "manager"}

#: Button to the record that it is pressed on, and who may press it.
BUTTONS = {
    "action_amazon_accept_price": ("asked", {"manager"}),
    "action_amazon_has_it": ("unknown", {"manager"}),
    "action_amazon_line_coding": ("waiting", EVERYBODY_WHO_SEES),
    "action_amazon_preview": ("cart", {"manager"}),
    "action_amazon_receive": ("ordered", WHO_RECEIVES),
    "action_amazon_receive_all": ("ordered", WHO_RECEIVES),
    "action_amazon_refuse_price": ("asked", {"manager"}),
    "action_amazon_remember": ("line", EVERYBODY_WHO_SEES),
    "action_amazon_send_again": ("unknown", {"manager"}),
    "action_amazon_state_cancelled": ("unknown", {"manager"}),
    "action_add": ("amazon.punchin.newcomer", {"manager"}),
    "action_add_approval_rule": ("config", {"manager"}),
    "action_add_me": ("without people", {"manager"}),
    "action_decline": ("amazon.punchin.newcomer", {"manager"}),
    "action_compare": ("amazon.punchin.address", {"manager"}),
    "action_match": ("amazon.punchin.address", {"manager"}),
    "action_find_user": ("without a user", {"manager"}),
    "action_give_role": ("without a role", {"manager"}),
    "action_give_roles": ("config", {"manager"}),
    "action_invite": ("amazon.punchin.person", {"manager"}),
    "action_amazon_todays_price": ("expired", {"manager"}),
    "action_end_previous_inbox_password": ("config", {"manager"}),
    "action_end_previous_shared_secret": ("config", {"manager"}),
    "action_generate_inbox_password": ("config", {"manager"}),
    "action_process_again": ("failed", {"manager"}),
    "action_set_aside": ("failed", {"manager"}),
    "action_change_mode": ("config", {"manager"}),
    "action_check": ("config", {"manager"}),
    "action_forget_next_secret": ("config", {"manager"}),
    "action_freeze_address": ("config", set()),
    "action_import_credentials": ("config", {"manager"}),
    "action_open_shop": ("config", WHO_SHOPS),
    "action_preview_touchless": ("config", {"manager"}),
    "action_print_checklist": ("config", {"manager"}),
    "action_use_next_secret": ("config", {"manager"}),
    "action_view_amazon_shipments": ("decided", WHO_WRITES),
    "action_view_inbox_failures": ("config", {"manager"}),
    "action_view_messages": ("config", {"manager"}),
    "action_view_orders": ("config", WHO_SHOPS),
    "button_approve": ("waiting", {"named"}),
    "button_cancel": ("cart", WHO_WRITES),
    "button_confirm": ("cart", WHO_WRITES),
}


def opens(model):
    """What a button does that opens a window or a list: a function as in :data:`EFFECTS`."""
    return lambda _record, answer: answer["res_model"] == model


#: Button to whether it did what it is for: a function of the record that it was pressed on and of what it gave.
EFFECTS = {
    "action_add": lambda newcomer, _answer: newcomer.state == "added",
    "action_add_approval_rule": lambda config, answer: (
        config in config._approval_rules().config_ids or answer.get("res_model") == "amazon.punchin.approval.rule"
    ),
    "action_add_me": lambda config, _answer: "amazon_manager" in config.person_ids.user_id.mapped("login"),
    "action_give_roles": lambda config, _answer: not config.lacking_role_count,
    "action_amazon_accept_price": lambda order, _answer: order.amazon_price_decision == "accepted",
    "action_amazon_has_it": lambda order, _answer: order.amazon_state == "sent",
    "action_amazon_preview": opens("amazon.punchin.preview"),
    "action_amazon_receive": opens("amazon.punchin.receiving"),
    "action_amazon_receive_all": lambda order, _answer: all(order._amazon_item_lines().mapped("qty_received")),
    "action_amazon_refuse_price": lambda order, _answer: order.amazon_price_decision == "cancel",
    "action_amazon_remember": opens("amazon.punchin.item.rule"),
    "action_amazon_send_again": lambda order, _answer: order.amazon_state == "pending",
    "action_amazon_state_cancelled": opens("amazon.punchin.cancellation"),
    "action_amazon_todays_price": lambda order, _answer: order.amazon_state == "waiting",
    "action_change_mode": opens("amazon.punchin.mode.change"),
    "action_check": lambda config, _answer: all(config.check_ids.mapped("checked_at")),
    "action_compare": opens("amazon.punchin.address.match"),
    "action_decline": lambda newcomer, _answer: newcomer.state == "declined",
    "action_end_previous_inbox_password": lambda config, _answer: not config.inbox_previous_hash,
    "action_end_previous_shared_secret": lambda config, _answer: not config.shared_secret_previous_hash,
    "action_find_user": lambda person, _answer: person.user_id,
    "action_forget_next_secret": lambda config, _answer: not config.shared_secret_next,
    "action_freeze_address": lambda config, _answer: config.env["ir.config_parameter"].get_param("web.base.url.freeze"),
    "action_generate_inbox_password": lambda config, answer: (
        answer["context"]["default_password"] == config.inbox_password
    ),
    "action_give_role": lambda person, _answer: person.user_id.has_group("amazon_punchin.group_punchout_buyer"),
    "action_import_credentials": opens("amazon.punchin.credentials"),
    "action_invite": lambda person, _answer: person.invited_at,
    "action_amazon_line_coding": opens("purchase.order.line"),
    "action_match": lambda address, _answer: address.location_id,
    "action_open_shop": lambda config, answer: answer["url"].startswith(f"/amazon_punchin/{config.token}/start"),
    "action_preview_touchless": opens("amazon.punchin.touchless"),
    "action_print_checklist": lambda _config, answer: answer["report_name"] == "amazon_punchin.report_checklist",
    "action_process_again": lambda message, _answer: message.error,
    "action_set_aside": lambda message, _answer: message.state == "dismissed",
    "action_use_next_secret": lambda config, _answer: config.shared_secret == NEXT_SECRET,
    "action_view_amazon_shipments": opens("amazon.punchin.shipment"),
    "action_view_inbox_failures": opens("amazon.punchin.inbox.failure"),
    "action_view_messages": opens("amazon.punchin.message"),
    "action_view_orders": opens("purchase.order"),
    "button_approve": lambda order, _answer: order.amazon_state == "pending",
    "button_cancel": lambda order, _answer: order.amazon_state == "cancelled",
    "button_confirm": lambda order, _answer: order.amazon_state == "waiting",
}

#: Buttons that may be pressed by whoever sees the order, and then say whose turn it is.
ANSWERING = ("button_approve",)

NEXT_SECRET = "next-secret-value"

ACCESS = "odoo.exceptions.AccessError"

#: How Odoo says no; any other exception is a crash.
REFUSALS = {f"odoo.exceptions.{name}" for name in ("AccessError", "MissingError", "UserError", "ValidationError")}

#: Orders that buttons need, each in a state of its own.
STATES_OF_ORDERS = ("cart", "waiting", "unknown", "expired", "asked", "decided", "ordered")

#: Buttons of windows that somebody opens; their own tests press them.
OF_WIZARDS = {
    "amazon.punchin.address.import",
    "amazon.punchin.address.match",
    "amazon.punchin.bill.release",
    "amazon.punchin.cancellation",
    "amazon.punchin.credentials",
    "amazon.punchin.decision",
    "amazon.punchin.home",
    "amazon.punchin.mode.change",
    "amazon.punchin.person.import",
    "amazon.punchin.receipt.undo",
    "amazon.punchin.receiving",
    "amazon.punchin.rule.tester",
    "amazon.punchin.touchless",
}


@tagged("post_install", "-at_install")
class TestMatrix(AmazonHttpCase):
    """Every role, model and button, as a client reaches them: by RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Nobody else is asked while roles are tried.
        cls.startClassPatcher(patch.object(connection, "connect", return_value=done("Fine")))
        cls.startClassPatcher(patch.object(https, "probe", return_value=(404, {})))
        cls.named = cls.make_user("named", "base.group_user")
        cls.accountant = cls.make_user("accountant", "account.group_account_invoice")
        cls.stranger = cls.make_user("stranger", "base.group_user", cls.other_company)
        cls.lost = cls.make_user("lost", "base.group_user")
        cls.lost.email = "lost@example.com"
        cls.users = {role: getattr(cls, role) for role in ROLES}
        shared = {
            "amazon.punchin.circuit": cls.env["amazon.punchin.circuit"].create(
                {"address": "https://orders.example.com/", "since": "2026-01-01 00:00:00"}
            ),
            "amazon.punchin.unspsc": cls.env.ref("amazon_punchin.unspsc_44"),
        }
        cls.records = {
            cls.company: {**cls.make_records(cls.config, cls.buyer, cls.named), **shared},
            cls.other_company: cls.make_records(cls.other_config, cls.foreign_buyer, cls.stranger),
        }

    @classmethod
    def make_records(cls, config, buyer, approver):
        """One record of each model in one company, and the orders in each state that a button needs."""
        env, company = cls.env, config.company_id
        rule = env["amazon.punchin.approval.rule"].create(
            {
                "name": "Named",
                "company_id": company.id,
                "approver_type": "users",
                "user_ids": [Command.set(approver.ids)],
                "minimum": 1,
            }
        )
        orders = {name: cls.make_coded(config, buyer) for name in STATES_OF_ORDERS}
        orders["waiting"].with_user(buyer).button_confirm()
        for name in ("decided", "ordered"):
            orders[name].with_user(buyer).button_confirm()
            orders[name].with_user(approver).button_approve()
        lock.opened(orders["ordered"]).amazon_state = "sent"
        for name in ("unknown", "expired"):
            lock.opened(orders[name]).amazon_state = name
        lock.opened(orders["asked"]).write({"amazon_state": "confirmed", "amazon_price_decision": "asked"})
        # So that those who see an order because they decided it see these, too.
        for name in ("unknown", "expired", "asked", "cart"):
            orders[name].amazon_approval_ids.unlink()
        env["amazon.punchin.extrinsic"].create({"config_id": config.id, "name": "CostCenter", "value": "1"})
        env["amazon.punchin.delegation"].create(
            {"user_id": approver.id, "delegate_id": buyer.id, "date_from": "2020-01-01", "date_to": "2020-01-02"}
        )
        location = config.location_id.copy({"name": "Not used yet"})
        item_rule = env["amazon.punchin.item.rule"].create(
            {"name": "Warn", "company_id": company.id, "verdict": "warn", "unspsc": "99"}
        )
        decided = orders["decided"]
        answer = env["amazon.punchin.line.status"].create(
            {"line_id": decided.order_line[0].id, "answer": "accepted", "quantity": 1}
        )
        shipment = env["amazon.punchin.shipment"].create(
            {
                "name": "D1",
                "config_id": config.id,
                "state": "shipped",
                "noticed_at": "2026-03-17 12:00:00",
                "order_ids": [Command.set(decided.ids)],
                "line_ids": [Command.create({"line_id": decided.order_line[0].id, "quantity": 1})],
            }
        )
        newcomer = env["amazon.punchin.newcomer"].create(
            {"config_id": config.id, "user_id": approver.id, "email": "newcomer@example.com"}
        )
        config.inbox_password_known = True
        config.write({"inbox_password": "changed-password", "shared_secret": "changed-secret-value"})
        config.shared_secret_next = NEXT_SECRET
        return {
            **orders,
            "line": decided.order_line[:1],
            "config": config,
            "failed": env["amazon.punchin.message"].create(
                {
                    "config_id": config.id,
                    "direction": "in",
                    "document": "StatusUpdateRequest",
                    "dedup_key": "failed",
                    "state": "failed",
                    "raw": packed(b"<cXML/>"),
                }
            ),
            "amazon.punchin.address": env["amazon.punchin.address"].create(
                {
                    "config_id": config.id,
                    "name": "Goods In",
                    **{name: cls.address[name] for name in ("street", "city", "zip")},
                    **{name: cls.address[name].id for name in ("state_id", "country_id")},
                }
            ),
            "without a user": env["amazon.punchin.person"].create({"config_id": config.id, "email": cls.lost.email}),
            "without a role": cls.make_person(config, cls.employee),
            "without people": cls.make_config("Just made", company),
            "amazon.punchin.approval": decided.amazon_approval_ids,
            "amazon.punchin.approval.decision": decided.amazon_approval_ids.decision_ids,
            "amazon.punchin.approval.rule": rule,
            "amazon.punchin.check": config.check_ids[:1],
            "amazon.punchin.config": config,
            "amazon.punchin.delegation": env["amazon.punchin.delegation"].search([("user_id", "=", approver.id)]),
            "amazon.punchin.extrinsic": config.extrinsic_ids,
            "amazon.punchin.inbox.failure": env["amazon.punchin.inbox.failure"].create(
                {"config_id": config.id, "address": "192.0.2.1"}
            ),
            "amazon.punchin.item.rule": item_rule,
            "amazon.punchin.line.status": answer,
            "amazon.punchin.location": location,
            "amazon.punchin.message": decided.amazon_message_ids[:1],
            "amazon.punchin.newcomer": newcomer,
            "amazon.punchin.person": config.person_ids[:1],
            "amazon.punchin.retention": config.retention_ids[:1],
            "amazon.punchin.stranger": env["amazon.punchin.stranger"].create(
                {"config_id": config.id, "network": "192.0.2.1", "size": 1}
            ),
            "amazon.punchin.vault": config.vault_ids,
            "amazon.punchin.receipt": env["amazon.punchin.receipt"].create(
                {"line_id": decided.order_line[0].id, "quantity": 1}
            ),
            "amazon.punchin.session": env["amazon.punchin.session"].search([("config_id", "=", config.id)], limit=1),
            "amazon.punchin.shipment": shipment,
            "amazon.punchin.shipment.line": shipment.line_ids,
            "amazon.punchin.report": env["amazon.punchin.report"].search([("order_id", "=", decided.id)], limit=1),
            "purchase.order": decided,
            "purchase.order.line": decided.order_line[:1],
        }

    @classmethod
    def make_coded(cls, config, buyer):
        order = cls.make_order(buyer, config)
        config.write({"require_budget": False, "require_department": False, "require_account": False})
        return order

    def test_every_model_of_the_addon_is_in_the_matrix(self):
        ours = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("amazon.punchin.") and not model._abstract and not model._transient
        }
        self.assertEqual(ours, {name for name in RECORDS if name.startswith("amazon.")})

    def test_every_button_of_the_addon_is_in_the_matrix(self):
        views = self.env["ir.ui.view"].search(
            [("model_data_id.module", "=", "amazon_punchin"), ("model", "not in", [*OF_WIZARDS])]
        )
        buttons = {
            button.get("name")
            for view in views
            for button in etree.fromstring(view.arch).iter("button")
            if button.get("type") == "object"
        }
        self.assertEqual((buttons, set(EFFECTS)), (set(BUTTONS), set(BUTTONS)))

    def test_nothing_is_done_before(self):
        """What a button is for has not happened yet, so that its effect can be seen."""
        for records in self.records.values():
            for button, (kind, _allowed) in BUTTONS.items():
                with self.subTest(button=button), suppress(KeyError):
                    self.assertFalse(EFFECTS[button](records[kind], {}))

    def test_records(self):
        for role, user in self.users.items():
            self.authenticate(user.login, user.login)
            for company, records in self.records.items():
                for model, rights in RECORDS.items():
                    if model not in records:
                        continue
                    expected = rights.get(role, "") if company == self.company else ""
                    with self.subTest(role=role, company=company.name, model=model):
                        self.assertEqual(self.rights(records[model], company == self.company), expected)

    def test_buttons(self):
        for role, user in self.users.items():
            self.authenticate(user.login, user.login)
            for company, records in self.records.items():
                for button, (kind, allowed) in BUTTONS.items():
                    expected = company == self.company and role in allowed
                    with self.subTest(role=role, company=company.name, button=button):
                        self.assertEqual(self.can_press(records[kind], button), expected)

    def rights(self, record, own):
        """What the signed-in user may do with a record.

        :param bool own: of the user's company, where only access rights count, whatever else would refuse it
        """
        model, name = record._name, self.harmless_field(record)
        value = str(record._fields[name].convert_to_write(record[name], record) or "")
        calls = {
            "r": ("read", [record.ids, [name]]),
            "w": ("write", [record.ids, {name: value}]),
            "c": ("create", [self.copied(record)]),
            "u": ("unlink", [record.ids]),
        }
        return "".join(
            letter
            for letter, (method, args) in calls.items()
            if self.refusal(model, method, args) not in ({ACCESS} if own else REFUSALS)
        )

    def harmless_field(self, record):
        return {
            "amazon.punchin.check": "message",
            "amazon.punchin.circuit": "address",
            "amazon.punchin.delegation": "date_to",
            "amazon.punchin.extrinsic": "value",
            "amazon.punchin.inbox.failure": "address",
            "amazon.punchin.retention": "body_days",
            "amazon.punchin.message": "payload_id",
            "amazon.punchin.newcomer": "email",
            "amazon.punchin.person": "email",
            "amazon.punchin.report": "quantity",
            "amazon.punchin.session": "state",
            "amazon.punchin.stranger": "network",
            "amazon.punchin.vault": "token",
            "amazon.punchin.line.status": "quantity",
            "amazon.punchin.receipt": "quantity",
            "amazon.punchin.shipment.line": "quantity",
            "amazon.punchin.approval": "state",
            "amazon.punchin.approval.decision": "comment",
            "purchase.order": "note",
            "purchase.order.line": "sequence",
        }.get(record._name, "name")

    def copied(self, record):
        """Values for one more such record of the same company; the rights are asked first, before what is missing."""
        company_id = record.company_id.id if "company_id" in record else self.company.id
        return {
            "amazon.punchin.address": {"config_id": self.config_of(record).id, "name": "More"},
            "amazon.punchin.approval.rule": {
                "name": "More",
                "company_id": company_id,
                "user_ids": [(6, 0, self.named.ids)],
            },
            "amazon.punchin.config": {
                "name": "More",
                "company_id": company_id,
                "partner_id": self.vendor.id,
                "buyer_identity": "X",
            },
            "amazon.punchin.stranger": {"config_id": self.config_of(record).id, "network": "192.0.2.1", "size": 1},
            "amazon.punchin.vault": {"config_id": self.config_of(record).id},
            "amazon.punchin.delegation": {
                "user_id": (record.user_id if "user_id" in record else self.named).id,
                "delegate_id": self.foreign_buyer.id,
                "date_from": "2021-01-01",
                "date_to": "2021-01-02",
            },
            "amazon.punchin.extrinsic": {"config_id": self.config_of(record).id, "name": "More", "value": "1"},
            "amazon.punchin.item.rule": {"name": "More", "company_id": company_id, "verdict": "warn"},
            "amazon.punchin.location": {
                "config_id": self.config_of(record).id,
                "partner_id": self.address.id,
                "name": "More",
            },
            "amazon.punchin.person": {"config_id": self.config_of(record).id, "email": "more@example.com"},
            "amazon.punchin.retention": {
                "config_id": self.config_of(record).id,
                "document": "unknown",
                "body_days": 1,
                "row_days": 1,
            },
            "amazon.punchin.unspsc": {"code": "98", "name": "More"},
            "purchase.order": {"partner_id": self.vendor.id, "company_id": company_id},
        }.get(record._name, {})

    def config_of(self, record):
        return record.config_id if "config_id" in record else self.config

    def can_press(self, record, button):
        """Whether a button does what it is for; one that does nothing says so by an exception."""
        worked = []
        refusal = self.refusal(
            record._name, button, [record.ids], lambda answer: worked.append(EFFECTS[button](record, answer))
        )
        if not refusal and button not in ANSWERING:
            self.assertTrue(worked[0], "nothing came of it")
        return not refusal and bool(worked[0])

    @mute_logger("odoo.http", "odoo.sql_db", "odoo.addons.base.models.ir_rule")
    def refusal(self, model, method, args, look=None):
        """Make a call, and undo it.

        :param Callable look: takes what the call gave, before it is undone
        :return: the name of the exception that it is refused with; empty if it goes through
        """
        self.env.flush_all()
        self.env.cr.execute("SAVEPOINT probe")
        try:
            answer = self.make_jsonrpc_request(
                f"/web/dataset/call_kw/{model}/{method}", {"model": model, "method": method, "args": args, "kwargs": {}}
            )
            self.env.invalidate_all()
            if look:
                look(answer)
            return ""
        except JsonRpcException as error:
            self.assertIn(str(error), REFUSALS, f"{model}.{method} crashes")
            return str(error)
        finally:
            self.env.cr.execute("ROLLBACK TO SAVEPOINT probe")
            self.env.invalidate_all()
