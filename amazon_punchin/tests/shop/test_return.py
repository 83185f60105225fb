import base64
import gzip
from datetime import timedelta
from urllib.parse import quote_plus

import requests

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from ...tools.problem_text import Problem
from ...tools.wording import accounting_administrators
from ..carts import CartDocument, Line
from ..common import AmazonHttpCase
from ..cxml import SAMPLES, needs_samples

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class ReturnCase(AmazonHttpCase):
    """The road of a browser that comes back from Amazon."""

    def post(self, body, headers=None, config=None):
        """Post as another site's form does: without our cookies."""
        url = f"{self.base_url()}/amazon_punchin/{(config or self.config).token}/return"
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            answer = requests.post(url, data=body, headers=headers or FORM, allow_redirects=False, timeout=60)
        self.env.invalidate_all()
        return answer

    def orders(self):
        return self.env["purchase.order"].search([("amazon_config_id", "!=", False)])

    def messages(self):
        return self.env["amazon.punchin.message"].search([("document", "=", "PunchOutOrderMessage")])


@tagged("post_install", "-at_install")
class TestReturn(ReturnCase):
    """What Amazon's form may look like, and that a trip is made once."""

    def assertOrder(self, answer):
        self.assertEqual(answer.status_code, 303, answer.text)
        order = self.orders()
        self.assertEqual(len(order), 1)
        self.assertURLEqual(answer.headers["Location"], f"/odoo/amazon-orders/{order.id}")
        return order

    def test_urlencoded(self):
        order = self.assertOrder(
            self.post(CartDocument(self.open_session(), lines=[Line(title="100 % + more")]).urlencoded())
        )
        self.assertEqual(order.order_line.name, "100 % + more")

    def test_field_name_in_any_case(self):
        body = CartDocument(self.open_session()).urlencoded().replace(b"cXML-urlencoded", b"CXML-UrlEncoded")
        self.assertOrder(self.post(body))

    def test_base64(self):
        self.assertOrder(self.post(CartDocument(self.open_session()).base64()))

    def test_base64_wrapped_and_with_blanks_for_plus(self):
        """A form that does not escape its pluses sends blanks; Java and Python wrap what is long."""
        title = "~~~???>>>" * 9
        value = base64.b64encode(bytes(CartDocument(self.open_session(), lines=[Line(title=title)])))
        self.assertIn(b"+", value)
        wrapped = b"\r\n".join(value[start : start + 76] for start in range(0, len(value), 76))
        for old, new in ((b"\r\n", b"%0D%0A"), (b"/", b"%2F"), (b"=", b"%3D")):
            wrapped = wrapped.replace(old, new)
        order = self.assertOrder(self.post(b"cxml-base64=" + wrapped))
        self.assertEqual(order.order_line.name, title)

    def test_raw_body(self):
        self.assertOrder(self.post(bytes(CartDocument(self.open_session())), {"Content-Type": "text/xml"}))

    def test_multipart(self):
        boundary = "----WebKitFormBoundaryX"
        body = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="cxml-urlencoded"\r\n\r\n'
            f"{CartDocument(self.open_session()).text()}\r\n--{boundary}--\r\n"
        ).encode()
        self.assertOrder(self.post(body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}))

    def test_document_in_another_encoding(self):
        document = CartDocument(
            self.open_session(),
            declaration='<?xml version="1.0" encoding="ISO-8859-1"?>',
            lines=[Line(title="Grüner Stift")],
        )
        order = self.assertOrder(self.post(f"cxml-urlencoded={quote_plus(document.text().encode('latin-1'))}".encode()))
        self.assertEqual(order.order_line.name, "Grüner Stift")

    def test_cookie_with_base64_characters_is_compared_verbatim(self):
        token = "a+b/c=="
        self.env["amazon.punchin.session"].create(
            {
                "config_id": self.config.id,
                "user_id": self.buyer.id,
                "entrance": "punch_out",
                "mode": "test",
                "expires_at": fields.Datetime.now() + timedelta(hours=1),
                "token_hash": self.env["amazon.punchin.session"]._hash(token),
            }
        )
        self.assertOrder(self.post(CartDocument(token).urlencoded()))

    def test_login_survives_the_round_trip(self):
        """The post must not replace the visitor's session; the order opens by the cookie that a GET brings."""
        session = self.authenticate("amazon_buyer", "amazon_buyer")
        answer = self.post(CartDocument(self.open_session()).urlencoded())
        self.assertNotIn("session_id", answer.headers.get("Set-Cookie", ""))
        page = self.url_open(answer.headers["Location"])
        self.assertEqual(page.status_code, 200)
        self.assertIn(f'"uid": {self.buyer.id}', page.text)
        self.assertEqual(self.opener.cookies["session_id"], session.sid)

    def test_same_post_twice_gives_one_order(self):
        body = CartDocument(self.open_session()).urlencoded()
        first, second = self.post(body), self.post(body)
        self.assertOrder(first)
        self.assertEqual(first.headers["Location"], second.headers["Location"])
        self.assertEqual(len(self.messages()), 1)

    def test_document_is_kept_without_its_token(self):
        token = self.open_session()
        self.post(CartDocument(token).urlencoded())
        self.assertIn("<SupplierPartID>B000TEST01</SupplierPartID>", self.messages().body)
        self.assertNotIn(token, self.messages().body)

    def test_empty_cart_is_a_friendly_page(self):
        answer = self.post(CartDocument(self.open_session(), lines=[], total="0.00").urlencoded())
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Welcome back", answer.text)
        self.assertFalse(self.orders())
        self.assertEqual(self.env["amazon.punchin.session"].search([], limit=1).state, "empty")

    def test_six_hundred_lines(self):
        lines = [Line(asin=f"B{number:09}", title="A long title of an item " * 40) for number in range(600)]
        document = CartDocument(self.open_session(), lines=lines)
        self.assertGreater(len(bytes(document)), 1_100_000)
        order = self.assertOrder(self.post(document.urlencoded()))
        self.assertEqual(len(order.order_line), 600)

    @needs_samples
    def test_real_cart_of_2021(self):
        tax = self.make_tax(19)
        self.config.buyer_identity = "312312312"
        for name in ("amazon-de-poom-2021.xml", "form-amazon-de-poom-2021.urlencoded.txt"):
            token = self.open_session()
            data = (SAMPLES / name).read_bytes().strip().replace(b"1234567<", token.encode() + b"<")
            data = data.replace(b"1234567%3C", token.encode() + b"%3C")
            answer = self.post(data, {"Content-Type": "text/xml"} if name.endswith("xml") else FORM)
            self.assertEqual(answer.status_code, 303, answer.text)
        order, other = self.orders()
        self.assertEqual(order.amazon_total, other.amazon_total)
        self.assertRecordValues(
            order, [{"amazon_items_total": 0.39, "amazon_shipping": 0, "amazon_tax": 0.07, "amount_total": 0.46}]
        )
        self.assertEqual(order.currency_id.name, "EUR")
        self.assertEqual(order.order_line.tax_ids, tax)
        for name in (
            "soldBy",
            "fulfilledBy",
            "category",
            "subCategory",
            "itemCondition",
            "qualifiedOffer",
            "UPC",
            "detailPageURL",
            "ean",
            "preference",
        ):
            self.assertIn(f'<Extrinsic name="{name}">', order.order_line.amazon_item_in)


