from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Date, Datetime, Domain
from odoo.tools import SQL

from .state import GIVEN_UP

_AMAZON = Domain("amazon_config_id", "!=", False)


class PurchaseOrder(models.Model):
    """An Amazon order among the orders of Odoo's Purchase app."""

    _inherit = "purchase.order"

    @api.model
    def retrieve_dashboard(self):
        """Odoo hook: a basket is no request for quotation, so it is neither a new one nor a late one."""
        result = super().retrieve_dashboard()
        late = Domain("state", "in", ("draft", "sent", "to approve")) & Domain("date_order", "<", Datetime.now())
        for key, domain in (("draft", Domain("state", "=", "draft")), ("late", late)):
            for priority, user, count in self._read_group(_AMAZON & domain, ["priority", "user_id"], ["__count"]):
                for numbers in [result["global"], *([result["my"]] if user == self.env.user else [])]:
                    numbers[key]["all"] -= count
                    numbers[key]["priority"] -= count if priority != "0" else 0
        return result

    def _search_is_late(self, operator, value):
        """Odoo hook: core would wait for shipping to be received, and for what Amazon rejects."""
        found = super()._search_is_late(operator, value)
        running = Domain("state", "=", "purchase") & Domain("amazon_state", "not in", ("done", *GIVEN_UP))
        lines = self.env["purchase.order.line"]._domain_of_amazon_late()
        late = _AMAZON & running & Domain("order_line", "any", lines)
        return found | (late if (operator == "=") == bool(value) else _AMAZON & ~late)

    def _get_domain_is_late(self, operator, value):
        """Odoo hook: what of Amazon orders is late is asked of their items."""
        return super()._get_domain_is_late(operator, value) & ~_AMAZON

    def get_formview_action(self, access_uid=None):
        """Odoo hook: beside an Amazon order, "New" would make an ordinary request for quotation."""
        action = super().get_formview_action(access_uid=access_uid)
        if self.amazon_config_id and action["type"] == "ir.actions.act_window":
            action["context"] = {**action["context"], "create": False}
        return action

    # --- Reminders -----------------------------------------------------------------------

    @api.model
    def _get_orders_to_remind(self):
        """Odoo hook: Amazon does not read mail."""
        return super()._get_orders_to_remind().filtered(lambda order: not order.amazon_config_id)

    def _send_reminder_mail(self, send_single=False):
        self._check_mail_reaches_vendor()
        return super()._send_reminder_mail(send_single=send_single)

    def send_reminder_preview(self):
        """Show no mail that is never sent.

        :raises UserError: an Amazon order
        """
        self._check_mail_reaches_vendor()
        return super().send_reminder_preview()

    def _check_mail_reaches_vendor(self):
        if amazon := self.filtered("amazon_config_id"):
            raise UserError(
                self.env._(
                    "%s is an Amazon order: Amazon does not read reminders. It reports arrival dates automatically.",
                    amazon[0].display_name,
                )
            )

    # --- Price comparison ----------------------------------------------------------------

    @api.depends("order_line.amazon_asin")
    def _compute_show_comparison(self):
        amazon = self.filtered("amazon_config_id")
        res = super(PurchaseOrder, self - amazon)._compute_show_comparison()
        for order in amazon:
            bought = order._amazon_comparison_domain() & Domain("state", "=", "purchase")
            others = bought & Domain("order_id", "not in", order.ids)
            order.show_comparison = bool(self.env["purchase.order.line"].search_count(others, limit=1))
        return res

    def action_purchase_comparison(self):
        """Compare prices of items; what Amazon charges beside them, e.g. shipping, has no price to compare."""
        action = super().action_purchase_comparison()
        domain = Domain(action["domain"]) & Domain("amazon_kind", "in", (False, "item"))
        if self.amazon_config_id:
            domain = self._amazon_comparison_domain()
        return {**action, "domain": list(domain)}

    def _amazon_comparison_domain(self):
        """Lines of the same items: the same at Amazon, or the same product from another vendor.

        Different items may share a product, one for each category at Amazon.

        :rtype: odoo.fields.Domain
        """
        items = self._amazon_item_lines()
        elsewhere = Domain("product_id", "in", items.product_id.ids) & Domain("amazon_kind", "=", False)
        return Domain("amazon_asin", "in", list(filter(None, items.mapped("amazon_asin")))) | elsewhere


class PurchaseOrderLine(models.Model):
    """When an item of an Amazon order is late."""

    _inherit = "purchase.order.line"

    @api.model
    def _domain_of_amazon_late(self):
        """Items whose day, as Amazon named it, has passed, and that have not come, nor are finished without.

        Where nobody receives, an item is finished once it is shipped and billed.

        :rtype: odoo.fields.Domain
        """
        names = (
            *("product_qty", "amazon_qty_rejected", "amazon_qty_shipped"),
            *("qty_received", "amazon_qty_problem", "qty_invoiced"),
        )

        def to_sql(model, alias, query):
            columns = {name: SQL("COALESCE(%s, 0)", model._field_to_sql(alias, name, query)) for name in names}
            return SQL(
                "%(product_qty)s - %(amazon_qty_rejected)s"
                " > GREATEST(%(qty_received)s + %(amazon_qty_problem)s,"
                " LEAST(%(amazon_qty_shipped)s, %(qty_invoiced)s))",
                **columns,
            )

        named = Domain("amazon_delivery_date", "<", Date.context_today(self))
        return Domain("amazon_kind", "=", "item") & named & Domain.custom(to_sql=to_sql)
