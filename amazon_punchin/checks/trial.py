"""Step 5: the test order."""

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
    if not latest and config.trial_after:
        return problem(
            env._(
                "What a test order tries has changed since the last one: press “Shop on Amazon” and submit another "
                "basket."
            )
        )
    if not latest:
        return problem(env._("Nobody has brought a test basket yet: press “Shop on Amazon” and submit one."))
    return problem(
        {
            "cart": env._("The test order %s has come back: fill in what it asks for and confirm it.", latest.name),
            "waiting": env._("The test order %s waits for approval.", latest.name),
            "pending": env._("The test order %s is about to be sent.", latest.name),
            "sent": env._(
                "Amazon has received the test order %s, but its answer has not come to the inbox yet. Give it some "
                "minutes; else compare the inbox's address, login and password at Amazon.",
                latest.name,
            ),
            "refused": env._(
                "Amazon refused the test order %(order)s: %(reason)s",
                order=latest.name,
                reason=latest.amazon_refusal or "",
            ),
        }.get(latest.amazon_state)
        or env._("The test order %s did not come to an end: bring another basket.", latest.name)
    )
