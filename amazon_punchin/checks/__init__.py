"""What must hold before a group at Amazon goes live: each check is a function, and all are listed here.

A check takes an ``amazon.punchin.config`` in sudo and gives a :class:`~.verdict.Verdict`. It writes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from . import accounting, connection, credentials, doors, group, jobs, live, people, purchasing, trial, web_address

#: The seven steps from nothing to real orders.
STEPS = [
    ("1", "Create a punch-in group"),
    ("2", "Set up the purchasing system"),
    ("3", "Vendor, addresses and accounts"),
    ("4", "Add people and approvers"),
    ("5", "Place a test order"),
    ("6", "Check the connection"),
    ("7", "Switch to active"),
]


@dataclass(frozen=True)
class Check:
    """One thing to check.

    :ivar str key: name in the database
    :ivar str step: key of :data:`STEPS`
    :ivar str title: what it is about; Odoo translates it as the label of a choice
    :ivar Callable run: takes the configuration, and if it calls out what to call other servers with; gives the verdict
    :ivar frozenset[str] depends: fields of the configuration whose change makes the last verdict stale
    :ivar bool required: whether a problem keeps the configuration from going active
    :ivar bool calls_out: whether it waits for another server, so that it runs only when asked for
    :ivar bool is_awaited: whether a change while active waits for it although it calls out
    """

    key: str
    step: str
    title: str
    run: Callable
    depends: frozenset = frozenset()
    required: bool = True
    calls_out: bool = False
    is_awaited: bool = False


def _fields(names):
    return frozenset(names.split())


_NAMES = "buyer_domain buyer_identity amazon_domain amazon_identity business_unit"
_IDENTITIES = f"{_NAMES} shared_secret"
_TEST_URLS = "setup_url_test order_url_test transport soap_wsdl_url soap_wsdl_file allow_private_hosts"
_LIVE_URLS = "setup_url_active order_url_active transport soap_wsdl_url allow_private_hosts"
_GATEWAY = "transport soap_wsdl_url soap_wsdl_file soap_service soap_port soap_operation soap_argument"

#: Fields that a test order tries: after a change, another one is needed. Whether Amazon accepts a secret, a check asks.
TRIED = _fields(f"{_NAMES} setup_url_test order_url_test {_GATEWAY} company_id marketplace")

CHECKS = (
    Check("group", "1", "Group and policy", group.named, _fields("business_unit policy user_id company_id")),
    Check("credentials", "2", "Credentials", credentials.complete, _fields(f"{_IDENTITIES} {_TEST_URLS}")),
    Check("inbox", "2", "Inbox password at Amazon", credentials.inbox, _fields("inbox_password_known")),
    Check("vendor", "3", "Vendor and currency", purchasing.vendor, _fields("partner_id marketplace company_id")),
    Check(
        "location",
        "3",
        "Legal entity and default location",
        purchasing.location,
        _fields("company_id location_id location_ids"),
    ),
    Check(
        "locations",
        "3",
        "Locations matched with Amazon",
        purchasing.locations,
        _fields("location_ids marketplace"),
        required=False,
    ),
    Check(
        "accounts",
        "3",
        "Accounts and products",
        accounting.accounts,
        _fields("account_id require_account company_id tax_product_id shipping_product_id"),
    ),
    Check(
        "coding",
        "3",
        "What orders are coded with",
        accounting.coding,
        _fields(
            "require_department require_budget require_location require_account department_id analytic_distribution "
            "location_id account_id company_id"
        ),
    ),
    Check("taxes", "3", "Taxes", accounting.taxes, _fields("tax_handling tax_ids company_id marketplace")),
    Check("people", "4", "People and their users", people.mapped, _fields("person_ids company_id")),
    Check("roles", "4", "Roles at Amazon", people.roles, _fields("person_ids policy")),
    Check(
        "approval", "4", "Somebody approves", people.approvers, _fields("approval_rule_ids person_ids policy user_id")
    ),
    Check(
        "everybody",
        "4",
        "Everybody can shop",
        people.everybody,
        _fields("person_ids policy company_id"),
        required=False,
    ),
    Check("trial", "5", "A completed test order", trial.completed, TRIED),
    Check(
        "connection",
        "6",
        "Amazon opens its shop",
        connection.opens,
        _fields(f"{_IDENTITIES} {_TEST_URLS} {_LIVE_URLS} extrinsic_ids person_ids marketplace start_page_domains"),
        calls_out=True,
    ),
    Check(
        "gateway",
        "6",
        "Gateway of the company",
        connection.gateway,
        _fields(f"{_GATEWAY} soap_login_kind soap_login soap_password allow_private_hosts"),
        calls_out=True,
    ),
    Check("address", "6", "Odoo's web address", web_address.usable, _fields(_LIVE_URLS)),
    Check("frozen", "6", "The web address does not change", web_address.frozen),
    Check("database", "6", "The web address leads to this database", web_address.one_database),
    Check("proxy", "6", "Reverse proxy", web_address.proxied, required=False),
    Check("reached", "6", "Odoo's addresses can be reached", doors.answering, _fields("token"), False, calls_out=True),
    Check("jobs", "6", "Scheduled actions run", jobs.alive),
    Check(
        "live_urls",
        "7",
        "Amazon's addresses for active mode",
        credentials.live_urls,
        _fields(f"{_LIVE_URLS} setup_url_test order_url_test"),
    ),
    Check(
        "live_hosts",
        "7",
        "Amazon's servers for active mode",
        live.answering,
        _fields("setup_url_active order_url_active transport allow_private_hosts"),
        calls_out=True,
        is_awaited=True,
    ),
    Check("live_address", "7", "A public web address", web_address.public, _fields(_LIVE_URLS)),
)

BY_KEY = {check.key: check for check in CHECKS}
