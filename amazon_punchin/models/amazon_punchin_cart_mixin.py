from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from . import cart_charges, lock


class AmazonPunchinCartMixin(models.AbstractModel):
    """What a purchase order needs to be made of a cart."""

    _name = "amazon.punchin.cart.mixin"
    _description = "Order Made of an Amazon Cart"

    @api.model
    def _create_from_amazon_cart(self, cart, session):
        """Make the order of a cart that came back.

        :param amazon_punchin.protocol.cart.Cart cart: with at least one item
        :param amazon.punchin.session session: locked and checked
        :return: in the name of the session's user, in sudo
        :rtype: purchase.order
        :raises UserError: the cart cannot be taken exactly as it is
        """
        config, user = session.config_id, session.user_id
        currency = self._check_amazon_cart(cart, config)
        orders = lock.opened(
            self.with_user(user).sudo().with_company(config.company_id).with_context(lang=user.lang, tz=user.tz)
        )
        vals = orders._prepare_amazon_order_vals(cart, session, currency)
        lines = orders._prepare_amazon_lines(cart, config, currency)
        order = orders.create(vals)
        untracked = order.with_context(mail_notrack=True)
        untracked._create_amazon_lines(lines)
        untracked._recompute_recordset(["amount_total"])
        return lock.closed(order)

    @api.model
    def _check_amazon_cart(self, cart, config):
        """Check what only Odoo knows: the currency, its decimals, the configured limits.

        :return: the cart's currency
        :rtype: res.currency
        :raises UserError: something does not fit
        """
        currency = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search_fetch([("name", "=", cart.currency)], ["active", "decimal_places", "rounding"])
        )
        if not currency:
            raise UserError(self.env._("The basket is in %s, a currency that Odoo does not know.", cart.currency))
        if not currency.active:
            raise UserError(
                self.env._(
                    "The basket is in %s, which is not active in Odoo. Ask your administrator to activate it.",
                    cart.currency,
                )
            )
        amounts = [cart.items_total, cart.shipping, cart.tax]
        amounts += [amount for item in cart.items for amount in (item.unit_price, item.shipping, item.tax)]
        unit = _unit(currency)
        for amount in amounts:
            if amount % unit:
                raise UserError(
                    self.env._(
                        "The basket holds the amount %(amount)s, but the smallest amount of %(currency)s is %(unit)s.",
                        amount=amount,
                        currency=cart.currency,
                        unit=unit,
                    )
                )
        for item in cart.items:
            if item.quantity > config.max_quantity:
                raise UserError(
                    self.env._(
                        "The basket holds %(quantity)s pieces of %(item)s; Amazon takes at most %(limit)s of one item.",
                        quantity=item.quantity,
                        item=item.asin,
                        limit=config.max_quantity,
                    )
                )
        return currency

    @api.model
    def _prepare_amazon_order_vals(self, cart, session, currency):
        """Values of the order itself, with those that core would set by an onchange.

        :rtype: dict
        """
        config = session.config_id
        partner = config.partner_id.with_company(config.company_id)
        return {
            "amazon_config_id": config.id,
            "amazon_requester_id": session.user_id.id,
            "amazon_mode": session.mode,
            "amazon_state": "cart",
            "currency_id": currency.id,
            "amazon_items_total": float(cart.items_total),
            "amazon_shipping": float(cart.shipping),
            "amazon_tax": float(cart.tax),
            "amazon_total": float(cart.total),
            "amazon_expires_at": fields.Datetime.now() + timedelta(days=config.hold_days),
            "amazon_location_id": config.location_id.id,
            "amazon_account_id": config.account_id.id,
            "amazon_analytic_distribution": config.analytic_distribution,
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
        return config.department_id or user.sudo().with_company(config.company_id).employee_id.department_id

    # --- Lines ---------------------------------------------------------------------------

    @api.model
    def _prepare_amazon_lines(self, cart, config, currency):
        """What the lines of a cart are: its items, then the charges.

        :return: values, with ``Decimal`` prices and with the tax as record
        :rtype: list[dict]
        """
        unit = _unit(currency)
        charges = cart_charges.split(cart, config._taxes_by_rate(cart), unit)
        products = config._products_of(cart)
        lines = [
            self._prepare_amazon_item_line(item, products[item.number], charges.item_taxes.get(item.number))
            for item in cart.items
        ]
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
        return lines

    def _create_amazon_lines(self, lines):
        """Create lines from complete values, so that Odoo computes as little as can be line by line.

        :param list[dict] lines: as :meth:`_prepare_amazon_lines` gives them
        :rtype: purchase.order.line
        """
        self.ensure_one()
        known = {
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "qty_invoiced": 0.0,
            "qty_to_invoice": 0.0,
        }
        common = {
            **known,
            "amazon_account_id": self.amazon_account_id.id,
            "analytic_distribution": self.amazon_analytic_distribution,
            "date_planned": fields.Datetime.now(),
            "department_id": self.department_id.id,
            "discount": 0.0,
            "display_type": False,
            "order_id": self.id,
            "product_uom_id": self.env.ref("uom.product_uom_unit").id,
        }
        created = self.order_line.create(
            [
                {
                    **common,
                    **line,
                    "sequence": sequence,
                    "price_unit": float(line["price_unit"]),
                    "technical_price_unit": float(line["price_unit"]),
                    "tax_ids": [Command.set(line["tax_ids"].ids if line["tax_ids"] else [])],
                }
                for sequence, line in enumerate(lines, start=1)
            ]
        )
        for name in known:
            # Odoo would compute the same once more, and write it in a second query.
            self.env.remove_to_compute(created._fields[name], created)
        return created

    @api.model
    def _prepare_amazon_item_line(self, item, product, tax):
        extrinsics = item.extrinsics
        return {
            **self._prepare_amazon_line(product, item.quantity, item.unit_price, tax),
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
            raise UserError(
                self.env._("The Amazon configuration names no product for shipping or tax. Ask your administrator.")
            )
        names = {
            "shipping": self.env._("Shipping by Amazon"),
            "tax": self.env._("Tax charged by Amazon"),
            "rounding": self.env._("Rounding difference to Amazon's total"),
        }
        return {
            **self._prepare_amazon_line(product, 1, amount, tax),
            "name": names[kind],
            "amazon_kind": kind,
        }

    @api.model
    def _prepare_amazon_line(self, product, quantity, price, tax):
        return {
            "product_id": product.id,
            "product_qty": quantity,
            "price_unit": price,
            "tax_ids": tax,
        }


def _unit(currency):
    return Decimal(repr(currency.rounding)).normalize()


def _web_page(url):
    return url if url.startswith("https://") else False
