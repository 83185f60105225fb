from odoo import fields, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    amazon_asin = fields.Char(
        string="ASIN",
        copy=False,
        readonly=True,
        help="Amazon's item number (ASIN, Amazon Standard Identification Number) that this product was created for.",
    )
    amazon_category = fields.Char(
        copy=False,
        readonly=True,
        help="Amazon's category whose items are bought as this generic product.",
    )

    _amazon_asin_uniq = models.UniqueIndex(
        "(amazon_asin) WHERE active IS TRUE", "There is already a product for this ASIN."
    )
    _amazon_category_uniq = models.UniqueIndex(
        "(amazon_category) WHERE active IS TRUE", "There is already a generic product for this Amazon category."
    )
