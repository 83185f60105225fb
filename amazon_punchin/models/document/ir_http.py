import re
from contextlib import suppress

from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge, abort
from werkzeug.wrappers import Response

from odoo import models
from odoo.http import request

#: Headers by which a browser says that nobody has asked for the page yet.
_AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        """Do nothing on a route that acts for who only looks at it; keep the bytes of a posted document.

        Odoo does not decode them as a form: its text is no longer the document. Bytes that are not UTF-8 are lost in
        it, or end in an answer 413 before the route sees anything. A body that is larger than the route takes is left
        to the route, which gets the same error when it reads it.
        """
        res = super()._pre_dispatch(rule, args)
        if rule.endpoint.routing.get("acts"):
            _refuse_to_act_for_a_look()
        if rule.endpoint.routing.get("keep_raw_body"):
            with suppress(RequestEntityTooLarge):
                request.httprequest.get_data(cache=True)
            request.httprequest.form = request.httprequest.files = ImmutableMultiDict()
        return res


def _refuse_to_act_for_a_look():
    """End a request that only asks what is there, or comes ahead of one that a person may make.

    A browser shows the page that it has fetched ahead, unless it got an error.
    """
    headers = {"Cache-Control": "no-store"}
    if request.httprequest.method in ("HEAD", "OPTIONS"):
        abort(Response(status=204, headers=headers))
    if any(re.search("prefetch|prerender|preview", request.httprequest.headers.get(name, ""), re.I) for name in _AHEAD):
        abort(Response(status=403, headers=headers))
