"""Step 5: the test order."""

from .verdict import done, problem

#: States of a test order that Amazon has answered for.
ANSWERED = ("confirmed", "partial", "shipped", "done")


def completed(config):
    """A test order went to Amazon, and Amazon's answer came back."""
    env = config.env
    orders = config.env["purchase.order"].search(
        [("amazon_config_id", "=", config.id), ("amazon_mode", "=", "test")], order="id desc"
    )
    if not orders:
        return problem(env._("Nobody has brought a test basket yet: press “Shop on Amazon” and submit one."))
    answered = orders.filtered(lambda order: order.amazon_state in ANSWERED or order.amazon_order_ref)
    if answered:
        return done(env._("Amazon has confirmed the test order %s.", answered[0].name))
    latest = orders[0]
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
