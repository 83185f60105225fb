"""A person arrives: on the way to Amazon, or with a basket from there."""

from werkzeug.exceptions import NotFound

from odoo import SUPERUSER_ID, http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.document.cart import BASKETS_PATH
from ..protocol import form, received
from ..protocol.errors import ProtocolError
from ..tools.const import MANAGER
from ..tools.network import network_of
from ..tools.problem_text import Problem
from ..tools.transaction import commit


class BrowserController(http.Controller):
    _start_url = "/amazon_punchin/<string:token>/start"
    _return_url = "/amazon_punchin/<string:token>/return"
    _claim_url = "/amazon_punchin/<string:token>/claim/<int:message_id>"
    _newcomer_url = "/amazon_punchin/newcomer/<int:newcomer_id>"

    @http.route(_start_url, type="http", auth="user", methods=["GET"], sitemap=False, acts=True)
    def start(self, token, entrance="punch_in", **_query):
        """Send a signed-in shopper on to Amazon's start page.

        Amazon opens this address for a punch-in; “Shop on Amazon” in Odoo does too.
        """
        config = self._config(token)
        if not config._person(request.env.user):
            return self._newcomer(config)
        entrance = "punch_out" if entrance == "punch_out" else "punch_in"
        try:
            url = request.env["amazon.punchin.session"]._start(config, request.env.user, entrance)
        except UserError as error:
            return self._page("amazon_punchin.browser_error", 403, reason=str(error))
        return request.redirect(url, code=303, local=False)

    @http.route(
        _return_url,
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=form.MAX_POST,
        keep_raw_body=True,
        acts=True,
    )
    def return_cart(self, token, **_form):
        """Take the cart that the shopper's browser posts.

        The post is cross-site, so it comes without Odoo's Lax cookie; ``save_session=False``
        keeps it from replacing the shopper's session. The 303 makes the browser come back
        by a GET, with the cookie.
        """
        config = self._config(token)
        document = self._received()
        message = request.env(user=SUPERUSER_ID)["amazon.punchin.message"]._receive_basket(
            config, document, network_of(request.httprequest.remote_addr)
        )
        commit(request.env)
        if not message:
            return self._page("amazon_punchin.browser_error", 429, reason=Problem("too_many_baskets")(request.env))
        message._process(document)
        commit(request.env)
        return self._outcome(config, message)

    @http.route(_claim_url, type="http", auth="user", methods=["GET", "POST"], sitemap=False, acts=True)
    def claim(self, token, message_id, **_form):
        """Let a signed-in buyer claim a cart that Amazon sent without a session of ours."""
        config = self._config(token)
        message = request.env(user=SUPERUSER_ID)["amazon.punchin.message"].search(
            [("id", "=", message_id), ("config_id", "=", config.id), ("document", "=", "PunchOutOrderMessage")]
        )
        if not message:
            raise NotFound()
        if not config._person(request.env.user) and message.state == "unclaimed":
            return self._newcomer(config, message)
        config._report_wrong_role(request.env.user)
        try:
            config._check_person(request.env.user)
            if request.httprequest.method == "POST":
                with request.env.cr.savepoint():
                    message._claim(request.env.user)
            elif message.state == "unclaimed":
                cart = message._stored_cart()
                return self._page(
                    "amazon_punchin.browser_claim",
                    200,
                    cart=cart,
                    currency=self._currency(cart.currency),
                    config=config,
                    others=request.env["amazon.punchin.message"]._to_claim() - message,
                )
        except UserError as error:
            return self._page("amazon_punchin.browser_error", 403, reason=str(error))
        return self._outcome(config, message)

    @http.route(BASKETS_PATH, type="http", auth="user", methods=["GET"], sitemap=False)
    def baskets(self):
        """List the carts that a signed-in buyer may claim."""
        return self._page(
            "amazon_punchin.browser_baskets", 200, messages=request.env["amazon.punchin.message"]._to_claim()
        )

    @http.route(_newcomer_url, type="http", auth="user", methods=["GET"], sitemap=False)
    def go_on(self, newcomer_id):
        """Bring a user who has been put on the list of people to where they wanted to go."""
        newcomer = request.env["amazon.punchin.newcomer"].sudo().browse(newcomer_id).exists()
        if newcomer.user_id != request.env.user:
            raise NotFound()
        return request.redirect(newcomer._goal(), code=303)

    def _newcomer(self, config, message=None):
        """Tell a user who is not on the list of people what happens now, and tell the administrator."""
        user = request.env.user
        newcomer = request.env["amazon.punchin.newcomer"]._note_arrival(config, user, message)
        return self._page(
            "amazon_punchin.browser_newcomer",
            403,
            config=config,
            email=user.email_normalized or user.login,
            administrator=config._administrator(),
            is_administrator=user.has_group(MANAGER),
            state=newcomer.state,
            basket=bool(message),
        )

    def _config(self, token):
        config = request.env["amazon.punchin.config"]._find_by_token(token)
        if not config:
            raise NotFound()
        return config.with_user(SUPERUSER_ID)

    def _currency(self, code):
        return request.env["res.currency"].with_context(active_test=False).search([("name", "=", code)])

    def _received(self):
        body = request.httprequest.get_data(cache=True)
        try:
            return received.take_in(*form.decode(body, request.httprequest.content_type or ""))
        except ProtocolError as problem:
            return received.Received(body, problem=problem)

    def _outcome(self, config, message):
        if message.order_ids:
            return request.redirect(f"/odoo/amazon-orders/{message.order_ids[0].id}", code=303)
        if message.state == "unclaimed":
            return request.redirect(message._claim_path(), code=303)
        if message.state == "processed":
            return self._page("amazon_punchin.browser_empty", 200, config=config)
        return self._page("amazon_punchin.browser_error", 400, reason=message.error, number=message.id)

    def _page(self, template, status, **values):
        return request.render(template, values, status=status)
