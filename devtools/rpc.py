"""A signed-in session at an Odoo server, as a browser has one, for calling models."""

import json
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

from devtools.problem import Problem

_TIMEOUT = 120


class Session:
    """One user of one database at a server.

    :param url: the server's address, without a slash at the end
    :raise Problem: when the server refuses the login
    """

    def __init__(self, url: str, database: str, login: str, password: str):
        self.url = url
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        answer = self._post("/web/session/authenticate", {"db": database, "login": login, "password": password})
        self.uid: int = answer["uid"]

    def call(self, model: str, method: str, *arguments: Any, **options: Any) -> Any:
        """Call a public method of a model.

        :raise Problem: with the server's message when it refuses or fails
        """
        path = f"/web/dataset/call_kw/{model}/{method}"
        return self._post(path, {"model": model, "method": method, "args": arguments, "kwargs": options})

    def _post(self, path: str, parameters: dict) -> Any:
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": parameters}).encode()
        request = urllib.request.Request(self.url + path, body, {"Content-Type": "application/json"})
        with self._opener.open(request, timeout=_TIMEOUT) as response:
            answer = json.load(response)
        if "error" in answer:
            raise Problem(f"{path}: {answer['error']['data']['message']}")
        return answer.get("result")
