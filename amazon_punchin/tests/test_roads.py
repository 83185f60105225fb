from collections import defaultdict
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from odoo.fields import Command
from odoo.tests import tagged

from .answer_case import AnswerSetup
from .carts import Line
from .common import AmazonHttpCase
from .invoices import InvoiceDocument, InvoicedOrder, InvoiceLine
from .ship_notices import Portion, ShipNoticeDocument

EVERY_ORDER = {"basket", "waiting", "decided", "billed", "direct"}
WITH_BILL = EVERY_ORDER | {"shipment", "bill"}

#: Role to its group, and to the records that are theirs to see.
ROLES = {
    "named": ("base.group_user", {"waiting", "decided", "billed"}),
    "substitute": ("base.group_user", {"waiting"}),
    "buyer": ("amazon_punchin.group_punchout_buyer", {"basket", "waiting", "decided", "billed", "shipment"}),
    "requisitioner": ("amazon_punchin.group_requisitioner", {"direct"}),
    "manager": ("amazon_punchin.group_manager", EVERY_ORDER | {"shipment", "message"}),
    "purchaser": ("purchase.group_purchase_user", WITH_BILL),
    "approver": ("purchase.group_purchase_manager", WITH_BILL),
    "invoicing": ("account.group_account_invoice", WITH_BILL),
    "auditor": ("account.group_account_readonly", WITH_BILL),
    "accountant": ("account.group_account_manager", WITH_BILL),
    "approver_who_buys": ("amazon_punchin.group_punchout_buyer", {"waiting", "decided", "billed"}),
    "of_another_app": ("base.group_user", EVERY_ORDER),
    "approver_in_purchase": ("purchase.group_purchase_user", WITH_BILL),
}

#: Pages to which the number of a record is added, and the model that they show.
PAGES = {
    "amazon-orders": "purchase.order",
    "amazon-approvals": "purchase.order",
    "amazon-decisions": "purchase.order",
    "purchase": "purchase.order",
    "purchase-orders": "purchase.order",
    "amazon-waiting-bills": "purchase.order",
    "vendor-bills": "account.move",
    "amazon-shipments": "amazon.punchin.shipment",
    "amazon-messages": "amazon.punchin.message",
}


