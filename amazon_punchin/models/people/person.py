from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize

from ...tools.const import ROLES, STATUSES
from ...tools.notification import notification
from ...tools.user_directory import UserDirectory


class AmazonPunchinPerson(models.Model):
    _name = "amazon.punchin.person"
    _description = "Person at Amazon Business"
    _inherit = ["amazon.punchin.checked.mixin", "amazon.punchin.version.mixin"]
    _order = "email, id"
    _rec_name = "email"

    config_id = fields.Many2one(
        "amazon.punchin.config",
        string="Group at Amazon",
        required=True,
        ondelete="cascade",
        index=True,
        help="The Amazon Business group in which the person shops.",
    )
    company_id = fields.Many2one(related="config_id.company_id", store=True, index=True)
    active = fields.Boolean(default=True)
    email = fields.Char(
        string="E-mail at Amazon",
        required=True,
        size=254,
        help="The e-mail address of the Amazon Business account. It may differ from the user's e-mail in Odoo.",
    )
    user_id = fields.Many2one("res.users", string="Odoo User", index="btree_not_null", ondelete="restrict")
    name = fields.Char(string="Name at Amazon")
    amazon_status = fields.Selection(
        STATUSES,
        string="At Amazon",
        required=True,
        default="active",
        help="Active: has joined the group at Amazon. Invited: has not accepted Amazon's invitation yet.",
    )
    role = fields.Selection(
        ROLES,
        string="Role at Amazon",
        required=True,
        default="punchout_buyer",
        help="Punchout buyer: every basket comes to Odoo first.\n"
        "Requisitioner: orders directly at Amazon, without Odoo; where the purchasing policy allows it, baskets "
        "submitted to Odoo anyway need no approval.",
    )

    warning = fields.Char(
        compute="_compute_warning", compute_sudo=True, help="What keeps this person from shopping through Odoo."
    )
    lacks_role = fields.Boolean(compute="_compute_lacks_role", compute_sudo=True)
    invitation = fields.Text(
        compute="_compute_invitation", help="The invitation for this person, ready to paste into a mail."
    )

    invited_at = fields.Datetime(
        string="Invited On", readonly=True, copy=False, help="When Odoo last sent the invitation by mail."
    )

    _config_email_uniq = models.UniqueIndex(
        "(config_id, lower(email)) WHERE active IS TRUE", "This e-mail is already on the list of people."
    )
    _config_user_uniq = models.UniqueIndex(
        "(config_id, user_id) WHERE active IS TRUE AND user_id IS NOT NULL",
        "This user is already on the list of people.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._normalize_email(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._normalize_email(vals)
        return super().write(vals)

    @api.constrains("email")
    def _check_email(self):
        for person in self:
            if not email_normalize(person.email):
                raise ValidationError(self.env._("“%s” is not an e-mail address.", person.email))

    @api.depends(
        "amazon_status",
        "config_id.company_id",
        "config_id.policy",
        "email",
        "lacks_role",
        "role",
        "user_id.active",
        "user_id.company_ids",
        "user_id.share",
    )
    @api.depends_context("lang")
    def _compute_warning(self):
        for person, phrases in self._phrases().items():
            person.warning = " · ".join(phrases) or False

    def _by_warning(self):
        """Group people by what keeps them from shopping.

        :return: by short phrase; whom nothing keeps is left out
        :rtype: dict[str, amazon.punchin.person]
        """
        kept = {}
        for person, phrases in self.sudo()._phrases().items():
            for phrase in phrases:
                kept[phrase] = kept.get(phrase, person) | person
        return kept

    def _phrases(self):
        """What keeps each person from shopping.

        :return: short phrases
        :rtype: dict[amazon.punchin.person, list[str]]
        """
        found = {}
        for config, people in self.grouped("config_id").items():
            unknown = [person.email for person in people if person.email and not person.user_id]
            directory = UserDirectory(self.env, config.company_id, unknown) if unknown else None
            for person in people:
                candidates = 0 if person.user_id or not directory else len(directory.find(person.email))
                found[person] = person._warnings(candidates)
        return found

    def _warnings(self, candidates):
        """Say what keeps a person from shopping.

        :param int candidates: how many users have the e-mail, where none is chosen
        :return: short phrases
        :rtype: list[str]
        """
        user, config = self.user_id, self.config_id
        phrases = {
            self.env._("Two users"): candidates > 1,
            self.env._("No user"): not user and candidates < 2,
            self.env._("User archived"): user and not user.active,
            self.env._("No access to the legal entity"): user and config.company_id not in user.company_ids,
            self.env._("Portal user"): user.share,
            self.env._("Role missing"): self.lacks_role,
            self.env._("Invitation open"): self.amazon_status == "invited",
            self.env._("Not active"): self.amazon_status == "inactive",
            self.env._("Requisitioner not allowed"): self.role == "requisitioner" and config.policy == "all_approved",
        }
        return [phrase for phrase, found in phrases.items() if found]

    @api.depends("user_id.active", "user_id.group_ids")
    def _compute_lacks_role(self):
        for person in self:
            user = person.user_id
            person.lacks_role = user.active and not user._may_shop_at_amazon()

    @api.depends("amazon_status", "config_id.business_unit", "config_id.name", "email", "name", "user_id")
    def _compute_invitation(self):
        for person in self:
            person.invitation = person._invitation() if person.email else False

    def _invitation(self):
        """Write what a person needs to know, in the language of their user.

        :rtype: str
        """
        person = self.with_context(lang=self.user_id.sudo().lang or self.env.lang)
        user, group = person.user_id.sudo(), person.config_id.business_unit or person.config_id.name
        steps = [
            self.amazon_status == "invited"
            and person.env._(
                "Amazon has sent an invitation to the group “%(group)s” to %(email)s. Please accept it.",
                group=group,
                email=self.email,
            ),
            user
            and person.env._("Sign in at %(url)s as %(login)s.", url=f"{self.get_base_url()}/odoo", login=user.login),
            not user and person.env._("Ask your Odoo administrator for a user for %s.", self.email),
            person.env._(
                "Choose “Amazon Business > Shop on Amazon”. If Amazon asks you to sign in, use %s.", self.email
            ),
            person.env._("Fill your basket and submit it for approval. You return to Odoo, on your order."),
        ]
        numbered = [f"{number}. {step}" for number, step in enumerate(filter(None, steps), start=1)]
        hello = person.env._("Hello %s,", user.name or self.name or self.email)
        about = person.env._("from now on you can buy at Amazon Business through Odoo. Here is how:")
        return "\n".join([hello, "", about, "", *numbered])

    def action_invite(self):
        """Send people their invitation by mail, from the template that an administrator may change.

        :return: a notification with how many were sent
        :rtype: dict
        """
        self.check_access("write")
        invited = self.filtered(lambda person: person.amazon_status != "inactive")
        self.env.ref("amazon_punchin.mail_template_invitation").send_mail_batch(invited.ids)
        invited.sudo().invited_at = fields.Datetime.now()
        sentences = [
            self.env._("Invitations sent: %s.", len(invited)),
            self - invited and self.env._("Left out, not active at Amazon: %s.", len(self - invited)),
        ]
        return notification("\n".join(filter(None, sentences)), "success" if invited == self else "warning")

    def action_find_user(self):
        """Give people the user who has their e-mail or signs in with it, if there is exactly one.

        :return: a notification with how many were found
        :rtype: dict
        """
        found = 0
        for config, people in self.filtered(lambda person: not person.user_id).grouped("config_id").items():
            directory = UserDirectory(self.env, config.company_id)
            taken = set(self.search([("config_id", "=", config.id), ("user_id", "!=", False)]).user_id.ids)
            for person in people:
                users = directory.find(person.email)
                if len(users) == 1 and users[0] not in taken:
                    person.user_id = users[0]
                    taken.add(users[0])
                    found += 1
        return notification(self.env._("Users found: %s.", found), "success" if found else "warning")

    def action_give_role(self):
        """Give the role for shopping to the users who lack it; where nobody is marked, to all who can have it.

        :return: a notification with how many got it
        :rtype: dict
        :raises UserError: a marked user cannot shop
        """
        self.check_access("write")
        people = self or self.search([("user_id", "!=", False)]).filtered(
            lambda person: person.lacks_role and person.user_id._can_approve_amazon_in(person.company_id)
        )
        given = len(people._give_role())
        return notification(
            self.env._("Users granted the role “Amazon: Punchout buyer”: %s.", given), "success" if given else "warning"
        )

    def _give_role(self):
        """Let the users of people shop; the group's chatter keeps who let whom.

        :return: whose users lacked the role
        :rtype: amazon.punchin.person
        :raises UserError: a user cannot shop
        """
        given = self.filtered(
            lambda person: person.user_id and person.user_id._let_shop_at_amazon(person.config_id.company_id)
        )
        for config, people in given.grouped("config_id").items():
            config.message_post(
                body=self.env._(
                    "%(administrator)s granted the role “Amazon: Punchout buyer” in Odoo to: %(users)s.",
                    administrator=self.env.user.name,
                    users=", ".join(people.user_id.mapped("name")),
                )
            )
        return given

    @api.onchange("user_id")
    def _onchange_user_id(self):
        if self.user_id and not self.email:
            self.email = self.user_id.email_normalized or email_normalize(self.user_id.login)

    def _normalize_email(self, vals):
        if vals.get("email"):
            vals["email"] = email_normalize(vals["email"]) or vals["email"].strip()
