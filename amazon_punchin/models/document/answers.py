from dataclasses import replace

from odoo import fields, models

from ... import protocol
from ...tools import dates, wording


class AmazonPunchinMessage(models.Model):
    """What Amazon's server sends after an order, and which order it is about."""

    _inherit = "amazon.punchin.message"

    note = fields.Text(string="Remarks", readonly=True, translate=True, help="Remarks from reading the document.")

    def _check_at_once(self, received):
        """Check what can be said of a document as soon as it is here, so that its sender hears of it.

        :param amazon_punchin.protocol.received.Received received: the document
        :return: the orders that it is about
        :rtype: purchase.order
        :raises ProtocolError: it cannot be read exactly
        :raises UserError: nothing of it can be used: an order that is not here or not at Amazon, an invoice again
        """
        content = received.content
        if isinstance(content, protocol.invoice.Invoice):
            orders, _left_out = self._orders_of_invoice(content)
            self._check_not_billed(content)
        elif isinstance(content, protocol.ship_notice.ShipNotice):
            orders, _left_out = self._orders_of_shipment(content)
        elif isinstance(content, protocol.confirmation.Confirmation):
            orders = self._order_of_confirmation(content)[:1]
        else:
            orders = [self._order_of(content.payload_id, "")]
        return self.env["purchase.order"].union(*orders)

    # --- A confirmation ------------------------------------------------------------------

    def _handle_confirmation(self, received):
        confirmation = received.content
        order, changes_nothing = self._order_of_confirmation(confirmation)
        self.order_ids = order
        items, questions = order._amazon_understood(confirmation.items)
        confirmation = replace(confirmation, items=items)
        if changes_nothing:
            self._add_note(changes_nothing)
        else:
            was_later = order._is_amazon_all_later()
            self._leave_out(order._apply_amazon_confirmation(confirmation, self._noticed_at(confirmation)))
            if not was_later and order._is_amazon_all_later():
                order._tell_amazon_all_later()
        self._ask_about_units({order: questions})

    def _order_of_confirmation(self, confirmation):
        """Find the order that Amazon answers.

        :param amazon_punchin.protocol.confirmation.Confirmation confirmation: the answer
        :return: the order; and why the answer changes nothing, as :meth:`_add_note` takes it, None if it does
        :rtype: tuple[purchase.order, collections.abc.Callable | None]
        :raises UserError: it is not here or not at Amazon, is in another currency, or has none of the lines
        """
        order = self._order_of(*confirmation.order)
        if order._is_given_up():
            if confirmation.takes_nothing:
                return order, lambda env: env._(
                    "The order was already cancelled, refused or expired here. Amazon will not deliver any of it."
                )
            if order._is_amazon_answered_since(self._noticed_at(confirmation)):
                return order, lambda env: env._("Amazon wrote it before the answer that ended the order.")
        order._check_amazon_answer(confirmation)
        return order, None

    # --- A ship notice -------------------------------------------------------------------

    def _handle_ship_notice(self, received):
        notice = received.content
        orders, left_out = self._orders_of_shipment(notice)
        self.order_ids = self.env["purchase.order"].union(*orders)
        notice, questions = _understood(notice, orders)
        shipped, shipment = self.env["amazon.punchin.shipment"]._apply_notice(
            notice, self.config_id, orders, self._noticed_at(notice)
        )
        self.order_ids |= shipped
        shipped._follow_amazon_shipments()
        shipment._tell_requesters()
        self._leave_out(left_out)
        self._ask_about_units(questions)

    def _orders_of_shipment(self, notice):
        """Find the orders of which a shipment holds something.

        :param amazon_punchin.protocol.ship_notice.ShipNotice notice: the notice
        :return: as :meth:`_orders_of_parts`, and what is not on the orders
        :rtype: tuple[list[purchase.order], list[collections.abc.Callable]]
        :raises UserError: nothing of it can be used
        """

        def find(portion):
            order = self._order_of(*portion.order)
            order._check_amazon_shippable()
            unknown = order._amazon_unknown_lines(portion.items)
            if portion.items and len(unknown) == len({item.line for item in portion.items}):
                raise order._refuse_amazon_lines(unknown)
            strays.extend(order._amazon_lacks(unknown))
            return order

        strays = []
        orders, left_out = self._orders_of_parts(notice.portions, find)
        return orders, [*left_out, *strays]

    # --- A word on the order as a whole --------------------------------------------------

    def _handle_status_update(self, received):
        update = received.content
        order = self._order_of(update.payload_id, "")
        self.order_ids = order
        order._apply_amazon_status_update(update.status)

    def _noticed_at(self, content):
        """When Amazon wrote the document; where it does not say so, when it came."""
        return dates.utc(content.noticed_at) or self.create_date

    def _ask_about_units(self, questions):
        """Note what is in units that Odoo cannot convert, and ask the buyers.

        :param dict[purchase.order, list[str]] questions: sentences about each order
        """
        for order, sentences in questions.items():
            if sentences:
                self._add_note(lambda _env, sentences=sentences: "\n".join(sentences))
            order._ask_about_amazon_units(sentences)

    def _add_note(self, say):
        """Add a remark, in each language.

        :param collections.abc.Callable say: takes an environment and gives the remark
        """

        def say_all(env):
            return "\n".join(filter(None, (self.with_env(env).note, say(env))))

        wording.say_in_each_language(self, "note", say_all)

    def _notes(self):
        """The remarks so far, for :meth:`_keep_notes`.

        :return: by code of the language
        :rtype: dict[str, str | bool]
        """
        return {code: self.with_env(env).note for code, env in wording.in_each_language(self.env).items()}

    def _keep_notes(self, notes):
        wording.keep(self, {code: {"note": note} for code, note in notes.items() if note})


def _understood(notice, orders):
    """Give a ship notice by the lines of its orders.

    :param amazon_punchin.protocol.ship_notice.ShipNotice notice: the notice
    :param list[purchase.order] orders: the order of each of its portions
    :return: the notice; and questions by order
    :rtype: tuple[amazon_punchin.protocol.ship_notice.ShipNotice, dict[purchase.order, list[str]]]
    """
    portions, questions = [], {}
    for portion, order in zip(notice.portions, orders, strict=True):
        items, asked = order._amazon_understood(portion.items) if order else (portion.items, [])
        portions.append(replace(portion, items=items))
        if asked:
            questions[order] = [*questions.get(order, []), *asked]
    return replace(notice, portions=tuple(portions)), questions
