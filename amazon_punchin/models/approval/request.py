from odoo import api, fields, models

from ...tools import wording
from .step import LIVE

#: How many items a mail lists.
_LISTED = 20


class PurchaseOrder(models.Model):
    """What an approver must know of a purchase order to decide: in the mail, in the list, on a card."""

    _inherit = "purchase.order"

    amazon_seller_names = fields.Char(
        string="Sellers",
        compute="_compute_amazon_seller_names",
        compute_sudo=True,
        help="Who sells the items.",
    )
    amazon_agreed = fields.Text(
        string="Approved By",
        compute="_compute_amazon_agreed",
        compute_sudo=True,
        help="Who has approved the order so far.",
    )

    @api.depends("order_line.amazon_aux_id", "order_line.amazon_seller")
    def _compute_amazon_seller_names(self):
        for order in self:
            sellers = order._amazon_item_lines().mapped("amazon_seller")
            order.amazon_seller_names = ", ".join(dict.fromkeys(filter(None, sellers))) or False

    @api.depends(
        "amazon_approval_ids.decision_ids", "amazon_approval_ids.state", "amazon_released_by_id", "date_approve"
    )
    @api.depends_context("lang", "tz")
    def _compute_amazon_agreed(self):
        for order in self:
            decisions = order.amazon_approval_ids.filtered(lambda step: step.state in LIVE).decision_ids
            agreed = decisions.filtered(lambda decision: decision.outcome == "approved").sorted("id")
            sentences = [decision._sentence() for decision in agreed]
            if sentence := order._amazon_core_approval():
                sentences.append(sentence)
            order.amazon_agreed = "\n".join(sentences) or False

    def _ask_amazon_approver(self, user):
        """Send somebody whom the order waits for what there is to decide.

        :param res.users user: an approver, or a substitute
        """
        order = wording.read_by(self.sudo(), user.partner_id)
        absent = order.amazon_open_approval_id._represented_by(user) if order.amazon_open_approval_id else user.browse()
        sentence = order.env._(
            "%(requester)s asks for your approval of order %(order)s.",
            requester=order.amazon_requester_id.name,
            order=order.display_name,
        )
        if absent:
            substitute = order.env._("You are asked as the substitute of %s.", absent.name)
            sentence = f"{sentence} {substitute}"
        order._mail_amazon_request(
            user.partner_id,
            order.env._(
                "Approval needed: %(order)s, %(total)s, %(requester)s",
                order=order.display_name,
                total=order.currency_id.format(order.amazon_total),
                requester=order.amazon_requester_id.name,
            ),
            sentence,
        )

    def _mail_amazon_request(self, partner, subject, sentence):
        """Send a mail that tells of a waiting order all that a decision needs.

        :param res.partner partner: the reader, in whose language the order is given
        :param str subject: of the mail
        :param str sentence: what the reader is told or asked
        """
        lines = self._amazon_item_lines()
        values = {
            "order": self,
            "sentence": sentence,
            "why": self.amazon_open_approval_id.reason
            or (self._is_past_amazon_approval() and self._amazon_core_reason()),
            "lines": lines[:_LISTED],
            "others": len(lines[_LISTED:]),
            "charges": self.currency_id.round(self.amazon_total - sum(lines.mapped("price_subtotal"))),
            "held_until": self.amazon_expires_at
            and f"{wording.moment(self, self.amazon_expires_at)} ({self.env.tz.zone})",
            "url": self._notify_get_action_link("view", model=self._name, res_id=self.id),
        }
        self.message_notify(
            partner_ids=partner.ids,
            subject=subject,
            body=self.env["ir.qweb"]._render("amazon_punchin.approval_request", values, minimal_qcontext=True),
            model_description=self.env._("Amazon Order"),
        )
