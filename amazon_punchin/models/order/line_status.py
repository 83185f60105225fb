from odoo import fields, models
from odoo.tools import groupby

from ... import protocol
from ...tools import dates

#: What a type of ``ConfirmationStatus`` says of its pieces; every other type says yes.
_ANSWERS = {
    protocol.confirmation.BACKORDERED: "backordered",
    protocol.confirmation.REJECTED: "rejected",
    protocol.confirmation.UNKNOWN: False,
}

#: Answers by which the pieces arrive, some day.
_COMING = ("accepted", "backordered")


class AmazonPunchinLineStatus(models.Model):
    """One of Amazon's answers: what becomes of some pieces of a line."""

    _name = "amazon.punchin.line.status"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Amazon's Answer to Some Pieces of an Order Line"
    _order = "line_id, id"

    line_id = fields.Many2one(
        "purchase.order.line", string="Item", required=True, readonly=True, index=True, ondelete="cascade"
    )
    order_id = fields.Many2one(related="line_id.order_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    answer = fields.Selection(
        [("accepted", "Accepted"), ("backordered", "Back-ordered"), ("rejected", "Rejected")],
        readonly=True,
        help="What Amazon does with these pieces: deliver, deliver later, or not at all. Empty: it withdraws its "
        "earlier answer.",
    )
    message_id = fields.Many2one(
        "amazon.punchin.message", string="Document", readonly=True, index="btree_not_null", ondelete="set null"
    )
    noticed_at = fields.Datetime(string="Written On", readonly=True, help="When Amazon wrote it.")
    counts = fields.Boolean(readonly=True, default=True, help="Whether no later answer of Amazon's replaces it.")
    quantity = fields.Float(digits="Product Unit", readonly=True)
    price_unit = fields.Float(
        string="Unit Price",
        digits="Product Price",
        readonly=True,
        help="The price that Amazon will charge, without tax.",
    )
    tax = fields.Monetary(readonly=True)
    shipping = fields.Monetary(readonly=True)
    shipment_date = fields.Date(string="Ships On", readonly=True)
    delivery_date = fields.Date(string="Arrives On", readonly=True)
    amazon_order_ref = fields.Char(
        string="Amazon Order Number",
        readonly=True,
        help="Amazon's order number; Amazon may split one order into several.",
    )
    asin = fields.Char(
        string="Replaced by (ASIN)", readonly=True, help="The item that Amazon sends instead, if it names one."
    )
    reason = fields.Text(
        string="Amazon's Reason",
        readonly=True,
        help="Why Amazon does not deliver them, in its own words.",
    )
    comment = fields.Text(readonly=True)

    def _statements(self):
        """Answers by the document that gave them, in the order in which Amazon wrote these.

        :rtype: list[amazon.punchin.line.status]
        """
        said = self.sorted(lambda status: (status.noticed_at, status.id))
        return [self.browse().concat(*group) for _key, group in groupby(said, lambda s: (s.noticed_at, s.message_id))]

    def _after(self, earlier):
        """What counts once these answers of one document have come after others.

        They replace what Amazon said before of the same line, except for pieces that Amazon delivers under another
        order number: one order of ours may become several at Amazon, answered one by one. Those stay while all of it
        are not more pieces than were ordered.

        :param amazon.punchin.line.status earlier: what counted before
        :rtype: amazon.punchin.line.status
        """
        if not all(self.mapped("answer")):
            return self.browse()
        refs = {status.amazon_order_ref or "" for status in self}
        others = earlier.filtered(lambda status: (status.amazon_order_ref or "") not in refs)
        pieces = sum((self | others).mapped("quantity"))
        return self if pieces > self.line_id.product_qty else others | self

    def _prepare_from_item(self, line, item, confirmation):
        """Values of one answer; without an answer where Amazon takes back what it said.

        :param purchase.order.line line: the line
        :param amazon_punchin.protocol.confirmation.ItemStatus item: one status
        :param amazon_punchin.protocol.confirmation.Confirmation confirmation: the whole answer
        :rtype: dict
        """
        answer = _ANSWERS.get(item.type, "accepted")
        order_ref = confirmation.order_ref if answer in _COMING else ""
        return {
            "line_id": line.id,
            "answer": answer,
            "quantity": float(item.quantity),
            "price_unit": line.price_unit if item.unit_price is None else float(item.unit_price),
            "tax": float(item.tax or 0),
            "shipping": float(item.shipping or 0),
            "shipment_date": answer in _COMING and dates.day(item.shipment),
            "delivery_date": answer in _COMING and dates.day(item.delivery),
            "amazon_order_ref": ", ".join(item.order_refs) or order_ref,
            "asin": item.asin if item.asin != line.amazon_asin else False,
            "reason": item.reason,
            "comment": item.comment,
        }

    def _prepare_from_header(self, line, confirmation):
        """Values of the answer to a line that only the header speaks of.

        :param purchase.order.line line: the line
        :param amazon_punchin.protocol.confirmation.Confirmation confirmation: the whole answer
        :rtype: dict
        """
        return {
            "line_id": line.id,
            "answer": _ANSWERS.get(confirmation.unmentioned, "accepted"),
            "quantity": line.product_qty,
            "price_unit": line.price_unit,
            "amazon_order_ref": confirmation.order_ref,
            "reason": confirmation.reason,
            "comment": confirmation.comment,
        }
