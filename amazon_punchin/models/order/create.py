from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Command

from ...tools import distribution, lock, wording
from ...tools.currency import currency_unit
from ...tools.problem_text import refusal
from ...tools.wording import accounting_administrators
from ..rules import facts as matching_facts
from . import charges as cart_charges
from . import state

#: What an item rule can code a line with.
_CODING = ("amazon_account_id", "analytic_distribution", "department_id")

#: What a new line is given although Odoo computes it: it would do so line by line, in more queries.
COMPUTED = (
    "company_id",
    "partner_id",
    "price_subtotal",
    "price_tax",
    "price_total",
    "product_uom_qty",
    "qty_invoiced",
    "qty_received",
    "qty_received_method",
    "qty_to_invoice",
)


class PurchaseOrder(models.Model):
    """What a purchase order needs to be made of a cart."""

    _inherit = "purchase.order"

    @api.model
    def _create_from_amazon_cart(self, cart, session, arrived_at):
        """Make the order of a cart that came back.

        :param amazon_punchin.protocol.cart.Cart cart: with at least one item
        :param amazon.punchin.session session: locked and checked
        :param datetime.datetime arrived_at: when the cart came, in UTC: from then on Amazon holds price and stock
        :return: in the name of the session's user, in sudo
        :rtype: purchase.order
        :raises UserError: the cart cannot be taken exactly as it is
        """
        config, user = session.config_id, session.user_id
        currency = self._amazon_cart_currency(cart)
        self._check_amazon_cart(cart, config, currency)
        orders = lock.opened(
            self.with_user(user).sudo().with_company(config.company_id).with_context(lang=user.lang, tz=user.tz)
        )
        checkout = orders.env["amazon.punchin.address"]._learn(config, cart.ship_to)
        vals = orders._prepare_amazon_order_vals(cart, session, currency, checkout)
        vals["amazon_expires_at"] = arrived_at + timedelta(days=config.hold_days)
        draft = orders.new(vals)
        items = draft._prepare_amazon_items(cart)
        outcomes = draft._amazon_outcomes(cart, session, items)
        products = config._find_or_make_products(cart, ruled(outcomes, "product"), ruled(outcomes, "product_kind"))
        lines = draft._prepare_amazon_lines(cart, items, outcomes, products)
        order = orders.create(vals)
        untracked = order.with_context(mail_notrack=True)
        untracked._create_amazon_lines(lines)
        untracked._recompute_recordset(["amount_total"])
        order._remark_amazon_contradictions(cart)
        return lock.closed(order)

    def _remark_amazon_contradictions(self, cart):
        """Say where the items of a cart have other charges than the cart as a whole, which counts.

        :param amazon_punchin.protocol.cart.Cart cart: the cart
        """

        def say(order):
            labels = {"shipping": order.env._("shipping"), "tax": order.env._("tax")}
            return Markup("<br/>").join(
                order.env._(
                    "The basket charges %(whole)s for %(charge)s, but its items add up to %(items)s. The basket's "
                    "amount is used.",
                    whole=order.currency_id.format(float(whole)),
                    charge=labels[charge],
                    items=order.currency_id.format(float(items)),
                )
                for charge, whole, items in contradictions
            )

        contradictions = [
            (charge, whole, items)
            for charge, whole, items in (
                ("shipping", cart.shipping, cart.shipping_of_items),
                ("tax", cart.tax, cart.tax_of_items),
            )
            if whole != items
        ]
        if contradictions:
            wording.remark(self, say)

    @api.model
    def _check_amazon_cart(self, cart, config, currency):
        """Check what only Odoo knows: the currency's decimals, the configured limits.

        :param res.currency currency: as :meth:`_amazon_cart_currency` gives it
        :raises UserError: something does not fit
        """
        unit = currency_unit(currency)
        for amount in (cart.items_total, cart.shipping, cart.tax, *(item.unit_price for item in cart.items)):
            if amount % unit:
                raise refusal(self.env, "too_fine", amount=str(amount), currency=cart.currency, unit=str(unit))
        for item in cart.items:
            if item.quantity > config.max_quantity:
                raise refusal(
                    self.env, "too_many_pieces", quantity=item.quantity, item=item.asin, limit=config.max_quantity
                )

    @api.model
    def _amazon_cart_currency(self, cart):
        """The currency of a cart.

        :rtype: res.currency
        :raises UserError: Odoo does not know it, or it is not active
        """
        currency = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search_fetch([("name", "=", cart.currency)], ["active", "decimal_places", "rounding"])
        )
        if not currency.active:
            raise refusal(
                self.env,
                "inactive_currency" if currency else "unknown_currency",
                currency=cart.currency,
                who=accounting_administrators,
            )
        return currency

    @api.model
    def _prepare_amazon_order_vals(self, cart, session, currency, checkout):
        """Values of the order itself, with those that core would set by an onchange.

        :param amazon.punchin.address checkout: the delivery address of the cart, empty if it names none
        :rtype: dict
        """
        config = session.config_id
        partner = config._required("partner_id").with_company(config.company_id)
        return {
            "amazon_checkout_address_id": checkout.id,
            "amazon_config_id": config.id,
            "amazon_requester_id": session.user_id.id,
            "amazon_direct": config.policy == "direct_allowed"
            and config._person(session.user_id).role == "requisitioner",
            "amazon_mode": session.mode,
            "amazon_state": state.FIRST,
            "currency_id": currency.id,
            "amazon_items_total": float(cart.items_total),
            "amazon_shipping": float(cart.shipping),
            "amazon_tax": float(cart.tax),
            "amazon_total": float(cart.total),
            "amazon_location_id": (checkout.location_id.filtered("active") or config.location_id).id,
            "amazon_account_id": config.account_id.id,
            "amazon_analytic_distribution": distribution.readable(config.analytic_distribution),
            "department_id": self._default_amazon_department(config, session.user_id).id,
            "company_id": config.company_id.id,
            "fiscal_position_id": self.env["account.fiscal.position"]._get_fiscal_position(partner).id,
            "origin": cart.items[0].aux_id.partition(",")[0],
            "partner_id": partner.id,
            "payment_term_id": partner.property_supplier_payment_term_id.id,
            "user_id": session.user_id.id,
        }

    @api.model
    def _default_amazon_department(self, config, user):
        if config.department_id:
            return config.department_id
        of_user = [("user_id", "=", user.id), ("company_id", "=", config.company_id.id)]
        groups = self.env["hr.employee"].sudo()._read_group(of_user, ["department_id"], limit=1)
        return groups[0][0] if groups else self.env["hr.department"]

    # --- Lines ---------------------------------------------------------------------------

    def _prepare_amazon_lines(self, cart, items, outcomes, products):
        """What the lines of a cart are: its items, then the charges.

        :param dict items: as :meth:`_prepare_amazon_items` gives them
        :param dict outcomes: as :meth:`_amazon_outcomes` gives them
        :param dict[int, product.product] products: item number to product
        :return: values, with ``Decimal`` prices and with a ``Choice`` of taxes, or None
        :rtype: list[dict]
        """
        self.ensure_one()
        config, unit = self.amazon_config_id, currency_unit(self.currency_id)
        charges = self._amazon_charges(cart, config, outcomes, products)
        lines = [
            {
                **item,
                **ruled_coding(outcomes[number]),
                "product_id": products[number].id,
                "tax_ids": charges.item_taxes.get(number),
            }
            for number, item in items.items()
        ]
        coding = _shared_coding(outcomes)
        for tax, amount in charges.shipping.items():
            lines.append(self._prepare_amazon_charge_line("shipping", config.shipping_product_id, amount, tax))
        if charges.tax:
            lines.append(self._prepare_amazon_charge_line("tax", config.tax_product_id, charges.tax))
        total = cart_charges.odoo_total(
            [(line["price_unit"] * line["product_qty"], line["tax_ids"]) for line in lines],
            unit,
            rounds_sum=config.company_id.tax_calculation_rounding_method == "round_globally",
        )
        if difference := cart.total - total:
            lines.append(self._prepare_amazon_charge_line("rounding", config.tax_product_id, difference))
        return [*lines[: len(items)], *({**charge, **coding} for charge in lines[len(items) :])]

    def _amazon_outcomes(self, cart, session, items):
        """What the item rules decide about the items of a cart.

        :param dict items: as :meth:`_prepare_amazon_items` gives them
        :return: item number to field, to the id of the rule that decides it and the value
        :rtype: dict[int, dict[str, tuple[int, object]]]
        """
        rules, company = self.env["amazon.punchin.item.rule"], self.company_id
        index = rules._compiled(company.id)
        if not index.conditions:
            return {number: {} for number in items}
        order = matching_facts.of_cart(cart, session.config_id, session.user_id, self.currency_id, index.used)
        outcomes = rules._outcomes(company.id, order, matching_facts.of_items(items.values(), self, index.used))
        return dict(zip(items, outcomes, strict=True))

    def _amazon_charges(self, cart, config, outcomes, products):
        """Which of Amazon's amounts are taxes here, and which are charges.

        :param dict outcomes: as :meth:`_amazon_outcomes` gives them
        :param dict[int, product.product] products: item number to product
        :rtype: amazon_punchin.models.order.charges.Charges
        """
        by_rule = {number: self.env["account.tax"].browse(ids) for number, ids in ruled(outcomes, "tax_ids").items()}
        choices = {taxes: taxes._amazon_choice() for taxes in by_rule.values()}
        finder = config._tax_finder(self.fiscal_position_id, self.amazon_location_id.partner_id)
        usual = {}
        if self.fiscal_position_id:
            of_product = {product: finder.usual(product) for product in set(products.values())}
            usual = {number: of_product[product] for number, product in products.items()}
        return cart_charges.split(
            cart,
            finder,
            currency_unit(self.currency_id),
            {number: choices[taxes] for number, taxes in by_rule.items() if choices[taxes]},
            {number: choice for number, choice in usual.items() if choice},
        )

    def _create_amazon_lines(self, lines):
        """Create lines from complete values, so that Odoo computes as little as can be line by line.

        :param list[dict] lines: as :meth:`_prepare_amazon_lines` gives them
        :rtype: purchase.order.line
        """
        self.ensure_one()
        unit = self.env.ref("uom.product_uom_unit")
        products = self.env["product.product"].browse(line["product_id"] for line in lines)
        methods = self._qty_received_methods(products)
        common = {
            "amazon_account_id": self.amazon_account_id.id,
            "company_id": self.company_id.id,
            "date_planned": fields.Datetime.now(),
            "department_id": self.department_id.id,
            "discount": 0.0,
            "display_type": False,
            "order_id": self.id,
            "partner_id": self.partner_id.id,
            "product_uom_id": unit.id,
            "qty_invoiced": 0.0,
            "qty_to_invoice": 0.0,
        }
        if self.amazon_analytic_distribution:
            common["analytic_distribution"] = self.amazon_analytic_distribution
        created = self.order_line.create(
            [
                {
                    **common,
                    **line,
                    "sequence": sequence,
                    "price_unit": float(line["price_unit"]),
                    "product_uom_qty": unit._compute_quantity(line["product_qty"], product.product_tmpl_id.uom_id),
                    "qty_received_method": methods[product.product_tmpl_id.type],
                    "technical_price_unit": float(line["price_unit"]),
                    "tax_ids": [Command.set(line["tax_ids"].taxes.ids if line["tax_ids"] else [])],
                }
                for sequence, (line, product) in enumerate(zip(lines, products, strict=True), start=1)
            ]
        )
        plain = created._amazon_plainly_taxed()
        for name in COMPUTED:
            self.env.remove_to_compute(created._fields[name], plain)
        plain._store_computed([{**amounts, "qty_received": 0.0} for amounts in plain._amazon_amounts()])
        return created

    @api.model
    def _qty_received_methods(self, products):
        """Ask Odoo how receipts are counted, once for each type of product.

        :param product.product products: any
        :return: type of product to ``qty_received_method``
        :rtype: dict[str, str | bool]
        """
        lines = self.env["purchase.order.line"]
        of_type = {product.product_tmpl_id.type: product for product in products}
        return {
            product_type: lines.new({"product_id": product.id}).qty_received_method
            for product_type, product in of_type.items()
        }

    @api.model
    def _prepare_amazon_items(self, cart):
        """Values of lines that a cart itself gives.

        :return: item number to values
        :rtype: dict[int, dict]
        """
        return {item.number: self._prepare_amazon_item(item) for item in cart.items}

    @api.model
    def _prepare_amazon_item(self, item):
        """Values of a line that the cart itself gives.

        :param amazon_punchin.protocol.cart.Item item: one item
        :rtype: dict
        """
        extrinsics = item.extrinsics
        return {
            "product_qty": item.quantity,
            "price_unit": item.unit_price,
            "name": item.description or item.asin,
            "amazon_kind": "item",
            "amazon_line_number": item.number,
            "amazon_asin": item.asin,
            "amazon_aux_id": item.aux_id,
            "amazon_seller": extrinsics.get("soldBy"),
            "amazon_fulfiller": extrinsics.get("fulfilledBy"),
            "amazon_category": extrinsics.get("category"),
            "amazon_subcategory": extrinsics.get("subCategory"),
            "amazon_condition": extrinsics.get("itemCondition"),
            "amazon_unspsc": item.unspsc,
            "amazon_manufacturer": item.manufacturer,
            "amazon_manufacturer_part": item.manufacturer_part,
            "amazon_url": _web_page(extrinsics.get("detailPageURL", "")),
            "amazon_item_in": item.source,
        }

    @api.model
    def _prepare_amazon_charge_line(self, kind, product, amount, tax=None):
        if not product:
            raise refusal(self.env, "no_charge_product")
        names = {
            "shipping": self.env._("Shipping by Amazon") if amount > 0 else self.env._("Shipping promotion by Amazon"),
            "tax": self.env._("Tax charged by Amazon"),
            "rounding": self.env._("Rounding difference to Amazon's total"),
        }
        return {
            "name": names[kind],
            "amazon_kind": kind,
            "product_id": product.id,
            "product_qty": 1,
            "price_unit": amount,
            "tax_ids": tax,
        }


def ruled(outcomes, name):
    """What item rules decide about one field.

    :param dict[int, dict[str, tuple[int, object]]] outcomes: item number to field, rule and value
    :param str name: the field
    :return: item number to value; items that no rule decides are absent
    :rtype: dict[int, object]
    """
    return {number: decided[name][1] for number, decided in outcomes.items() if name in decided}


def ruled_coding(decided):
    """Values of a line that item rules code; where none does, the order's coding holds.

    :param dict[str, tuple[int, object]] decided: field to rule and value
    :rtype: dict[str, object]
    """
    coding = {name: decided[name][1] for name in _CODING if name in decided}
    return {**coding, "amazon_ruled": ",".join(coding)} if coding else {}


def _shared_coding(outcomes):
    """Coding that item rules give every item alike; the charges of the cart follow it."""
    first, *others = outcomes.values()
    return ruled_coding(
        {
            name: decided
            for name, decided in first.items()
            if all(name in other and other[name][1] == decided[1] for other in others)
        }
    )


def _web_page(url):
    return url if url.startswith("https://") else False
