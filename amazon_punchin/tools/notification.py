#: Closes the window that a button is in, and shows the page as it is now.
CLOSE = {"type": "ir.actions.act_window_close"}


def notification(message, kind="info", **shown):
    """Show a short message at the edge of the screen, and what is on the screen as it is now.

    :param str message: in the user's language
    :param str kind: ``info``, ``success`` or ``warning``
    :param shown: what else Odoo's notification takes, such as ``title``
    :return: action
    :rtype: dict
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {**shown, "message": message, "type": kind, "next": CLOSE},
    }
