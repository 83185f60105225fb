"""What the demo does not leave behind, and some screens need: orders in rare states, a basket of nobody, a stranger."""

import requests

from devtools import sql
from devtools.demo.expect import eventually, refused, same
from devtools.demo.shopper import Browser
from devtools.demo.story import Story
from devtools.demo.world import World
from devtools.progress import heading

_CONFIG = "amazon.punchin.config"
_PENS = {"B0T802R2HD": 12}
_BOOK = {"3442017122": 1}
_KETTLE = {"B0L7MMQ3JT": 1}
_LATE_S = 3600
_PATIENCE_S = 60


def leave(story: Story) -> None:
    """Leave everything.

    :raise Problem: at the first step that is not what it should be
    """
    world, land = story.world, story.shopping.land
    heading("Left for the pictures")
    [config] = world.admin.call(_CONFIG, "search_read", [("marketplace", "=", "US")], ["name", "token"])
    doors = f"{world.play.odoo.url}/amazon_punchin/{config['token']}"
    _people(world, config["id"], f"{doors}/start")
    _turned_away(f"{doors}/inbox")
    _limited(world)
    story.shopping.post_unasked("US", _PENS)
    land("US", _KETTLE).code()

    billed_later = story.shopping.claim("DE", _BOOK)
    billed_later.code()
    billed_later.confirm()
    billed_later.becomes("confirmed")

    own = [("amazon_to_receive", "=", True), ("amazon_requester_id.login", "=", "buyer")]
    [received] = world.admin.call("purchase.order", "search", own, limit=1, order="id")
    world.admin.call("purchase.order", "action_amazon_receive_all", [received])

    expired = land("US", _PENS)
    end_hold(world.play.database, expired.id)
    world.admin.start_job("ir_cron_hold")
    expired.becomes("expired")

    world.amazon.configure(confirm_after_s=_LATE_S)
    unknown = land("US", _PENS)
    world.amazon.lose_next_answer()
    unknown.code()
    unknown.confirm()
    unknown.becomes("unknown")

    world.admin.call(_CONFIG, "write", [config["id"]], {"price_change_policy": "ask"})
    asked = land("US", _PENS)
    asked.code()
    asked.confirm()
    eventually(lambda: world.amazon.has(asked.name), f"{asked.name} does not reach Amazon")
    world.amazon.act(asked.name, "confirm_repriced")
    eventually(lambda: asked.value("amazon_price_decision"), f"{asked.name} is not asked about")


def end_hold(database: str, order: int) -> None:
    """Let the time pass for which Amazon holds the price of an order, given by its id."""
    past = "now() AT TIME ZONE 'UTC' - interval '1 hour'"
    sql.execute(f"UPDATE purchase_order SET amazon_expires_at = {past} WHERE id = {order:d}", database)


def _people(world: World, config: int, start: str) -> None:
    world.admin.call("amazon.punchin.person", "create", {"config_id": config, "email": "quinn@example.com"})
    holiday = {"date_from": "2030-08-01", "date_to": "2030-08-21"}
    delegation = {"user_id": world.head.uid, "delegate_id": world.boss.uid, **holiday}
    world.head.call("amazon.punchin.delegation", "create", delegation)
    stranger = Browser()
    stranger.sign_in(world.play.odoo.url, "owner")
    refused(lambda: stranger.get(start))


def _turned_away(inbox: str) -> None:
    answer = requests.post(inbox, "<cXML/>", auth=("amazon", "wrong"), timeout=_PATIENCE_S)
    same("The inbox's answer to a wrong password", answer.status_code, 401)


def _limited(world: World) -> None:
    [config] = world.admin.call(_CONFIG, "search", [("marketplace", "=", "DE")])
    world.admin.call(_CONFIG, "write", [config], {"max_quantity": 10})
