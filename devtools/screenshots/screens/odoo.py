"""Odoo's own screens, without anything of ours: a name or a label that is missing there, too, is Odoo's to add."""

from devtools.screenshots.screens.kinds import form, records
from devtools.screenshots.shot import Shot, newest
from devtools.stage import ADMIN, Stage

_PURCHASES, _BILLS = "/odoo/purchase", "/odoo/action-account.action_move_in_invoice_type"


def _form(name: str, model: str, *domain: tuple) -> Shot:
    return form(f"odoo-{name}", ADMIN, f"/odoo/{model}", model, *domain)


def _shared(play: Stage) -> int:
    """The window that shares a purchase order by its address."""
    order = newest(play, "purchase.order", ("amazon_config_id", "=", False))
    shared = {"res_model": "purchase.order", "res_id": order}
    return play.session(ADMIN).call("portal.share", "create", shared)


def _abroad(play: Stage) -> int:
    """A bill in another currency than the company's."""
    session = play.session(ADMIN)
    [currency] = session.call("res.currency", "search", [("name", "=", "EUR")])
    return session.call("account.move", "create", {"move_type": "in_invoice", "currency_id": currency})


def _attached(play: Stage) -> int:
    """A file at a purchase order."""
    order = newest(play, "purchase.order", ("amazon_config_id", "=", False))
    values = {"name": "offer.txt", "raw": "An offer", "res_model": "purchase.order", "res_id": order}
    return play.session(ADMIN).call("ir.attachment", "create", values)


SHOTS = [
    records("odoo-purchases", ADMIN, _PURCHASES),
    records("odoo-bills", ADMIN, f"{_BILLS}?view_type=list"),
    _form("purchase", "purchase.order", ("amazon_config_id", "=", False), ("state", "=", "draft")),
    _form("purchase-ordered", "purchase.order", ("amazon_config_id", "=", False), ("state", "=", "purchase")),
    _form("contact", "res.partner", ("is_company", "=", True)),
    _form("user", "res.users", ("login", "=", "buyer")),
    _form("product", "product.template"),
    _form("view", "ir.ui.view", ("type", "=", "form")),
    Shot("odoo-attachment", ADMIN, "/odoo/ir.attachment/{id}", ".o_form_view .o_form_sheet", make=_attached),
    Shot("odoo-share", ADMIN, "/odoo/portal.share/{id}", ".o_form_view", make=_shared),
    Shot("odoo-bill", ADMIN, "/odoo/account.move/{id}", ".o_form_view .o_form_sheet", make=_abroad),
]