@tagged("post_install", "-at_install")
class TestReturnRefuses(ReturnCase):
    """Bad input: nothing half-made, a clear sentence, the document kept."""

    def setUp(self):
        super().setUp()
        accountant = self.make_user("accountant", "account.group_account_manager")
        accountant.name = "Anna Account"
        self.env.ref("account.group_account_manager").user_ids = accountant

    def assertRefused(self, body, sentence, status=400, headers=None, config=None):
        if isinstance(body, CartDocument):
            body = body.urlencoded()
        answer = self.post(body, headers, config)
        self.assertEqual(answer.status_code, status, answer.text)
        self.assertIn(sentence, answer.text)
        self.assertFalse(self.orders())
        self.assertFalse(self.env["purchase.order.line"].search([("amazon_asin", "!=", False)]))
        self.assertEqual(len(self.messages()), 1)
        self.assertEqual(self.messages().state, "failed")
        self.assertIn(sentence, self.messages().error)
        self.assertTrue(self.messages().raw)

    def cart(self, **values):
        return CartDocument(self.open_session(), **values)

    def test_not_xml(self):
        self.assertRefused(b"cxml-urlencoded=hello", "not well-formed XML")

    def test_form_without_document(self):
        self.assertRefused(b"hello=world", "contains no cXML document")

    def test_truncated(self):
        self.assertRefused(self.cart().urlencoded()[:-200], "not well-formed XML")

    def test_wrong_encoding_declared(self):
        text = self.cart(lines=[Line(title="Grüner Stift")]).text()
        self.assertRefused(f"cxml-urlencoded={quote_plus(text.encode('latin-1'))}".encode(), "not well-formed XML")

    def test_broken_base64(self):
        self.assertRefused(b"cxml-base64=%21%21%21", "is not valid base64")

    def test_entity_bomb(self):
        doctype = '<!DOCTYPE cXML [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        document = self.cart(doctype=doctype)
        body = document.text().replace("Gel pen", "&b;")
        self.assertRefused(f"cxml-urlencoded={quote_plus(body)}".encode(), "declares XML entities")

    def test_external_entity(self):
        doctype = '<!DOCTYPE cXML [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        body = self.cart(doctype=doctype).text().replace("Gel pen", "&x;")
        self.assertRefused(f"cxml-urlencoded={quote_plus(body)}".encode(), "declares XML entities")

    def test_five_megabytes(self):
        self.assertRefused(self.cart(lines=[Line(title="x" * 5_000_000)]), "larger than 4 MB")

    def test_ten_thousand_lines(self):
        line = Line(title="x", category="", seller="")
        document = self.cart(lines=[line] * 10_000)
        document._item = lambda number, line: '<ItemIn quantity="1"/>'
        self.assertRefused(document, "at most 2000")

    def test_no_cookie(self):
        self.assertRefused(CartDocument(""), "BuyerCookie is missing")

    def test_used_cookie(self):
        token = self.open_session()
        self.post(CartDocument(token).urlencoded())
        order = self.orders()
        another = CartDocument(token, lines=[Line(title="Another pen")], payload_id="another@amazon.com")
        answer = self.post(another.urlencoded())
        self.assertEqual(answer.status_code, 400)
        self.assertIn("already submitted a basket", answer.text)
        self.assertEqual(self.orders(), order)

    def test_expired_cookie(self):
        token = self.open_session()
        self.env["amazon.punchin.session"].search([], limit=1).expires_at = fields.Datetime.now() - timedelta(seconds=1)
        self.assertRefused(CartDocument(token), "has expired")

    def test_cookie_of_another_company(self):
        token = self.open_session(self.foreign_buyer, self.other_config)
        self.assertRefused(CartDocument(token), "another Amazon group")

    def test_wrong_from(self):
        self.assertRefused(self.cart(sent_from="Mallory"), "From is not the identity")
        error = self.messages().error
        self.assertIn("“Mallory (NetworkId)”", error)
        self.assertIn("“Amazon (NetworkId)” was expected", error)

    def test_wrong_sender(self):
        self.assertRefused(self.cart(sender="Mallory"), "Sender is not the identity")

    def test_wrong_to(self):
        self.assertRefused(self.cart(to="Somebody"), "To is not the identity")

    def test_paused(self):
        document = self.cart()
        self.config.mode = "paused"
        self.assertRefused(document, "is paused")

    def assertEachRefused(self, carts, sentence):
        """Each of several carts is refused, with a sentence that holds its value."""
        for value, cart in carts.items():
            with self.subTest(value=value):
                before = self.messages()
                answer = self.post(self.cart(**cart).urlencoded())
                self.assertEqual(answer.status_code, 400)
                self.assertIn(sentence.format(value), answer.text)
                self.assertFalse(self.orders())
                message = self.messages() - before
                self.assertEqual(message.state, "failed")
                self.assertIn(sentence.format(value), message.error)

    def test_prices_that_are_not_exact(self):
        prices = ("12,50", "-1.00", "NaN", "1.234,56", "1e3", "0.123456789012345", "+-5", "Infinity", "٣")
        self.assertEachRefused(
            {price: {"lines": [Line(price=price)], "total": "10.00"} for price in prices},
            "ItemIn[1]/ItemDetail/UnitPrice/Money is “{}”, which is not a valid amount of money.",
        )

    def test_price_below_a_cent(self):
        self.assertRefused(self.cart(lines=[Line(price="10.005")]), "has the amount 10.005, but the smallest")

    def test_error_names_field_and_value(self):
        self.assertRefused(
            self.cart(lines=[Line(), Line(price="12,50")], total="10.00"),
            "ItemIn[2]/ItemDetail/UnitPrice/Money is “12,50”",
        )

    def test_quantities_that_are_no_pieces(self):
        quantities = ("0", "1.5", "-1", "1e9", "1000000000", "", "one", "NaN")
        self.assertEachRefused(
            {quantity: {"lines": [Line(quantity=quantity)], "total": "10.00"} for quantity in quantities},
            "ItemIn[1]@quantity is “{}”, which is not a whole number of at least 1.",
        )

    def test_pieces_of_an_item(self):
        for limit in (999, 5):
            self.config.max_quantity = limit
            self.assertEachRefused(
                {limit + 1: {"lines": [Line(), Line(quantity=f"{limit + 1}", asin="B000MANY01")]}},
                f"The basket has {{}} pieces of B000MANY01; Amazon accepts at most {limit} of one item.",
            )
            self.assertEqual(self.post(self.cart(lines=[Line(quantity=f"{limit}")]).urlencoded()).status_code, 303)
            order = self.orders()
            self.assertEqual(order.order_line.product_qty, limit)
            order.button_cancel()
            order.unlink()

    def test_two_currencies(self):
        self.assertRefused(
            self.cart(lines=[Line(), Line(currency="EUR")]), "but the rest of the document uses another currency"
        )

    def test_unknown_currency(self):
        self.assertRefused(self.cart(currency="QQQ"), "a currency that Odoo does not know. Anna Account can add it")

    def test_inactive_currency(self):
        self.env.ref("base.THB").active = False
        self.assertRefused(self.cart(currency="THB"), "not active in Odoo. Anna Account can activate it")
        self.env.ref("account.group_account_manager").user_ids = False
        self.env.ref("account.group_account_manager").invalidate_recordset()
        problem = Problem("inactive_currency", {"currency": "THB", "who": accounting_administrators})
        self.assertIn("An Odoo administrator can activate it", problem(self.env))

    def test_more_decimals_than_the_currency(self):
        self.assertRefused(
            self.cart(currency="JPY", lines=[Line(price="10.50", shipping="0", tax="0")]), "smallest amount of JPY is 1"
        )

    def test_missing_asin(self):
        self.assertRefused(self.cart(lines=[Line(asin="")]), "SupplierPartID is missing")

    def test_missing_auxiliary_id(self):
        self.assertRefused(self.cart(lines=[Line(aux_id="-")]), "SupplierPartAuxiliaryID is missing")

    def test_total_that_does_not_add_up(self):
        self.assertRefused(self.cart(total="10.01"), "add up to 10.00 USD, but the document says 10.01 USD")

    def test_another_document(self):
        body = self.cart().text().replace("PunchOutOrderMessage", "StatusMessage")
        self.assertRefused(f"cxml-urlencoded={quote_plus(body)}".encode(), "type PunchOutOrderMessage was expected")

    def test_compressed_body_is_not_expanded(self):
        body = gzip.compress(self.cart().urlencoded())
        self.assertRefused(body, "contains no cXML document", headers={**FORM, "Content-Encoding": "gzip"})

    def test_archived_user(self):
        document = self.cart()
        self.buyer.active = False
        self.assertRefused(document, "is archived")

    def test_token_that_hides_behind_a_comment_is_not_kept(self):
        token = self.open_session()
        body = CartDocument(token).text().replace("<BuyerCookie>", "<BuyerCookie><!-- x -->")
        self.post(f"cxml-urlencoded={quote_plus(body)}".encode())
        self.assertNotIn(token.encode(), self.messages()._raw_bytes())
        self.assertIn(b"B000TEST01", self.messages()._raw_bytes())

    def test_unknown_configuration(self):
        url = f"{self.base_url()}/amazon_punchin/unknown/return"
        with self.allow_requests(all_requests=True):
            answer = requests.post(url, data=self.cart().urlencoded(), headers=FORM, timeout=10)
        self.assertEqual(answer.status_code, 404)
        self.assertFalse(self.messages())

    def test_cause_removed_then_posted_again(self):
        body = self.cart(currency="THB").urlencoded()
        self.env.ref("base.THB").active = False
        self.assertEqual(self.post(body).status_code, 400)
        self.env.ref("base.THB").active = True
        self.assertEqual(self.post(body).status_code, 303)
        self.assertEqual(len(self.orders()), 1)


