"""What makes two documents the same: what they say, however and under whatever id it is sent."""

from hashlib import sha256

from lxml import etree

#: What holds the content of a document, beside its header.
_BODIES = ("Message", "Request", "Response")


def digest(root):
    """Stand for what a document says: without its header, its id, its time, prefixes, and white space of no meaning.

    :param lxml.etree._Element root: the ``cXML`` element
    :return: 64 hexadecimal digits
    :rtype: str
    """
    found = sha256()
    body = next((child for child in root if etree.QName(child).localname in _BODIES), root)
    for event, node in etree.iterwalk(body, events=("start", "end")):
        said = _element(node) if event == "start" else ("", _plain(node.tail) if node is not body else "")
        found.update(repr(said).encode())
    return found.hexdigest()


def _element(node):
    attributes = sorted((_local(name), _plain(value)) for name, value in node.items())
    return _local(node.tag), attributes, _plain(node.text)


def _local(name):
    return name.rpartition("}")[2]


def _plain(text):
    return " ".join(text.split()) if text else ""
