"""Settings: by page, by JSON, by file."""

import json

import pytest
import requests

from amazon_sandbox.config import DEFAULT_CONFIG, ConfigError, read_config, read_config_file

from .conftest import group


def test_the_page_changes_a_group_and_keeps_blank_secrets(sandbox, shopper):
    page = shopper.post(
        "/settings/group-us",
        entrance="B",
        mode="active",
        return_url="https://odoo.example/return",
        shared_secret="",
        inbox_password="new",
    )
    assert "Group US is saved" in page.text
    changed = sandbox.state.config.groups[0]
    assert (changed.entrance, changed.mode) == ("B", "active")
    assert changed.return_url == "https://odoo.example/return"
    assert changed.shared_secret == "secret-us"
    assert changed.inbox_password == "new"
    assert changed.landing_url == "http://buyer.example/start"


def test_the_page_changes_people(sandbox, shopper):
    shopper.post("/settings/group-us", users="a@example.com Ann Archer\n\nb@example.com")
    users = sandbox.state.config.groups[0].users
    assert [(user.email, user.name) for user in users] == [
        ("a@example.com", "Ann Archer"),
        ("b@example.com", "b@example.com"),
    ]


@pytest.mark.parametrize(
    "form", [{"mode": "paused"}, {"entrance": "C"}, {"inbox_url": "ftp://x"}, {"users": "Ann"}, {"buyer_identity": ""}]
)
def test_the_page_says_what_cannot_be_used(sandbox, shopper, form):
    before = sandbox.state.config
    assert "Not saved" in shopper.post("/settings/group-us", **form).text
    assert sandbox.state.config == before


def test_the_page_chooses_the_next_fault(sandbox, shopper):
    shopper.post("/settings", next_order="slow", seconds="3")
    assert (sandbox.state.fault.kind, sandbox.state.fault.seconds) == ("slow", 3)
    assert "Not saved" in shopper.post("/settings", next_order="explode").text


def test_what_a_script_gets_it_can_put_back(sandbox, shopper):
    before = sandbox.state.config
    url = f"{shopper.base}/api/config"
    data = requests.get(url, timeout=5).json()
    assert {row["shared_secret"] for row in data["groups"]} == {""}
    assert requests.put(url, json=data, timeout=5).status_code == 200
    assert sandbox.state.config == before
    data["groups"] = data["groups"][:1]
    data["groups"][0]["shared_secret"] = "changed"
    requests.put(url, json=data, timeout=5)
    assert [row.shared_secret for row in sandbox.state.config.groups] == ["changed"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "The body must be JSON."),
        (b"[]", "The body must be a JSON object."),
        (b'{"groups": []}', "groups: at least one is needed"),
        (b'{"groups": 1}', "groups must be a list"),
        (b'{"other": 1}', "unknown key in the configuration: other"),
    ],
)
def test_a_script_is_told_what_is_wrong(sandbox, shopper, body, reason):
    before = sandbox.state.config
    answer = requests.put(f"{shopper.base}/api/config", data=body, timeout=5)
    assert answer.status_code == 400
    assert reason in answer.text
    assert sandbox.state.config == before


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"marketplace": "FR"}, "marketplace"),
        ({"mode": "live"}, "mode"),
        ({"entrance": ""}, "entrance"),
        ({"buyer_identity": ""}, "buyer_identity"),
        ({"shared_secret": ""}, "shared_secret"),
        ({"return_url": "localhost/return"}, "return_url"),
        ({"send_secret": "yes"}, "send_secret"),
        ({"users": [{"name": "Ann"}]}, "email"),
        ({"colour": "red"}, "colour"),
        ({"name": "–"}, "name"),
        ({"mode": ["test"]}, "mode"),
    ],
)
def test_an_unusable_group_is_named(changes, key):
    with pytest.raises(ConfigError, match=key):
        read_config({"groups": [group("US", "", **changes)]})


def test_groups_must_differ():
    with pytest.raises(ConfigError, match="name"):
        read_config({"groups": [group("US", ""), group("US", "")]})
    with pytest.raises(ConfigError, match="buyer_identity"):
        read_config({"groups": [group("US", ""), group("US", "", name="Other")]})


@pytest.mark.parametrize("seconds", [-1, "5", True, None])
def test_waiting_times_are_seconds(seconds):
    with pytest.raises(ConfigError, match="confirm_after_s"):
        read_config({"groups": [group("US", "")], "confirm_after_s": seconds})


def test_a_file_is_read(tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"groups": [group("JP", "")]}), encoding="utf-8")
    assert read_config_file(path).groups[0].marketplace == "JP"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ConfigError, match="not JSON"):
        read_config_file(path)


def test_the_demo_groups_are_the_documented_ones():
    assert [(row.buyer_identity, row.shared_secret) for row in DEFAULT_CONFIG.groups] == [
        ("ODOO-SANDBOX-US", "sandbox-secret-us"),
        ("ODOO-SANDBOX-DE", "sandbox-secret-de"),
        ("ODOO-SANDBOX-JP", "sandbox-secret-jp"),
    ]


def test_no_secret_is_in_the_representation_of_a_group():
    text = repr(read_config({"groups": [group("US", "")]}))
    assert "secret-us" not in text
    assert "inbox-password" not in text
