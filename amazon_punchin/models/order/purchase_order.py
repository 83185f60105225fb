from odoo import fields, models

from ...tools.const import MANAGER, OPEN_MODES


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    amazon_config_id = fields.Many2one(
        "amazon.punchin.config",
        string="Group at Amazon",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The Amazon Business group in which the basket was filled.",
    )
    amazon_requester_id = fields.Many2one(
        "res.users",
        string="Requester",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Who filled the basket at Amazon.",
    )
    amazon_mode = fields.Selection(
        OPEN_MODES,
        readonly=True,
        copy=False,
        help="Whether the basket was submitted in test mode. Amazon cancels test orders.",
    )
    amazon_direct = fields.Boolean(
        string="Direct Purchase",
        readonly=True,
        copy=False,
        help="Submitted by a requisitioner, who may buy without approval under the purchasing policy.",
    )
    amazon_items_total = fields.Monetary(
        string="Items",
        readonly=True,
        copy=False,
        help="The items of the basket, without shipping and tax.",
    )
    amazon_shipping = fields.Monetary(string="Shipping", readonly=True, copy=False)
    amazon_tax = fields.Monetary(
        string="Tax at Amazon",
        readonly=True,
        copy=False,
        help="The tax in the basket, as Amazon calculates it; the lines show how it is handled.",
    )
    amazon_total = fields.Monetary(
        string="Amazon's Total", readonly=True, copy=False, help="Items, shipping and tax, as Amazon will charge them."
    )
    amazon_message_ids = fields.Many2many(
        "amazon.punchin.message",
        "amazon_punchin_message_purchase_order_rel",
        "order_id",
        "message_id",
        string="Amazon Documents",
        readonly=True,
        copy=False,
        groups=MANAGER,
    )

    def _amazon_item_lines(self):
        """What was in the basket, without the charges.

        :return: read together with the lines of the other orders that are looped over
        :rtype: purchase.order.line
        """
        lines = self.order_line
        return lines.filtered("amazon_aux_id").with_prefetch(lines._prefetch_ids)

    def _add_supplier_to_product(self):
        """Amazon's price of today is no price list."""
        return super(PurchaseOrder, self.filtered(lambda order: not order.amazon_config_id))._add_supplier_to_product()
