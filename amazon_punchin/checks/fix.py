"""Where a problem is fixed: by page and field for whoever reads it, and as a target for the button that leads there."""

from dataclasses import dataclass

from ..tools.wording import field_label

#: Fields of the group's form that a check names, by the page on which they stand.
PAGES = {
    "setup": (
        "amazon_domain",
        "amazon_identity",
        "business_unit",
        "buyer_domain",
        "buyer_identity",
        "location_ids",
        "order_url_active",
        "order_url_test",
        "partner_id",
        "policy",
        "setup_url_active",
        "setup_url_test",
        "shared_secret_input",
    ),
    "credentials": (
        "allow_private_hosts",
        "soap_argument",
        "soap_operation",
        "soap_port",
        "soap_service",
        "soap_wsdl_file",
        "soap_wsdl_url",
        "start_page_domains",
    ),
    "people": ("person_ids",),
    "coding": ("account_id", "require_account", "require_department"),
    "products": ("shipping_product_id", "tax_handling", "tax_product_id"),
}

_PAGE_OF = {name: page for page, names in PAGES.items() for name in names}

#: What is stored, by the field in which it is entered.
_ENTERED_IN = {"shared_secret": "shared_secret_input"}


@dataclass(frozen=True)
class Fix:
    """One place at which a problem is fixed.

    :ivar str label: in the reader's language
    :ivar tuple[tuple[str, str | int | bool], ...] target: what the button opens, as items of a dictionary; empty
        where Odoo has no screen for it

        - ``page`` and ``field``: of the group's form
        - ``call``: a method of the group
        - ``model`` and ``id``: a record
        - ``action``: external id of a window
        - ``system``: only an Odoo administrator gets there
    """

    label: str
    target: tuple = ()


def page_labels(env):
    """The pages of the group's form, as the form names them.

    :param odoo.api.Environment env: for the language
    :rtype: dict[str, str]
    """
    return {
        "setup": env._("Set-up"),
        "credentials": env._("Connection"),
        "people": env._("People"),
        "coding": env._("Coding"),
        "products": env._("Products and Taxes"),
    }


def on_form(config, name, *, system=False):
    """A field of the group's form.

    :param amazon.punchin.config config: the group
    :param str name: the field, or the one whose value it stores
    :param bool system: only an Odoo administrator may change it
    :rtype: Fix
    """
    label, name = field_label(config, name), _ENTERED_IN.get(name, name)
    target = (("field", name), *((("system", True),) if system else ()))
    page = _PAGE_OF.get(name)
    if not page:
        return Fix(label, target)
    return Fix(f"{page_labels(config.env)[page]} › {label}", (("page", page), *target))


def by_button(label, method, *, system=False):
    """A button that does it, or opens the window that does.

    :param str label: what it says
    :param str method: of the group
    :param bool system: only an Odoo administrator may press it
    :rtype: Fix
    """
    return Fix(label, (("call", method), *((("system", True),) if system else ())))


def on_record(record, name=""):
    """Another record.

    :param odoo.models.BaseModel record: which one
    :param str name: its field
    :rtype: Fix
    """
    label = f"{record.display_name} › {field_label(record, name)}" if name else record.display_name
    return Fix(label, (("model", record._name), ("id", record.id)))


def by_system(env, key):
    """A system parameter of Odoo's settings.

    :param odoo.api.Environment env: for the language
    :param str key: of the parameter
    :rtype: Fix
    """
    label = env._("Settings › Technical › System Parameters › %s", key)
    return Fix(label, (("action", "base.ir_config_list_action"), ("system", True)))


def in_server_file(env, option):
    """The file with the settings of Odoo's server; no screen shows it.

    :param odoo.api.Environment env: for the language
    :param str option: which setting
    :rtype: Fix
    """
    return Fix(env._("Configuration file of the Odoo server › %s", option))
