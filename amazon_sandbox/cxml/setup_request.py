"""PunchOutSetupRequest: a purchasing system asks for a shopping session."""

from dataclasses import dataclass

from ..config import is_http_url
from .errors import CxmlError
from .reader import text_of
from .writer import node


@dataclass(frozen=True)
class SetupRequest:
    """What a setup request says; the buyer cookie is echoed verbatim."""

    buyer_cookie: str
    email: str
    form_post_url: str


def check_mode(request, group, expected):
    """Check that URL, document and group are all of the same mode.

    :param expected: the deploymentMode that the URL stands for.
    :raises CxmlError: 406.
    """
    mode = request.get("deploymentMode", "production")
    if mode != expected:
        raise CxmlError(406, f'deploymentMode "{mode}" does not belong to this URL.')
    if mode != group.deployment_mode:
        raise CxmlError(406, f'deploymentMode is "{mode}", but the group is in {group.mode} mode.')


def read_setup_request(root):
    """Read the PunchOutSetupRequest of a checked document.

    :raises CxmlError: 450 for another kind of request, 400 for a missing or unusable part.
    """
    setup = root.find("Request/PunchOutSetupRequest")
    if setup is None:
        raise CxmlError(450, "Only a PunchOutSetupRequest is understood here.")
    if setup.get("operation") != "create":
        raise CxmlError(400, 'PunchOutSetupRequest operation must be "create".')
    cookie = setup.findtext("BuyerCookie") or ""
    if not cookie.strip():
        raise CxmlError(400, "BuyerCookie is empty.")
    url = text_of(setup, "BrowserFormPost/URL")
    if not is_http_url(url):
        raise CxmlError(400, "BrowserFormPost/URL is missing or is not an http(s) URL.")
    return SetupRequest(cookie, _user_email(setup), url)


def start_page(url):
    """The PunchOutSetupResponse that sends the browser to a URL."""
    return node("PunchOutSetupResponse", node("StartPage", node("URL", url)))


def _user_email(setup):
    emails = [
        (extrinsic.text or "").strip()
        for extrinsic in setup.findall("Extrinsic")
        if extrinsic.get("name") == "UserEmail"
    ]
    if len(emails) != 1 or "@" not in emails[0]:
        raise CxmlError(400, "The Extrinsic UserEmail is missing or is not an e-mail address.")
    return emails[0]