@tagged("post_install", "-at_install")
class TestUnclaimed(ReturnCase):
    """Punch-in, shape B: a cart with a cookie that we never issued."""

    def test_nothing_is_made_before_it_is_claimed(self):
        answer = self.post(CartDocument("cookie-of-amazon").urlencoded())
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/claim/", answer.headers["Location"])
        self.assertFalse(self.orders())
        self.assertEqual(self.messages().state, "unclaimed")

    def claim_path(self):
        answer = self.post(CartDocument("cookie-of-amazon").urlencoded())
        return answer.headers["Location"]

    def submit_claim(self, path):
        page = self.url_open(path)
        self.assertIn("Is this your basket?", page.text)
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        return self.url_open(path, data={"csrf_token": token}, allow_redirects=False)

    def test_buyer_who_may_not_work_in_the_legal_entity_any_more_keeps_the_basket(self):
        token = self.open_session()
        self.buyer.write({"company_id": self.other_company.id, "company_ids": [Command.set(self.other_company.ids)]})
        path = self.post(CartDocument(token).urlencoded()).headers["Location"]
        self.authenticate("amazon_buyer", "amazon_buyer")
        self.assertIn(f"have no access to {self.company.name}", self.url_open(path).text)
        self.assertFalse(self.orders())
        self.buyer.company_ids += self.company
        self.submit_claim(path)
        self.assertEqual(self.orders().amazon_requester_id, self.buyer)

    def test_claim_asks_to_sign_in(self):
        self.assertIn("/web/login", self.url_open(self.claim_path(), allow_redirects=False).headers["Location"])

    def test_buyer_claims(self):
        path = self.claim_path()
        self.authenticate("amazon_buyer", "amazon_buyer")
        answer = self.submit_claim(path)
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(self.orders().amazon_requester_id, self.buyer)
        again = self.url_open(path, allow_redirects=False)
        self.assertEqual(again.headers["Location"], answer.headers["Location"])
        self.assertEqual(len(self.orders()), 1)

    def test_amounts_as_their_reader_writes_them(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.buyer.lang = "de_DE"
        answer = self.post(CartDocument("cookie-of-amazon", lines=[Line(price="1274.50")]).urlencoded())
        self.authenticate("amazon_buyer", "amazon_buyer")
        page = self.url_open(answer.headers["Location"]).text
        self.assertEqual(page.count("1.274,50"), 2)
        self.assertNotIn("1274.50", page)

    def test_only_people_of_the_configuration_claim(self):
        self.config.policy = "all_approved"
        path = self.claim_path()
        for login in ("amazon_foreign", "amazon_employee", "amazon_requisitioner"):
            with self.subTest(login=login):
                self.authenticate(login, login)
                self.assertEqual(self.url_open(path).status_code, 403)
                self.assertFalse(self.orders())

    def test_baskets_are_found_by_those_who_may_claim_them(self):
        """Also after they closed the page; and only baskets of groups on whose list they are."""
        self.config.policy = "all_approved"
        path = self.claim_path()
        foreign = self.post(CartDocument("cookie-of-amazon").urlencoded(), config=self.other_config).headers["Location"]
        self.make_person(self.config, self.purchaser)
        for user in (self.buyer, self.purchaser, self.manager, self.requisitioner, self.employee, self.approver):
            claims = user in self.config.person_ids.user_id - self.requisitioner
            with self.subTest(login=user.login):
                self.authenticate(user.login, user.login)
                page = self.url_open("/amazon_punchin/baskets")
                self.assertEqual(page.status_code, 200)
                self.assertEqual(f'href="{path}"' in page.text, claims)
                self.assertNotIn(foreign, page.text)
                home = self.env["amazon.punchin.home"].with_user(user).create({})
                self.assertEqual(home.unclaimed, int(claims))
        self.assertEqual(home.action_open_unclaimed()["url"], "/amazon_punchin/baskets")
        self.authenticate("amazon_buyer", "amazon_buyer")
        self.submit_claim(path)
        self.assertNotIn(path, self.url_open("/amazon_punchin/baskets").text)
        self.assertEqual(self.env["amazon.punchin.home"].with_user(self.buyer).create({}).unclaimed, 0)

    def test_baskets_ask_to_sign_in(self):
        answer = self.url_open("/amazon_punchin/baskets", allow_redirects=False)
        self.assertIn("/web/login", answer.headers["Location"])

    def test_administrator_tells_where_a_basket_is_claimed(self):
        self.claim_path()
        message = self.messages().with_user(self.manager)
        self.assertEqual(message.claim_url, f"{message.get_base_url()}/amazon_punchin/baskets")
        self.assertNotIn(self.config.token, message.claim_url)

    def test_bad_cart_is_refused_at_once(self):
        answer = self.post(CartDocument("cookie-of-amazon", lines=[Line(price="x")], total="1").urlencoded())
        self.assertEqual(answer.status_code, 400)
        self.assertIn("UnitPrice/Money is “x”", answer.text)
        self.assertEqual(self.messages().state, "failed")
