import base64
import time
from contextlib import contextmanager
from unittest.mock import patch

from lxml import html
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...protocol import form
from ..carts import CartDocument, Line
from ..common import AmazonCase
from ..places.test_address import ship_to

TABLES = (
    "amazon_punchin_address",
    "amazon_punchin_approval",
    "amazon_punchin_message",
    "amazon_punchin_session",
    "ir_attachment",
    "mail_activity",
    "mail_message",
    "product_product",
    "product_template",
    "purchase_order",
    "purchase_order_line",
)


class RuleTesterCase(AmazonCase):
    """Trying rules as the administrator does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.company_ids |= cls.company
        cls.chair = Line(asin="B000CHAIR1", title="Office chair", price="200.00", unspsc="56112104", quantity="2")

    def rule(self, **values):
        return self.env["amazon.punchin.item.rule"].create({"name": "Rule", **values})

    def approval_rule(self, **values):
        return self.env["amazon.punchin.approval.rule"].create(
            {"name": "Approval", "approver_type": "users", "user_ids": self.approver.ids, **values}
        )

    def make_tester(self, **values):
        return (
            self.env["amazon.punchin.rule.tester"]
            .with_user(self.manager)
            .create({"config_id": self.config.id, "user_id": self.buyer.id, **values})
        )

    def try_order(self, order):
        return self.tried(self.make_tester(source="order", order_id=order.id))

    def try_cart(self, *lines, user=None, **cart):
        document = CartDocument("never-issued", lines=list(lines) or [Line()], **cart)
        return self.tried(self.make_tester(source="text", cart_text=document.text(), user_id=(user or self.buyer).id))

    def tried(self, tester):
        tester.action_try()
        self.assertFalse(tester.problem)
        return Result(tester.result)


class Result:
    """What the tester shows, as a reader sees it."""

    def __init__(self, result):
        self.page = html.fromstring(f"<div>{result}</div>")
        self.items = self.page.findall(".//section")
        self.text = _text(self.page)

    def outcome(self, item=0):
        """Label to value and who decides it."""
        rows = self.items[item].findall(".//tbody/tr")
        return {_text(row[0]): (_text(row[1]), _text(row[2])) for row in rows}

    def headings(self, item=0):
        """Of the columns of an outcome."""
        return [_text(heading) for heading in self.items[item].findall(".//thead/tr/th")]

    def matching(self, item=0):
        """Names of the rules that an item matches."""
        return [link.text for link in self.items[item].findall("./div/ol/li/a")]

    def others(self, item=0):
        """Name of a rule that does not match to what does not hold."""
        return self._others(self.items[item].findall("./div/details/ul/li"))

    def steps(self):
        """Whom the approval rules ask."""
        lists = self.page.xpath("./ol")
        return [_text(step) for step in lists[0]] if lists else []

    def approval_others(self):
        """The same as :meth:`others`, of approval rules."""
        return self._others(self.page.xpath("./details/ul/li"))

    def _others(self, entries):
        found = {}
        for entry in entries:
            name, _between, reasons = _text(entry).partition(" not met: ")
            found[name] = reasons
        return found


def _text(node):
    return " ".join(node.text_content().split())


@contextmanager
def written():
    """Collect statements that write."""
    statements, execute = [], Cursor.execute

    def spy(cursor, query, *args, **kwargs):
        text = str(getattr(query, "code", query)).strip()
        if text.split()[0].upper() in ("INSERT", "UPDATE", "DELETE") or "nextval" in text:
            statements.append(text)
        return execute(cursor, query, *args, **kwargs)

    with patch.object(Cursor, "execute", spy):
        yield statements


@tagged("post_install", "-at_install")
class TestRuleTesterOutcome(RuleTesterCase):
    """It shows what really comes out."""

    def test_it_shows_what_the_order_then_gets(self):
        tax = self.make_tax(19)
        product = self.env["product.product"].create({"name": "Chair of the house"})
        department = self.env["hr.department"].create({"name": "Facilities", "company_id": self.company.id})
        self.config.write({"account_id": self.account.copy({"code": "610101"}).id, "department_id": self.department.id})
        self.rule(
            name="Chairs",
            unspsc="5611",
            product_id=product.id,
            account_id=self.account.id,
            analytic_distribution={str(self.budget.id): 100},
            department_id=department.id,
            tax_ids=tax.ids,
        )
        lines = [
            Line(**{**vars(self.chair), "rate": "19", "tax": "76.00"}),
            Line(asin="B000PEN001", price="1.00", rate="19", tax="0.19"),
        ]
        result = self.try_cart(*lines)
        order = self.make_order(lines=lines)
        for number, line in enumerate(order._amazon_item_lines()):
            outcome = result.outcome(number)
            self.assertEqual(outcome["Account"][0], line.amazon_account_id.display_name)
            self.assertEqual(outcome["Department"][0], line.department_id.display_name)
            self.assertEqual(outcome["Taxes"][0], line.tax_ids.name)
            self.assertEqual(outcome["Budget"][0], (line.amazon_budget_names and self.budget.display_name) or "—")
        self.assertEqual(result.headings(), ["Field", "Result", "Set By"])
        self.assertEqual(result.outcome(0)["Product"], ("Chair of the house", "rule “Chairs”"))
        self.assertEqual({decider for _value, decider in result.outcome(0).values()}, {"rule “Chairs”", ""})
        self.assertEqual(result.outcome(1)["Account"][1], "the group")
        self.assertEqual(result.outcome(1)["Department"][1], "the group")
        self.assertEqual(result.outcome(1)["Budget"], ("—", ""))
        self.assertEqual(result.outcome(1)["Taxes"][1], "the tax that Amazon charges")

    def test_each_field_names_the_rule_that_decides_it(self):
        self.rule(name="Pens", unspsc="4412", account_id=self.account.id, sequence=1)
        other = self.account.copy({"code": "610100"})
        self.rule(name="Office", unspsc="44", account_id=other.id, department_id=self.department.id, sequence=2)
        outcome = self.try_cart().outcome()
        self.assertEqual(outcome["Account"], (self.account.display_name, "rule “Pens”"))
        self.assertEqual(outcome["Department"], ("Operations", "rule “Office”"))

    def test_products_that_do_not_exist_yet(self):
        category = self.env["product.category"].create({"name": "Seats"})
        self.rule(name="Chairs", unspsc="56", product_category_id=category.id)
        result = self.try_cart(self.chair, Line(category="NEW_CATEGORY"))
        self.assertEqual(result.outcome(0)["Product"], ("new product for this ASIN in Seats", "rule “Chairs”"))
        self.assertEqual(
            result.outcome(1)["Product"],
            ("new product for the Amazon category NEW_CATEGORY", "the group"),
        )
        self.make_order(lines=[self.chair, Line(category="NEW_CATEGORY")])
        result = self.try_cart(self.chair, Line(category="NEW_CATEGORY"))
        self.assertEqual(result.outcome(0)["Product"], ("[B000CHAIR1] Office chair", "rule “Chairs”"))
        self.assertEqual(result.outcome(1)["Product"], ("Amazon: New category", "the group"))

    def test_product_of_a_vendor_code(self):
        product = self.env["product.product"].create({"name": "Known pen"})
        self.env["product.supplierinfo"].create(
            {
                "partner_id": self.vendor.id,
                "product_code": "B000TEST01",
                "product_tmpl_id": product.product_tmpl_id.id,
            }
        )
        self.assertEqual(self.try_cart().outcome()["Product"], ("Known pen", "the vendor's product code"))

    def test_tax_of_a_rule_that_does_not_give_amazons_tax(self):
        self.rule(name="Reduced", unspsc="44", tax_ids=self.make_tax(7).ids)
        outcome = self.try_cart(Line(price="100.00", tax="19.00")).outcome()
        self.assertEqual(outcome["Taxes"], ("—", "the tax that Amazon charges; rule “Reduced” sets a different tax"))

    def test_verdict_and_message(self):
        self.rule(name="No chairs", unspsc="56", verdict="refuse", message="Ask the facility team")
        result = self.try_cart(self.chair, Line())
        self.assertEqual(result.outcome(0)["Policy"], ("Refuse: Ask the facility team", "rule “No chairs”"))
        self.assertEqual(result.outcome(1)["Policy"], ("Allow", ""))

    def test_department_of_the_requester(self):
        self.env["hr.employee"].create({"name": "Buyer", "user_id": self.buyer.id, "department_id": self.department.id})
        self.assertEqual(self.try_cart().outcome()["Department"], ("Operations", "the requester"))

    def test_an_order_keeps_what_no_rule_decides(self):
        order = self.code(self.make_order())
        other = self.account.copy({"code": "610100"})
        self.rule(name="New", unspsc="44", account_id=other.id)
        outcome = self.try_order(order).outcome()
        self.assertEqual(outcome["Account"], (other.display_name, "rule “New”"))
        self.assertEqual(outcome["Department"], ("Operations", "the order"))
        self.assertEqual(outcome["Budget"], ("Office", "the order"))
        self.assertEqual(outcome["Product"], (order.order_line[0].product_id.display_name, "the order"))

    def test_texts_of_a_cart_are_escaped(self):
        result = self.try_cart(Line(title="<img src=x onerror=alert(1)>"))
        self.assertFalse(result.page.findall(".//img"))
        self.assertIn("<img src=x", result.text)


@tagged("post_install", "-at_install")
class TestRuleTesterReasons(RuleTesterCase):
    """It says which rules match, and why the others do not."""

    def test_line_by_line(self):
        self.rule(name="Office", unspsc="44", verdict="allow")
        self.rule(name="Dear chairs", unspsc="56", price_from=500, verdict="reason")
        result = self.try_cart(Line(), self.chair)
        self.assertEqual((result.matching(0), result.matching(1)), (["Office"], []))
        self.assertEqual(result.others(1)["Dear chairs"], "a piece costs at least $ 500.00")
        self.assertIn("the UNSPSC begins with 44 (Office equipment and supplies)", result.others(1)["Office"])
        self.assertIn("a piece costs at least $ 500.00", result.others(0)["Dear chairs"])

    def test_rules_match_in_their_order(self):
        for name, sequence in (("Second", 2), ("First", 1)):
            self.rule(name=name, unspsc="44", verdict="allow", sequence=sequence)
        self.assertEqual(self.try_cart().matching(), ["First", "Second"])

    def test_requester_is_the_one_that_is_chosen(self):
        self.rule(name="Requisitioners", role="requisitioner", verdict="warn")
        self.rule(name="Colleague", requester_ids=self.colleague.ids, verdict="warn")
        self.config.policy = "direct_allowed"
        self.assertEqual(self.try_cart(user=self.requisitioner).matching(), ["Requisitioners"])
        self.assertEqual(self.try_cart(user=self.colleague).matching(), ["Colleague"])
        self.assertEqual(
            self.try_cart().others(),
            {
                "Requisitioners": "the requester's role at Amazon is Requisitioner",
                "Colleague": f"the requester is {self.colleague.display_name}",
            },
        )

    def test_domain_sees_a_cart_as_it_sees_an_order(self):
        self.rule(name="Three", domain="[('product_qty', '>=', 3), ('order_id.amazon_total', '>', 20)]", verdict="warn")
        lines = [Line(quantity="3"), Line(asin="B000TEST02", quantity="2")]
        for result in (self.try_cart(*lines), self.try_order(self.make_order(lines=lines))):
            self.assertEqual((result.matching(0), result.matching(1)), (["Three"], []))

    def test_the_nearest_of_many_rules_are_explained(self):
        for number in range(30):
            self.rule(name=f"Far {number}", unspsc="10", quantity_from=50, verdict="warn")
        self.rule(name="Near", quantity_from=50, verdict="warn")
        result = self.try_cart()
        self.assertEqual(len(result.others()), 21)
        self.assertIn("Near", result.others())
        self.assertIn("… and 11 more", result.text)

    def test_rules_of_another_company_have_no_say(self):
        self.rule(name="Theirs", company_id=self.other_company.id, verdict="refuse")
        self.assertNotIn("Theirs", self.try_cart().text)

    def test_cart_and_order_give_the_same(self):
        self.rule(name="Chairs", unspsc="56", department_id=self.department.id, verdict="reason")
        self.approval_rule(name="For operations", department_ids=self.department.ids)
        lines = [self.chair, Line()]
        cart, order = self.try_cart(*lines), self.try_order(self.make_order(lines=lines))
        for number in (0, 1):
            self.assertEqual(cart.matching(number), order.matching(number))
            self.assertEqual(cart.others(number), order.others(number))
        self.assertEqual(cart.steps(), order.steps())
        self.assertTrue(cart.steps())


@tagged("post_install", "-at_install")
class TestRuleTesterApproval(RuleTesterCase):
    """It says whom the approval rules would ask."""

    def test_steps_are_those_of_the_order(self):
        self.approval_rule(name="Dear", total_from=300)
        self.approval_rule(name="Very dear", total_from=5000)
        cart = self.try_cart(self.chair)
        self.assertEqual(len(cart.steps()), 1)
        self.assertIn(self.approver.name, cart.steps()[0])
        self.assertEqual(cart.approval_others(), {"Very dear": "the total is at least $ 5,000.00"})
        order = self.code(self.make_order(lines=[self.chair]))
        order.with_user(self.buyer).button_confirm()
        self.assertEqual(order.amazon_approval_ids.mapped("rule_name"), ["Dear"])

    def test_coding_by_an_item_rule_decides_who_approves(self):
        self.department.manager_id = self.env["hr.employee"].create({"name": "Head", "user_id": self.approver.id})
        self.rule(name="Chairs", unspsc="56", department_id=self.department.id)
        self.approval_rule(name="Head of department", approver_type="department_manager", user_ids=False)
        self.assertIn(self.approver.name, self.try_cart(self.chair).steps()[0])

    def test_rule_that_lacks_approvers(self):
        self.approval_rule(name="Myself", user_ids=self.buyer.ids)
        self.assertIn("1 must approve, but only 0 can", self.try_cart().steps()[0])

    def test_somebody_whom_the_policy_promises(self):
        self.config.write({"policy": "all_approved", "user_id": self.manager.id})
        administrators = self.env.ref("amazon_punchin.group_manager")
        (administrators.all_user_ids - self.manager).group_ids -= administrators
        asked = self.try_cart()
        self.assertIn("no rule is certain to ask somebody other than the requester", asked.text)
        self.assertIn(self.manager.name, asked.text)
        self.assertIn("There is nobody else to ask", self.try_cart(user=self.manager).text)
        self.approval_rule(name="Myself", user_ids=self.buyer.ids)
        result = self.try_cart()
        self.assertIn(self.manager.name, result.steps()[0])
        self.assertNotIn("no rule is certain", result.text)

    def test_requisitioner_needs_no_approval(self):
        self.config.policy = "direct_allowed"
        self.approval_rule()
        result = self.try_cart(user=self.requisitioner)
        self.assertIn("A requisitioner buys directly", result.text)
        self.assertNotIn(self.approver.name, result.text)

    def test_requisitioner_who_would_be_refused(self):
        self.config.policy = "all_approved"
        self.assertIn("has the role Requisitioner", self.try_cart(user=self.requisitioner).text)


@tagged("post_install", "-at_install")
class TestRuleTesterSource(RuleTesterCase):
    """It takes a cart in any shape, writes nothing, and says what is wrong."""

    def test_every_encoding(self):
        document = CartDocument("never-issued", lines=[Line(title="Stift für Grüße + 100 %")])
        latin = document.text().replace("UTF-8", "ISO-8859-1")
        head = '--AaB03x\r\nContent-Disposition: form-data; name="cXML-urlencoded"\r\n\r\n'
        multipart = f"{head}{document.text()}\r\n--AaB03x--\r\n"
        texts = [document.text(), latin, document.urlencoded().decode(), document.base64().decode(), multipart]
        testers = [self.make_tester(source="text", cart_text=text) for text in texts]
        files = [bytes(document), b"\xef\xbb\xbf" + bytes(document), latin.encode("latin-1"), document.base64()]
        testers += [self.make_tester(source="file", cart_file=base64.b64encode(data)) for data in files]
        for tester in testers:
            with self.subTest(source=tester.cart_text or tester.cart_file):
                self.assertIn("Stift für Grüße + 100 %", self.tried(tester).text)

    def test_errors_are_sentences(self):
        self.manager.group_ids = [Command.link(self.env.ref("purchase.group_purchase_user").id)]
        empty = CartDocument("x", lines=[], total="0.00", shipping="0.00", tax="0.00")
        for values, problem in (
            ({"cart_text": False}, "contains no cXML document"),
            ({"cart_text": "hello"}, "contains no cXML document"),
            ({"cart_text": "<cXML>"}, "not well-formed"),
            ({"cart_text": CartDocument("x", total="5.00").text()}, "add up to"),
            ({"cart_text": CartDocument("x", currency="XYZ").text()}, "a currency that Odoo does not know"),
            ({"cart_text": empty.text()}, "The basket is empty"),
            ({"cart_text": CartDocument("x").text(), "config_id": False}, "Choose the group at Amazon"),
            ({"source": "file"}, "contains no cXML document"),
            ({"source": "order"}, "Choose an order"),
            ({"source": "order", "order_id": self.plain_order().id}, "Choose an order"),
        ):
            tester = self.make_tester(**{"source": "text", **values})
            with self.subTest(problem=problem):
                tester.action_try()
                self.assertIn(problem, tester.problem)
                self.assertFalse(tester.result)

    def plain_order(self):
        return self.env["purchase.order"].create({"partner_id": self.vendor.id, "company_id": self.company.id})

    def test_baskets_are_bounded_like_posts(self):
        """Nothing is made of what a browser could not post."""
        for text in (
            "<?xml " * (form.MAX_POST // 6 + 1),
            "<cXML>" + " " * form.MAX_POST,
            "cxml-urlencoded=" + "%" * form.MAX_POST,
        ):
            with self.subTest(text=text[:20]):
                begun = time.process_time()
                for values in (
                    {"source": "text", "cart_text": text},
                    {"source": "file", "cart_file": base64.b64encode(text.encode())},
                ):
                    tester = self.make_tester(**values)
                    tester.action_try()
                    self.assertIn("larger than 16 MB", tester.problem)
                self.assertLess(time.process_time() - begun, 10)

    def test_another_try_forgets_the_problem(self):
        tester = self.make_tester(source="text", cart_text="hello")
        tester.action_try()
        tester.cart_text = CartDocument("x").text()
        tester.action_try()
        self.assertFalse(tester.problem)
        self.assertTrue(tester.result)

    def test_nothing_is_written(self):
        category = self.env["product.category"].create({"name": "Seats"})
        self.rule(unspsc="56", product_category_id=category.id, department_id=self.department.id, verdict="refuse")
        self.rule(domain="[('price_subtotal', '>', 1), ('order_id.amount_total', '>', 1)]", verdict="warn")
        self.approval_rule()
        self.approval_rule(name="Nobody", user_ids=self.buyer.ids)
        order = self.make_order(lines=[self.chair])
        cart = CartDocument(
            "never-issued",
            lines=[self.chair, Line(category="NEW_CATEGORY")],
            ship_to=f"<ShipTo>{ship_to(street='4 Desert Road', reference='NEW-1')}</ShipTo>",
        )
        testers = [
            self.make_tester(source="order", order_id=order.id),
            self.make_tester(source="text", cart_text=cart.text()),
            self.make_tester(source="text", cart_text=cart.text(), user_id=self.requisitioner.id),
        ]
        self.env.flush_all()
        before = self.rows()
        with written() as statements:
            for tester in testers:
                self.tried(tester)
            self.env.flush_all()
        self.assertTrue(statements)
        for statement in statements:
            self.assertIn("amazon_punchin_rule_tester", statement)
        self.assertEqual(self.rows(), before)
        self.assertFalse(self.env.cr.precommit._funcs or self.env.cr.postrollback._funcs)

    def test_a_known_address_gets_no_id(self):
        self.make_order(ship_to=f"<ShipTo>{ship_to()}</ShipTo>")
        address = self.env["amazon.punchin.address"].search([("config_id", "=", self.config.id)])
        with_id = f"<ShipTo>{ship_to(reference='A-1')}</ShipTo>"
        self.try_cart(ship_to=with_id)
        self.assertFalse(address.reference)
        self.make_order(ship_to=with_id, payload_id="2@amazon.com")
        self.assertEqual(address.reference, "A-1")

    def test_a_new_address_leads_to_its_location(self):
        """A rule may look at the location that the order would get from Amazon's checkout."""
        place = self.address.copy({"name": "Depot", "street": "4 Desert Road"})
        self.env["amazon.punchin.location"].create(
            {"config_id": self.config.id, "partner_id": place.id, "name": "Depot"}
        )
        to_place = [("order_id.amazon_location_id.partner_id", "=", place.id)]
        self.rule(name="To the depot", domain=str(to_place), verdict="warn")
        to_depot = f"<ShipTo>{ship_to(street='4 Desert Road', reference='NEW-1')}</ShipTo>"
        self.assertEqual(self.try_cart(ship_to=to_depot).matching(), ["To the depot"])
        self.assertFalse(self.try_cart().matching())
        order = self.make_order(ship_to=to_depot)
        self.assertEqual(self.try_order(order).matching(), ["To the depot"])

    def rows(self):
        counts = {}
        for table in TABLES:
            self.env.cr.execute(f"SELECT count(*) FROM {table}")
            counts[table] = self.env.cr.fetchone()[0]
        return counts

    def test_a_session_is_neither_needed_nor_used(self):
        document = CartDocument(self.open_session())
        self.tried(self.make_tester(source="text", cart_text=document.text()))
        self.assertTrue(self.bring(document).order_ids)

    def test_for_administrators_only(self):
        for user in (self.buyer, self.purchaser, self.approver):
            with self.assertRaises(AccessError):
                self.env["amazon.punchin.rule.tester"].with_user(user).create({})

    def test_orders_and_configurations_of_another_company_stay_hidden(self):
        order = self.make_order(self.foreign_buyer, self.other_config)
        cart = CartDocument("x").text()
        for values, problem in (
            (
                {"source": "order", "order_id": order.id},
                "doesn't have 'read' access to:\n- Purchase Order (purchase.order)",
            ),
            (
                {"source": "text", "cart_text": cart, "config_id": self.other_config.id},
                "doesn't have 'read' access to:\n- Amazon Business Group",
            ),
        ):
            tester = self.make_tester(**values)
            tester.action_try()
            self.assertFalse(tester.result)
            self.assertIn(problem, tester.problem)


