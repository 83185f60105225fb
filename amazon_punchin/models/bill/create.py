from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools import lock
from ...tools.currency import currency_unit
from . import amounts as bill_amounts


class AccountMove(models.Model):
    """A vendor bill that is made of an invoice of Amazon's, or of one of its sellers."""

    _inherit = "account.move"

    amazon_config_id = fields.Many2one(
        "amazon.punchin.config",
        string="Group at Amazon",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    amazon_order_ids = fields.Many2many(
        "purchase.order",
        "amazon_punchin_bill_purchase_order_rel",
        "move_id",
        "order_id",
        string="Orders Billed by Amazon",
        readonly=True,
        copy=False,
    )
    amazon_order_ref = fields.Char(
        string="Amazon Order Number",
        readonly=True,
        copy=False,
        help="Amazon's own number of the order that the invoice is for.",
    )
    amazon_invoice_number = fields.Char(readonly=True, copy=False, index="btree_not_null")
    amazon_seller = fields.Char(
        string="Seller on the Invoice", readonly=True, copy=False, help="Who wrote the invoice: Amazon or a seller."
    )
    amazon_seller_vat = fields.Char(string="Seller's VAT Number", readonly=True, copy=False)
    amazon_seller_key = fields.Char(
        readonly=True, copy=False, help="The seller's VAT number, or its name, in one spelling."
    )
    amazon_withdrawn = fields.Boolean(
        string="Cancelled by Amazon", readonly=True, copy=False, help="Amazon has cancelled the invoice."
    )
    amazon_remark = fields.Text(
        string="Remarks", readonly=True, copy=False, help="What was noticed when the invoice came."
    )

    # --- A new bill ----------------------------------------------------------------------

    @api.model
    def _create_from_amazon_invoice(self, invoice, config, orders, message):
        """Make a draft bill, or a draft credit note.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the invoice
        :param amazon.punchin.config config: whose inbox it came to
        :param list[purchase.order] orders: the order of each of its parts, empty where it names none
        :param amazon.punchin.message message: the document
        :rtype: account.move
        :raises UserError: a currency, an amount or a line that cannot be taken
        """
        every_order = self.env["purchase.order"].union(*orders)
        currency = self._check_amazon_invoice(invoice, every_order)
        lines = self._amazon_ordered_lines(invoice, orders)
        split = bill_amounts.split(
            invoice,
            config._taxes_by_rate(_rates(invoice)),
            {place: line.tax_ids for place, line in lines.items() if _is_plain(line.tax_ids)},
            currency_unit(currency),
        )
        bill = lock.opened(self.with_company(config.company_id)).create(
            {
                **self._prepare_amazon_bill(invoice, config, every_order, split),
                "amazon_remark": "\n".join(self._amazon_remarks(invoice, config, orders)) or False,
                "currency_id": currency.id,
                "invoice_line_ids": [
                    Command.create(vals) for vals in self._prepare_amazon_bill_lines(split, config, orders, lines)
                ],
            }
        )
        bill = lock.closed(bill)
        bill._reach_amazon_total(split)
        bill._attach_amazon_documents(invoice, message)
        bill._tell_amazon_bill()
        return bill

    @api.model
    def _check_amazon_invoice(self, invoice, orders):
        """Check what only Odoo knows of an invoice.

        :return: its currency
        :rtype: res.currency
        :raises UserError: another currency than the order's, one that is not active, an amount finer than it has
        """
        for order in orders:
            order._check_amazon_currency(invoice.currency)
        name = invoice.currency or orders.currency_id[:1].name
        currency = self.env["res.currency"].search([("name", "=", name)], limit=1)
        if not currency:
            raise UserError(
                self.env._("The invoice is in %s, which is not active in Odoo. Ask your administrator.", name or "-")
            )
        total = invoice.summary.total
        if total is not None and total % currency_unit(currency):
            raise UserError(
                self.env._(
                    "The invoice's total is %(total)s, but the smallest amount of %(currency)s is %(unit)s.",
                    total=total,
                    currency=currency.name,
                    unit=currency_unit(currency),
                )
            )
        return currency

    @api.model
    def _prepare_amazon_bill(self, invoice, config, orders, split):
        """Values of the bill itself.

        :rtype: dict
        """
        partner = config._bill_partner(invoice)[0].with_company(config.company_id)
        original = self._amazon_original(invoice, config) if split.credit else self.browse()
        refs = [portion.supplier_number for portion in invoice.orders if portion.supplier_number]
        refs = refs or [ref for order in orders for ref in order._amazon_order_refs()]
        vals = {
            "amazon_config_id": config.id,
            "amazon_invoice_number": invoice.number,
            "amazon_invoice_total": float(split.total),
            "amazon_order_ids": [Command.set(orders.ids)],
            "amazon_order_ref": ", ".join(dict.fromkeys(refs)),
            "amazon_seller": invoice.seller_name,
            "amazon_seller_key": self._amazon_seller_key(invoice.seller_name, invoice.seller_tax_ids),
            "amazon_seller_vat": ", ".join(invoice.seller_tax_ids),
            "company_id": config.company_id.id,
            "invoice_date": invoice.date,
            "invoice_origin": ", ".join(orders.mapped("name")),
            "move_type": "in_refund" if split.credit else "in_invoice",
            "partner_id": partner.address_get(["invoice"])["invoice"],
            "ref": invoice.number,
            "reversed_entry_id": original.id,
            **self._prepare_amazon_terms(invoice, partner, orders if partner == config.partner_id else None),
        }
        if orders.fiscal_position_id:
            vals["fiscal_position_id"] = orders.fiscal_position_id[0].id
        return vals

    @api.model
    def _prepare_amazon_terms(self, invoice, partner, orders):
        """When the bill is due: as the invoice says, else as agreed with the vendor.

        :rtype: dict
        """
        if invoice.date and invoice.payment_days is not None:
            due = invoice.date + timedelta(days=invoice.payment_days)
            return {"invoice_date_due": due, "invoice_payment_term_id": False}
        terms = (orders and orders.payment_term_id[:1]) or partner.property_supplier_payment_term_id
        return {"invoice_payment_term_id": terms.id, **({} if terms else {"invoice_date_due": invoice.date})}

    @api.model
    def _amazon_remarks(self, invoice, config, orders):
        """What an accountant should know of the invoice.

        :return: sentences
        :rtype: list[str]
        """
        remarks = [config._bill_partner(invoice)[1]]
        if invoice.date is None:
            remarks.append(self.env._("The invoice's date cannot be read; fill it in."))
        if invoice.original_number and not self._amazon_original(invoice, config):
            remarks.append(self.env._("It refers to invoice %s, of which there is no bill.", invoice.original_number))
        if namesakes := self._amazon_namesakes(invoice, config):
            remarks.append(
                self.env._(
                    "A seller of the same name, but with another VAT number, has billed invoice %(number)s already: "
                    "%(bills)s. Check that it is not the same invoice.",
                    number=invoice.number,
                    bills=", ".join(namesakes.mapped("display_name")),
                )
            )
        for portion, order in zip(invoice.orders, orders, strict=True):
            if not order:
                named = portion.supplier_number
                remarks.append(
                    self.env._("The invoice names Amazon's order %s, but none of ours.", named)
                    if named
                    else self.env._("The invoice names no order for some of its lines.")
                )
        return list(filter(None, remarks))

    # --- The total -----------------------------------------------------------------------

    def _reach_amazon_total(self, split):
        """Add a line for what rounding alone leaves; any other difference stays, and the bill shows it."""
        self.ensure_one()
        difference = self.amazon_total_difference
        if difference and abs(Decimal(repr(difference))) <= split.slack:
            config = self.amazon_config_id
            self.invoice_line_ids = [
                Command.create(
                    {
                        **self._prepare_amazon_coding(config, self.amazon_order_ids[:1], None),
                        "amazon_kind": "rounding",
                        "name": self.env._("Rounding difference to Amazon's total"),
                        "price_unit": difference,
                        "quantity": 1.0,
                        "sequence": 1000,
                        "tax_ids": [Command.clear()],
                    }
                )
            ]


def _rates(invoice):
    """Rates of tax that an invoice names.

    :rtype: set[Decimal]
    """
    amounts = (invoice.summary, *(line.amounts for line in invoice.lines))
    return {tax.rate for stated in amounts for tax in stated.taxes if tax.rate is not None}


def _is_plain(taxes):
    return bool(taxes) and all(tax._is_plain_percentage() for tax in taxes)
