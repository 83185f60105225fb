"""Amazon's server arrives, with confirmations and what follows."""

from werkzeug.exceptions import NotFound

from odoo import SUPERUSER_ID, http
from odoo.http import request

from .. import protocol
from ..protocol import form
from ..protocol.errors import ProtocolError


class InboxController(http.Controller):
    _inbox_url = "/amazon_punchin/<string:token>/inbox"

    @http.route(
        _inbox_url,
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=2 * form.MAX_DOCUMENT,
        keep_raw_body=True,
    )
    def inbox(self, token, **_form):
        """Store a document and answer with a cXML Response; a cron processes it."""
        config = request.env["amazon.punchin.config"]._find_by_token(token)
        if not config:
            raise NotFound()
        body = request.httprequest.get_data(cache=True)
        data, attachments = protocol.mime.split(body, request.httprequest.content_type or "")
        if not self._authenticated(config, data):
            return self._response(401, "", [("WWW-Authenticate", 'Basic realm="amazon_punchin"')])
        if len(data) > form.MAX_DOCUMENT:
            return self._response(413, "")
        messages = request.env(user=SUPERUSER_ID)["amazon.punchin.message"]
        return self._document(messages._answer_inbox(config, data, attachments))

    def _authenticated(self, config, data):
        basic = request.httprequest.authorization
        login, password = (basic.username, basic.password) if basic and basic.type == "basic" else ("", "")
        try:
            secret = protocol.envelope.read_header(protocol.document.parse(data)).shared_secret
        except ProtocolError:
            secret = ""
        return config._authenticates_inbox(login, password, secret)

    def _response(self, code, detail, headers=()):
        host = request.env["amazon.punchin.message"]._host()
        body = protocol.response.build(code, detail, host)
        return self._document(body, headers, code if code in (401, 413) else 200)

    def _document(self, body, headers=(), status=200):
        return request.make_response(body, [("Content-Type", "text/xml; charset=UTF-8"), *headers], status=status)
