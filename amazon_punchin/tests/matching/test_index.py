from dataclasses import fields, replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...matching.condition import Condition
from ...matching.facts import LineFacts, OrderFacts, is_amazon, words
from ...matching.index import Index

ORDER = OrderFacts(
    config_id=1,
    company_id=1,
    user_id=1,
    group_ids=frozenset({1, 2}),
    role="punchout_buyer",
    total=Decimal("100.00"),
)
LINE = LineFacts(
    asin="B000TEST01",
    title="HP 305XL Ink-Cartridge, black",
    price=Decimal("10.00"),
    quantity=3,
    unspsc="44103105",
    category="OFFICE_PRODUCTS",
    subcategory="INK",
    seller="Amazon",
    fulfiller="Paper & Co",
    condition="New",
    department_ids=frozenset({1, 2}),
    analytic_ids=frozenset({1}),
    satisfies=lambda domain: domain == "holds",
)
AMOUNTS = (None, Decimal("5.00"), Decimal("10.00"), Decimal("100.00"))
NAMES = ("amazon", "paper & co")


def some(*values):
    """A few of the values, or none: then the condition is empty."""
    return st.frozensets(st.sampled_from(values), max_size=2)


#: Values of each condition.
CONDITIONS = {
    "config_ids": some(1, 2),
    "requester_ids": some(1, 2),
    "requester_group_ids": some(1, 3),
    "role": st.sampled_from(("", "punchout_buyer", "requisitioner")),
    "total_from": st.sampled_from(AMOUNTS),
    "total_to": st.sampled_from(AMOUNTS),
    "asins": some("B000TEST01", "B000TEST02"),
    "unspsc": some("4", "44", "4410", "44103105", "43").map(tuple),
    "title_words": some(("ink",), ("ink", "cartridge"), ("hp",), ("blue", "ink")).map(tuple),
    "subcategories": some("ink", "chair"),
    "categories": some("office_products", "furniture"),
    "sellers": some(*NAMES),
    "fulfillers": some(*NAMES),
    "department_ids": some(1, 3),
    "analytic_ids": some(1, 2),
    "sold_by": st.sampled_from(("", "amazon", "other")),
    "fulfilled_by": st.sampled_from(("", "amazon", "other")),
    "condition": st.sampled_from(("", "new", "used")),
    "price_from": st.sampled_from(AMOUNTS),
    "price_to": st.sampled_from(AMOUNTS),
    "quantity_from": st.sampled_from((None, 1, 3)),
    "quantity_to": st.sampled_from((None, 1, 3)),
    "domain": st.sampled_from(("", "holds", "fails")),
}

#: A rule of which any condition may be set.
rule = st.builds(Condition, st.just(1), **CONDITIONS)

#: Rules with one or two conditions, so that many of them match.
rules = st.lists(
    st.sets(st.sampled_from(list(CONDITIONS)), min_size=1, max_size=2).flatmap(
        lambda names: st.fixed_dictionaries({name: CONDITIONS[name] for name in sorted(names)})
    ),
    max_size=20,
).map(lambda found: [Condition(number, **values) for number, values in enumerate(found)])
orders = st.builds(
    OrderFacts,
    config_id=st.sampled_from((1, 2)),
    company_id=st.just(1),
    user_id=st.sampled_from((1, 2)),
    group_ids=some(1, 2, 3),
    role=st.sampled_from(("", "punchout_buyer", "requisitioner")),
    total=st.sampled_from(AMOUNTS[1:]),
)
lines = st.builds(
    LineFacts,
    asin=st.sampled_from(("B000TEST01", "b000test02", "")),
    title=st.sampled_from(("HP ink, cartridge", "Ink cartridge", "Blue ink", "Inkwell", "")),
    price=st.sampled_from(AMOUNTS[1:]),
    quantity=st.sampled_from((1, 2, 3)),
    unspsc=st.sampled_from(("44103105", "4410", "43211503", "")),
    category=st.sampled_from(("OFFICE_PRODUCTS", "")),
    subcategory=st.sampled_from(("INK", "")),
    seller=st.sampled_from(("Amazon.com", "Paper & Co", "")),
    fulfiller=st.sampled_from(("Amazon", "PAPER & CO", "")),
    condition=st.sampled_from(("New", "Used - Good", "")),
    department_ids=some(1, 2, 3),
    analytic_ids=some(1, 2),
    satisfies=st.just(LINE.satisfies),
)


