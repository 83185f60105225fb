from functools import wraps

from odoo import api, models
from odoo.exceptions import AccessError

from ...tools import readable

#: By which OCA's ``purchase_auto_bill_on_receipt`` decides on an order.
_AUTO_BILL = "_auto_bill_enabled"


class AccountMove(models.Model):
    """What other apps add to a bill is not in the way of people who may see the bill, but nothing of these apps."""

    _inherit = "account.move"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        """Odoo hook: views differ by what the user may not read."""
        return (*super()._get_view_cache_key(view_id, view_type, **options), readable.unreadable(self))

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Odoo hook: leave out what the user may not read."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type != "search":
            readable.strip(arch, self)
        return arch, view

    def _compute_field_value(self, field):
        """Odoo hook: where the user's rights do not suffice, compute with the system's."""
        try:
            return super()._compute_field_value(field)
        except AccessError:
            if self.env.su or not all(bill.amazon_config_id for bill in self.sudo()):
                raise
            return super(AccountMove, self.sudo())._compute_field_value(field)


class PurchaseOrder(models.Model):
    """Apps that make a bill of what was received make none of an Amazon order: Amazon's invoice is its bill."""

    _inherit = "purchase.order"

    def _register_hook(self):
        """Odoo hook: ask before OCA's ``purchase_auto_bill_on_receipt`` does, whichever of us is loaded first."""
        super()._register_hook()
        model = self.env.registry[self._name]
        if hasattr(model, _AUTO_BILL):
            setattr(model, _AUTO_BILL, _but_amazon(getattr(model, _AUTO_BILL)))

    def _unregister_hook(self):
        """Odoo hook: take it away again, before the model is put together anew."""
        res = super()._unregister_hook()
        model = self.env.registry[self._name]
        if _AUTO_BILL in vars(model):
            delattr(model, _AUTO_BILL)
        return res


def _but_amazon(enabled):
    """Say no for Amazon orders.

    :param collections.abc.Callable enabled: says whether receipts of an order become bills
    :rtype: collections.abc.Callable
    """

    @wraps(enabled)
    def method(self):
        return not self.amazon_config_id and enabled(self)

    return method
