"""One language for everything that can be wrong with a document."""

#: reason -> cXML status code (cXML Reference Guide, "Status") for the sender
REASONS = {
    "too_large": 413,
    "not_cxml_form": 400,
    "not_base64": 400,
    "encoding": 400,
    "not_in_encoding": 400,
    "not_xml": 400,
    "too_dense": 413,
    "entities": 400,
    "unknown_entity": 400,
    "not_cxml": 400,
    "wrong_document": 400,
    "wrong_case": 400,
    "wrong_order": 400,
    "wrong_namespace": 400,
    "reported": 406,
    "missing": 400,
    "not_an_amount": 406,
    "not_a_quantity": 406,
    "not_a_number": 406,
    "not_a_date": 406,
    "unknown_value": 406,
    "repeated": 406,
    "two_currencies": 406,
    "total_mismatch": 406,
    "too_many_items": 413,
    "repeated_aux_id": 406,
}


class ProtocolError(Exception):
    """A document that cannot be read exactly, or may not be accepted.

    The sentence for a person is made where the person's language is known.

    :ivar str reason: a key of :data:`REASONS`
    :ivar int status: cXML status code for the sender
    :ivar str path: where in the document, e.g. ``ItemIn[2]/ItemDetail/UnitPrice/Money``
    :ivar str value: what stood there, shortened to 80 characters
    """

    def __init__(self, reason, path="", value=""):
        self.reason = reason
        self.status = REASONS[reason]
        self.path = path
        self.value = value if len(value) <= 80 else f"{value[:79]}…"
        super().__init__(" ".join(filter(None, (f"{reason}:", path, self.value))))
