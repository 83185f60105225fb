"""Documents as the database keeps them."""

import base64
import gzip


def packed(data):
    """Give bytes as a ``Binary`` field holds them, compressed.

    :param bytes data: a document, empty if there is none
    :rtype: bytes | bool
    """
    return base64.b64encode(gzip.compress(data, compresslevel=1, mtime=0)) if data else False


def unpacked(value):
    """Give the bytes again.

    :param bytes | bool value: of :func:`packed`
    :rtype: bytes
    """
    return gzip.decompress(base64.b64decode(value)) if value else b""
