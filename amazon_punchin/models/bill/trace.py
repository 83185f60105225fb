from urllib.parse import unquote

from odoo import models

from ...tools import lock, wording


class AccountMove(models.Model):
    """What a bill of Amazon's leaves behind: documents on it, messages on its orders, an activity."""

    _inherit = "account.move"

    def _attach_amazon_documents(self, received, files):
        """Put the document, and what came along with it, on the bill.

        :param amazon_punchin.protocol.received.Received received: the invoice's document
        :param ir.attachment files: what came along with it
        """
        self.ensure_one()
        invoice = received.content
        on_bill = {"res_model": self._name, "res_id": self.id}
        attachments = self.env["ir.attachment"].with_context(attachments_mime_plainxml=True)
        attachments.create(
            {
                **on_bill,
                "name": f"{invoice.number}.xml",
                "raw": received.pretty.encode(),
                "mimetype": "text/plain",
            }
        )
        copies = attachments.browse(attachment.copy(on_bill).id for attachment in files)
        if copies:
            self._message_set_main_attachment_id(copies, force=True)
        known = set(files.mapped("description"))
        for url in invoice.attachments:
            if url.startswith("https://"):
                attachments.create({**on_bill, "name": url.rpartition("/")[2] or url, "type": "url", "url": url})
            elif unquote(url).partition(":")[2] not in known:
                self._add_amazon_remark(self.env._("The invoice names the attachment %s, which did not arrive.", url))

    def _add_amazon_remark(self, sentence):
        lock.opened(self).amazon_remark = "\n".join(filter(None, (self.amazon_remark, sentence)))

    def _tell_amazon_bill(self):
        """Tell of a new bill: on its orders, and to the accountant if it needs a look."""
        self.ensure_one()
        for order in lock.opened(self.amazon_order_ids):
            wording.remark(order, self._say_amazon_bill)
            order._settle_amazon_unknown()
            order._settle_after_amazon_bill()
        if self.amazon_warning:
            self._ask_amazon_accountant(lambda bill: (bill.env._("Check Amazon's bill"), bill.amazon_warning))

    def _say_amazon_bill(self, order):
        values = {
            "number": self.ref,
            "total": self.currency_id.with_env(order.env).format(self.amazon_invoice_total),
        }
        if self.move_type == "in_refund":
            return order.env._("Amazon's credit note %(number)s for %(total)s has arrived.", **values)
        return order.env._("Amazon's invoice %(number)s for %(total)s has arrived.", **values)

    def _amazon_reader(self):
        """In whose language the chatter is: the accountant's, else the legal entity's.

        :rtype: res.partner
        """
        return self.amazon_config_id.accountant_id.partner_id or self.company_id.partner_id

    def _ask_amazon_accountant(self, say):
        if accountant := self.amazon_config_id.accountant_id:
            wording.give_activity(self, "mail.mail_activity_data_warning", accountant, say)

    def _ask_accountant_of_amazon(self, config, say):
        """Give somebody an activity on the bill, which may be one that a person typed in.

        :param amazon.punchin.config config: whose accountant, or if there is none, whose administrator
        :param collections.abc.Callable say: takes the bill as it is read; gives what to do or know, and why
        """
        if user := config.accountant_id or config._administrator():
            wording.give_activity(self, "mail.mail_activity_data_warning", user, say)
