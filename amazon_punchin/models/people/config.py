from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ...tools import wording
from ...tools.const import MANAGER
from ...tools.notification import notification
from ...tools.problem_text import Problem, refusal


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

    may_shop_here = fields.Boolean(
        compute="_compute_may_shop_here",
        groups=MANAGER,
        help="Whether whoever looks is on the list of people and can shop.",
    )
    lacking_role_count = fields.Integer(
        compute="_compute_lacking_role_count", groups=MANAGER, help="How many people need the role in Odoo."
    )

    @api.depends("person_ids.user_id", "person_ids.warning")
    @api.depends_context("uid")
    def _compute_may_shop_here(self):
        for config in self:
            mine = config.person_ids.filtered(lambda person: person.user_id == self.env.user)
            config.may_shop_here = bool(mine) and not mine.warning

    @api.depends("person_ids.lacks_role")
    def _compute_lacking_role_count(self):
        for config in self:
            config.lacking_role_count = len(config.person_ids.filtered("lacks_role"))

    def action_add_me(self):
        """Put the current user on the list of people, as a buyer who has the role in Odoo.

        :return: a notification; of a user without an e-mail address, the window that asks for it
        :rtype: dict
        :raises UserError: the user cannot shop, or the address is somebody else's on the list
        """
        self.ensure_one()
        self.check_access("write")
        user = self.env.user
        email = self._person(user).email or email_normalize(user.email) or email_normalize(user.login)
        if not email:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Your Account at Amazon"),
                "res_model": "amazon.punchin.person",
                "views": [(self.env.ref("amazon_punchin.amazon_punchin_person_view_form_me").id, "form")],
                "target": "new",
                "context": {"default_config_id": self.id, "default_user_id": user.id},
            }
        self._put_on_list(user, email, "punchout_buyer")
        self._recheck("4")
        return notification(
            self.env._("You are a buyer now. Amazon must know you as %s; if not, correct the e-mail here.", email),
            "success",
        )

    def _put_on_list(self, user, email, role):
        """Put a user on the list of people, with the role for shopping.

        :param res.users user: who
        :param str email: of the account at Amazon, normalized
        :param str role: at Amazon, unless the person is on the list already
        :raises UserError: the user cannot shop, or the address is somebody else's
        """
        people = self.env["amazon.punchin.person"].with_context(active_test=False)
        person = people.search(
            [("config_id", "=", self.id), ("email", "=", email)], order="active desc, id desc", limit=1
        )
        if person.active and person.user_id - user:
            raise UserError(
                self.env._(
                    "%(email)s is already on the list of people, as %(user)s.",
                    email=person.email,
                    user=person.user_id.name,
                )
            )
        listed = {"user_id": user.id, "role": role, "amazon_status": "active"}
        if person.active:
            person.user_id = user
        elif person:
            person.write({**listed, "active": True})
        else:
            person = people.create({**listed, "config_id": self.id, "email": email})
        person._give_role()

    def action_give_roles(self):
        """Give the role for shopping to everybody on the list whose user lacks it.

        :return: a notification with how many got it, and who cannot have it
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("write")
        lacking = self.person_ids.filtered("lacks_role")
        able = lacking.filtered(lambda person: person.user_id._can_approve_amazon_in(self.company_id))
        able._give_role()
        self._recheck("4")
        sentences = [self.env._("Users who got the role “Amazon: Punchout buyer”: %s.", len(able))]
        if unable := lacking - able:
            sentences.append(
                self.env._(
                    "Portal users, and who may not work in the legal entity, cannot have it: %s.",
                    ", ".join(unable.mapped("email")),
                )
            )
        return notification(" ".join(sentences), "warning" if unable else "success")

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
                    "You are on the list of people of “%(config)s”, but have no access to %(company)s, which pays "
                    "for its orders. An Odoo administrator can grant it; then try again.",
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
        if problem := self._requisitioner_problem(user):
            raise refusal(self.env, problem.code, **problem.values)

    def _requisitioner_refusal(self, user):
        """Why the purchasing policy does not take the baskets of a user.

        :param res.users user: who brings one
        :return: a sentence; empty if the policy takes them
        :rtype: str
        """
        problem = self._requisitioner_problem(user)
        return problem(self.env) if problem else ""

    def _requisitioner_problem(self, user):
        """The same, for whatever language.

        :rtype: amazon_punchin.tools.problem_text.Problem | None
        """
        if self.policy == "direct_allowed" or self._person(user).role != "requisitioner":
            return None
        return Problem("wrong_role", {"config": self.name, "email": self._person(user).email})

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

    def _call_administrator(self, say, cause=None):
        """Give the administrator an activity, unless one like it is still open.

        :param collections.abc.Callable say: takes the configuration as it is read; gives what it is about, and what
            to do
        :param str | None cause: by which the activity is ended, see :func:`.wording.end_cause`
        """
        self.ensure_one()
        if administrator := self._administrator():
            kind = "mail.mail_activity_data_warning"
            wording.give_activity(self.sudo(), kind, administrator, say, once=True, cause=cause)
