from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.const import PRODUCT_KINDS


class AmazonPunchinConfig(models.Model):
    """Which product of Odoo's an item becomes."""

    _inherit = "amazon.punchin.config"

    product_policy = fields.Selection(
        [("category", "One generic product per Amazon category"), ("asin", "One product per item (ASIN)")],
        string="Products",
        required=True,
        default="category",
        help="The product that a line gets, unless the item's number at Amazon (ASIN) is already a vendor "
        "product code.",
    )
    product_category_id = fields.Many2one(
        "product.category", string="Category of New Products", help="The category of products created from baskets."
    )
    product_kind = fields.Selection(
        PRODUCT_KINDS,
        string="New Products Are",
        required=True,
        default="consu",
        help="What a product created from a basket is, unless an item rule says otherwise. Existing products stay as "
        "they are.",
    )
    tax_product_id = fields.Many2one(
        "product.product",
        string="Product for Tax",
        default=lambda self: self.env.ref("amazon_punchin.product_tax", raise_if_not_found=False),
        domain=[("type", "=", "service")],
        help="Product of the line for tax that matches no Odoo tax.",
    )
    shipping_product_id = fields.Many2one(
        "product.product",
        string="Product for Shipping",
        default=lambda self: self.env.ref("amazon_punchin.product_shipping", raise_if_not_found=False),
        domain=[("type", "=", "service")],
        help="Product of the line for Amazon's shipping charges.",
    )

    @api.constrains("tax_product_id", "shipping_product_id")
    def _check_charges_are_services(self):
        for config in self:
            for product in config.tax_product_id | config.shipping_product_id:
                if product.type != "service":
                    raise ValidationError(
                        self.env._(
                            "%s is not a service, so Odoo would wait for its delivery. Choose a service for shipping "
                            "and tax.",
                            product.display_name,
                        )
                    )

    # --- Products ------------------------------------------------------------------------

    def _find_or_make_products(self, cart, ruled, kinds):
        """Find or make the product of each item.

        The unique index on ASIN and on category decides between two baskets at the same moment. A product that is
        archived is not bought any more: another one takes its place.

        :param amazon_punchin.protocol.cart.Cart cart: the cart
        :param dict[int, tuple[str, int]] ruled: item number to ``product_id`` or
            ``product_category_id`` and its id, from an item rule
        :param dict[int, str] kinds: item number to ``product_kind``, from an item rule
        :return: item number to product
        :rtype: dict[int, product.product]
        """
        ruled = self._without_archived(ruled)
        found = self._find_products(cart, ruled, kinds)
        items = {item.number: item for item in cart.items}
        missing = {key: items[number] for number, (key, product) in found.items() if not product}
        made = self._make_products(missing, ruled, kinds) if missing else {}
        return {number: product or made[key] for number, (key, product) in found.items()}

    def _without_archived(self, ruled):
        """Leave out what item rules say where they name an archived product.

        :param dict[int, tuple[str, int]] ruled: as for :meth:`_find_or_make_products`
        :rtype: dict[int, tuple[str, int]]
        """
        named = {record_id for way, record_id in ruled.values() if way == "product_id"}
        bought = set(self.env["product.product"].search([("id", "in", list(named))]).ids) if named else set()
        return {
            number: (way, record_id)
            for number, (way, record_id) in ruled.items()
            if way != "product_id" or record_id in bought
        }

    def _find_products(self, cart, ruled, kinds):
        """Find the product of each item, without a query per item, and make none.

        An item rule comes first, then a product whose vendor product code at this vendor is the
        ASIN, then the configuration's way.

        :param amazon_punchin.protocol.cart.Cart cart: the cart
        :param dict[int, tuple[str, int]] ruled: as for :meth:`_find_or_make_products`
        :param dict[int, str] kinds: as for :meth:`_find_or_make_products`
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
            elif way or item.number in kinds or self.product_policy == "asin":
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
            product = seller.product_id or template.product_variant_id
            is_usable = product.active and template.active and template.company_id <= self.company_id
            if is_usable and template.uom_id in by_piece:
                found.setdefault(seller.product_code, product)
        return found

    def _kept_products(self, keys):
        """Products that were made for an ASIN or for an Amazon category.

        :param set[tuple[str, str]] keys: ``amazon_asin`` or ``amazon_category``, and its value
        :rtype: dict[tuple[str, str], product.product]
        """
        kept = {}
        for field in {field for field, _value in keys}:
            products = self.env["product.product"].search_fetch(
                [(field, "in", [value for name, value in keys if name == field])], [field, "product_tmpl_id"]
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

    def _make_products(self, missing, ruled, kinds):
        """Make products that are missing, in one go.

        :param dict[tuple[str, str], Item] missing: as :meth:`_kept_products`, to an item that needs it
        :param dict[int, tuple[str, int]] ruled: as for :meth:`_find_or_make_products`
        :param dict[int, str] kinds: as for :meth:`_find_or_make_products`
        :rtype: dict[tuple[str, str], product.product]
        """
        prepare = {"amazon_asin": self._prepare_item_product, "amazon_category": self._prepare_category_product}
        common = self._prepare_product()
        made = self.env["product.product"].create(
            [
                {
                    **common,
                    **self._prepare_product_kind(kinds.get(item.number, self.product_kind)),
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

    def _prepare_product_kind(self, kind):
        """Values of a product of one kind.

        :param str kind: a value of ``product_kind``
        :rtype: dict
        """
        return {"type": kind}

    def _prepare_product(self):
        """Values that every product made from a basket has."""
        vals = {
            "purchase_ok": True,
            "sale_ok": False,
            "uom_id": self.env.ref("uom.product_uom_unit").id,
        }
        if self.product_category_id:
            vals["categ_id"] = self.product_category_id.id
        return vals


def _category(item):
    return item.extrinsics.get("category") or "OTHER"
