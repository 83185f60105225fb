"""Start the stand-in: python -m amazon_sandbox [--host H] [--port P] [--config FILE.json]."""

import argparse
import logging
import re
import signal
import sys
import threading

from werkzeug.serving import WSGIRequestHandler, make_server

from .app import Application
from .config import DEFAULT_CONFIG, ConfigError, read_config_file

log = logging.getLogger("amazon_sandbox")
TOKEN = re.compile(r"/(start|handover)/[^/?\s]+")


class QuietRequestHandler(WSGIRequestHandler):
    """Logs method, path and status; never a query string or a token."""

    def log_request(self, code="-", size="-"):
        path = TOKEN.sub(r"/\1/…", self.path.partition("?")[0])
        log.info("%s %s %s", self.command, path, getattr(code, "value", code))


def make_sandbox_server(host, port, application):
    """A threaded HTTP server, not yet serving. Port 0 takes any free one."""
    return make_server(host, port, application, threaded=True, request_handler=QuietRequestHandler)


def main():
    """Serve until Ctrl-C or SIGTERM."""
    options = _options()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    try:
        config = read_config_file(options.config) if options.config else DEFAULT_CONFIG
    except (ConfigError, OSError) as error:
        sys.exit(f"amazon_sandbox: {error}")
    application = Application(config)
    server = make_sandbox_server(options.host, options.port, application)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    application.courier.start()
    log.info("Amazon Business Sandbox on http://%s:%s/", options.host, server.port)
    server.serve_forever()
    application.courier.stop()
    server.server_close()


def _options():
    parser = argparse.ArgumentParser(prog="amazon_sandbox", description="A stand-in for Amazon Business.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8070)
    parser.add_argument("--config", metavar="FILE.json", help="groups and how they are connected")
    return parser.parse_args()


if __name__ == "__main__":
    main()
