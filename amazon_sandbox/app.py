"""The WSGI application: puts the parts together and finds the handler of a request."""

from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from werkzeug.exceptions import Forbidden, HTTPException
from werkzeug.middleware.shared_data import SharedDataMiddleware
from werkzeug.routing import Map
from werkzeug.wrappers import Response

from .orders.courier import Courier
from .orders.desk import OrderDesk
from .shop.marketplace import MARKETPLACES
from .state import State, Visitor
from .web import api, checkout, orders, punchout, settings, shop
from .web.routing import SandboxRequest, Visit

COOKIE = "amazon_sandbox"
CONTENT_SECURITY = "default-src 'self'; form-action *; frame-ancestors 'none'; base-uri 'none'"
ROUTES = (
    shop.routes,
    checkout.routes,
    punchout.routes,
    punchout.endpoints,
    orders.routes,
    settings.routes,
    api.routes,
)


class Application:
    """The stand-in as a WSGI application, with its state and its courier."""

    def __init__(self, config, **options):
        self.state = State(config, **options)
        self.desk = OrderDesk(self.state)
        self.courier = Courier(self.state, self.desk)
        self.urls = Map([rule.empty() for routes in ROUTES for rule in routes.rules], strict_slashes=False)
        self.templates = Environment(
            loader=PackageLoader("amazon_sandbox"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.globals["marketplaces"] = MARKETPLACES
        static = {"/static": str(Path(__file__).with_name("static"))}
        self._serve = SharedDataMiddleware(self._dispatch, static)

    def __call__(self, environ, start_response):
        return self._serve(environ, start_response)

    def _dispatch(self, environ, start_response):
        request = SandboxRequest(environ)
        visit = Visit(request, self.state, self.desk, self.templates)
        try:
            _require_own_origin(request)
            (handler, pages), values = self.urls.bind_to_environ(environ).match()
            answer = self._page(visit, handler, values) if pages else handler(visit, **values)
        except HTTPException as error:
            answer = self._error(visit, error)
        return answer(environ, start_response)

    def _page(self, visit, handler, values):
        with self.state.lock:
            cookie = visit.request.cookies.get(COOKIE, "")
            visit.visitor = self.state.visitor(cookie)
            answer = handler(visit, **values)
        if visit.visitor.id != cookie:
            answer.set_cookie(COOKIE, visit.visitor.id, httponly=True, samesite="Lax")
        answer.headers["Content-Security-Policy"] = CONTENT_SECURITY
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def _error(self, visit, error):
        if not visit.request.accept_mimetypes.accept_html or error.code >= 500:
            return Response(f"{error.description}\n", error.code)
        visit.visitor = visit.visitor or Visitor("")
        return visit.page("error.html", error.code, error=error)


def _require_own_origin(request):
    """Refuse a form that another site's page posts here from the user's browser."""
    origin = request.headers.get("Origin")
    if request.method != "GET" and origin and urlsplit(origin).netloc != request.host:
        raise Forbidden("This form was sent by another site.")
