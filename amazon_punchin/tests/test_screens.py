import re

from lxml import etree

from odoo.models import MAGIC_COLUMNS
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .answer_case import AnswerCase
from .answers import ConfirmationDocument
from .carts import Line
from .common import AmazonCase
from .ship_notices import Portion, ShipNoticeDocument

#: Core models whose screens show fields of ours.
_CORE_MODELS = ("account.analytic.account", "account.move", "digest.digest", "product.product", "purchase.order")

#: The field of a condition in a domain.
_FIELD = re.compile(r"""\(\s*['"]([\w.]+)['"],\s*['"](?:not )?(?:in|any|[=!<>]+)['"]""")

#: Labels that say it all by themselves. Whoever adds one asks: would somebody who is new here know?
_PLAIN_LABELS = frozenset(
    {
        "Account",
        "Address",
        "Amazon Documents That Failed",
        "Amazon Orders",
        "Approvals",
        "Approvers",
        "Arrives On",
        "At Amazon",
        "Buyer",
        "Carrier",
        "Changed",
        "Comment",
        "Company",
        "Contact",
        "Department",
        "E-mail at Amazon",
        "Error",
        "Field",
        "File",
        "From",
        "In Odoo",
        "Item",
        "Ships On",
        "Shipped On",
        "Location",
        "Manufacturer",
        "Messages",
        "Name",
        "Name at Amazon",
        "New",
        "Note",
        "Odoo User",
        "Order",
        "Ordered",
        "Orders",
        "Outcome",
        "Payments",
        "Product",
        "Quantity",
        "Reason",
        "Received",
        "Rejected",
        "Requester",
        "Role",
        "Rule",
        "Seller's VAT Number",
        "Shipments",
        "Shipped",
        "Shipping",
        "Sold by",
        "Street",
        "Tax",
        "Title",
        "Unchanged",
        "User",
        "Who Decided",
        "Will be",
    }
)


@tagged("post_install", "-at_install")
class TestHelp(AmazonCase):
    """A field whose label is not a plain word says in a sentence what it is."""

    def test_what_is_not_obvious_is_explained(self):
        unexplained = {label: names for label, names in self.labels().items() if label not in _PLAIN_LABELS}
        self.assertFalse(unexplained, "give these fields a help, in one plain sentence")

    def test_no_plain_label_is_left_over(self):
        self.assertFalse(_PLAIN_LABELS - set(self.labels()))

    def labels(self):
        """Labels of fields of ours without a help, on any form or list, with the fields that have them."""
        found = {}
        for view in self.env["ir.ui.view"].search([("inherit_id", "=", False), ("type", "in", ("form", "list"))]):
            if self.is_ours(view.model) or view.model in _CORE_MODELS:
                arch, _view = self.env[view.model]._get_view(view.id, view.type)
                for field, node in self.shown(self.env[view.model], arch):
                    if self.has_label(node) and not (field.help or node.get("help")):
                        found.setdefault(node.get("string") or field.string, set()).add(str(field))
        return found

    def shown(self, model, parent):
        """Fields of ours below a node of a view, with their nodes."""
        for node in parent.iterchildren("*"):
            field = model._fields.get(node.get("name")) if node.tag == "field" else None
            ours = field and (self.is_ours(model._name) or "amazon_punchin" in field._modules)
            if ours and field.name not in MAGIC_COLUMNS:
                yield field, node
            inner = self.env[field.comodel_name] if field and field.relational else model
            yield from self.shown(inner, node)

    def is_ours(self, model):
        return (model or "").startswith("amazon.punchin.")

    def has_label(self, node):
        hidden = {node.get("nolabel"), node.get("invisible"), node.get("column_invisible")} & {"1", "True"}
        if hidden or node.get("widget") == "handle":
            return False
        labels = node.getroottree().xpath("//label[@for=$name]", name=node.get("name"))
        return node.getparent().tag in ("group", "list") or node.get("widget") == "statinfo" or bool(labels)


@tagged("post_install", "-at_install")
class TestViewsOfOthers(AmazonCase):
    """What core or another app hides or locks stays so; our views add to it."""

    #: Fields that core never shows, and Amazon's bills do.
    _SHOWN = frozenset({"//field[@name='invoice_line_ids']/list/field[@name='purchase_line_id']"})

    def test_nothing_is_shown_again(self):
        ours = self.env["ir.model.data"].search([("model", "=", "ir.ui.view"), ("module", "=like", "amazon_punchin%")])
        views = self.env["ir.ui.view"].browse(ours.mapped("res_id"))
        seen = 0
        for view in (views - views.filtered(lambda view: view.inherit_id in views)).filtered("inherit_id"):
            for change in etree.fromstring(view.arch_db).iter("attribute"):
                if change.get("name") not in ("invisible", "column_invisible", "readonly", "required"):
                    continue
                seen += 1
                if change.getparent().get("expr") not in self._SHOWN:
                    with self.subTest(view=view.xml_id, place=dict(change.getparent().attrib), name=change.get("name")):
                        self.assertTrue(change.get("add") or change.text == "1")
        self.assertGreater(seen, 20)


