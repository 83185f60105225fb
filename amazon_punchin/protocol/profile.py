"""ProfileRequest and its answer: which documents we take, and where (cXML Reference Guide, "Profile Transaction")."""

from lxml import etree

from . import document, response


def build(urls, effective, host="localhost"):
    """Write the answer to a ProfileRequest.

    :param dict[str, str] urls: document type to the URL that takes it, e.g. ``ConfirmationRequest``
    :param datetime.datetime effective: since when, with a time zone
    :param str host: name of our host, for the payloadID
    :rtype: bytes
    """
    root, answer = response.start(200, host=host)
    profile = etree.SubElement(answer, "ProfileResponse", effectiveDate=effective.isoformat(timespec="seconds"))
    for name, url in urls.items():
        transaction = etree.SubElement(profile, "Transaction", requestName=name)
        etree.SubElement(transaction, "URL").text = url
    return document.serialize(root)
