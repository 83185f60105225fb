from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class ResUsers(models.Model):
    """Who may shop at Amazon, and who may decide on an order."""

    _inherit = "res.users"

    def _can_decide_amazon(self, order, four_eyes):
        """Whether a user can decide an Amazon order, if a rule names them.

        :param purchase.order order: the order
        :param bool four_eyes: whoever requested it cannot
        :rtype: bool
        """
        self.ensure_one()
        is_requester = self == order.amazon_requester_id
        return self._can_approve_amazon_in(order.company_id) and not (four_eyes and is_requester)

    def _can_approve_amazon_in(self, company):
        """Whether a user can decide a company's Amazon orders at all.

        :param res.company company: the legal entity
        :rtype: bool
        """
        self.ensure_one()
        return self.active and not self.share and company in self.company_ids

    def _may_shop_at_amazon(self):
        """Whether a user has a role that sees the orders of their baskets.

        :rtype: bool
        """
        self.ensure_one()
        return self.has_group("amazon_punchin.group_punchout_buyer") or self.has_group("purchase.group_purchase_user")

    def _let_shop_at_amazon(self, company):
        """Give a user the role for shopping, unless they have one that is enough.

        :param res.company company: for which they shop
        :return: whether it was given
        :rtype: bool
        :raises UserError: archived, not an internal user, or may not work for the company
        """
        self.ensure_one()
        user = self.sudo()
        if not user.active:
            raise UserError(
                self.env._(
                    "%s is archived in Odoo and cannot shop. An Odoo administrator can unarchive the user; then try "
                    "again.",
                    user.name,
                )
            )
        if user.share:
            raise UserError(
                self.env._(
                    "%s is a portal user, but only internal users can shop. An Odoo administrator can make them an "
                    "internal user; then try again.",
                    user.name,
                )
            )
        if company not in user.company_ids:
            raise UserError(
                self.env._(
                    "%(user)s has no access to %(company)s. An Odoo administrator can grant it; then try again.",
                    user=user.name,
                    company=company.name,
                )
            )
        if user._may_shop_at_amazon():
            return False
        user.group_ids = [Command.link(self.env.ref("amazon_punchin.group_punchout_buyer").id)]
        return True
