from datetime import timedelta
from decimal import Decimal
from urllib.parse import unquote

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from .. import protocol
from . import bill_amounts, lock
from .currency_unit import currency_unit

#: Kinds of a bill's lines that an order may have a line for, too.
_CHARGES = ("shipping", "tax")


class AmazonPunchinBillMixin(models.AbstractModel):
    """A vendor bill that is made of an invoice of Amazon's, or of one of its sellers."""

    _name = "amazon.punchin.bill.mixin"
    _description = "Bill Made of an Invoice of Amazon's"

    amazon_config_id = fields.Many2one(
        "amazon.punchin.config",
        string="Amazon Configuration",
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
    amazon_message_ids = fields.One2many(
        "amazon.punchin.message", "bill_id", string="Amazon Documents", readonly=True, copy=False
    )
    amazon_order_ref = fields.Char(string="Amazon Order Number", readonly=True, copy=False)
    amazon_invoice_number = fields.Char(
        string="Amazon Invoice Number", readonly=True, copy=False, index="btree_not_null"
    )
    amazon_seller = fields.Char(
        string="Seller on the Invoice", readonly=True, copy=False, help="Who wrote the invoice: Amazon or a seller."
    )
    amazon_seller_vat = fields.Char(string="Seller's VAT Number", readonly=True, copy=False)
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
        bill = self.with_company(config.company_id).create(
            {
                **self._prepare_amazon_bill(invoice, config, every_order, split, currency),
                "invoice_line_ids": [
                    Command.create(vals) for vals in self._prepare_amazon_bill_lines(split, config, orders, lines)
                ],
            }
        )
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
    def _amazon_ordered_lines(self, invoice, orders):
        """Find the order's line of each of the invoice's.

        :return: position of the order and of the line in the invoice to the order's line; a line that is not of an
            order is absent
        :rtype: dict[tuple[int, int], purchase.order.line]
        :raises UserError: an order has no such line
        """
        found = {}
        for position, (portion, order) in enumerate(zip(invoice.orders, orders, strict=True)):
            if not order:
                continue
            by_number = order._amazon_lines_by_number(line.order_line for line in portion.lines if line.order_line)
            by_aux_id = {line.amazon_aux_id: line for line in by_number.values()}
            for number, line in enumerate(portion.lines):
                if ordered := by_number.get(line.order_line) or by_aux_id.get(line.aux_id):
                    found[position, number] = ordered
        return found

    @api.model
    def _prepare_amazon_bill(self, invoice, config, orders, split, currency):
        """Values of the bill itself.

        :rtype: dict
        """
        partner, unknown = config._bill_partner(invoice)
        partner = partner.with_company(config.company_id)
        original, referred = self._amazon_original(invoice, config)
        refs = [portion.supplier_number for portion in invoice.orders if portion.supplier_number]
        vals = {
            "amazon_config_id": config.id,
            "amazon_invoice_number": invoice.number,
            "amazon_invoice_total": float(split.total),
            "amazon_order_ids": [Command.set(orders.ids)],
            "amazon_order_ref": ", ".join(dict.fromkeys(refs or [ref for order in orders for ref in order._amazon_order_refs()])) or False,
            "amazon_remark": "\n".join(filter(None, [*self._amazon_remarks(invoice), unknown, referred])) or False,
            "amazon_seller": invoice.seller_name,
            "amazon_seller_vat": ", ".join(invoice.seller_tax_ids),
            "company_id": config.company_id.id,
            "currency_id": currency.id,
            "invoice_date": invoice.date,
            "invoice_origin": ", ".join(orders.mapped("name")),
            "move_type": "in_refund" if split.credit else "in_invoice",
            "partner_id": partner.address_get(["invoice"])["invoice"],
            "ref": invoice.number,
            "reversed_entry_id": original.id if split.credit else False,
        }
        if orders.fiscal_position_id:
            vals["fiscal_position_id"] = orders.fiscal_position_id[0].id
        return {**vals, **self._prepare_amazon_terms(invoice, partner, orders if partner == config.partner_id else None)}

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
    def _amazon_remarks(self, invoice):
        """What an accountant should know of the invoice.

        :return: sentences
        :rtype: list[str]
        """
        remarks = []
        if invoice.date is None:
            remarks.append(self.env._("The invoice's date cannot be read; fill it in."))
        for portion in invoice.orders:
            if portion.order is None and portion.lines:
                named = portion.supplier_number
                remarks.append(
                    self.env._("The invoice names Amazon's order %s, but none of ours.", named)
                    if named
                    else self.env._("The invoice names no order for some of its lines.")
                )
        return remarks

    @api.model
    def _amazon_original(self, invoice, config):
        """Find the bill that an invoice corrects.

        :return: the bill, and a sentence if the invoice names one that is not here
        :rtype: tuple[account.move, str]
        """
        if not invoice.original_number:
            return self.browse(), ""
        original = self._earlier_amazon_bill(invoice, config, invoice.original_number)
        if original:
            return original, ""
        return original, self.env._("It refers to invoice %s, of which there is no bill.", invoice.original_number)

    # --- Its lines -----------------------------------------------------------------------

    @api.model
    def _prepare_amazon_bill_lines(self, split, config, orders, lines):
        """Values of the bill's lines, those of each order below its name if there are several.

        :param amazon_punchin.models.bill_amounts.Split split: the invoice's amounts
        :param list[purchase.order] orders: the order of each of the invoice's parts
        :param dict lines: as :meth:`_amazon_ordered_lines` gives them
        :rtype: list[dict]
        """
        prepared = [
            self._prepare_amazon_bill_line(part, config, self.env["purchase.order"], None)
            for part in split.parts
            if part.order is None
        ]
        for position, order in enumerate(orders):
            if len(orders) > 1:
                name = order.name or self.env._("Without an order of ours")
                prepared.append({"display_type": "line_section", "name": name})
            prepared += [
                self._prepare_amazon_bill_line(part, config, order, lines.get((part.order, part.line)))
                for part in split.parts
                if part.order == position
            ]
        return prepared

    @api.model
    def _prepare_amazon_bill_line(self, part, config, order, ordered):
        """Values of one line: the order's line, where there is one, says what it is and how it is coded.

        :param amazon_punchin.models.bill_amounts.Part part: what is charged
        :param purchase.order order: may be empty
        :param purchase.order.line | None ordered: the order's line of the invoice's line
        :rtype: dict
        """
        kind, linked = part.kind, order.order_line.browse()
        if kind == "correction" and ordered and ordered._is_amazon_price(float(part.price)):
            kind = "item"
        if kind == "item":
            linked = ordered or linked
        elif kind in _CHARGES:
            linked = order._amazon_charge_line(kind, part.tax)
        vals = self._prepare_amazon_coding(config, order, ordered or linked)
        if linked:
            vals = {**linked._prepare_account_move_line(), **vals}
        else:
            vals |= {"name": self._amazon_line_name(part, order, ordered), **self._amazon_charge_product(kind, config)}
        return {
            **vals,
            "amazon_kind": kind,
            "discount": 0.0,
            "price_unit": float(part.price),
            "quantity": float(part.quantity),
            "tax_ids": [Command.set(part.tax.ids if part.tax else [])],
        }

    @api.model
    def _prepare_amazon_coding(self, config, order, ordered):
        """Account and budget of a bill's line, from the order's line, the order, or the configuration.

        :rtype: dict
        """
        coded = ordered or order
        account = (coded.amazon_account_id if coded else config.account_id) or self.env["account.account"]
        if ordered:
            budget = ordered.analytic_distribution
        else:
            budget = order.amazon_analytic_distribution if order else config.analytic_distribution
        return {**({"account_id": account.id} if account else {}), "analytic_distribution": budget or False}

    @api.model
    def _amazon_charge_product(self, kind, config):
        product = {"shipping": config.shipping_product_id, "tax": config.tax_product_id}.get(kind)
        return {"product_id": product.id} if product else {}

    @api.model
    def _amazon_line_name(self, part, order, ordered):
        """What a line is called that is no line of an order."""
        item = part.name or (ordered._amazon_title() if ordered else "")
        return {
            "item": item or self.env._("Item without a name"),
            "correction": self.env._("Price corrected: %s", item),
            "sum": item or self.env._("Sum for %s", order.name or self.env._("the whole invoice")),
            "shipping": self.env._("Shipping by Amazon"),
            "handling": self.env._("Handling by Amazon"),
            "discount": self.env._("Discount by Amazon"),
            "other": item or self.env._("Further charge of Amazon's"),
            "tax": self.env._("Tax charged by Amazon"),
        }[part.kind]

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

    # --- Documents and trace -------------------------------------------------------------

    def _attach_amazon_documents(self, invoice, message):
        """Put the document, and what came along with it, on the bill.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the invoice
        :param amazon.punchin.message message: the document
        """
        self.ensure_one()
        on_bill = {"res_model": self._name, "res_id": self.id}
        attachments = self.env["ir.attachment"].with_context(attachments_mime_plainxml=True)
        attachments.create(
            {
                **on_bill,
                "name": f"{invoice.number}.xml",
                "raw": protocol.document.pretty(message._raw_bytes()).encode(),
                "mimetype": "text/plain",
            }
        )
        came_along = message._stored_attachments()
        copies = attachments.browse(attachment.copy(on_bill).id for attachment in came_along)
        if copies:
            self._message_set_main_attachment_id(copies, force=True)
        known = set(came_along.mapped("description"))
        for url in invoice.attachments:
            if url.startswith("https://"):
                attachments.create({**on_bill, "name": url.rpartition("/")[2] or url, "type": "url", "url": url})
            elif unquote(url).partition(":")[2] not in known:
                self._add_amazon_remark(self.env._("The invoice names the attachment %s, which did not come.", url))

    def _add_amazon_remark(self, sentence):
        self.amazon_remark = "\n".join(filter(None, (self.amazon_remark, sentence)))

    def _tell_amazon_bill(self):
        """Tell of a new bill: on its orders, and to the accountant if it needs a look."""
        self.ensure_one()
        for order in lock.opened(self.amazon_order_ids):
            order.message_post(
                body=self.env._(
                    "Amazon's invoice %(number)s of %(total)s has arrived.",
                    number=self.ref,
                    total=self.currency_id.format(
                        -self.amazon_invoice_total if self.move_type == "in_refund" else self.amazon_invoice_total
                    ),
                )
            )
            order._settle_amazon_unknown()
            order._settle_amazon_state()
        if self.amazon_warning:
            self._ask_amazon_accountant(self.env._("Look at Amazon's bill"), self.amazon_warning)

    def _ask_amazon_accountant(self, summary, note):
        if accountant := self.amazon_config_id.accountant_id:
            self.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=summary,
                note=Markup("<br/>").join(note.splitlines()),
                user_id=accountant.id,
            )

    # --- The same invoice again ----------------------------------------------------------

    @api.model
    def _earlier_amazon_bill(self, invoice, config, number=None):
        """Find the bill that an invoice's number of the same seller has already, also one that a person has typed in.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the invoice
        :param amazon.punchin.config config: whose inbox it came to
        :param str | None number: of the invoice that is looked for, if it is another one
        :rtype: account.move
        """
        number = number or invoice.number
        bills = self.search(
            Domain("company_id", "=", config.company_id.id)
            & Domain("move_type", "in", ("in_invoice", "in_refund"))
            & (
                Domain("amazon_invoice_number", "=", number) & Domain("amazon_withdrawn", "=", False)
                | Domain("amazon_config_id", "=", False) & Domain("ref", "=", number) & Domain("state", "!=", "cancel")
            ),
            order="id",
        )
        partner = config._bill_partner(invoice)[0].commercial_partner_id
        return bills.filtered(lambda bill: bill._is_of_amazon_seller(invoice, partner))[:1]

    def _is_of_amazon_seller(self, invoice, partner):
        """Whether the bill is of the company that writes an invoice.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the invoice
        :param res.partner partner: who its seller is here
        """
        if not self.amazon_config_id:
            return self.commercial_partner_id == partner
        numbers = set((self.amazon_seller_vat or "").split(", ")) - {""}
        if numbers and invoice.seller_tax_ids:
            return not numbers.isdisjoint(invoice.seller_tax_ids)
        return (self.amazon_seller or "").casefold() == invoice.seller_name.casefold()

    @api.model
    def _withdraw_amazon_invoice(self, invoice, config):
        """Cancel the draft bill of an invoice that Amazon cancels; of one that is posted, tell the accountant.

        :param amazon_punchin.protocol.invoice.Invoice invoice: the cancelling document
        :param amazon.punchin.config config: whose inbox it came to
        :rtype: account.move
        :raises UserError: there is no such bill
        """
        number = invoice.original_number or invoice.number
        bill = self._earlier_amazon_bill(invoice, config, number)
        if not bill:
            raise UserError(self.env._("Amazon cancels invoice %s, but there is no bill of it.", number))
        sentence = self.env._("Amazon has cancelled invoice %s.", number)
        bill.amazon_withdrawn = True
        bill.message_post(body=sentence)
        if bill.state == "draft":
            bill.button_cancel()
        elif bill.state == "posted":
            bill._ask_amazon_accountant(self.env._("Amazon has cancelled this invoice"), sentence)
        return bill


def _rates(invoice):
    """Rates of tax that an invoice names.

    :rtype: set[Decimal]
    """
    amounts = (invoice.summary, *(line.amounts for line in invoice.lines))
    return {tax.rate for stated in amounts for tax in stated.taxes if tax.rate is not None}


def _is_plain(taxes):
    return bool(taxes) and all(tax._is_plain_percentage() for tax in taxes)
