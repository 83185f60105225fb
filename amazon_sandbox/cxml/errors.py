"""The one error of cXML: a Status to answer with."""

STATUS_TEXTS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    406: "Not Acceptable",
    450: "Not Implemented",
}


class CxmlError(Exception):
    """A document that is not accepted.

    :param code: the cXML status code, a key of STATUS_TEXTS.
    :param reason: a sentence for the sender; never holds a secret.
    """

    def __init__(self, code, reason):
        super().__init__(reason)
        self.code = code
        self.reason = reason
