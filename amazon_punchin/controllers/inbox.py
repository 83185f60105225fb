"""Amazon's server arrives, with confirmations and what follows."""

from werkzeug.exceptions import NotFound, RequestEntityTooLarge

from odoo import SUPERUSER_ID, http
from odoo.http import request

from .. import protocol
from ..protocol import form
from ..tools.network import network_of
from ..tools.problem_text import Problem, sentence


class InboxController(http.Controller):
    _inbox_url = "/amazon_punchin/<string:token>/inbox"

    @http.route(
        _inbox_url,
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=form.MAX_POST,
        keep_raw_body=True,
        acts=True,
    )
    def inbox(self, token, **_form):
        """Store a document and answer with a cXML Response; a cron processes it."""
        config = request.env["amazon.punchin.config"]._find_inbox(token)
        if not config:
            raise NotFound()
        is_known = self._knows_password(config)
        try:
            body = request.httprequest.get_data(cache=True)
        except RequestEntityTooLarge:
            return self._refuse_unread(config, is_known)
        data, charset, attachments = protocol.mime.split(body, request.httprequest.content_type or "")
        received = protocol.received.take_in(data, charset)
        if not is_known:
            if received.problem and not self._authorization():
                return self._refuse_unreadable(config, received)
            if received.problem or not self._knows_secret(config, received):
                return self._turn_away(config)
        messages = request.env(user=SUPERUSER_ID)["amazon.punchin.message"]
        answer = messages._answer_inbox(config, received, attachments, self._network())
        return self._document(answer, status=413 if received.is_too_large else 200)

    def _refuse_unreadable(self, config, received):
        """Answer to a document that cannot be read, its secret neither: no guess, unless a password is shown."""
        problem = received.problem
        request.env["amazon.punchin.inbox.failure"].sudo()._note_unreadable(config, self._network(), received)
        status = 413 if received.is_too_large else 400
        return self._response(problem.status, status=status, detail=sentence(request.env, problem))

    def _turn_away(self, config):
        """Answer who does not know the credentials, and note it."""
        if pause := self._pause(config):
            return pause
        self._note(config, "credentials")
        detail = Problem("wrong_credentials")(request.env)
        return self._response(401, [("WWW-Authenticate", 'Basic realm="amazon_punchin"')], 401, detail)

    def _refuse_unread(self, config, is_known):
        """Answer to a post that is too large to be taken in, and note it.

        The shared secret in its document cannot be looked at; only who knows the password is Amazon's server for sure.
        """
        if is_known:
            answer = request.env(user=SUPERUSER_ID)["amazon.punchin.message"]._answer_unread(config)
            return self._document(answer, status=413)
        if pause := self._pause(config):
            return pause
        self._note(config, "too_large")
        megabytes = form.MAX_POST // 1024 // 1024
        return self._response(413, status=413, detail=Problem("too_large_post", {"megabytes": megabytes})(request.env))

    def _pause(self, config):
        """Let an address that guesses wait. Who knows the credentials never does: both may be behind one proxy."""
        failures = request.env["amazon.punchin.inbox.failure"].sudo()
        if pause := failures._pause(config, self._network()):
            detail = Problem("too_many_attempts", {"seconds": pause})(request.env)
            return self._response(401, [("Retry-After", str(pause))], 429, detail)
        return None

    def _note(self, config, reason):
        request.env["amazon.punchin.inbox.failure"].sudo()._note(config, self._network(), reason)

    def _network(self):
        return network_of(request.httprequest.remote_addr)

    def _authorization(self):
        """The credentials of the request's header, or None; bytes beyond ASCII are no credentials.

        :rtype: werkzeug.datastructures.Authorization | None
        """
        try:
            return request.httprequest.authorization
        except ValueError:
            return None

    def _knows_password(self, config):
        basic = self._authorization()
        login, password = (basic.username or "", basic.password or "") if basic and basic.type == "basic" else ("", "")
        return config._authenticates_inbox(login, password, "")

    def _knows_secret(self, config, received):
        return config._authenticates_inbox("", "", received.header.shared_secret)

    def _response(self, code, headers=(), status=200, detail=""):
        body = protocol.response.build(code, detail, request.env["amazon.punchin.message"]._host())
        return self._document(body, headers, status)

    def _document(self, body, headers=(), status=200):
        return request.make_response(body, [("Content-Type", "text/xml; charset=UTF-8"), *headers], status=status)