@tagged("post_install", "-at_install")
class TestEverybodyReads(AmazonCase):
    """On a phone, and with weak eyes."""

    def of_module(self, model):
        data = self.env["ir.model.data"].search([("module", "=", "amazon_punchin"), ("model", "=", model)])
        return self.env[model].browse(data.mapped("res_id"))

    def test_list_that_opens_forms_is_cards_on_a_phone(self):
        actions = self.of_module("ir.actions.act_window")
        lists = actions.filtered(lambda action: {"list", "form"} <= set(action.view_mode.split(",")))
        self.assertTrue(lists)
        self.assertFalse(lists.filtered(lambda action: "kanban" not in action.view_mode).mapped("name"))

    def test_no_text_is_too_pale(self):
        views = self.of_module("ir.ui.view")
        self.assertTrue(views.filtered(lambda view: view.type == "qweb"))
        self.assertFalse(views.filtered(lambda view: "text-muted" in view.arch_db).mapped("xml_id"))


@tagged("post_install", "-at_install")
class TestEmptyLists(AmazonCase):
    """A list that is empty says what to do next."""

    def test_every_action_that_opens_a_list_has_a_help(self):
        data = self.env["ir.model.data"].search(
            [("module", "=", "amazon_punchin"), ("model", "=", "ir.actions.act_window")]
        )
        actions = self.env["ir.actions.act_window"].browse(data.mapped("res_id"))
        lists = actions.filtered(lambda action: set(action.view_mode.split(",")) - {"form"})
        self.assertTrue(lists)
        self.assertFalse(lists.filtered(lambda action: not action.help).mapped("name"))
        for action in lists:
            with self.subTest(action=action.name):
                self.assertRegex(action.help, r"(?s)o_view_nocontent_smiling_face.*</p>\s*<p>\s*\S")


@tagged("post_install", "-at_install")
class TestFilters(AmazonCase):
    """Filters of one group widen each other, so those of a group ask about the same thing."""

    #: Groups whose filters are meant to widen each other though they ask about several fields, by the first one's name.
    _ALTERNATIVES = frozenset(
        {"mine", "carts", "unmapped", "rejected", "requisitioners", "verdicts", "without_user", "today"}
    )

    def test_filters_of_a_group_ask_about_the_same(self):
        seen = 0
        for view in self.env["ir.ui.view"].search([("type", "=", "search"), ("model", "!=", False)]):
            if not view.xml_id.startswith("amazon_punchin") or view.inherit_id:
                continue
            for group in self._groups(view._get_combined_arch()):
                seen += 1
                names = [node.get("name") for node in group]
                asked = {self._asked(node) for node in group}
                with self.subTest(view=view.xml_id, filters=names):
                    self.assertTrue(len(asked) == 1 or names[0] in self._ALTERNATIVES)
        self.assertGreater(seen, 20)

    def _groups(self, arch):
        """Filters that stand side by side, without those that group."""
        groups = [[]]
        for node in arch.iter("*"):
            if node.tag == "filter" and (node.get("domain") or node.get("date")):
                groups[-1].append(node)
            else:
                groups.append([])
        return filter(None, groups)

    def _asked(self, node):
        return frozenset([node.get("date")] if node.get("date") else _FIELD.findall(node.get("domain")))


@tagged("post_install", "-at_install")
class TestSearch(AnswerCase):
    """Orders and documents are found by what is on Amazon's parcels and pages."""

    def setUp(self):
        super().setUp()
        self.order = self.make_sent_order(Line(asin="B0FOUND123", seller="Pens & More"))
        self.make_sent_order(Line(asin="B0OTHER123", seller="Paper & More"), payload_id="another")
        for document in (ConfirmationDocument(), ShipNoticeDocument()):
            document.number, document.reference = self.order.name, ""
            if isinstance(document, ShipNoticeDocument):
                document.portions = [Portion(number=self.order.name, reference="")]
            self.receive(document, payload_id=f"{type(document).__name__}@amazon.com")

    def found(self, view, label, value):
        """Records that a search for a value in one field of a search view gives."""
        view = self.env.ref(f"amazon_punchin.{view}")
        model = self.env[view.model].with_user(self.manager)
        arch = etree.fromstring(model.get_view(view.id, "search")["arch"])
        (domain,) = arch.xpath("//field[@string=$label]/@filter_domain", label=label)
        return model.search(safe_eval(domain, {"self": value}))

    def test_by_asin_seller_amazon_order_number_and_tracking_number(self):
        for label, value in (
            ("ASIN", "B0FOUND123"),
            ("Seller", "pens & more"),
            ("Order", "113-1234567"),
            ("Tracking Number", "1Z999AA10123456784"),
        ):
            with self.subTest(label=label):
                self.assertEqual(self.found("purchase_order_view_search_amazon_punchin", label, value), self.order)
                documents = self.found("amazon_punchin_message_view_search", label, value)
                self.assertEqual(documents.order_ids, self.order)
                kinds = {"PunchOutOrderMessage", "OrderRequest", "ConfirmationRequest", "ShipNoticeRequest"}
                self.assertEqual(set(documents.mapped("document")), kinds)
