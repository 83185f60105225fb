"""A cart as somebody has it at hand: a file, or text out of a log, in any encoding that a browser posts."""

import codecs
import re

from ...protocol import form
from ...protocol.errors import ProtocolError

_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")


def of_text(text):
    """Find the document in pasted text.

    The declaration of a pasted document names the encoding of its bytes, which is not that of the text.

    :param str text: XML, or the body of a form post
    :return: the document
    :rtype: bytes
    :raises ProtocolError: there is none
    """
    return of_file(_DECLARATION.sub("", text.removeprefix("\ufeff"), count=1).encode())


def of_file(data):
    """Find the document in a file.

    :param bytes data: XML, or the body of a form post
    :return: the document
    :rtype: bytes
    :raises ProtocolError: there is none, or it is too large
    """
    if len(data) > form.MAX_POST:
        raise ProtocolError("too_large", value=f"{form.MAX_POST // 1024 // 1024} MB")
    body = data.removeprefix(codecs.BOM_UTF8).strip()
    document, _charset = form.decode(body, _content_type(body))
    form.check_size(document)
    return document


def _content_type(body):
    """A multipart body begins with its boundary; all others tell themselves apart."""
    if not body.startswith(b"--"):
        return ""
    boundary = body.partition(b"\n")[0].strip()[2:].decode("latin-1")
    return f'multipart/form-data; boundary="{boundary}"'
