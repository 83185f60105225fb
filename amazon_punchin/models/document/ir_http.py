import io
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
            keep_body(request.httprequest)
        return res


def keep_body(httprequest):
    """Read the body of a post, so that it stays as it came.

    :param odoo.http.HTTPRequest httprequest: the post
    :raises werkzeug.exceptions.BadRequest: it is cut off, or its chunks are none
    """
    environ = httprequest.get_data.__self__.environ
    if environ.get("wsgi.input_terminated"):
        environ["wsgi.input"] = _Chunks(environ["wsgi.input"])
    with suppress(RequestEntityTooLarge):
        httprequest.get_data(cache=True)
    httprequest.form = httprequest.files = ImmutableMultiDict()


class _Chunks(io.RawIOBase):
    """A body that comes in chunks.

    Where one is cut off, werkzeug shrinks the buffer that it is to fill, and says that it is full: the body would go on
    with whatever is in memory. A view of the buffer does not shrink.
    """

    def __init__(self, stream):
        self._stream = stream

    def readinto(self, buffer):
        """Fill the buffer.

        :raises ValueError: a chunk is cut off
        """
        return self._stream.readinto(memoryview(buffer))


def _refuse_to_act_for_a_look():
    """End a request that only asks what is there, or comes ahead of one that a person may make.

    A browser shows the page that it has fetched ahead, unless it got an error.
    """
    headers = {"Cache-Control": "no-store"}
    if request.httprequest.method in ("HEAD", "OPTIONS"):
        abort(Response(status=204, headers=headers))
    if any(re.search("prefetch|prerender|preview", request.httprequest.headers.get(name, ""), re.I) for name in _AHEAD):
        abort(Response(status=403, headers=headers))
