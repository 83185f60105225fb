from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from ...protocol.invoice import STANDARD
from ...tools import lock, wording
from ...tools.currency import currency_unit
from ...tools.problem_text import refusal


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
        help="The Amazon order number that the invoice is for.",
    )
    amazon_invoice_number = fields.Char(readonly=True, copy=False, index="btree_not_null")
    amazon_seller = fields.Char(
        string="Seller on the Invoice", readonly=True, copy=False, help="Who issued the invoice: Amazon or a seller."
    )
    amazon_seller_vat = fields.Char(string="Seller's VAT Number", readonly=True, copy=False)
    amazon_seller_key = fields.Char(
        readonly=True, copy=False, help="The seller's VAT number, or its name, in one spelling."
    )
    amazon_withdrawn = fields.Boolean(
        string="Cancelled by Amazon", readonly=True, copy=False, help="Amazon has cancelled the invoice."
    )
    amazon_remark = fields.Text(
        string="Remarks", readonly=True, copy=False, help="Remarks from when the invoice arrived."
    )

    # --- A new bill ----------------------------------------------------------------------

    def _create_from_amazon_invoice(self, invoice, config, orders, left_out):
        """Make a draft bill, or a draft credit note, of an invoice; or fill one in that is empty.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the invoice
        :param amazon.punchin.config config: of which group at Amazon
        :param list[purchase.order] orders: the order of each of its parts, empty where it names none
        :param list[str] left_out: why some of its parts are of none of the orders that they name
        :rtype: account.move
        :raises UserError: a currency, an amount or a line that cannot be taken
        """
        self._check_amazon_journal(config.company_id)
        invoice, unit_remarks = self._amazon_in_ordered_units(invoice, orders)
        every_order = self.env["purchase.order"].union(*orders)
        currency = self._check_amazon_invoice(invoice, every_order)
        lines, strays = self._amazon_ordered_lines(invoice, orders)
        split, untaxed = self._split_amazon_invoice(invoice, config, orders, lines, currency)
        remarks = [
            *self._amazon_remarks(invoice, config, orders, currency),
            *unit_remarks,
            *untaxed,
            *left_out,
            *strays,
        ]
        vals = {
            **self._prepare_amazon_bill(invoice, config, every_order, split),
            "amazon_remark": "\n".join(remarks) or False,
            "currency_id": currency.id,
            "invoice_line_ids": [
                Command.create(vals) for vals in self._prepare_amazon_bill_lines(split, config, orders, lines)
            ],
        }
        bill = lock.opened(self.with_company(config.company_id))
        if self:
            # Odoo computes by the type while it writes, and lines by what stands in the head.
            bill.move_type, lines = vals.pop("move_type"), vals.pop("invoice_line_ids")
            bill.write(vals)
            bill.invoice_line_ids = lines
        else:
            bill = bill.create(vals)
        bill = lock.closed(bill)
        bill._reach_amazon_total(split)
        bill._take_the_place_of_drafts()
        if invoice.purpose == STANDARD and not split.credit:
            bill._amazon_original(invoice, config)._flag_amazon_correction(bill)
        return bill

    @api.model
    def _check_amazon_journal(self, company):
        """Check that a company can have bills at all.

        :raises UserError: it has no journal for them
        """
        journals = self.env["account.journal"]
        of_company = journals._check_company_domain(company)
        if not journals.search_count([*of_company, ("type", "=", "purchase")], limit=1):
            raise refusal(
                self.env,
                "no_journal",
                company=company.name,
                who=lambda env: wording.accounting_administrators(env, company),
            )

    @api.model
    def _amazon_in_ordered_units(self, invoice, orders):
        """Give an invoice whose lines are in the units of its orders.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the invoice
        :param list[purchase.order] orders: the order of each of its parts
        :return: the invoice; and sentences about what cannot be converted
        :rtype: tuple[amazon_punchin.protocol.invoice.Invoice, list[str]]
        """
        portions, remarks = [], []
        for portion, order in zip(invoice.orders, orders, strict=True):
            if order:
                lines, found = order._amazon_bill_in_ordered_units(portion.lines)
                portion = replace(portion, lines=lines)
                remarks += found
            portions.append(portion)
        return replace(invoice, orders=tuple(portions)), remarks

    @api.model
    def _check_amazon_invoice(self, invoice, orders):
        """Check what only Odoo knows of an invoice.

        :return: its currency
        :rtype: res.currency
        :raises UserError: one that is not active
        """
        ordered = orders.currency_id[:1]
        name = invoice.currency or ordered.name
        currency = (
            ordered.filtered("active") if ordered.name == name else ordered.search([("name", "=", name)], limit=1)
        )
        if not currency:
            raise refusal(self.env, "invoice_currency", currency=name or "-", who=wording.accounting_administrators)
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
        if position := self._amazon_fiscal_position(config, partner, orders):
            vals["fiscal_position_id"] = position.id
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
    def _amazon_remarks(self, invoice, config, orders, currency):
        """What an accountant should know of the invoice.

        :param res.currency currency: of the bill
        :return: sentences
        :rtype: list[str]
        """
        remarks = [config._bill_partner(invoice)[1]]
        if invoice.date is None:
            remarks.append(self.env._("The invoice's date could not be read. Enter it."))
        total = invoice.summary.total
        if total is not None and total % currency_unit(currency):
            remarks.append(
                self.env._(
                    "Amazon's total is %(total)s %(currency)s; it was rounded.", total=total, currency=currency.name
                )
            )
        original = self._amazon_original(invoice, config)
        if (invoice.original_number or invoice.original_payload_id) and not original:
            named = invoice.original_number or invoice.original_payload_id
            remarks.append(self.env._("It refers to invoice %s, for which there is no bill.", named))
        same_number = self._amazon_bills_numbered(invoice.number, config)
        if earlier := same_number._of_other_amazon_years(invoice, config):
            remarks.append(
                self.env._(
                    "The seller has billed another invoice %(number)s in another year: %(bills)s.",
                    number=invoice.number,
                    bills=", ".join(earlier.mapped("display_name")),
                )
            )
        if namesakes := same_number._amazon_namesakes(invoice):
            remarks.append(
                self.env._(
                    "A seller with the same name but another VAT number has already billed invoice %(number)s: "
                    "%(bills)s. Check that it is not the same invoice.",
                    number=invoice.number,
                    bills=", ".join(namesakes.mapped("display_name")),
                )
            )
        for portion, order in zip(invoice.orders, orders, strict=True):
            remarks += order._amazon_renumbered(portion.lines) if order else []
            if not (order or portion.order):
                named = portion.supplier_number
                remarks.append(
                    self.env._("The invoice names Amazon's order %s, but no order in Odoo.", named)
                    if named
                    else self.env._("Some lines of the invoice name no order.")
                )
        return list(filter(None, remarks))
