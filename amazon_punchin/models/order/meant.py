from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from odoo import models
from odoo.tools import format_date

from ... import protocol


class _Lines:
    """The items of an order, to be found by what a document says of them.

    :param purchase.order.line lines: the items
    """

    def __init__(self, lines):
        self._none = lines.browse()
        self._all, self._packing = lines, {}
        self._by_number = {line.amazon_line_number: line for line in lines}
        self._by_id, self._by_item = defaultdict(lines.browse), defaultdict(lines.browse)
        for line in lines:
            self._by_id[(line.amazon_aux_id or "").strip()] |= line
            self._by_item[line.amazon_asin] |= line

    def meant(self, number, asin="", aux_id=""):
        """Find the line that a document speaks of: what it says of the item outweighs a number that contradicts it.

        :param int | str | None number: as the document says it
        :param str asin: of the item; empty if it does not say
        :param str aux_id: of the item; empty if it does not say
        :return: empty if the order has no such line
        :rtype: purchase.order.line
        """
        numbered = self._by_number.get(number, self._none)
        same_id = self._by_id.get(aux_id, self._none) if aux_id else self._none
        same_item = self._by_item.get(asin, self._none) if asin else self._none
        if len(same_id) == 1 and (not same_item or same_id in same_item):
            return same_id
        if same_item and numbered not in same_item and (numbered or isinstance(number, str)):
            return same_item if len(same_item) == 1 else numbered
        return numbered

    def meant_by(self, item):
        """Find the line that a status of a confirmation or an item of a ship notice speaks of.

        :return: empty if the order has no such line
        :rtype: purchase.order.line
        """
        # An answer may name what comes instead of the item.
        is_answer = isinstance(item, protocol.confirmation.ItemStatus)
        return (is_answer and self.meant(item.line)) or self.meant(item.line, item.asin, item.aux_id)

    def factor(self, line, unit):
        """Tell how many of what was ordered are in a unit of a document.

        :param purchase.order.line line: one of the items
        :param str unit: of the document
        :return: the unit in which the line was ordered; and the factor, see :func:`protocol.units.factor`
        :rtype: tuple[str, tuple[Decimal, Decimal] | None]
        """
        if not self._packing:
            self._all.fetch(["amazon_item_in"])
            self._packing = {line: protocol.cart.packing(line.amazon_item_in) for line in self._all}
        ordered, sizes = self._packing[line]
        return ordered, protocol.units.factor(unit, ordered, sizes)


