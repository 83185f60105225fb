from contextlib import suppress

from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        """Keep the bytes of a posted document, and Odoo from decoding them as a form.

        A form's text is no longer the document: bytes that are not UTF-8 are lost in it, or end
        in an answer 413 before the route sees anything. A body that is larger than the route takes is left to the
        route, which gets the same error when it reads it.
        """
        res = super()._pre_dispatch(rule, args)
        if rule.endpoint.routing.get("keep_raw_body"):
            with suppress(RequestEntityTooLarge):
                request.httprequest.get_data(cache=True)
            request.httprequest.form = request.httprequest.files = ImmutableMultiDict()
        return res
