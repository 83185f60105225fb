"""Who sends: identities and the shared secret."""

import hmac

from .errors import CxmlError

REFUSED = "The identity, its domain or the shared secret is not known."


def authenticate(root, groups):
    """Find the group whose credentials the document's Header carries.

    From and Sender must name the buyer, To must name Amazon; domains are compared in any
    case, identities as they are, the secret in constant time.

    :raises CxmlError: 401, without saying which part was wrong.
    """
    header = root.find("Header")
    if header is None:
        raise CxmlError(401, REFUSED)
    for group in groups:
        if _authentic(header, group):
            return group
    raise CxmlError(401, REFUSED)


def _authentic(header, group):
    buyer = group.buyer_domain, group.buyer_identity
    amazon = group.amazon_domain, group.amazon_identity
    senders = _credentials(header.find("Sender"), *buyer)
    return (
        bool(_credentials(header.find("From"), *buyer))
        and bool(_credentials(header.find("To"), *amazon))
        and any(_same_secret(sender, group.shared_secret) for sender in senders)
    )


def _credentials(party, domain, identity):
    return [
        credential
        for credential in party.findall("Credential")
        if credential.get("domain").casefold() == domain.casefold()
        and (credential.findtext("Identity") or "").strip() == identity
    ]


def _same_secret(credential, secret):
    given = (credential.findtext("SharedSecret") or "").strip()
    return hmac.compare_digest(given.encode(), secret.encode())
