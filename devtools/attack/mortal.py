"""Odoo, whose worker dies at a commit of our choice: `python -m devtools.attack.mortal server …`.

A request names the commit in a header: how many it finishes, and whether it dies before or after the last of them.
"""

import os
import signal
import sys

HEADER = "X-Die"


def main() -> None:
    """Run Odoo; the process for the bus, which nobody needs here, sleeps."""
    if "gevent" in sys.argv:
        signal.pause()
    from odoo import sql_db
    from odoo.cli.command import main as odoo
    from odoo.http import request

    commit = sql_db.Cursor.commit

    def mortal(cursor):
        moment, _blank, number = request.httprequest.headers.get(HEADER, "").partition(" ") if request else ("", "", "")
        request_commits = 0
        if moment:
            request_commits = request.attack_commits = getattr(request, "attack_commits", 0) + 1
        if moment == "before" and request_commits == int(number):
            os.kill(os.getpid(), signal.SIGKILL)
        commit(cursor)
        if moment == "after" and request_commits == int(number):
            os.kill(os.getpid(), signal.SIGKILL)

    sql_db.Cursor.commit = mortal
    odoo()


if __name__ == "__main__":
    main()
