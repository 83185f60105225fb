from collections import defaultdict

from odoo import api, fields, models

#: Fields of a line that follow from Amazon's answers and shipments.
ANSWER_FIELDS = frozenset(
    {
        "amazon_answer_ids",
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
    amazon_answer_ids = fields.One2many(
        "amazon.punchin.line.status",
        "line_id",
        string="All of Amazon's Answers",
        readonly=True,
        copy=False,
        help="Everything that Amazon has said of the line, also what a later answer replaces.",
    )
    amazon_status_ids = fields.One2many(
        "amazon.punchin.line.status", string="Amazon's Answers", compute="_compute_amazon_status_ids"
    )
    amazon_shipment_line_ids = fields.One2many(
        "amazon.punchin.shipment.line", "line_id", string="Shipped by Amazon", readonly=True, copy=False
    )
    amazon_answered_at = fields.Datetime(
        string="Amazon's Last Answer", readonly=True, copy=False, help="When Amazon wrote the latest answer."
    )
    amazon_qty_accepted = fields.Float(
        string="Accepted",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Pieces that Amazon will deliver.",
    )
    amazon_qty_backordered = fields.Float(
        string="Back-ordered",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Pieces that Amazon will deliver later.",
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
        string="Arrives On", readonly=True, copy=False, help="When Amazon expects the last of it to arrive."
    )

    @api.depends("amazon_answer_ids.counts")
    def _compute_amazon_status_ids(self):
        amazon = self.filtered("amazon_kind")
        (self - amazon).amazon_status_ids = False
        for line in amazon:
            line.amazon_status_ids = line.amazon_answer_ids.filtered("counts")

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

    def _weigh_amazon_answers(self, known, new):
        """Say which answers count, of all that Amazon ever gave, in whatever order they came.

        :param amazon.punchin.line.status known: all that were there
        :param amazon.punchin.line.status new: those of the document that has come
        :return: lines of which others count than before
        :rtype: purchase.order.line
        """
        changed, outweighed, back, answered_at = self.browse(), known.browse(), known.browse(), {}
        by_line = (known | new).grouped("line_id")
        for line in self:
            counting, said = known.browse(), by_line.get(line, known.browse())
            for statement in said._statements():
                counting = statement._after(counting)
            outweighed |= said.filtered("counts") - counting
            back |= counting - said.filtered("counts")
            answered_at[line] = max(said.mapped("noticed_at"), default=False)
            if counting != (said - new).filtered("counts"):
                changed |= line
        outweighed.counts, back.counts = False, True
        for moment, lines in self.grouped(answered_at.get).items():
            lines.amazon_answered_at = moment
        return changed

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
            rests = shipped.filtered("is_rest").sorted(
                lambda rest: (rest.shipment_id.noticed_at, rest.shipment_id.name)
            )
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
            state = line._amazon_state_of(accepted, backordered, rejected)
            counted = {
                "amazon_qty_accepted": accepted,
                "amazon_qty_backordered": backordered,
                "amazon_qty_rejected": rejected,
                "amazon_qty_shipped": shipped,
                "amazon_line_state": state,
                "amazon_confirmed_price": line._amazon_average_price(),
                "amazon_delivery_date": state != "rejected" and line._amazon_last_delivery(),
            }
            # Odoo computes what depends on a field that is written, even if its value stays.
            if news := {name: value for name, value in counted.items() if line[name] != value}:
                line.write(news)
        self.filtered(lambda line: line.amazon_delivery_date != named_before[line])._plan_amazon_arrival()
        self._tell_amazon_delay(named_before)

    def _plan_amazon_arrival(self):
        """Expect items on the day that Amazon names, and what it charges beside them with the first of them."""
        dated = self.filtered("amazon_delivery_date")
        if not dated:
            return
        dated.order_id._read_amazon_people()
        for (_order, day), lines in dated.grouped(lambda line: (line.order_id, line.amazon_delivery_date)).items():
            lines._update_date_planned(lines._convert_to_middle_of_day(day))
        for order in dated.order_id:
            items = order._amazon_item_lines()
            first = min(items.filtered("amazon_delivery_date").mapped("date_planned"))
            (order.order_line.filtered("amazon_kind") - items)._update_date_planned(first)

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
        """The shipments know better than the answer, and what is on its way better than what is planned."""
        shipments = self.amazon_shipment_line_ids.shipment_id
        wanted = self.amazon_status_ids.filtered(lambda status: status.answer != "rejected")
        for named in (
            shipments.filtered(lambda shipment: shipment.state == "shipped").mapped("delivery_date"),
            shipments.filtered(lambda shipment: shipment.state == "planned").mapped("delivery_date"),
            wanted.mapped("delivery_date"),
        ):
            if found := max(filter(None, named), default=None):
                return found
        return False

    def _amazon_qty_settled(self):
        """Pieces of which Amazon has said what becomes of them.

        :rtype: float
        """
        self.ensure_one()
        return self.amazon_qty_accepted + self.amazon_qty_backordered + self.amazon_qty_rejected

    def _amazon_unanswered_sentence(self):
        """Say of how many pieces Amazon has said nothing, although it has of others of the line.

        :return: empty if it has answered all, or none
        :rtype: str
        """
        self.ensure_one()
        settled = self._amazon_qty_settled()
        if not self.amazon_status_ids or not settled or settled >= self.product_qty:
            return ""
        return self.env._(
            "Line %(number)s: Amazon has not confirmed %(open)g of %(ordered)g %(item)s.",
            number=self.amazon_line_number,
            open=self.product_qty - settled,
            ordered=self.product_qty,
            item=self._amazon_title(),
        )

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
                    "Line %(number)s: Amazon's answer covers %(answered)g of %(item)s, but %(ordered)g were ordered.",
                    answered=answered,
                    **values,
                )
            )
        if shipped > ordered:
            sentences.append(
                self.env._(
                    "Line %(number)s: Amazon shipped %(shipped)g of %(item)s, but %(ordered)g were ordered.",
                    shipped=shipped,
                    **values,
                )
            )
        elif shipped and self.order_id._is_given_up():
            sentences.append(
                self.env._(
                    "Line %(number)s: Amazon shipped %(shipped)g of %(item)s although the order was cancelled.",
                    shipped=shipped,
                    **values,
                )
            )
        return sentences
