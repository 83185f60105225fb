from odoo import api, fields, models

from ...tools import lock, wording


class PurchaseOrder(models.Model):
    """What of a purchase order Amazon has sent."""

    _inherit = "purchase.order"

    amazon_shipment_ids = fields.Many2many(
        "amazon.punchin.shipment",
        "amazon_punchin_shipment_purchase_order_rel",
        "order_id",
        "shipment_id",
        string="Shipments",
        readonly=True,
        copy=False,
    )
    amazon_shipment_count = fields.Integer(
        string="Shipments from Amazon", compute="_compute_amazon_shipment_count", compute_sudo=True
    )

    @api.depends("amazon_shipment_ids")
    def _compute_amazon_shipment_count(self):
        amazon = self.filtered("amazon_config_id")
        (self - amazon).amazon_shipment_count = 0
        for order in amazon:
            order.amazon_shipment_count = len(order.amazon_shipment_ids)

    def _prepare_amazon_shipment_lines(self, items):
        """Values of what a shipment holds of this order.

        :param tuple[amazon_punchin.protocol.ship_notice.ShippedItem, ...] items: empty: all that is not on its way
            yet, which is shared out when it is counted
        :return: none for items that the order lacks
        :rtype: list[dict]
        """
        self.ensure_one()
        lines = self._amazon_lines_by_number()
        if items:
            known = [item for item in items if item.line in lines]
            return [{"line_id": lines[item.line].id, "quantity": float(item.quantity)} for item in known]
        return [{"line_id": line.id, "is_rest": True} for line in lines.values()]

    def _check_amazon_shippable(self):
        """Check that Amazon may have sent something: what it sends after all is recorded even of an order given up.

        :raises UserError: the order was never at Amazon
        """
        if not self._is_given_up():
            self._check_amazon_answerable()

    def _count_amazon_pieces(self):
        """Count what Amazon answered and sent of each item; once it rejects nothing, nobody need know that it did."""
        lines = self._amazon_item_lines()
        rejected_before = self._amazon_rejected()
        lines._share_out_amazon_rest()
        lines._count_amazon_answers()
        if rejected_before and not self._amazon_rejected():
            wording.end_cause(self, "partial")

    def _follow_amazon_shipments(self):
        """Count what has been shipped, and say where each order stands."""
        for order in lock.opened(self):
            excess_before = order._amazon_excess()
            order._count_amazon_pieces()
            order._settle_amazon_unknown()
            order._settle_amazon_state()
            if order._is_given_up():
                order._tell_amazon_unwanted(excess_before)
            else:
                order._tell_amazon_excess(
                    lambda order: order.env._("Amazon shipped more than was ordered"), excess_before
                )

    def _tell_amazon_excess(self, summary, before):
        """Tell the buyer of more than was ordered, unless that is known.

        :param collections.abc.Callable summary: takes the order as it is read; gives what Amazon does
        :param list[str] before: what :meth:`_amazon_excess` gave before
        :return: whether there is something new
        :rtype: bool
        """
        excess = self._amazon_excess()
        if not excess or excess == before:
            return False
        self._tell_amazon_buyer(lambda order: (summary(order), "\n".join(order._amazon_excess_told())), "excess")
        return True

    def _tell_amazon_unwanted(self, before):
        """Tell buyer and administrator that an order is on its way although it was cancelled here.

        :param list[str] before: what :meth:`_amazon_excess` gave before
        """

        def summary(record):
            return record.env._("Amazon shipped %s although the order was cancelled", self.name)

        if self._tell_amazon_excess(summary, before):
            self.amazon_config_id._call_administrator(
                lambda config: (summary(config), "\n".join(self.with_env(config.env)._amazon_excess_told()))
            )

    def _amazon_excess(self):
        """Say of which items Amazon confirms or ships more than is wanted.

        :return: sentences
        :rtype: list[str]
        """
        self.ensure_one()
        return [sentence for line in self._amazon_item_lines() for sentence in line._amazon_excess_sentences()]

    def _amazon_excess_told(self):
        """What :meth:`_amazon_excess` says, in a text that somebody reads.

        :rtype: list[str]
        """
        return wording.of_many_lines(self.env, self._amazon_excess())

    def action_view_amazon_shipments(self):
        """Show the order's shipments."""
        self.ensure_one()
        self.check_access("read")
        self.env["amazon.punchin.shipment"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("amazon_punchin.amazon_punchin_shipment_action")
        return {**action, "domain": [("order_ids", "in", self.ids)]}