class PurchaseOrder(models.Model):
    """Which lines of a purchase order a document means, and how many of what was ordered."""

    _inherit = "purchase.order"

    def _amazon_lines_meant(self):
        """Let lines be found by what a document says of them.

        :rtype: amazon_punchin.models.order.meant._Lines
        """
        return _Lines(self._amazon_item_lines())

    def _amazon_renumbered(self, items):
        """Say which items of a document are other lines than the numbers that it gives them.

        :param tuple items: each with the number, ASIN and auxiliary id
        :return: sentences
        :rtype: list[str]
        """
        sentences, lines = [], self._amazon_lines_meant()
        for item in items:
            line = lines.meant(item.order_line, item.asin, item.aux_id)
            if line and item.order_line and item.order_line != line.amazon_line_number:
                sentences.append(
                    self.env._(
                        "Amazon lists %(item)s as line %(said)s of %(order)s, but it is line %(number)s. "
                        "Line %(number)s is used.",
                        item=line._amazon_title(),
                        said=item.order_line,
                        order=self.display_name,
                        number=line.amazon_line_number,
                    )
                )
        return sentences

    def _amazon_understood(self, items):
        """Give what a document says of lines by the lines' numbers, and in the units in which they were ordered.

        :param tuple items: statuses of a confirmation, or items of a ship notice
        :return: the same items, those in a unit that cannot be converted without a quantity; and a question for each of
            these
        :rtype: tuple[tuple, list[str]]
        """
        understood, questions, lines = [], [], self._amazon_lines_meant()
        for item in items:
            if line := lines.meant_by(item):
                item = replace(item, line=line.amazon_line_number)
                unit, factor = lines.factor(line, item.unit)
                if factor is None:
                    questions.append(line._amazon_unit_question(item, unit))
                    item = _counted(item, Decimal(0), Decimal(1))
                elif factor[0] != factor[1]:
                    item = _counted(item, *factor)
            understood.append(item)
        return tuple(understood), list(dict.fromkeys(questions))

    def _amazon_bill_in_ordered_units(self, items):
        """Give lines of an invoice in the units in which they were ordered.

        :param tuple[amazon_punchin.protocol.invoice_line.InvoiceLine, ...] items: lines about this order
        :return: the same lines; and sentences about those in a unit that cannot be converted
        :rtype: tuple[tuple, list[str]]
        """
        converted, remarks, lines = [], [], self._amazon_lines_meant()
        for item in items:
            line = lines.meant(item.order_line, item.asin, item.aux_id)
            if line and item.quantity is not None:
                unit, factor = lines.factor(line, item.unit)
                if factor is None:
                    remarks.append(line._amazon_unit_remark(item, unit))
                elif factor[0] != factor[1]:
                    item = _counted(item, *factor)
            converted.append(item)
        return tuple(converted), remarks

    def _is_amazon_all_later(self):
        """Whether Amazon delivers every piece later.

        :rtype: bool
        """
        lines = self._amazon_item_lines()
        return bool(lines) and all(line.amazon_qty_backordered >= line.product_qty for line in lines)

    def _tell_amazon_all_later(self):
        """Tell the buyer that nothing comes for now."""

        def say(order):
            days = sorted(set(filter(None, order._amazon_item_lines().mapped("amazon_delivery_date"))))
            if not days:
                return order.env._("Amazon delivers the whole order later"), order.env._("Amazon does not say when.")
            return (
                order.env._("Amazon delivers the whole order later"),
                order.env._("It arrives on %s.", ", ".join(format_date(order.env, day) for day in days)),
            )

        self._tell_amazon_buyer(say)

    def _ask_about_amazon_units(self, questions):
        """Ask the buyer what Amazon means by its units.

        :param list[str] questions: sentences
        """
        if questions:
            self._tell_amazon_buyer(
                lambda order: (order.env._("Find out how many pieces Amazon means"), "\n".join(questions))
            )


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _amazon_unit_remark(self, item, unit):
        """Say that a line is billed in a unit that cannot be compared with the ordered one.

        :param amazon_punchin.protocol.invoice_line.InvoiceLine item: the invoice's line
        :param str unit: in which it was ordered
        :rtype: str
        """
        return self.env._(
            "Line %(number)s: Amazon bills %(quantity)s %(said)s of %(item)s, but %(ordered)g %(unit)s were ordered. "
            "Odoo does not know how many %(unit)s that is: check quantity and price.",
            number=self.amazon_line_number,
            quantity=f"{item.quantity.normalize():f}",
            said=item.unit,
            item=self._amazon_title(),
            ordered=self.product_qty,
            unit=unit,
        )

    def _amazon_unit_question(self, item, unit):
        """Ask what a quantity in another unit than the ordered one means.

        :param item: a status of a confirmation, or an item of a ship notice
        :param str unit: in which it was ordered
        :rtype: str
        """
        return self.env._(
            "Line %(number)s: Amazon says %(quantity)s %(said)s of %(item)s, but %(ordered)g %(unit)s were ordered. "
            "Odoo does not know how many %(unit)s that is, so it is not counted. Look at Amazon.",
            number=self.amazon_line_number,
            quantity=f"{item.quantity.normalize():f}",
            said=item.unit,
            item=self._amazon_title(),
            ordered=self.product_qty,
            unit=unit,
        )


def _counted(item, pieces, ordered):
    """The same item in the unit in which it was ordered."""
    changed = {"quantity": item.quantity * pieces / ordered}
    if getattr(item, "unit_price", None) is not None:
        changed["unit_price"] = item.unit_price * ordered / pieces if pieces else None
    return replace(item, **changed)
