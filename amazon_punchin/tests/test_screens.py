from odoo.models import MAGIC_COLUMNS
from odoo.tests import tagged

from .common import AmazonCase

#: Core models whose screens show fields of ours.
_CORE_MODELS = ("account.analytic.account", "account.move", "digest.digest", "product.product", "purchase.order")

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
        "Leaves On",
        "Left On",
        "Location",
        "Manufacturer",
        "Messages",
        "Name",
        "Name at Amazon",
        "New",
        "New Password",
        "Note",
        "Odoo User",
        "Order",
        "Ordered",
        "Orders",
        "Outcome",
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
    """A field whose label is no plain word says in a sentence what it is."""

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
