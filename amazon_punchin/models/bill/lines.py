from collections import defaultdict

from odoo import api, models
from odoo.fields import Command

from ...tools.distribution import readable

#: Kinds of a bill's lines that an order may have a line for, too.
_CHARGES = ("shipping", "tax")


class AccountMove(models.Model):
    """What the lines of a bill are made of: Amazon's amounts, and the order's lines with their coding."""

    _inherit = "account.move"

    @api.model
    def _amazon_ordered_lines(self, invoice, orders):
        """Find the order's line of each of the invoice's.

        :return: position of the order and of the line in the invoice to the order's line, where a line that is not of
            an order is absent; and sentences on those that an order lacks
        :rtype: tuple[dict[tuple[int, int], purchase.order.line], list[str]]
        """
        found, strays = {}, []
        for position, (portion, order) in enumerate(zip(invoice.orders, orders, strict=True)):
            if not order:
                continue
            lines = order._amazon_lines_meant()
            for number, line in enumerate(portion.lines):
                if ordered := lines.meant(line.order_line, line.asin, line.aux_id):
                    found[position, number] = ordered
                elif line.order_line:
                    strays += [say(self.env) for say in order._amazon_lacks([line.order_line])]
        return found, list(dict.fromkeys(strays))

    @api.model
    def _prepare_amazon_bill_lines(self, split, config, orders, lines):
        """Values of the bill's lines, those of each order below its name if there are several.

        :param amazon_punchin.models.bill.amounts.Split split: the invoice's amounts
        :param list[purchase.order] orders: the order of each of the invoice's parts
        :param dict lines: as :meth:`_amazon_ordered_lines` gives them
        :rtype: list[dict]
        """
        parts = defaultdict(list)
        for part in split.parts:
            parts[part.order].append(part)
        prepared = [
            self._prepare_amazon_bill_line(part, config, self.env["purchase.order"], None, split.credit)
            for part in parts[None]
        ]
        several = len(set(orders)) > 1
        for position, order in enumerate(orders):
            if several:
                name = order.name or self.env._("No order in Odoo")
                prepared.append({"display_type": "line_section", "name": name})
            prepared += [
                self._prepare_amazon_bill_line(part, config, order, lines.get((position, part.line)), split.credit)
                for part in parts[position]
            ]
        return prepared

    @api.model
    def _prepare_amazon_bill_line(self, part, config, order, ordered, credit):
        """Values of one line: the order's line, where there is one, says what it is and how it is coded.

        :param amazon_punchin.models.bill.amounts.Part part: what is charged
        :param purchase.order order: may be empty
        :param purchase.order.line | None ordered: the order's line of the invoice's line
        :param bool credit: whether it is a line of a credit note
        :rtype: dict
        """
        kind, linked = part.kind, order.order_line.browse()
        if kind == "correction" and ordered and ordered._is_amazon_price(float(part.price)):
            kind = "item"
        if kind == "item":
            linked = ordered or linked
        elif kind in _CHARGES:
            linked = order._amazon_charge_line(kind, part.tax and part.tax.taxes)
        vals = self._prepare_amazon_coding(config, order, ordered or linked)
        if linked:
            vals = {**linked._prepare_account_move_line(), **vals}
            # Inventory gives the balance of all that is to be billed; the price and the quantity say what this is.
            vals.pop("balance", None)
        else:
            vals |= {
                "name": self._amazon_line_name(part, order, ordered, credit),
                **self._amazon_charge_product(kind, config),
            }
        return {
            **vals,
            "amazon_asin": part.asin,
            "amazon_kind": kind,
            "discount": 0.0,
            "price_unit": float(part.price),
            "quantity": float(part.quantity),
            "tax_ids": [Command.set(part.tax.taxes.ids if part.tax else [])],
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
        return {**({"account_id": account.id} if account else {}), "analytic_distribution": readable(budget) or False}

    @api.model
    def _amazon_charge_product(self, kind, config):
        product = {"shipping": config.shipping_product_id, "tax": config.tax_product_id}.get(kind)
        return {"product_id": product.id} if product else {}

    @api.model
    def _amazon_line_name(self, part, order, ordered, credit):
        """What a line is called that is no line of an order."""
        item = part.name or (ordered._amazon_title() if ordered else "")
        return {
            "item": item or self.env._("Item without a name"),
            "correction": self.env._("Price corrected: %s", item),
            "sum": item or self._amazon_sum_name(order, credit),
            "shipping": self.env._("Shipping by Amazon"),
            "handling": self.env._("Handling by Amazon"),
            "discount": self.env._("Discount by Amazon"),
            "other": item or self.env._("Other Amazon charge"),
            "tax": self.env._("Tax charged by Amazon"),
        }[part.kind]

    @api.model
    def _amazon_sum_name(self, order, credit):
        """What a line is called that is all an invoice says of an order."""
        if not order:
            return self.env._("Whole credit note") if credit else self.env._("Whole invoice")
        if credit:
            return self.env._("Credit for order %s", order.name)
        return self.env._("Amount for order %s", order.name)
