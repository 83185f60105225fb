"""One language for everything that can be wrong with a document."""


def _(text):
    """Mark ``text`` for the translation export; the layer that has a user translates it."""
    return text


#: reason -> (cXML status, sentence). The sentence is formatted with ``path`` and ``value``.
REASONS = {
    "too_large": (413, _("The document is larger than %(value)s.")),
    "not_cxml_form": (400, _("The request holds no cXML document.")),
    "not_base64": (400, _("The form field %(path)s is not valid base64.")),
    "not_xml": (400, _("The document is not well-formed XML: %(value)s")),
    "entities": (400, _("The document declares XML entities, which is not allowed.")),
    "not_cxml": (400, _("The document is not cXML: its root element is “%(value)s”.")),
    "wrong_document": (400, _("The document is a %(value)s; a %(path)s was expected.")),
    "missing": (400, _("%(path)s is missing or empty.")),
    "not_an_amount": (406, _("%(path)s is “%(value)s”, which is not an exact amount of money.")),
    "not_a_quantity": (406, _("%(path)s is “%(value)s”, which is not a whole number of pieces from 1 up.")),
    "not_a_number": (406, _("%(path)s is “%(value)s”, which is not a number.")),
    "two_currencies": (406, _("%(path)s is in %(value)s, another currency than the rest of the document.")),
    "total_mismatch": (406, _("The items add up to %(path)s, but the document says %(value)s.")),
    "too_many_items": (413, _("The cart has %(path)s items; at most %(value)s can be read.")),
    "repeated_aux_id": (406, _("The auxiliary id “%(value)s” stands on two items.")),
}


class ProtocolError(Exception):
    """A document that cannot be read exactly, or may not be accepted.

    :ivar str reason: a key of :data:`REASONS`
    :ivar int status: cXML status code (cXML Reference Guide, "Status") for the sender
    :ivar str path: where in the document, e.g. ``ItemIn[2]/ItemDetail/UnitPrice/Money``
    :ivar str value: what stood there, shortened to 80 characters
    """

    def __init__(self, reason, path="", value=""):
        self.reason = reason
        self.status, self.template = REASONS[reason]
        self.path = path
        self.value = value if len(value) <= 80 else f"{value[:79]}…"
        super().__init__(self.template % self.params)

    @property
    def params(self):
        """Values for the sentence's placeholders.

        :rtype: dict[str, str]
        """
        return {"path": self.path, "value": self.value}
