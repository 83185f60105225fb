"""Somebody only looks at an address of ours that takes posts: a person, or our own check."""

from werkzeug.exceptions import NotFound

from odoo import SUPERUSER_ID, http
from odoo.http import request

from ..tools.door import PROOF_HEADER, proof
from .browser import BrowserController
from .inbox import InboxController


class DoorController(http.Controller):
    @http.route(
        BrowserController._return_url, type="http", auth="public", methods=["GET"], save_session=False, sitemap=False
    )
    def look_at_return(self, token, **_query):
        """Say that this is where shoppers come back from Amazon."""
        return self._page(request.env["amazon.punchin.config"]._find_by_token(token), "return_url")

    @http.route(
        InboxController._inbox_url, type="http", auth="public", methods=["GET"], save_session=False, sitemap=False
    )
    def look_at_inbox(self, token, **_query):
        """Say that this is the inbox for Amazon's server."""
        return self._page(request.env["amazon.punchin.config"]._find_inbox(token), "inbox_url")

    def _page(self, config, name):
        if not config:
            raise NotFound()
        config = config.with_user(SUPERUSER_ID)
        headers = {
            PROOF_HEADER: proof(config, name),
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
        }
        return request.render("amazon_punchin.browser_door", {"config": config, "door": name}, headers=headers)
