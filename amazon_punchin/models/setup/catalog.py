from collections import defaultdict
from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError


class AmazonPunchinConfig(models.Model):
    """Which product and which tax of Odoo's an item becomes."""

    _inherit = "amazon.punchin.config"

    product_policy = fields.Selection(
        [("category", "One generic product per Amazon category"), ("asin", "One product per item (ASIN)")],
        string="Products",
        required=True,
        default="category",
        help="Which product a line gets, unless the item's number at Amazon (ASIN) is a vendor product code already.",
    )
    product_category_id = fields.Many2one(
        "product.category", string="Category of New Products", help="Where products made from baskets are filed."
    )
    tax_handling = fields.Selection(
        [("match", "Use the purchase tax with the same rate"), ("charge", "Add Amazon's tax as a charge")],
        required=True,
        default="match",
        help="What becomes of the tax that a basket names. Where no purchase tax has its rate, or Amazon names none, "
        "it is a charge line in any case.",
    )
    tax_ids = fields.Many2many(
        "account.tax",
        string="Taxes to Match",
        domain="[('type_tax_use', '=', 'purchase'), ('amount_type', '=', 'percent')]",
        check_company=True,
        help="Empty: the purchase taxes of the legal entity's country.",
    )
    tax_product_id = fields.Many2one(
        "product.product",
        string="Product for Tax",
        default=lambda self: self.env.ref("amazon_punchin.product_tax", raise_if_not_found=False),
        help="Product of the line that holds tax which no Odoo tax reaches.",
    )
    shipping_product_id = fields.Many2one(
        "product.product",
        string="Product for Shipping",
        default=lambda self: self.env.ref("amazon_punchin.product_shipping", raise_if_not_found=False),
        help="Product of the line that holds what Amazon charges for shipping.",
    )

    # --- Taxes ---------------------------------------------------------------------------

    def _taxes_by_rate(self, rates):
        """Find the tax for each rate that Amazon names, where there is no doubt which.

        :param set[Decimal] rates: in percent
        :return: rate in percent to tax; a rate that several taxes have is absent unless the
            company's default purchase tax is one of them
        :rtype: dict[Decimal, account.tax]
        """
        self.ensure_one()
        if self.tax_handling != "match" or not rates:
            return {}
        by_rate = defaultdict(self.env["account.tax"].browse)
        for tax in self._matchable_taxes():
            by_rate[Decimal(repr(tax.amount))] |= tax
        default = self.company_id.account_purchase_tax_id
        found = {}
        for rate in rates:
            candidates = by_rate.get(rate.normalize(), by_rate.get(rate, self.env["account.tax"]))
            if default in candidates:
                found[rate] = default
            elif len(candidates) == 1:
                found[rate] = candidates
        return found

    def _matchable_taxes(self):
        taxes = self.tax_ids or self.env["account.tax"].search(
            [
                *self.env["account.tax"]._check_company_domain(self.company_id),
                ("type_tax_use", "=", "purchase"),
                ("country_id", "=", self.company_id.account_fiscal_country_id.id),
            ]
        )
        return taxes.filtered(lambda tax: tax.active and tax._is_plain_percentage())

    # --- Products ------------------------------------------------------------------------

    def _find_or_make_products(self, cart, ruled):
        """Find or make the product of each item.

        The unique index on ASIN and on category decides between two baskets at the same moment.

        :param amazon_punchin.protocol.cart.Cart cart: the cart
        :param dict[int, tuple[str, int]] ruled: item number to ``product_id`` or
            ``product_category_id`` and its id, from an item rule
        :return: item number to product
        :rtype: dict[int, product.product]
        """
        found = self._find_products(cart, ruled)
        items = {item.number: item for item in cart.items}
        missing = {key: items[number] for number, (key, product) in found.items() if not product}
        made = self._make_products(missing, ruled) if missing else {}
        return {number: product or made[key] for number, (key, product) in found.items()}

    def _find_products(self, cart, ruled):
        """Find the product of each item, without a query per item, and make none.

        An item rule comes first, then a product whose vendor product code at this vendor is the
        ASIN, then the configuration's way.

        :param amazon_punchin.protocol.cart.Cart cart: the cart
        :param dict[int, tuple[str, int]] ruled: as for :meth:`_find_or_make_products`
        :return: item number to the product, empty if there is none yet, and before it the field and
            the value by which it is kept, None for a product that a rule or a vendor code names
        :rtype: dict[int, tuple[tuple[str, str] | None, product.product]]
        """
        self.ensure_one()
        products = self.env["product.product"]
        named, keys = {}, {}
        coded = self._products_by_vendor_code({item.asin for item in cart.items if item.number not in ruled})
        for item in cart.items:
            way, record_id = ruled.get(item.number, (None, None))
            if way == "product_id":
                named[item.number] = (None, products.browse(record_id))
            elif not way and item.asin in coded:
                named[item.number] = (None, coded[item.asin])
            elif way or self.product_policy == "asin":
                keys[item.number] = ("amazon_asin", item.asin)
            else:
                keys[item.number] = ("amazon_category", _category(item))
        kept = self._kept_products(set(keys.values()))
        return {**named, **{number: (key, kept.get(key, products)) for number, key in keys.items()}}

    def _products_by_vendor_code(self, codes):
        sellers = self.env["product.supplierinfo"].search(
            [
                ("partner_id", "in", (self.partner_id | self.partner_id.commercial_partner_id).ids),
                ("product_code", "in", list(codes)),
                ("company_id", "in", (False, self.company_id.id)),
            ]
        )
        if not sellers:
            return {}
        unit = self.env.ref("uom.product_uom_unit")
        by_piece = {uom for uom in sellers.product_tmpl_id.uom_id if uom._has_common_reference(unit)}
        found = {}
        for seller in sellers:
            template = seller.product_tmpl_id
            if template.company_id <= self.company_id and template.uom_id in by_piece:
                found.setdefault(seller.product_code, seller.product_id or template.product_variant_id)
        return found

    def _kept_products(self, keys):
        """Products that were made for an ASIN or for an Amazon category.

        :param set[tuple[str, str]] keys: ``amazon_asin`` or ``amazon_category``, and its value
        :rtype: dict[tuple[str, str], product.product]
        """
        kept = {}
        for field in {field for field, _value in keys}:
            products = (
                self.env["product.product"]
                .with_context(active_test=False)
                .search_fetch(
                    [(field, "in", [value for name, value in keys if name == field])], [field, "product_tmpl_id"]
                )
            )
            products.product_tmpl_id.fetch(["company_id", "type", "uom_id"])
            if products.product_tmpl_id.company_id - self.company_id:
                foreign = products.filtered(lambda product: product.company_id - self.company_id)[0]
                raise UserError(
                    self.env._(
                        "The product for “%(key)s” belongs to %(company)s. Ask your administrator to share it.",
                        key=foreign[field],
                        company=foreign.company_id.name,
                    )
                )
            kept.update({(field, product[field]): product for product in products})
        return kept

    def _make_products(self, missing, ruled):
        """Make products that are missing, in one go.

        :param dict[tuple[str, str], Item] missing: as :meth:`_kept_products`, to an item that needs it
        :param dict[int, tuple[str, int]] ruled: as for :meth:`_find_or_make_products`
        :rtype: dict[tuple[str, str], product.product]
        """
        prepare = {"amazon_asin": self._prepare_item_product, "amazon_category": self._prepare_category_product}
        common = self._prepare_product()
        made = self.env["product.product"].create(
            [
                {
                    **common,
                    **prepare[field](value, item),
                    **({"categ_id": ruled[item.number][1]} if item.number in ruled else {}),
                    field: value,
                }
                for (field, value), item in missing.items()
            ]
        )
        return dict(zip(missing, made, strict=True))

    def _prepare_item_product(self, asin, item):
        return {
            "name": item.description or asin,
            "default_code": asin,
        }

    def _prepare_category_product(self, category, _item):
        return {"name": f"Amazon: {category.replace('_', ' ').capitalize()}"}

    def _prepare_product(self):
        """Values that every product made from a basket has."""
        vals = {
            "type": "consu",
            "purchase_ok": True,
            "sale_ok": False,
            "uom_id": self.env.ref("uom.product_uom_unit").id,
        }
        if self.product_category_id:
            vals["categ_id"] = self.product_category_id.id
        return vals


def _category(item):
    return item.extrinsics.get("category") or "OTHER"
