from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..carts import Line
from ..common import AmazonCase


@tagged("post_install", "-at_install")
class TestProductKinds(AmazonCase):
    """Group and item rule say what new products are; those that there are stay as they are."""

    def products(self, *lines, payload_id="kinds"):
        return self.make_order(lines=[*lines], payload_id=payload_id)._amazon_item_lines().mapped("product_id")

    def rule(self, **values):
        return self.env["amazon.punchin.item.rule"].create(
            {"name": "Courses", "company_id": self.company.id, "title_words": "course", **values}
        )

    def test_group(self):
        self.assertEqual(self.products(Line(category="KIND_GOODS")).type, "consu")
        self.config.product_kind = "service"
        self.assertEqual(self.products(Line(category="KIND_SERVICE"), payload_id="service").type, "service")
        self.assertEqual(self.products(Line(category="KIND_GOODS"), payload_id="again").type, "consu")

    def test_rule(self):
        self.rule(product_kind="service")
        course, pens = self.products(
            Line(title="Course", asin="B000COURSE", category="KIND_MIXED"), Line(category="KIND_MIXED")
        )
        self.assertEqual((course.type, course.amazon_asin), ("service", "B000COURSE"))
        self.assertEqual((pens.type, pens.amazon_category), ("consu", "KIND_MIXED"))
        again = self.products(Line(title="Course", asin="B000COURSE", category="KIND_MIXED"), payload_id="again")
        self.assertEqual(again, course)

    def test_rule_of_a_category_and_a_kind(self):
        category = self.env["product.category"].create({"name": "Training"})
        rule = self.rule(product_kind="service", product_category_id=category.id)
        self.assertIn("Service", rule.summary)
        course = self.products(Line(title="Course", asin="B000COURSE"))
        self.assertEqual((course.type, course.categ_id), ("service", category))

    def test_rule_of_a_product_says_no_kind(self):
        product = self.env["product.product"].create({"name": "Course", "type": "service"})
        with self.assertRaisesRegex(ValidationError, "not both"):
            self.rule(product_kind="service", product_id=product.id)

    def test_charges_are_services(self):
        goods = self.env["product.product"].create({"name": "Goods", "type": "consu"})
        for name in ("shipping_product_id", "tax_product_id"):
            with self.subTest(field=name), self.assertRaisesRegex(ValidationError, "not a service"):
                self.config[name] = goods
