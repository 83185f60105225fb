"""A group whose test order Amazon has confirmed goes live: from then on Amazon delivers and bills."""

from devtools.demo.expect import same
from devtools.demo.placed_order import PlacedOrder
from devtools.demo.world import World, scene

_CONFIG, _WINDOW = "amazon.punchin.config", "amazon.punchin.mode.change"


def go_live(world: World, tested: PlacedOrder) -> None:
    """Switch the group of a test order to active, here and at Amazon."""
    config, name = tested.value("amazon_config_id")
    with scene(f"Max Manager switches “{name}” to active, here and at Amazon"):
        world.admin.call(_CONFIG, "write", [config], {"allow_private_hosts": True})
        world.admin.call(_CONFIG, "action_freeze_address", [config])
        shown = world.manager.call(_CONFIG, "action_generate_inbox_password", [config])["context"]
        world.amazon.change(name, inbox_password=shown["default_password"])
        world.manager.call(_CONFIG, "action_check", [config])
        world.amazon.change(name, mode="active")
        change = {"amazon_mode": "active"}
        window = world.manager.call(_CONFIG, "action_change_mode", [config], context=change)["res_id"]
        world.manager.call(_WINDOW, "action_change", [window])
        [read] = world.manager.call(_CONFIG, "read", [config], ["mode"])
        same(f"The mode of “{name}”", read["mode"], "active")
