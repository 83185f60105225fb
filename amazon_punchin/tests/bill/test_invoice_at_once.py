from odoo.tests import tagged
from odoo.tools import mute_logger

from ...protocol.received import take_in
from ..invoices import InvoiceDocument, InvoicedOrder, InvoiceLine
from ..same_moment import SameMomentCase, Transaction


@tagged("post_install", "-at_install")
class TestBillSameMoment(SameMomentCase):
    """One invoice number in two documents, processed at the same moment, each in a real transaction of its own."""

    def setUp(self):
        super().setUp()
        with Transaction() as env:
            vendor = env["res.partner"].create({"name": "Amazon bills at the same moment"})
            account = env["account.account"].search([("account_type", "=", "expense")], limit=1)
            config = env["amazon.punchin.config"].create(
                {
                    "name": "Bills at the same moment",
                    "partner_id": vendor.id,
                    "buyer_identity": "ODOO-TEST",
                    "account_id": account.id,
                }
            )
            self.config_id = config.id
            self.message_ids = [self.receive(env, config, number) for number in range(2)]

    def receive(self, env, config, number):
        """Receive an invoice that names no order, as the inbox does: the second says one thing more.

        :return: id of the message
        """
        portion = InvoicedOrder("", "", supplier_number="113-9", lines=[InvoiceLine()])
        document = InvoiceDocument(invoice_id="SAME-MOMENT-1", payload_id=f"same-{number}", orders=[portion])
        document.due = "10.00" if number else None
        return env["amazon.punchin.message"]._receive_from_inbox(config, take_in(bytes(document)))[0].id

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_bill_although_the_second_transaction_began_before_the_first_ended(self):
        first, second = self.message_ids
        with Transaction() as late:
            message = late["amazon.punchin.message"].browse(second)
            self.assertTrue(message.try_lock_for_update())
            with Transaction() as early:
                early["amazon.punchin.message"].browse(first)._process_alone()
            message._process_alone()
        with Transaction() as env:
            messages = env["amazon.punchin.message"].browse(self.message_ids)
            self.assertEqual(messages.mapped("state"), ["processed", "failed"])
            bills = env["account.move"].search([("amazon_config_id", "=", self.config_id)])
            self.assertEqual((len(bills), messages.bill_id), (1, bills))
