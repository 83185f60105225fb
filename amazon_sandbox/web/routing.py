"""Routes, and what a handler of a route is given."""

from dataclasses import dataclass
from ipaddress import ip_address

from jinja2 import Environment
from werkzeug.exceptions import Forbidden
from werkzeug.routing import Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from ..orders.desk import OrderDesk
from ..state import State, Visitor

MAX_BODY = 2 * 1024 * 1024


class SandboxRequest(Request):
    """A request of at most MAX_BODY bytes."""

    max_content_length = MAX_BODY


@dataclass
class Visit:
    """One request and all that is needed to answer it; `visitor` is the browser, for pages."""

    request: Request
    state: State
    desk: OrderDesk
    templates: Environment
    visitor: Visitor | None = None

    def page(self, template, status=200, **values):
        """A rendered page."""
        values |= {"visit": self, "visitor": self.visitor, "state": self.state}
        html = self.templates.get_template(template).render(values)
        return Response(html, status=status, mimetype="text/html")

    def go(self, path, notice=None):
        """A redirect to a GET, with a notice to show there."""
        if notice:
            self.visitor.notices.append(notice)
        return redirect(path, code=303)

    @property
    def local(self):
        """Whether the request comes from this machine."""
        return ip_address(self.request.remote_addr).is_loopback

    def require_local(self):
        """Raise Forbidden for a request from another machine."""
        if not self.local:
            raise Forbidden("Only from the machine that the sandbox runs on.")


class Routes:
    """A list of rules that a module fills by decorating its handlers.

    :param pages: whether its handlers answer people: they have a visitor, and a cookie.
    """

    def __init__(self, pages=True):
        self.pages = pages
        self.rules = []

    def __call__(self, path, methods="GET"):
        """Decorate a handler: a function of a Visit and the path's variables."""

        def add(handler):
            endpoint = (handler, self.pages)
            self.rules.append(Rule(path, methods=methods.split(), endpoint=endpoint))
            return handler

        return add
