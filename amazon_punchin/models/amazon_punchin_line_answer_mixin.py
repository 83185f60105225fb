from collections import defaultdict

from odoo import fields, models

#: Fields of a line that follow from Amazon's answers and shipments.
ANSWER_FIELDS = frozenset(
    {
        "amazon_answered_at",
        "amazon_confirmed_price",
        "amazon_delivery_date",
        "amazon_line_state",
        "amazon_qty_accepted",
        "amazon_qty_backordered",
        "amazon_qty_rejected",
        "amazon_qty_shipped",
        "amazon_shipment_line_ids",
        "amazon_status_ids",
    }
)


class AmazonPunchinLineAnswerMixin(models.AbstractModel):
    """What Amazon answered and sent of an order line, counted in pieces; what was ordered stays as it is."""

    _name = "amazon.punchin.line.answer.mixin"
    _description = "Order Line That Amazon Answers"

    amazon_line_state = fields.Selection(
        [
            ("accepted", "Accepted"),
            ("backordered", "Back-ordered"),
            ("partial", "Partly accepted"),
            ("rejected", "Rejected"),
        ],
        string="Amazon's Answer",
        readonly=True,
        copy=False,
    )
    amazon_status_ids = fields.One2many(
        "amazon.punchin.line.status", "line_id", string="Amazon's Answers", readonly=True, copy=False
    )
    amazon_shipment_line_ids = fields.One2many(
        "amazon.punchin.shipment.line", "line_id", string="Shipped by Amazon", readonly=True, copy=False
    )
    amazon_answered_at = fields.Datetime(
        string="Amazon's Last Answer", readonly=True, copy=False, help="When Amazon wrote the answer that counts."
    )
    amazon_qty_accepted = fields.Float(string="Accepted", digits="Product Unit", readonly=True, copy=False)
    amazon_qty_backordered = fields.Float(string="Back-ordered", digits="Product Unit", readonly=True, copy=False)
    amazon_qty_rejected = fields.Float(
        string="Rejected",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Amazon will not deliver these pieces; no bill is expected for them.",
    )
    amazon_qty_shipped = fields.Float(string="Shipped", digits="Product Unit", readonly=True, copy=False)
    amazon_confirmed_price = fields.Float(
        string="Confirmed Price",
        digits="Product Price",
        readonly=True,
        copy=False,
        help="Unit price in Amazon's answer, without tax; the average where pieces cost differently.",
    )
    amazon_delivery_date = fields.Date(
        string="Arrives On", readonly=True, copy=False, help="When the last of it should arrive, as Amazon says."
    )

    def _count_amazon_answers(self):
        """Count the pieces of each line by what Amazon says of them.

        A shipment outweighs an answer: what is on its way was accepted.
        """
        for line in self:
            pieces = defaultdict(float)
            for status in line.amazon_status_ids:
                pieces[status.answer] += status.quantity
            shipped = sum(line.amazon_shipment_line_ids.filtered("counts").mapped("quantity"))
            rejected = min(pieces["rejected"], max(line.product_qty - shipped, 0.0))
            accepted = max(pieces["accepted"], shipped)
            backordered = min(pieces["backordered"], max(line.product_qty - accepted - rejected, 0.0))
            line.write(
                {
                    "amazon_qty_accepted": accepted,
                    "amazon_qty_backordered": backordered,
                    "amazon_qty_rejected": rejected,
                    "amazon_qty_shipped": shipped,
                    "amazon_line_state": line._amazon_state_of(accepted, backordered, rejected),
                    "amazon_confirmed_price": line._amazon_average_price(),
                    "amazon_delivery_date": line._amazon_last_delivery(),
                }
            )

    def _amazon_state_of(self, accepted, backordered, rejected):
        if rejected >= self.product_qty:
            return "rejected"
        if accepted >= self.product_qty:
            return "accepted"
        if backordered and not accepted and not rejected:
            return "backordered"
        return "partial" if accepted or rejected else False

    def _amazon_average_price(self):
        wanted = self.amazon_status_ids.filtered(lambda status: status.answer != "rejected")
        quantity = sum(wanted.mapped("quantity"))
        if not quantity:
            return self.price_unit
        return sum(status.quantity * status.price_unit for status in wanted) / quantity

    def _amazon_last_delivery(self):
        """The shipments know better than the answer."""
        shipped = self.amazon_shipment_line_ids.filtered("counts").shipment_id.mapped("delivery_date")
        promised = self.amazon_status_ids.mapped("delivery_date")
        return max(filter(None, shipped), default=None) or max(filter(None, promised), default=None)

    def _amazon_qty_expected(self):
        """Pieces that Amazon has not rejected.

        :rtype: float
        """
        self.ensure_one()
        return max(self.product_qty - self.amazon_qty_rejected, 0.0)

    def _amazon_qty_left_to_ship(self, shipment_id):
        """Pieces that Amazon has not rejected and that no other shipment holds.

        :param str shipment_id: Amazon's number of the shipment that is asked for
        :rtype: float
        """
        others = self.amazon_shipment_line_ids.filtered(
            lambda shipped: shipped.counts and shipped.shipment_id.name != shipment_id
        )
        return max(self._amazon_qty_expected() - sum(others.mapped("quantity")), 0.0)