@tagged("post_install", "-at_install")
class TestIndex(BaseCase):
    """Looking rules up finds what trying all of them finds."""

    @settings(max_examples=400)
    @given(rules, orders, lines)
    def test_finds_what_trying_every_rule_finds_in_the_same_order(self, conditions, order, line):
        tried = [rule for rule in conditions if rule.fits_order(order) and rule.fits_line(line)]
        self.assertEqual(list(Index(conditions).of_order(order).matching(line)), tried)

    @given(rule, orders, lines)
    def test_failing_names_nothing_exactly_if_the_rule_matches(self, condition, order, line):
        matches = condition.fits_order(order) and condition.fits_line(line)
        self.assertEqual(not condition.failing(order, line), matches)

    @given(rule, orders, lines)
    def test_failing_names_exactly_the_conditions_that_fail_alone(self, condition, order, line):
        alone = [name for name in CONDITIONS if Condition(1, **{name: getattr(condition, name)}).failing(order, line)]
        self.assertEqual(sorted(condition.failing(order, line)), sorted(alone))

    def test_one_index_serves_many_orders(self):
        index = Index([Condition(1, config_ids=frozenset({1})), Condition(2, config_ids=frozenset({2}))])
        for config_id in (1, 2, 1):
            found = index.of_order(replace(ORDER, config_id=config_id)).matching(LINE)
            self.assertEqual([condition.rule_id for condition in found], [config_id])


