"""Step 5: the test order."""

from .fix import by_button, on_record
from .verdict import done, problem


def completed(config):
    """A test order went to Amazon, and Amazon's answer came back, since the last change of what it tries."""
    env = config.env
    trials = [("amazon_config_id", "=", config.id), ("amazon_mode", "=", "test"), ("id", ">", config.trial_after)]
    orders = config.env["purchase.order"]
    came_back = ["|", ("amazon_state", "in", orders._amazon_confirmed_states()), ("amazon_order_ref", "!=", False)]
    if answered := orders.search([*trials, *came_back], order="id desc", limit=1):
        return done(env._("Amazon has confirmed the test order %s.", answered.name))
    latest = orders.search(trials, order="id desc", limit=1)
    shop = by_button(env._("Shop on Amazon"), "action_open_shop")
    if not latest and config.trial_after:
        return problem(
            env._(
                "Something that a test order tests has changed since the last one. Press “Shop on Amazon” and submit "
                "another basket."
            ),
            shop,
        )
    if not latest:
        return problem(env._("No test basket has been submitted yet. Press “Shop on Amazon” and submit one."), shop)
    waiting = {
        "cart": env._("The test order %s has come back. Fill in what it asks for and confirm it.", latest.name),
        "waiting": env._(
            "The test order %(order)s is waiting for approval: %(waits)s",
            order=latest.name,
            waits=latest._amazon_waits_for() if latest.amazon_state == "waiting" else "",
        ),
        "pending": env._("The test order %s is about to be sent.", latest.name),
        "sent": env._(
            "Amazon received the test order %s, but its answer has not reached the inbox yet. Wait a few "
            "minutes; if it still does not arrive, compare the inbox URL, login and password at Amazon.",
            latest.name,
        ),
        "refused": env._(
            "Amazon refused the test order %(order)s: %(reason)s",
            order=latest.name,
            reason=latest.amazon_refusal or "",
        ),
    }
    if sentence := waiting.get(latest.amazon_state):
        return problem(sentence, on_record(latest))
    return problem(
        env._("The test order %s was not completed. Shop again and submit a new basket.", latest.name),
        shop,
        on_record(latest),
    )