@tagged("post_install", "-at_install")
class TestRoads(AnswerSetup, AmazonHttpCase):
    """Everybody opens what is theirs to see, whatever leads there, as the web client does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role, (group, _records) in ROLES.items():
            if not hasattr(cls, role):
                setattr(cls, role, cls.make_user(role, group))
        cls.of_another_app.group_ids = [Command.link(cls.make_group_of_another_app().id)]
        cls.config.policy = "direct_allowed"
        asked = cls.named | cls.approver_who_buys | cls.approver_in_purchase
        cls.env["amazon.punchin.approval.rule"].create(
            {
                "name": "Named",
                "company_id": cls.company.id,
                "user_ids": [Command.set(asked.ids)],
                "requester_ids": [Command.set(cls.buyer.ids)],
                "minimum": 1,
            }
        )
        cls.env["amazon.punchin.delegation"].create(
            {
                "user_id": cls.named.id,
                "delegate_id": cls.substitute.id,
                "date_from": "2020-01-01",
                "date_to": "2099-01-01",
            }
        )

    @classmethod
    def make_group_of_another_app(cls):
        """A group that may read purchase orders, as Inventory has one."""
        group = cls.env["res.groups"].create({"name": "Warehouse"})
        for model in ("purchase.order", "purchase.order.line"):
            model_id = cls.env["ir.model"]._get_id(model)
            cls.env["ir.model.access"].create(
                {"name": model, "model_id": model_id, "group_id": group.id, "perm_read": True}
            )
        return group

    def setUp(self):
        super().setUp()
        self.records = {
            "basket": self.make_order(payload_id="basket"),
            "waiting": self.confirmed("waiting"),
            "decided": self.confirmed("decided"),
            "billed": self.confirmed("billed"),
            "direct": self.make_order(self.requisitioner, payload_id="direct"),
        }
        for name in ("decided", "billed"):
            self.records[name].with_user(self.named).button_approve()
        order = self.records["billed"]
        order._outgoing_amazon_message()._conclude("sent", False)
        notice = self.receive(ShipNoticeDocument(portions=[Portion(number=order.name, reference="")]))
        bill = self.receive(
            InvoiceDocument(
                currency=order.currency_id.name,
                orders=[InvoicedOrder(order.name, "", lines=[InvoiceLine("1", "10.00")])],
            )
        )
        self.records |= {"shipment": order.amazon_shipment_ids, "bill": bill.bill_id, "message": notice}

    def confirmed(self, payload_id):
        order = self.code(self.make_order(payload_id=payload_id, lines=[Line(price="10.00")]))
        order.with_user(self.buyer).button_confirm()
        return order

    def test_each_role_opens_what_is_its_own(self):
        self.walk()

    def test_with_analytic_accounting(self):
        self.env.ref("base.group_user").implied_ids = [
            Command.link(self.env.ref("analytic.group_analytic_accounting").id)
        ]
        self.walk()

    def test_with_several_companies_and_in_developer_mode(self):
        everybody = self.env.ref("base.group_user")
        everybody.implied_ids = [Command.link(self.env.ref("base.group_multi_company").id)]
        for role in ROLES:
            self.user(role).company_ids = [Command.link(self.other_company.id)]
        self.walk("?debug=1")

    def user(self, role):
        return getattr(self, role)

    def walk(self, query=""):
        for role, (_group, names) in ROLES.items():
            user = self.user(role)
            self.authenticate(user.login, user.login)
            for name, record in self.records.items():
                seen = record.with_user(user).has_access("read")
                with self.subTest(role=role, record=name):
                    self.assertEqual(seen, name in names)
                if not seen:
                    continue
                roads_by_view = defaultdict(list)
                for road, view_id in self.roads(record, user, query):
                    roads_by_view[view_id].append(road)
                for view_id, roads in roads_by_view.items():
                    with self.subTest(role=role, record=name, roads=roads):
                        self.open(record, view_id)

    def roads(self, record, user, query):
        """What leads to a record, and the form that it leads to, 0 for the model's own."""
        yield "link", 0
        yield "mail", self.follow_mail(record)
        activities = self.env["mail.activity"].search([("res_model", "=", record._name), ("res_id", "=", record.id)])
        for activity in activities.filtered(lambda activity: activity.user_id == user):
            yield "activity", self.form_of(self.call(activity, "action_open_document"))
        yield "form action", self.form_of(self.call(record, "get_formview_action"))
        for page, model in PAGES.items():
            if model == record._name:
                action = self.make_jsonrpc_request(f"/web/action/load{query}", {"action_id": page})
                yield page, self.form_of(action)

    def follow_mail(self, record):
        answer = self.url_open(f"/mail/view?model={record._name}&res_id={record.id}", allow_redirects=False)
        address = urlsplit(answer.headers["Location"])
        self.assertEqual(address.path, f"/odoo/{record._name}/{record.id}")
        return int(parse_qs(address.query).get("view_id", ["0"])[0])

    def form_of(self, action):
        return next((view_id or 0 for view_id, kind in action.get("views", []) if kind == "form"), 0)

    def open(self, record, view_id):
        """Read a form and its record as the web client does, and what its chatter shows."""
        views = self.call(record.browse(), "get_views", views=[[view_id, "form"], [False, "search"]])
        form = etree.fromstring(views["views"]["form"]["arch"])
        specification = self.specification(form, views["models"], record._name)
        (values,) = self.call(record, "web_read", specification=specification)
        self.assertEqual(values["id"], record.id)
        if form.xpath("//field[@widget='analytic_distribution']"):
            self.call(self.env["account.analytic.plan"], "get_relevant_plans", business_domain="purchase_order")
            self.call(self.budget, "read", fields=["display_name", "root_plan_id", "color"])
        if form.xpath("//chatter"):
            thread = {"thread_model": record._name, "thread_id": record.id}
            lists = ["activities", "attachments", "followers"]
            self.make_jsonrpc_request(
                "/mail/data", {"fetch_params": [["mail.thread", {**thread, "request_list": lists}]]}
            )
            self.make_jsonrpc_request("/mail/thread/messages", thread)

    def specification(self, node, models, model):
        """What the web client asks ``web_read`` for: the fields below a node of a view."""
        asked = {}
        for field in node.iter("field"):
            if next(field.iterancestors("field", node.tag)) is not node:
                continue
            kind = models[model]["fields"][field.get("name")]
            entry = asked.setdefault(field.get("name"), {})
            if kind["type"] in ("many2one", "reference"):
                entry["fields"] = {"display_name": {}}
            elif kind["type"] in ("one2many", "many2many"):
                inner = entry.setdefault("fields", {})
                for view in field.iterchildren("list", "kanban", "form"):
                    inner |= self.specification(view, models, kind["relation"])
        return asked

    def call(self, record, method, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{record._name}/{method}",
            {"model": record._name, "method": method, "args": [record.ids] if record else [], "kwargs": kwargs},
        )
