from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError

from ...tools import wording
from ...tools.const import MANAGER


class AmazonPunchinConfig(models.Model):
    """Who may shop in a group at Amazon, and which administrator looks after it."""

    _inherit = "amazon.punchin.config"

    user_id = fields.Many2one(
        "res.users",
        string="Administrator",
        default=lambda self: self.env.uid != SUPERUSER_ID and self.env.uid,
        domain=lambda self: [("all_group_ids", "in", self.env.ref(MANAGER).id)],
        help="Who gets an activity when something needs an administrator.",
    )
    person_ids = fields.One2many("amazon.punchin.person", "config_id", string="People", groups=MANAGER)

    def _person(self, user):
        """Find a user on the list of people.

        :param res.users user: who
        :rtype: amazon.punchin.person
        """
        self.ensure_one()
        return (
            self.env["amazon.punchin.person"]
            .sudo()
            .search_fetch(
                [("active", "=", True), ("config_id", "=", self.id), ("user_id", "=", user.id)],
                ["email", "role"],
                limit=1,
            )
        )

    def _check_person(self, user):
        """Check that a user may bring baskets.

        :param res.users user: who
        :raises UserError: not on the list, may not work in the legal entity, has no role that sees the order, or the
            policy does not let a requisitioner
        """
        if not self._person(user):
            raise UserError(
                self.env._(
                    "You are not on the list of people of “%(config)s”. "
                    "Ask your Amazon administrator to add you with your e-mail address at Amazon.",
                    config=self.name,
                )
            )
        if self.company_id not in user.sudo().company_ids:
            raise UserError(
                self.env._(
                    "You are on the list of people of “%(config)s”, but may not work in %(company)s, which pays for "
                    "its orders. An administrator of Odoo's settings can allow it; then try again.",
                    config=self.name,
                    company=self.company_id.name,
                )
            )
        if not user._may_shop_at_amazon():
            raise UserError(
                self.env._(
                    "You are on the list of people of “%(config)s”, but may not see purchase orders in Odoo. "
                    "Ask for the role “Amazon: Punchout buyer”.",
                    config=self.name,
                )
            )
        if refusal := self._requisitioner_refusal(user):
            raise UserError(refusal)

    def _requisitioner_refusal(self, user):
        """Why the purchasing policy does not take the baskets of a user.

        :param res.users user: who brings one
        :return: a sentence; empty if the policy takes them
        :rtype: str
        """
        if self.policy == "direct_allowed" or self._person(user).role != "requisitioner":
            return ""
        return self.env._(
            "Every purchase through “%(config)s” needs approval, but %(email)s has the role Requisitioner, "
            "which orders without. In Amazon Business, under People, an administrator changes the role to "
            "Punchout buyer; then the list of people in Odoo is changed too, and the basket can be brought again.",
            config=self.name,
            email=self._person(user).email,
        )

    def _report_wrong_role(self, user):
        """Tell the administrator of a user whose baskets the purchasing policy does not take.

        :param res.users user: who brings one
        """
        if self._requisitioner_refusal(user):
            self._call_administrator(
                lambda config: (
                    config.env._("%s has the wrong role at Amazon", user.name),
                    config._requisitioner_refusal(user),
                )
            )

    def _administrator(self):
        """Who sees to it when something needs an administrator.

        :rtype: res.users
        """
        self.ensure_one()
        users = (
            self.env.ref(MANAGER)
            .sudo()
            .all_user_ids.filtered(
                lambda user: user.active and user.id != SUPERUSER_ID and self.company_id in user.company_ids
            )
        )
        return self.sudo().user_id & users or users[:1]

    def _call_administrator(self, say):
        """Give the administrator an activity, unless one like it is still open.

        :param collections.abc.Callable say: takes the configuration as it is read; gives what it is about, and what
            to do
        """
        self.ensure_one()
        if administrator := self._administrator():
            wording.give_activity(self.sudo(), "mail.mail_activity_data_warning", administrator, say, once=True)
