"""A gateway by spyne, as a program: ``spyne_gateway.py VERSION_OF_SOAP``.

It prints its port, and ends with its standard input.
"""

import importlib.util
import io
import logging
import os
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args):
        pass

    def get_stderr(self):
        return io.StringIO()


def _load_six():
    """Load the six that spyne brings, which does not know how newer versions of Python than it ask for modules."""
    [folder] = importlib.util.find_spec("spyne").submodule_search_locations
    spec = importlib.util.spec_from_file_location("spyne.util.six", f"{folder}/util/six.py")
    six = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(six)
    type(six._importer).find_spec = lambda importer, name, _path, _target=None: (
        importlib.util.spec_from_loader(name, importer) if name in importer.known_modules else None
    )


def main(version):
    """Serve until nobody holds our standard input any more.

    :param str version: of SOAP
    """
    _load_six()
    from spyne.server.wsgi import WsgiApplication
    from spyne_service import application

    logging.disable()
    server = make_server("127.0.0.1", 0, WsgiApplication(application(version)), handler_class=_Quiet)
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1])
