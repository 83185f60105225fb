from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _can_decide_amazon(self, order, four_eyes):
        """Whether a user can decide an Amazon order, if a rule names them.

        :param purchase.order order: the order
        :param bool four_eyes: whoever requested it cannot
        :rtype: bool
        """
        self.ensure_one()
        return (
            self.active
            and not self.share
            and order.company_id in self.company_ids
            and not (four_eyes and self == order.amazon_requester_id)
        )

    def _may_shop_at_amazon(self):
        """Whether a user has a role that sees the orders of their baskets.

        :rtype: bool
        """
        self.ensure_one()
        return self.has_group("amazon_punchin.group_punchout_buyer") or self.has_group("purchase.group_purchase_user")
