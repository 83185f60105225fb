"""The settings page: how each group is connected, and what goes wrong next."""

from dataclasses import replace

from werkzeug.exceptions import NotFound

from ..config import CHOICES, SECRETS, ConfigError, check_group, read_users
from ..state import FAULTS, Fault
from .routing import Routes

routes = Routes()
TEXTS = (
    "buyer_domain",
    "buyer_identity",
    "amazon_domain",
    "amazon_identity",
    "landing_url",
    "return_url",
    "inbox_url",
    "inbox_login",
)
CHOSEN = ("mode", "entrance", "form_field")


@routes("/settings")
def settings_page(visit):
    """All groups."""
    return visit.page("settings.html", choices=CHOICES, faults=FAULTS, texts=TEXTS)


@routes("/settings/<slug>", "POST")
def change_group(visit, slug):
    """Change one group; a blank secret stays as it is. Form: the group's keys."""
    visit.require_local()
    group = visit.state.config.group(slug)
    if group is None:
        raise NotFound("There is no such group.")
    try:
        changed = check_group(replace(group, **_values(visit.request.form)))
    except ConfigError as error:
        return visit.go("/settings", f"Not saved: {error}")
    visit.state.config = visit.state.config.with_group(changed)
    return visit.go("/settings", f"{group.name} is saved.")


@routes("/settings", "POST")
def change_fault(visit):
    """Choose what happens to the next order. Form: next_order, seconds."""
    visit.require_local()
    try:
        visit.state.fault = read_fault(visit.request.form)
    except ConfigError as error:
        return visit.go("/settings", f"Not saved: {error}")
    return visit.go("/settings", f"Next order: {FAULTS[visit.state.fault.kind]}.")


def read_fault(values):
    """A Fault of a form or of JSON data with next_order and seconds.

    :raises ConfigError: one of both cannot be used.
    """
    kind = values.get("next_order")
    if kind not in FAULTS:
        raise ConfigError(f"next_order must be one of {', '.join(FAULTS)}")
    try:
        seconds = float(values.get("seconds", Fault.seconds))
    except (TypeError, ValueError) as error:
        raise ConfigError("seconds must be a number") from error
    if not 0 <= seconds <= 600:
        raise ConfigError("seconds must be between 0 and 600")
    return Fault(kind, seconds)


def _values(form):
    values = {key: form[key].strip() for key in (*TEXTS, *CHOSEN) if key in form}
    values |= {key: form[key] for key in SECRETS if form.get(key)}
    if "users" in form:
        values["users"] = read_users(form["users"])
        values["send_secret"] = "send_secret" in form
    return values
