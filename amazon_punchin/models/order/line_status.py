from odoo import fields, models

from ... import protocol
from ...tools import dates

#: What a type of ``ConfirmationStatus`` says of its pieces; every other type says yes.
_ANSWERS = {
    protocol.confirmation.BACKORDERED: "backordered",
    protocol.confirmation.REJECTED: "rejected",
    protocol.confirmation.UNKNOWN: False,
}


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
        required=True,
        readonly=True,
        help="What Amazon does with these pieces: deliver, deliver later, or not at all.",
    )
    quantity = fields.Float(digits="Product Unit", readonly=True)
    price_unit = fields.Float(
        string="Unit Price", digits="Product Price", readonly=True, help="As Amazon will charge it, without tax."
    )
    tax = fields.Monetary(readonly=True)
    shipping = fields.Monetary(readonly=True)
    shipment_date = fields.Date(string="Leaves On", readonly=True)
    delivery_date = fields.Date(string="Arrives On", readonly=True)
    amazon_order_ref = fields.Char(
        string="Amazon Order Number",
        readonly=True,
        help="Amazon's own number of the order; it may split one order into several.",
    )
    asin = fields.Char(string="Replaced by (ASIN)", readonly=True, help="What comes instead, if Amazon names an item.")
    reason = fields.Text(
        string="Amazon's Reason",
        readonly=True,
        help="Why Amazon does not deliver them, in its own words.",
    )
    comment = fields.Text(readonly=True)

    def _prepare_from_item(self, line, item, confirmation):
        """Values of one answer; without an answer where Amazon takes back what it said.

        :param purchase.order.line line: the line
        :param amazon_punchin.protocol.confirmation.ItemStatus item: one status
        :param amazon_punchin.protocol.confirmation.Confirmation confirmation: the whole answer
        :rtype: dict
        """
        answer = _ANSWERS.get(item.type, "accepted")
        order_ref = confirmation.order_ref if answer in ("accepted", "backordered") else ""
        return {
            "line_id": line.id,
            "answer": answer,
            "quantity": float(item.quantity),
            "price_unit": line.price_unit if item.unit_price is None else float(item.unit_price),
            "tax": float(item.tax or 0),
            "shipping": float(item.shipping or 0),
            "shipment_date": dates.day(item.shipment),
            "delivery_date": dates.day(item.delivery),
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
