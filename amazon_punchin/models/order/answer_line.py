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


class PurchaseOrderLine(models.Model):
    """What Amazon answered and sent of an order line, counted in pieces; what was ordered stays as it is."""

    _inherit = "purchase.order.line"

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
        help="What Amazon does with the line: deliver, deliver later, a part of it, or not at all.",
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
    amazon_qty_accepted = fields.Float(
        string="Accepted",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Pieces that Amazon delivers.",
    )
    amazon_qty_backordered = fields.Float(
        string="Back-ordered",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Pieces that Amazon delivers later.",
    )
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

    def _prepare_amazon_statuses(self, confirmation):
        """Values of what an answer says of these lines; the header speaks for those that it does not mention.

        :param amazon_punchin.protocol.confirmation.Confirmation confirmation: the answer
        :rtype: dict[purchase.order.line, list[dict]]
        """
        statuses = self.env["amazon.punchin.line.status"]
        items = defaultdict(list)
        for item in confirmation.items:
            items[item.line].append(item)
        answers = {}
        for line in self:
            of_line = items[line.amazon_line_number]
            answers[line] = [statuses._prepare_from_item(line, item, confirmation) for item in of_line] or [
                statuses._prepare_from_header(line, confirmation)
            ]
        return answers

    def _amazon_statuses_beside(self, answers):
        """Answers that stand beside newer ones: one order of ours may become several at Amazon, answered one by one.

        What Amazon said of a line under another order number stays while all of it are not more pieces than were
        ordered.

        :param list[dict] answers: values of the newer answers to the line
        :rtype: amazon.punchin.line.status
        """
        self.ensure_one()
        refs = {answer["amazon_order_ref"] for answer in answers}
        others = self.amazon_status_ids.filtered(lambda status: (status.amazon_order_ref or "") not in refs)
        pieces = sum(answer["quantity"] for answer in answers) + sum(others.mapped("quantity"))
        taken_back = any(not answer["answer"] for answer in answers)
        return others.browse() if taken_back or pieces > self.product_qty else others

    def _amazon_qty_answered(self, *answers):
        """Pieces that Amazon's answers speak of, which may be more than were ordered.

        :param str answers: ``accepted``, ``backordered`` or ``rejected``
        :rtype: float
        """
        self.ensure_one()
        return sum(self.amazon_status_ids.filtered(lambda status: status.answer in answers).mapped("quantity"))

    def _share_out_amazon_rest(self):
        """Give to shipments without a list of items what is neither rejected nor in another shipment.

        Whoever ships has not rejected everything: a rejection of the whole order does not count here.
        """
        rejected = {line: line._amazon_qty_answered("rejected") for line in self}
        if all(quantity >= line.product_qty for line, quantity in rejected.items()):
            rejected = dict.fromkeys(self, 0.0)
        for line in self:
            shipped = line.amazon_shipment_line_ids.filtered("counts")
            rests = shipped.filtered("is_rest").sorted(lambda rest: (rest.shipment_id.id, rest.id))
            listed = sum((shipped - rests).mapped("quantity"))
            rests[1:].quantity = 0.0
            rests[:1].quantity = max(line.product_qty - rejected[line] - listed, 0.0)

    def _count_amazon_answers(self):
        """Count the pieces of each line by what Amazon says of them.

        A shipment outweighs an answer: what is on its way was accepted.
        """
        named_before = {line: line.amazon_delivery_date for line in self}
        for line in self:
            shipped = sum(line.amazon_shipment_line_ids.filtered("counts").mapped("quantity"))
            accepted = max(line._amazon_qty_answered("accepted"), shipped)
            rejected = min(line._amazon_qty_answered("rejected"), max(line.product_qty - accepted, 0.0))
            backordered = min(
                line._amazon_qty_answered("backordered"), max(line.product_qty - accepted - rejected, 0.0)
            )
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
        self.filtered(lambda line: line.amazon_delivery_date != named_before[line])._plan_amazon_arrival()

    def _plan_amazon_arrival(self):
        """Expect items on the day that Amazon names, and what it charges beside them with the first of them."""
        dated = self.filtered("amazon_delivery_date")
        for line in dated:
            line._update_date_planned(line._convert_to_middle_of_day(line.amazon_delivery_date))
        for order in dated.order_id:
            items = order._amazon_item_lines()
            first = min(items.filtered("amazon_delivery_date").mapped("date_planned"))
            for charge in order.order_line.filtered("amazon_kind") - items:
                charge._update_date_planned(first)

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

    def _amazon_qty_settled(self):
        """Pieces of which Amazon has said what becomes of them.

        :rtype: float
        """
        self.ensure_one()
        return self.amazon_qty_accepted + self.amazon_qty_backordered + self.amazon_qty_rejected

    def _amazon_qty_expected(self):
        """Pieces that Amazon has not rejected.

        :rtype: float
        """
        self.ensure_one()
        return max(self.product_qty - self.amazon_qty_rejected, 0.0)

    def _amazon_excess_sentences(self):
        """Say of what Amazon confirms or ships more than is wanted.

        :return: sentences
        :rtype: list[str]
        """
        self.ensure_one()
        shipped, ordered = self.amazon_qty_shipped, self.product_qty
        answered = self._amazon_qty_answered("accepted", "backordered", "rejected")
        values = {"number": self.amazon_line_number, "item": self._amazon_title(), "ordered": ordered}
        sentences = []
        if answered > ordered:
            sentences.append(
                self.env._(
                    "Line %(number)s: Amazon answers for %(answered)g of %(item)s, but %(ordered)g were ordered.",
                    answered=answered,
                    **values,
                )
            )
        if shipped > ordered:
            sentences.append(
                self.env._(
                    "Line %(number)s: Amazon ships %(shipped)g of %(item)s, but %(ordered)g were ordered.",
                    shipped=shipped,
                    **values,
                )
            )
        elif shipped and self.order_id._is_given_up():
            sentences.append(
                self.env._(
                    "Line %(number)s: Amazon ships %(shipped)g of %(item)s, although the order was given up.",
                    shipped=shipped,
                    **values,
                )
            )
        return sentences
