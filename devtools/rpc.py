"""A signed-in session at an Odoo server, as a browser has one, for calling models."""

from typing import Any

import requests

from devtools.problem import Problem

_TIMEOUT = 120
_SIGNED_OUT = "odoo.http.SessionExpiredException"


class Refused(Problem):
    """What the server says instead of an answer.

    :ivar exception: the name of its exception
    """

    def __init__(self, path: str, error: dict):
        super().__init__(f"{path}: {error['message']}")
        self.exception: str = error["name"]


class Session:
    """One user of one database at a server, who signs in again when signed out.

    :param url: the server's address, without a slash at the end
    :raise Problem: when the server refuses the login
    """

    def __init__(self, url: str, database: str, login: str, password: str):
        self.url = url
        self._credentials = {"db": database, "login": login, "password": password}
        self._http = requests.Session()
        self.cookies, self.headers = self._http.cookies, self._http.headers
        self.uid: int = self.sign_in()

    def sign_in(self) -> int:
        """Begin a session, and give the user's id."""
        return self._post("/web/session/authenticate", self._credentials)["uid"]

    def call(self, model: str, method: str, *arguments: Any, **options: Any) -> Any:
        """Call a public method of a model.

        :raise Refused: with the server's message when it refuses or fails
        """
        path = f"/web/dataset/call_kw/{model}/{method}"
        parameters = {"model": model, "method": method, "args": arguments, "kwargs": options}
        try:
            return self._post(path, parameters)
        except Refused as refused:
            if refused.exception != _SIGNED_OUT:
                raise
        self.sign_in()
        return self._post(path, parameters)

    def start_job(self, name: str) -> None:
        """Let one of our scheduled actions, given by its name in the data files, run now."""
        self.call("ir.cron", "method_direct_trigger", [self.job(name)])

    def job(self, name: str) -> int:
        """The id of one of our scheduled actions."""
        return self.call("ir.model.data", "check_object_reference", "amazon_punchin", name)[1]

    def _post(self, path: str, parameters: dict) -> Any:
        body = {"jsonrpc": "2.0", "method": "call", "params": parameters}
        response = self._http.post(self.url + path, json=body, timeout=_TIMEOUT)
        response.raise_for_status()
        answer = response.json()
        if "error" in answer:
            raise Refused(path, answer["error"]["data"])
        return answer.get("result")
