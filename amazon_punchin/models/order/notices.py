import logging

from odoo import models
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...tools import wording

_logger = logging.getLogger(__name__)

#: States from which Amazon's confirmation is news.
_UNCONFIRMED = ("pending", "sent", "unknown", "partial")


class PurchaseOrder(models.Model):
    """What the requester is told as it happens, by mail or in Odoo, as their preferences say."""

    _inherit = "purchase.order"

    def _release_to_amazon(self):
        """Tell the requester that somebody else has approved the order."""
        res = super()._release_to_amazon()
        if self.amazon_requester_id != self.env.user:
            self._tell_amazon_requester("approved")
        return res

    def _note_amazon_rejection(self, decision):
        """Tell the requester who rejected the order, and why; the activity needs no mail of its own."""
        res = super(PurchaseOrder, self.with_context(mail_activity_quick_update=True))._note_amazon_rejection(decision)
        self._tell_amazon_requester("rejected", decision=decision)
        return res

    def _move_amazon_to(self, state, /, **values):
        """Tell the requester that Amazon delivers everything."""
        news = self.filtered(lambda order: state == "confirmed" and order.amazon_state in _UNCONFIRMED)
        res = super()._move_amazon_to(state, **values)
        for order in news:
            order._tell_amazon_requester("confirmed")
        return res

    def _tell_amazon_requester(self, news, **told):
        """Send the requester one of our mail templates, in their language; nobody else gets it.

        What an administrator made of the template does not stop what it tells of.

        :param str news: ``approved``, ``rejected``, ``confirmed``, ``shipped`` or ``late``
        :param told: further variables of the template
        """
        self.ensure_one()
        order, partner = self.sudo(), self.sudo().amazon_requester_id.partner_id
        template = self.env["mail.template"].browse(
            self.env["ir.model.data"]._xmlid_to_res_id(f"amazon_punchin.mail_template_{news}")
        )
        if not template or not order.amazon_requester_id.active:
            return
        order._read_amazon_people()
        try:
            with self.env.cr.savepoint():
                read, template = wording.read_by(order, partner), wording.read_by(template.sudo(), partner)
                render = {"set_lang": partner.lang, "add_context": told}
                subject = template._render_field("subject", order.ids, **render)
                body = template._render_field("body_html", order.ids, options={"post_process": True}, **render)
                read.message_notify(
                    partner_ids=partner.ids,
                    subject=subject[order.id],
                    body=body[order.id],
                    model_description=read.env._("Amazon Order"),
                    email_layout_xmlid="mail.mail_notification_layout",
                )
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
            raise
        except Exception:
            _logger.exception("The requester of order %s could not be told that it is %s", order.id, news)

    def _read_amazon_people(self):
        """Read at once everybody whom Odoo would read one by one as it dates an order and writes of it."""
        orders = self.sudo()
        users = orders.amazon_requester_id | orders.user_id | self.env.user.sudo()
        partners = users.partner_id | orders.partner_id | orders.company_id.partner_id
        # With a field of one of them come all that Odoo reads at once, of all.
        partners.mapped("lang")
