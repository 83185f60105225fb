from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ...tools import wording
from ...tools.const import ROLES
from ...tools.row_lock import retried_on_collision, wait_for_row


class AmazonPunchinNewcomer(models.Model):
    """A user who arrived from Amazon, and is not on the list of people yet."""

    _name = "amazon.punchin.newcomer"
    _inherit = ["amazon.punchin.version.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "User Not on the List of People"
    _order = "id desc"
    _rec_name = "user_id"

    config_id = fields.Many2one(
        "amazon.punchin.config",
        string="Group at Amazon",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        help="The Amazon Business group that the person came from.",
    )
    company_id = fields.Many2one(related="config_id.company_id", store=True, precompute=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Odoo User", required=True, readonly=True, index=True, ondelete="cascade"
    )
    message_id = fields.Many2one(
        "amazon.punchin.message",
        string="Basket",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="The last basket that they submitted; it waits until somebody on the list claims it.",
    )
    email = fields.Char(
        string="E-mail at Amazon",
        required=True,
        size=254,
        help="The e-mail address of the Amazon Business account. It may differ from the user's e-mail in Odoo.",
    )
    role = fields.Selection(
        ROLES,
        string="Role at Amazon",
        required=True,
        default="punchout_buyer",
        help="What the person may do once on the list: buy with approval, or also buy directly.",
    )
    state = fields.Selection(
        [("waiting", "Waiting"), ("added", "On the List"), ("declined", "Declined")],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
        tracking=True,
        help="Whether the person is waiting, was added to the list, or was declined.",
    )

    warning = fields.Char(compute="_compute_warning")

    _waiting_uniq = models.UniqueIndex("(config_id, user_id) WHERE state = 'waiting'", "This user is already waiting.")

    @api.depends("state", "user_id.group_ids")
    def _compute_warning(self):
        for newcomer in self:
            user = newcomer.user_id.sudo()
            newcomer.warning = (
                False
                if newcomer.state != "waiting" or user._may_shop_at_amazon()
                else self.env._(
                    "%s does not have the role “Amazon: Punchout buyer” in Odoo. “Add to List” grants it.", user.name
                )
            )

    @api.model
    def _note_arrival(self, config, user, message=None):
        """Note that a user arrived who is not on the list, and tell the administrator, once.

        Whoever has been declined is not asked about again.

        :param amazon.punchin.config config: in sudo
        :param res.users user: who arrived
        :param amazon.punchin.message | None message: the basket that they came for
        :return: waiting or declined, in sudo; none if the user does not work for the company
        :rtype: amazon.punchin.newcomer
        :raises ConcurrencyError: the same user arrives twice at this moment; Odoo tries again
        """
        if user.share or config.company_id not in user.company_ids:
            return self.browse()
        known = self.sudo().search(
            [("config_id", "=", config.id), ("user_id", "=", user.id), ("state", "in", ("waiting", "declined"))],
            limit=1,
        )
        if known:
            known.message_id = message or known.message_id
            return known
        with retried_on_collision():
            newcomer = self.sudo().create(
                {
                    "config_id": config.id,
                    "user_id": user.id,
                    "message_id": message.id if message else False,
                    "email": user.email_normalized or user.login,
                }
            )
        administrator = config._administrator()
        if administrator:
            wording.give_activity(
                newcomer,
                "mail.mail_activity_data_warning",
                administrator,
                lambda newcomer: (
                    newcomer.env._("Add %s to the list of people?", user.name),
                    newcomer.env._("%s came from Amazon but is not on the list of people.", user.name),
                ),
            )
        return newcomer

    def action_add(self):
        """Put the user on the list of people, with the role for shopping, and tell them how to go on.

        :raises UserError: the user cannot shop, or the address is somebody else's or none
        """
        for newcomer in self._lock_waiting():
            email = newcomer._valid_email()
            newcomer.config_id._put_on_list(newcomer.user_id, email, newcomer.role)
            newcomer._settle("added")
            newcomer._tell_user()

    def action_decline(self):
        """Leave the user off the list; a basket stays unclaimed."""
        for newcomer in self._lock_waiting():
            newcomer._settle("declined")

    def _lock_waiting(self):
        """Take the decision on users who wait, so that nobody else does at the same moment.

        :return: the same
        :rtype: amazon.punchin.newcomer
        :raises UserError: one of them has been decided on
        """
        self.check_access("write")
        for newcomer in self:
            wait_for_row(newcomer)
        if self.filtered(lambda newcomer: newcomer.state != "waiting"):
            raise UserError(self.env._("This has already been decided."))
        return self

    def _valid_email(self):
        """The address at Amazon, as the list of people holds it.

        :rtype: str
        :raises UserError: it is not an e-mail address
        """
        email = email_normalize(self.email)
        if not email:
            raise UserError(
                self.env._("“%s” is not an e-mail address: enter the one of the Amazon account.", self.email)
            )
        return email

    def _settle(self, state):
        self.state = state
        self.sudo().activity_feedback(["mail.mail_activity_data_warning"])

    def _goal(self):
        """Where the user goes on: to the basket, as long as nobody has claimed it, or to the shop.

        :return: path
        :rtype: str
        """
        newcomer = self.sudo()
        if newcomer.message_id.state == "unclaimed":
            return newcomer.message_id._claim_path()
        return "/odoo/amazon-shop"

    def _tell_user(self):
        newcomer = wording.read_by(self, self.user_id.partner_id)
        self.sudo().message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=newcomer.env._("You can now shop at Amazon Business"),
            body=Markup('<p>%s</p><p><a href="%s/amazon_punchin/newcomer/%s">%s</a></p>')
            % (
                newcomer.env._("You are now on the list of people of “%s”.", self.config_id.name),
                self.get_base_url(),
                self.id,
                newcomer.env._("Continue"),
            ),
        )
