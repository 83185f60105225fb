from odoo import api, models
from odoo.exceptions import UserError

from ...tools import lock, wording
from .state import CONFIRMABLE

#: Fields of an Amazon order that only this addon writes: what was bought, for whom, and where it stands.
LOCKED_FIELDS = frozenset(
    {
        "acknowledged",
        "amazon_approval_ids",
        "amazon_approver_ids",
        "amazon_bill_ids",
        "amazon_cancel_reason",
        "amazon_cancelled_at",
        "amazon_cancelled_by_id",
        "amazon_checkout_address_id",
        "amazon_config_id",
        "amazon_confirmed_coding",
        "amazon_confirmed_total",
        "amazon_direct",
        "amazon_expires_at",
        "amazon_items_total",
        "amazon_last_call_at",
        "amazon_late_day",
        "amazon_message_ids",
        "amazon_mode",
        "amazon_order_ref",
        "amazon_price_decision",
        "amazon_receipt_ids",
        "amazon_refusal",
        "amazon_rejected_by_id",
        "amazon_released_by_id",
        "amazon_requester_id",
        "amazon_shipment_ids",
        "amazon_shipping",
        "amazon_state",
        "amazon_tax",
        "amazon_total",
        "amazon_unreceived_day",
        "company_id",
        "create_date",
        "create_uid",
        "currency_id",
        "date_approve",
        "date_order",
        "fiscal_position_id",
        "name",
        "origin",
        "partner_id",
        "state",
    }
)

#: Those of them that make an order an Amazon order.
AMAZON_FIELDS = frozenset(name for name in LOCKED_FIELDS if name.startswith("amazon_"))

#: Those by which the rest of the addon knows one.
MARKS = (
    "amazon_approver_ids",
    "amazon_checkout_address_id",
    "amazon_config_id",
    "amazon_requester_id",
    "amazon_state",
)


class PurchaseOrder(models.Model):
    """What no road may change of an Amazon order: core's own ways to write, copy, merge, reopen, mail or delete it."""

    _inherit = "purchase.order"

    @api.model_create_multi
    def create(self, vals_list):
        """An Amazon order is made by a basket that came back, by nothing else.

        What was created is looked at, too, because values may come from stored defaults.
        """
        if lock.is_open(self.env):
            return super().create(vals_list)
        given = {name for vals in vals_list for name, value in vals.items() if value}
        defaults = {key: value for key, value in self.env.context.items() if key.startswith("default_")}
        given |= {key.removeprefix("default_") for key, value in defaults.items() if value}
        orders = super().create(vals_list)
        if AMAZON_FIELDS & given or any(order[name] for order in orders.sudo() for name in MARKS):
            raise UserError(self.env._("Amazon orders can only come from baskets submitted at Amazon."))
        return orders

    def write(self, vals):
        """Refuse what would make the order another one than the basket at Amazon."""
        if not lock.is_open(self.env):
            self._check_amazon_lock(vals)
        return super().write(vals)

    def _check_amazon_lock(self, vals):
        for order in self:
            if changed := lock.changed(order, vals, order._amazon_locked_fields()):
                raise UserError(
                    self.env._(
                        "%(order)s came from Amazon: %(fields)s cannot be changed here.",
                        order=order.display_name,
                        fields=", ".join(sorted(wording.field_label(self, name) for name in changed)),
                    )
                )

    def _amazon_locked_fields(self):
        if not self.amazon_config_id:
            return AMAZON_FIELDS
        locked = lock.fields(self, LOCKED_FIELDS)
        if self.amazon_state not in CONFIRMABLE:
            locked |= {"amazon_location_id"}
        if self.state not in ("draft", "to approve"):
            locked |= {"amazon_reason"}
        is_purchaser = self.env.user.has_group("purchase.group_purchase_user")
        if self.state != "purchase" or not is_purchaser:
            locked |= {"locked"}
        if not is_purchaser:
            # A rule may name one of them as the approver, and that is not for the requester to choose.
            locked |= {name for name, field in self._fields.items() if field.comodel_name == "res.users"}
        return locked

    @api.ondelete(at_uninstall=False)
    def _unlink_except_amazon(self):
        for order in self.filtered("amazon_config_id"):
            if order._outgoing_amazon_message():
                raise UserError(
                    self.env._("%s was sent to Amazon and cannot be deleted. You can cancel it.", order.display_name)
                )
            if order.sudo().amazon_approval_ids.decision_ids:
                raise UserError(
                    self.env._(
                        "%s cannot be deleted, because somebody has decided on it. You can cancel it.",
                        order.display_name,
                    )
                )

    def copy(self, default=None):
        """A basket can be ordered once: a copy would have no basket at Amazon."""
        if amazon := self.filtered("amazon_config_id"):
            raise UserError(
                self.env._(
                    "%s came from Amazon and cannot be duplicated. Shop again and submit a new basket.",
                    amazon[0].display_name,
                )
            )
        return super().copy(default)

    def action_merge(self):
        """Two baskets cannot become one order at Amazon."""
        if amazon := self.filtered("amazon_config_id"):
            raise UserError(self.env._("%s came from Amazon and cannot be merged.", amazon[0].display_name))
        return super().action_merge()

    def button_draft(self):
        """A basket that was given up is gone at Amazon too."""
        if amazon := self.filtered("amazon_config_id"):
            raise UserError(
                self.env._(
                    "%s came from Amazon and cannot be reopened. Shop again and submit a new basket.",
                    amazon[0].display_name,
                )
            )
        return super().button_draft()

    def print_quotation(self):
        """A request for quotation makes no sense for a basket: print without changing the state."""
        if amazon := self.filtered("amazon_config_id"):
            return self.env.ref("purchase.action_report_purchase_order").report_action(amazon)
        return super().print_quotation()

    def message_post(self, **kwargs):
        """What is said of a basket does not make it a request for quotation that was sent."""
        posted = self.with_context(mark_rfq_as_sent=False) if self.filtered("amazon_config_id") else self
        return super(PurchaseOrder, posted).message_post(**kwargs)

    def action_create_invoice(self, attachment_ids=False):
        """What nobody has approved is not billed."""
        for order in self.filtered("amazon_config_id"):
            if order.state != "purchase":
                raise UserError(self.env._("%s has not been ordered, so there is nothing to bill.", order.display_name))
        return super().action_create_invoice(attachment_ids=attachment_ids)

    def action_rfq_send(self):
        """Amazon gets the order as cXML, never by mail."""
        if amazon := self.filtered("amazon_config_id"):
            raise UserError(
                self.env._("%s is sent to Amazon automatically once it is approved.", amazon[0].display_name)
            )
        return super().action_rfq_send()