@tagged("post_install", "-at_install")
class TestUnspsc(RuleTesterCase):
    """Codes have titles, as far as they are known."""

    def test_longest_known_prefix_wins(self):
        titles = self.env["amazon.punchin.unspsc"]
        self.assertEqual(titles._titles(["44121704", "99"]), {"44121704": "Office equipment and supplies"})
        titles.create({"code": "441217", "name": "Writing instruments"})
        self.assertEqual(titles._titles(["44121704", "4412"])["44121704"], "Writing instruments")
        titles.search([("code", "=", "441217")]).unlink()
        self.assertEqual(titles._titles(["44121704"]), {"44121704": "Office equipment and supplies"})

    def test_line_shows_the_title_or_the_code(self):
        order = self.make_order(lines=[Line(), Line(asin="B000TEST02", unspsc="99000000"), Line(asin="B3", unspsc="")])
        self.assertEqual(
            order._amazon_item_lines().mapped("amazon_unspsc_title"),
            ["44121704 Office equipment and supplies", "99000000", False],
        )

    def test_title_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        title = self.env.ref("amazon_punchin.unspsc_44")
        title.with_context(lang="de_DE").name = "Bürobedarf"
        self.assertEqual(title.with_context(lang="de_DE")._titles(["44"]), {"44": "Bürobedarf"})
        self.assertEqual(title._titles(["44"]), {"44": "Office equipment and supplies"})

    def test_lines_cost_no_query_each(self):
        order = self.make_order(lines=[Line(asin=f"B0000000{n:02}") for n in range(20)])
        lines = order._amazon_item_lines()
        lines.mapped("amazon_unspsc")
        self.env.registry.clear_cache()
        with self.assertQueryCount(1):
            lines.mapped("amazon_unspsc_title")

    def test_code_has_whole_levels(self):
        for code in ("4", "441", "4412170", "4412170401", "44a1", "٤٤"):
            with self.assertRaisesRegex(ValidationError, "is not a product code"), self.env.cr.savepoint():
                self.env["amazon.punchin.unspsc"].create({"code": code, "name": "x"})
        with self.assertRaises(IntegrityError), self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
            self.env["amazon.punchin.unspsc"].create({"code": "44", "name": "twice"})

    def test_everybody_reads_and_the_administrator_writes(self):
        for user, granted in ((self.employee, False), (self.buyer, False), (self.manager, True)):
            titles = self.env["amazon.punchin.unspsc"].with_user(user)
            self.assertTrue(titles.has_access("read"))
            self.assertEqual(titles.has_access("write"), granted)
