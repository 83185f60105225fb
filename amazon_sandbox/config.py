"""The configuration: which buying groups exist and how each is connected."""

import json
import re
from dataclasses import asdict, dataclass, field, fields, replace
from urllib.parse import urlsplit

from .shop.marketplace import MARKETPLACES

SECRETS = ("shared_secret", "inbox_password")
FORM_FIELDS = ("cxml-urlencoded", "cxml-base64")
CHOICES = {
    "marketplace": tuple(MARKETPLACES),
    "mode": ("test", "active"),
    "entrance": ("A", "B"),
    "form_field": FORM_FIELDS,
}
URLS = ("landing_url", "return_url", "inbox_url")


class ConfigError(ValueError):
    """The configuration cannot be used; the message names the key."""


@dataclass(frozen=True)
class User:
    """A person with a business account, member of a group."""

    email: str
    name: str


@dataclass(frozen=True)
class Group:
    """An Amazon Business group that is connected to a purchasing system.

    `entrance` says how a punch-in hands over its cart: "A" opens `landing_url` and waits for
    a PunchOutSetupRequest, "B" posts the cart to `return_url` at once.
    """

    name: str
    marketplace: str
    buyer_identity: str
    shared_secret: str = field(repr=False)
    mode: str = "test"
    entrance: str = "A"
    buyer_domain: str = "NetworkId"
    amazon_domain: str = "NetworkId"
    amazon_identity: str = "Amazon"
    landing_url: str = ""
    return_url: str = ""
    inbox_url: str = ""
    inbox_login: str = ""
    inbox_password: str = field(default="", repr=False)
    send_secret: bool = False
    form_field: str = FORM_FIELDS[0]
    users: tuple[User, ...] = ()

    @property
    def slug(self):
        """The group's part of its order URL."""
        return slugify(self.name)

    @property
    def deployment_mode(self):
        """`Request@deploymentMode` of every document of this group."""
        return "test" if self.mode == "test" else "production"

    def has_user(self, email):
        """Whether the e-mail address is that of a member, in any case."""
        return email.casefold() in {user.email.casefold() for user in self.users}


@dataclass(frozen=True)
class Config:
    """All groups, and how long Amazon takes to answer (seconds)."""

    groups: tuple[Group, ...]
    confirm_after_s: float = 5
    cancel_after_s: float = 60

    def group(self, slug):
        """The group of that slug, or None."""
        return next((group for group in self.groups if group.slug == slug), None)

    def groups_of(self, email, marketplace):
        """The groups of a marketplace that have this member."""
        return [group for group in self.groups if group.marketplace == marketplace and group.has_user(email)]

    def with_group(self, changed):
        """The same configuration with one group replaced by its new version."""
        groups = tuple(changed if group.slug == changed.slug else group for group in self.groups)
        return replace(self, groups=groups)

    def to_json(self):
        """The configuration as JSON data, with every secret blank."""
        data = json.loads(json.dumps(asdict(self)))
        for group in data["groups"]:
            group.update(dict.fromkeys(SECRETS, ""))
        return data


def slugify(name):
    """A name as a part of a URL."""
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")


def read_config(data, previous=None):
    """Check JSON data and make a Config of it.

    :param previous: the Config it replaces; a secret that is blank or left out keeps the
        value it has there in the group of the same name.
    :raises ConfigError: a key is unknown, missing or has a value that cannot be used.
    """
    _only_known_keys(data, Config, "the configuration")
    groups = tuple(_read_group(group, previous) for group in _list(data, "groups"))
    if not groups:
        raise ConfigError("groups: at least one is needed")
    _each_once("name", [group.slug for group in groups])
    _each_once("buyer_identity", [_credential_key(group) for group in groups])
    return Config(groups, _seconds(data, "confirm_after_s"), _seconds(data, "cancel_after_s"))


def read_config_file(path):
    """The Config in a JSON file."""
    with open(path, encoding="utf-8") as file:
        try:
            return read_config(json.load(file))
        except json.JSONDecodeError as error:
            raise ConfigError(f"{path} is not JSON: {error}") from error


def check_group(group):
    """Return the group unchanged if each of its values can be used.

    :raises ConfigError: names the first value that cannot.
    """
    for key, allowed in CHOICES.items():
        if getattr(group, key) not in allowed:
            raise ConfigError(f"{key} of {group.name!r} must be one of {', '.join(allowed)}")
    for key in URLS:
        url = getattr(group, key)
        if url and not is_http_url(url):
            raise ConfigError(f"{key} of {group.name!r} must be an http(s) URL")
    for key in ("buyer_domain", "buyer_identity", "amazon_domain", "amazon_identity", "shared_secret"):
        if not getattr(group, key):
            raise ConfigError(f"{key} of {group.name!r} is missing")
    return group


def read_users(text):
    """The users of a text that has one "e-mail name" a line.

    :raises ConfigError: a line does not begin with an e-mail address.
    """
    lines = (line.partition(" ") for line in text.splitlines() if line.strip())
    return tuple(_read_user({"email": email, "name": name.strip()}) for email, _, name in lines)


def is_http_url(url):
    """Whether the text is an absolute http or https URL."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _read_group(data, previous):
    _only_known_keys(data, Group, "a group")
    name = data.get("name")
    if not isinstance(name, str) or not slugify(name):
        raise ConfigError("name of a group is missing")
    known = previous and previous.group(slugify(name))
    values = dict(data)
    for key in SECRETS:
        values[key] = data.get(key) or (getattr(known, key) if known else "")
    values["users"] = tuple(_read_user(user) for user in _list(data, "users"))
    values = {"marketplace": "", "buyer_identity": "", **values}
    for key, value in values.items():
        if key == "send_secret":
            if not isinstance(value, bool):
                raise ConfigError(f"send_secret of {name!r} must be true or false")
        elif key != "users" and not isinstance(value, str):
            raise ConfigError(f"{key} of {name!r} must be a text")
    return check_group(Group(**values))


def _read_user(data):
    _only_known_keys(data, User, "a user")
    email = data.get("email")
    if not isinstance(email, str) or "@" not in email:
        raise ConfigError("email of a user is missing")
    return User(email, data.get("name") or email)


def _only_known_keys(data, cls, what):
    if not isinstance(data, dict):
        raise ConfigError(f"{what} must be a JSON object")
    unknown = set(data) - {item.name for item in fields(cls)}
    if unknown:
        raise ConfigError(f"unknown key in {what}: {', '.join(sorted(unknown))}")


def _list(data, key):
    value = data.get(key, [])
    if not isinstance(value, list):
        raise ConfigError(f"{key} must be a list")
    return value


def _seconds(data, key):
    value = data.get(key, getattr(Config, key))
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1e7:
        raise ConfigError(f"{key} must be a number of seconds, 0 or more")
    return value


def _each_once(key, values):
    if len(set(values)) != len(values):
        raise ConfigError(f"{key} must be different in each group")


def _credential_key(group):
    return group.buyer_domain.casefold(), group.buyer_identity


DEFAULT_CONFIG = Config(
    tuple(
        Group(
            name=f"Punch-in {code}",
            marketplace=code,
            buyer_identity=f"ODOO-SANDBOX-{code}",
            shared_secret=f"sandbox-secret-{code.lower()}",
            users=(
                User("buyer@example.com", "Bea Buyer"),
                User("assistant@example.com", "Ali Assistant"),
            ),
        )
        for code in MARKETPLACES
    )
)
