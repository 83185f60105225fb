from collections import defaultdict
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError


class AmazonPunchinConfig(models.Model):
    _inherit = "amazon.punchin.config"

    # --- Taxes ---------------------------------------------------------------------------

    def _taxes_by_rate(self, cart):
        """Find the tax for each rate that Amazon names, where there is no doubt which.

        :param amazon_punchin.protocol.cart.Cart cart: the cart
        :return: rate in percent to tax; a rate that several taxes have is absent unless the
            company's default purchase tax is one of them
        :rtype: dict[Decimal, account.tax]
        """
        self.ensure_one()
        rates = {detail.rate for item in cart.items for detail in item.taxes if detail.rate is not None}
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

    def _products_of(self, cart):
        """Find or make the product of each item, without a query per item.

        A product whose vendor product code at this vendor is the ASIN comes first; then the
        configuration's way decides.

        :param amazon_punchin.protocol.cart.Cart cart: the cart
        :return: item number to product
        :rtype: dict[int, product.product]
        """
        self.ensure_one()
        coded = self._products_by_vendor_code({item.asin for item in cart.items})
        uncoded = [item for item in cart.items if item.asin not in coded]
        if self.product_policy == "asin":
            made = self._products_by_key("amazon_asin", {item.asin: item for item in uncoded})
            return {item.number: coded.get(item.asin) or made[item.asin] for item in cart.items}
        made = self._products_by_key("amazon_category", {_category(item): item for item in uncoded})
        return {item.number: coded.get(item.asin) or made[_category(item)] for item in cart.items}

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

    def _products_by_key(self, field, items):
        """Products by ASIN or by Amazon category; those that are missing are made in one go.

        The unique index on the key decides between two baskets at the same moment.

        :param str field: ``amazon_asin`` or ``amazon_category``
        :param dict[str, Item] items: key to an item that has it
        :rtype: dict[str, product.product]
        """
        Product = self.env["product.product"].with_context(active_test=False)
        products = Product.search_fetch([(field, "in", list(items))], [field, "product_tmpl_id"])
        if products.product_tmpl_id.company_id - self.company_id:
            foreign = products.filtered(lambda product: product.company_id - self.company_id)[0]
            raise UserError(
                self.env._(
                    "The product for “%(key)s” belongs to %(company)s. Ask your administrator to share it.",
                    key=foreign[field],
                    company=foreign.company_id.name,
                )
            )
        found = {product[field]: product for product in products}
        missing = [key for key in items if key not in found]
        if not missing:
            # Creating nothing would still empty the caches of every worker.
            return found
        prepare = self._prepare_item_product if field == "amazon_asin" else self._prepare_category_product
        common = self._prepare_product()
        made = Product.create([{**common, **prepare(key, items[key]), field: key} for key in missing])
        return {**found, **dict(zip(missing, made, strict=True))}

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
