import re
from dataclasses import replace

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import groupby

from ... import protocol
from ...matching.facts import is_amazon
from ...protocol.errors import ProtocolError
from ...tools import wording

#: Before Odoo's own decoders, which know nothing of Amazon orders.
_PRIORITY = 30

_AMAZON_NUMBER = re.compile(r"[0-9D]\d{2}-\d{7}-\d{7}", re.ASCII)


class AccountMove(models.Model):
    """An invoice of Amazon's that comes as UBL or CII, by upload, mail or Peppol, is matched as a cXML invoice is."""

    _inherit = "account.move"

    def _get_edi_decoder(self, file_data, new=False):
        """Odoo hook: read what bills Amazon orders."""
        if found := self._find_amazon_einvoice(file_data):
            return {
                "priority": _PRIORITY,
                "decoder": lambda bill, file_data, _new: bill._import_amazon_einvoice(file_data, *found),
            }
        return super()._get_edi_decoder(file_data, new)

    def _find_amazon_einvoice(self, file_data):
        """Read an electronic invoice, if it bills Amazon orders of the company.

        :param dict file_data: as Odoo's import has it
        :return: the invoice, and the order of each of its parts; None if it is none, or of no Amazon order
        :rtype: tuple[amazon_punchin.protocol.invoice.Invoice, list[purchase.order]] | None
        """
        tree = file_data.get("xml_tree")
        if tree is None or self.journal_id.type == "sale":
            return None
        try:
            found = protocol.einvoice.read(tree)
        except ProtocolError:
            # Odoo's own import takes what it can.
            return None
        orders = found and self._orders_of_einvoice(found)
        if not orders or not any(orders):
            return None
        portions, of_portions = [], []
        for order, pairs in groupby(zip(orders, found.lines, strict=True), lambda pair: pair[0]):
            reference = protocol.references.OrderReference("", order.name) if order else None
            lines = tuple(line for _order, (_numbers, line) in pairs)
            portions.append(protocol.invoice.InvoicedOrder(reference, "", lines))
            of_portions.append(order)
        return replace(found.invoice, orders=tuple(portions)), of_portions

    def _orders_of_einvoice(self, found):
        """Find the Amazon order of each line: by the numbers that stand at it, and by its item.

        :param amazon_punchin.protocol.einvoice.EInvoice found: the invoice
        :return: for each line; empty where there is no order, or no telling which
        :rtype: list[purchase.order]
        """
        company = self.company_id or self.env.company
        orders = self.env["purchase.order"].sudo()
        if not found.order_numbers and is_amazon(found.invoice.seller_name):
            awaiting = orders._amazon_orders_awaiting({line.asin for _numbers, line in found.lines}, company)
            of_lines = [_with_item(awaiting, line) for _numbers, line in found.lines]
            return of_lines if all(of_lines) else []
        named = orders._amazon_orders_numbered(found.order_numbers, company)
        config = orders.union(*named.values()).amazon_config_id[:1]
        of_lines = []
        for numbers, line in found.lines:
            candidates = orders.union(*(named.get(number, orders) for number in numbers))
            candidates = candidates.filtered(lambda order: order.amazon_config_id == config)
            of_lines.append(candidates if len(candidates) == 1 else _with_item(candidates, line))
        return of_lines

    def _import_amazon_einvoice(self, file_data, invoice, orders):
        """Fill in an empty bill, unless the same invoice is a bill already.

        :param dict file_data: as Odoo's import has it
        :param amazon_punchin.protocol.invoice.Invoice invoice: the invoice
        :param list[purchase.order] orders: the order of each of its parts
        :return: why it is not imported; None if it is
        :rtype: str | None
        """
        bill = self.sudo()
        if bill.invoice_line_ids:
            return bill._reason_cannot_decode_has_invoice_lines()
        config = bill.env["purchase.order"].union(*orders).amazon_config_id
        if earlier := bill._earlier_amazon_bill(invoice, config):
            return bill._give_way_to(earlier, invoice, config)
        try:
            with self.env.cr.savepoint():
                for order in filter(None, orders):
                    order._check_amazon_currency(invoice.currency)
                bill._create_from_amazon_invoice(invoice, config, orders, [])
        except UserError as error:
            return str(error)
        reader = self.env.get(file_data["import_file_type"])
        if hasattr(reader, "_import_attachments"):
            reader._import_attachments(bill, file_data["xml_tree"])
        bill._tell_amazon_bill()
        bill._post_touchless()
        return None

    def _give_way_to(self, earlier, invoice, config):
        """Be no second bill of an invoice that came on another road before; its documents go to the first.

        :param account.move earlier: the bill
        :param amazon_punchin.protocol.invoice.Invoice invoice: as it came now
        :param amazon.punchin.config config: of its orders
        :return: why it is not imported
        :rtype: str
        """
        other_total = earlier._amazon_other_total(invoice)

        def say(record):
            if other_total is None:
                return record.env._("Invoice %s came again as an electronic invoice.", invoice.number)
            return record.env._(
                "Invoice %(number)s came again as an electronic invoice, but it now comes to %(new)s instead of "
                "%(old)s. Ask Amazon which is right.",
                number=invoice.number,
                new=earlier.currency_id.with_env(record.env).format(other_total),
                old=earlier.currency_id.with_env(record.env).format(earlier._amazon_signed_total()),
            )

        for attachment in self.attachment_ids:
            attachment.copy({"res_id": earlier.id})
        wording.remark(earlier, say)
        if other_total is not None:
            earlier._ask_accountant_of_amazon(
                config, lambda bill: (bill.env._("Amazon sent this invoice with another total"), say(bill))
            )
        self.button_cancel()
        return self.env._(
            "Invoice %(number)s already exists as %(bill)s; no second bill is created.",
            number=invoice.number,
            bill=earlier.display_name,
        )


class PurchaseOrder(models.Model):
    """Amazon orders that an invoice may be for."""

    _inherit = "purchase.order"

    def _amazon_orders_numbered(self, numbers, company):
        """Find orders that were sent to Amazon, by our number or by Amazon's.

        :param tuple[str, ...] numbers: as an invoice says them
        :param res.company company: whose
        :return: number to its order, where there is one
        :rtype: dict[str, purchase.order]
        """
        of_company = Domain("company_id", "=", company.id) & Domain("amazon_config_id", "!=", False)
        found = {order.name: order for order in self.search(of_company & Domain("name", "in", numbers))}
        for number in filter(_AMAZON_NUMBER.fullmatch, numbers):
            orders = self.search(of_company & Domain("amazon_order_ref", "like", number))
            orders = orders.filtered(lambda order, number=number: number in order._amazon_order_refs())
            if len(orders) == 1:
                found[number] = orders
        return {number: order for number, order in found.items() if order._outgoing_amazon_message()}

    def _amazon_orders_awaiting(self, asins, company):
        """Find orders that wait for bills of items.

        :param set[str] asins: numbers of items; an empty one is of none
        :param res.company company: whose
        :rtype: purchase.order
        """
        return self.search(
            [
                ("company_id", "=", company.id),
                ("amazon_config_id", "!=", False),
                ("invoice_status", "=", "to invoice"),
                ("order_line.amazon_asin", "in", list(asins - {""})),
            ]
        ).filtered(lambda order: order._outgoing_amazon_message())


def _with_item(orders, line):
    """The one order that has the item of an invoice's line; empty if several have, or none."""
    having = orders.filtered(lambda order: line.asin and line.asin in order.order_line.mapped("amazon_asin"))
    return having if len(having) == 1 else orders.browse()