@tagged("post_install", "-at_install")
class TestCondition(BaseCase):
    """What each condition means."""

    def assertHolds(self, line=LINE, order=ORDER, **conditions):
        self.assertEqual(Condition(rule_id=1, **conditions).failing(order, line), [])

    def assertFails(self, line=LINE, order=ORDER, **conditions):
        self.assertEqual(Condition(rule_id=1, **conditions).failing(order, line), list(conditions))

    def test_empty_holds_for_everything(self):
        self.assertHolds()
        self.assertHolds(LineFacts(asin="", title="", price=Decimal(0), quantity=0))

    def test_every_condition_has_a_meaning(self):
        failing = {
            **{field.name: frozenset({9}) for field in fields(Condition) if field.name.endswith("_ids")},
            **dict.fromkeys(("asins", "categories", "subcategories", "sellers", "fulfillers"), frozenset({"x"})),
            "role": "requisitioner",
            "unspsc": ("9",),
            "title_words": (("x",),),
            "sold_by": "other",
            "fulfilled_by": "amazon",
            "condition": "used",
            "domain": "fails",
            **dict.fromkeys(("total_from", "price_from"), Decimal(1000)),
            **dict.fromkeys(("total_to", "price_to"), Decimal(1)),
            "quantity_from": 4,
            "quantity_to": 2,
        }
        known = {field.name for field in fields(Condition)} - {"rule_id"}
        self.assertEqual((set(failing), set(CONDITIONS)), (known, known))
        for name, value in failing.items():
            with self.subTest(condition=name):
                self.assertFails(**{name: value})

    def test_bounds_belong_to_the_range(self):
        cent = Decimal("0.01")
        for name, value, step in (
            ("total", ORDER.total, cent),
            ("price", LINE.price, cent),
            ("quantity", LINE.quantity, 1),
        ):
            with self.subTest(bound=name):
                self.assertHolds(**{f"{name}_from": value, f"{name}_to": value})
                self.assertFails(**{f"{name}_from": value + step})
                self.assertFails(**{f"{name}_to": value - step})

    def test_one_of_several_values_is_enough(self):
        self.assertHolds(asins=frozenset({"B000TEST01", "B000TEST02"}))
        self.assertHolds(unspsc=("43", "4410"))
        self.assertHolds(requester_group_ids=frozenset({2, 3}))
        self.assertHolds(title_words=(("toner",), ("ink",)))

    def test_all_conditions_must_hold(self):
        self.assertEqual(
            Condition(1, role="requisitioner", unspsc=("44",), quantity_to=1).failing(ORDER, LINE),
            ["role", "quantity_to"],
        )

    def test_asin_in_any_case(self):
        self.assertHolds(replace(LINE, asin="b000test01"), asins=frozenset({"B000TEST01"}))

    def test_unspsc_on_every_level(self):
        for prefix in ("4", "44", "4410", "441031", "44103105"):
            self.assertHolds(unspsc=(prefix,))
        for code in ("441031051", "4411", "10"):
            self.assertFails(unspsc=(code,))
        self.assertFails(replace(LINE, unspsc=""), unspsc=("44",))

    def test_names_in_any_case(self):
        self.assertHolds(replace(LINE, seller="STRASSE & CO"), sellers=frozenset({"strasse & co"}))
        self.assertHolds(replace(LINE, seller="Straße & Co"), sellers=frozenset({"strasse & co"}))
        self.assertHolds(categories=frozenset({"office_products"}), subcategories=frozenset({"ink"}))

    def test_title_holds_whole_words(self):
        self.assertHolds(title_words=(words("INK"),))
        self.assertFails(title_words=(words("cart"),))
        self.assertFails(replace(LINE, title="Inkwell"), title_words=(words("ink"),))

    def test_title_holds_phrases(self):
        for phrase in ("ink cartridge", "305xl ink", "cartridge black", "HP 305XL ink cartridge black"):
            self.assertHolds(title_words=(words(phrase),))
        for phrase in ("cartridge ink", "hp ink", "cartridge black new"):
            self.assertFails(title_words=(words(phrase),))

    def test_what_is_unknown_is_neither_new_nor_amazons(self):
        line = replace(LINE, condition="", seller="", fulfiller="")
        self.assertHolds(line, sold_by="other", fulfilled_by="other")
        for conditions in (
            {"condition": "new"},
            {"condition": "used"},
            {"sold_by": "amazon"},
            {"fulfilled_by": "amazon"},
        ):
            self.assertFails(line, **conditions)

    def test_everything_but_new_is_used(self):
        for text, condition in (("new", "new"), ("Used - Like New", "used"), ("Refurbished", "used")):
            self.assertHolds(replace(LINE, condition=text), condition=condition)

    def test_domain_is_asked_last(self):
        asked = []
        line = replace(LINE, satisfies=asked.append)
        Condition(1, domain="x", quantity_to=1).fits_line(line)
        self.assertEqual(asked, [])
        Condition(1, domain="x", quantity_to=3).fits_line(line)
        self.assertEqual(asked, ["x"])


@tagged("post_install", "-at_install")
class TestFacts(BaseCase):
    """How texts are read."""

    def test_amazon_itself(self):
        for name in ("Amazon", "amazon.com", "Amazon EU S.à r.l.", " AMAZON ", "Amazon.com Services LLC"):
            self.assertTrue(is_amazon(name), name)
        for name in ("", "Amazonia Trading", "Paper & Co", "Not Amazon", "Amazone"):
            self.assertFalse(is_amazon(name), name)

    def test_words_leave_out_signs_and_case(self):
        self.assertEqual(words("HP 305XL  ink-cartridge (Größe)!"), ("hp", "305xl", "ink", "cartridge", "grösse"))
        self.assertEqual(words(" -,; "), ())

    def test_words_are_the_same_however_their_letters_are_encoded(self):
        self.assertEqual(words("Bu\u0308rostuhl"), words("Bürostuhl"))
        self.assertEqual(words("ﾍﾟﾝ １２"), words("ペン 12"))

    def test_writing_without_blanks_is_read_sign_by_sign(self):
        self.assertEqual(words("青ボールペン 0.5mm"), ("青", "ボ", "ー", "ル", "ペ", "ン", "0", "5mm"))

    @given(st.text(max_size=30), st.text(max_size=30))
    def test_words_side_by_side_are_the_words_of_both(self, first, second):
        self.assertEqual(words(f"{first} {second}"), words(first) + words(second))
