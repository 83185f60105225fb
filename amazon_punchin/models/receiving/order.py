from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL, groupby

from ...tools import wording
from ...tools.const import MANAGER


class PurchaseOrder(models.Model):
    """An order that people receive."""

    _inherit = "purchase.order"

    amazon_receipt_ids = fields.One2many(
        "amazon.punchin.receipt", "order_id", string="Received Items", readonly=True, copy=False
    )
    amazon_to_receive = fields.Boolean(
        string="To Receive",
        compute="_compute_amazon_to_receive",
        compute_sudo=True,
        search="_search_amazon_to_receive",
        help="Amazon has the order, and somebody still has to say that all of it arrived.",
    )
    amazon_can_receive = fields.Boolean(compute="_compute_amazon_can_receive", compute_sudo=True)
    amazon_is_receiver = fields.Boolean(
        compute="_compute_amazon_is_receiver",
        compute_sudo=True,
        search="_search_amazon_is_receiver",
        help="Whether the user may receive the order, whatever its state is.",
    )

    @api.depends(
        "state",
        "amazon_state",
        "order_line.qty_received",
        "order_line.amazon_qty_problem",
        "order_line.amazon_qty_rejected",
        "order_line.amazon_qty_shipped",
    )
    def _compute_amazon_to_receive(self):
        for order in self:
            order.amazon_to_receive = (
                order.state == "purchase"
                and order.amazon_state in self._amazon_answered_states()
                and any(line._amazon_qty_awaited() for line in order._amazon_item_lines())
            )

    def _search_amazon_to_receive(self, operator, _value):
        if operator != "in":
            return NotImplemented
        awaited = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%(received)s + %(problem)s < GREATEST(%(ordered)s - %(rejected)s, %(shipped)s)",
                **{
                    key: SQL("COALESCE(%s, 0)", model._field_to_sql(alias, name, query))
                    for key, name in (
                        ("received", "qty_received"),
                        ("problem", "amazon_qty_problem"),
                        ("ordered", "product_qty"),
                        ("rejected", "amazon_qty_rejected"),
                        ("shipped", "amazon_qty_shipped"),
                    )
                },
            )
        )
        lines = Domain("amazon_kind", "=", "item") & awaited
        return (
            Domain("state", "=", "purchase")
            & Domain("amazon_state", "in", self._amazon_answered_states())
            & Domain("order_line", "any", lines)
        )

    @api.depends("amazon_to_receive", "amazon_is_receiver", "order_line.qty_received_method")
    @api.depends_context("uid")
    def _compute_amazon_can_receive(self):
        amazon = self.filtered("amazon_config_id")
        (self - amazon).amazon_can_receive = False
        for order in amazon:
            order.amazon_can_receive = (
                order._is_amazon_receivable() and bool(order._amazon_unreceived_lines()) and order.amazon_is_receiver
            )

    def _is_amazon_receivable(self):
        """Whether something of the order may arrive.

        :rtype: bool
        """
        return self.state == "purchase" and self.amazon_state in self._amazon_receivable_states()

    def _amazon_unreceived_lines(self):
        """Items that people may still receive.

        :rtype: purchase.order.line
        """
        return self._amazon_item_lines().filtered(
            lambda line: line._is_amazon_receivable() and line._amazon_qty_unreceived()
        )

    @api.depends("amazon_requester_id", "amazon_location_id.receiver_ids")
    @api.depends_context("uid")
    def _compute_amazon_is_receiver(self):
        everything = self._receives_every_amazon_order()
        mine = self.filtered_domain(self._domain_of_my_amazon_receipts())
        for order in self:
            order.amazon_is_receiver = everything or order in mine

    def _search_amazon_is_receiver(self, operator, _value):
        if operator != "in":
            return NotImplemented
        return Domain.TRUE if self._receives_every_amazon_order() else self._domain_of_my_amazon_receipts()

    def _receives_every_amazon_order(self):
        """Whether the user receives every order: Purchase and administrators do.

        :rtype: bool
        """
        return self.env.user.has_group("purchase.group_purchase_user") or self.env.user.has_group(MANAGER)

    def _domain_of_my_amazon_receipts(self):
        """Orders that the user receives by name: as requester, or as a receiver of the location.

        :rtype: odoo.fields.Domain
        """
        locations = self.env["amazon.punchin.location"].sudo().search([("receiver_ids", "in", self.env.uid)])
        return Domain("amazon_requester_id", "=", self.env.uid) | Domain("amazon_location_id", "in", locations.ids)

    def _check_amazon_receiver(self):
        """Check that the user may receive orders.

        :raises AccessError: the user may not
        """
        self.check_access("read")
        for order in self:
            if not order.amazon_is_receiver:
                raise AccessError(
                    self.env._(
                        "Only the requester, the location's receivers and Purchase can receive %s.",
                        order.display_name,
                    )
                )

    def _check_amazon_receivable(self):
        """Check that something of orders may arrive.

        :raises UserError: nothing is expected
        """
        for order in self:
            if not order._is_amazon_receivable():
                raise UserError(self.env._("%s is not at Amazon, so there is nothing to receive.", order.display_name))

    def action_amazon_receive(self):
        """Open the window in which the user receives an order.

        :return: action
        :rtype: dict
        :raises AccessError: the user may not
        :raises UserError: nothing is expected
        """
        self.ensure_one()
        self._check_amazon_receiver()
        order = self.sudo()
        order._check_amazon_receivable()
        lines = order._amazon_unreceived_lines()
        if not lines:
            raise UserError(self.env._("There is nothing left for you to receive in %s.", self.display_name))
        rows = [
            {"line_id": line.id, "expected": expected, "quantity": expected}
            for line, expected in lines._amazon_offered().items()
        ]
        window = self.env["amazon.punchin.receiving"].create(
            {"order_id": self.id, "line_ids": [Command.create(row) for row in rows]}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Receive"),
            "res_model": window._name,
            "res_id": window.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_amazon_receive_all(self):
        """Receive everything that is still awaited of several orders.

        :raises AccessError: the user may not
        :raises UserError: nothing is expected
        """
        self._check_amazon_receiver()
        for order in self:
            order._receive_amazon(
                [
                    {"line_id": line.id, "quantity": line._amazon_qty_awaited()}
                    for line in order.sudo()._amazon_unreceived_lines()
                ]
            )

    def _receive_amazon(self, received):
        """Count what arrived, and keep who says so.

        :param list[dict] received: values of ``amazon.punchin.receipt``; rows without any piece say nothing
        :return: what is kept of it
        :rtype: amazon.punchin.receipt
        :raises AccessError: the user may not
        :raises UserError: it does not fit the order
        """
        self.ensure_one()
        self._check_amazon_receiver()
        order = self.sudo()
        order._check_amazon_receivable()
        rows = [row for row in received if row.get("quantity") or row.get("problem")]
        if not rows:
            raise UserError(self.env._("Enter how many pieces arrived, or what was wrong."))
        for line_id, of_line in groupby(rows, lambda row: row["line_id"]):
            order._check_amazon_received(line_id, of_line)
        order._count_amazon_arrival(rows)
        receipts = order.env["amazon.punchin.receipt"].create(rows)
        order._settle_amazon_receiving()
        order._tell_amazon_received(receipts)
        return receipts.sudo(self.env.su)

    def _check_amazon_received(self, line_id, rows):
        """Check what somebody says of one line.

        :param int line_id: of the line
        :param list[dict] rows: values of ``amazon.punchin.receipt``
        :raises UserError: it does not fit the order
        """
        line = self.env["purchase.order.line"].browse(line_id)
        if line not in self._amazon_item_lines():
            raise UserError(self.env._("This item is not in %s. Open the order again.", self.display_name))
        pieces = 0.0
        for row in rows:
            quantity, problems = row.get("quantity") or 0.0, row.get("problem_quantity") or 0.0
            if quantity < 0 or problems < 0:
                raise UserError(
                    self.env._("“%s”: quantities cannot be below zero. Undo a receipt instead.", line._amazon_title())
                )
            if bool(row.get("problem")) != bool(problems):
                raise UserError(
                    self.env._("“%s”: enter both the problem and how many pieces have it.", line._amazon_title())
                )
            pieces += quantity + problems
        unreceived = line._amazon_qty_unreceived()
        if line.product_uom_id.compare(pieces, unreceived) > 0:
            raise UserError(
                self.env._(
                    "“%(item)s”: only %(open)g more can be received.", item=line._amazon_title(), open=unreceived
                )
            )

    def _count_amazon_arrival(self, rows):
        """Count what arrived on the order's lines.

        :param list[dict] rows: values of ``amazon.punchin.receipt``
        """
        for row in rows:
            line = self.env["purchase.order.line"].browse(row["line_id"])
            line._count_amazon_received(row.get("quantity") or 0.0)

    def _tell_amazon_received(self, receipts):
        """Say in the chatter what was received, and give the requester what is to be settled with Amazon.

        :param amazon.punchin.receipt receipts: what somebody has just said
        """

        def sentences(order, told):
            return "\n".join(wording.of_many_lines(order.env, [each._sentence() for each in told.with_env(order.env)]))

        wording.remark(
            self,
            lambda order: wording.paragraph(order.env._("Received:\n%s", sentences(order, receipts))),
        )
        if troubled := receipts.filtered("problem"):
            wording.give_activity(
                self,
                "mail.mail_activity_data_todo",
                self.amazon_requester_id,
                lambda order: (
                    order.env._("Contact Amazon about damaged, wrong or missing items"),
                    f"{sentences(order, troubled)}\n{order._amazon_advice_on(troubled)}",
                ),
                cause="received problem",
            )

    def _amazon_advice_on(self, troubled):
        """Say what to do about items with a problem.

        :param amazon.punchin.receipt troubled: what somebody has just said
        :rtype: str
        """
        if set(troubled.mapped("problem")) == {"missing"}:
            return self.env._("Ask Amazon in your orders there where it is, or for a replacement or a refund.")
        return self.env._("Return it or ask for a replacement in your orders at Amazon.")

    def _settle_amazon_receiving(self):
        """Count what arrived with a problem, and end what requesters were asked, as far as it is over."""
        for order in self.sudo():
            lines = order._amazon_item_lines()
            lines._count_amazon_problems()
            over = [] if order._amazon_overdue_lines() else ["unreceived"]
            troubled = lines.filtered("amazon_qty_problem")
            if all(line._amazon_pieces_credited() >= line.amazon_qty_problem for line in troubled):
                over.append("received problem")
            wording.end_cause(order, *over)
