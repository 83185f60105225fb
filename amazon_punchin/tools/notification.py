def notification(message, kind="info", then=None, **shown):
    """Show a short message at the edge of the screen, then go on.

    :param str message: in the user's language
    :param str kind: ``info``, ``success`` or ``warning``
    :param dict | None then: the action that follows; None: the page is shown as it is now
    :param shown: what else Odoo's notification takes: ``title`` and ``sticky``
    :return: action
    :rtype: dict
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            **shown,
            "message": message,
            "type": kind,
            "next": then or {"type": "ir.actions.client", "tag": "soft_reload"},
        },
    }
