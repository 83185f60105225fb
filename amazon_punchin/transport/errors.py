"""What can happen to a document on its way, as the sender must tell it apart."""

#: What a WSDL may lack.
FLAWS = {
    "service": "no such service",
    "port": "no such port for SOAP",
    "address": "no address to call",
    "operation": "no such operation",
    "argument": "no such argument",
    "not_text": "an argument that takes no text",
    "incomplete": "other arguments are required",
    "silent": "an answer that can hold no document",
}

#: What else may be wrong than an HTTP status tells.
CAUSES = (
    *("unreachable", "certificate", "broken_off", "answer_too_large", "redirected", "wsdl", "wsdl_redirected", "fault"),
    *(f"wsdl_{flaw}" for flaw in FLAWS),
)

#: What an HTTP status tells; the first that fits counts.
_STATUS = (
    (range(1, 400), "not_cxml_answer"),
    ((401, 403, 407), "bad_credentials"),
    ((404, 405, 410), "nothing_there"),
    ((408,), "timeout"),
    ((409,), "conflict"),
    ((429,), "out_of_order"),
    (range(400, 500), "not_accepted"),
    (range(500, 1000), "out_of_order"),
)

#: Every cause.
CODES = (*CAUSES, *dict.fromkeys(code for _statuses, code in _STATUS))


def _code_of(status):
    return next((code for statuses, code in _STATUS if status in statuses), "broken_off")


class TransportError(Exception):
    """Base of those below. Its text names the cause, never the document or a secret.

    :ivar str code: names the cause, for a sentence of it
    :ivar bool timed_out: whether the other side took longer than anybody waits
    :ivar int status: HTTP status of the answer; 0 if none came
    :ivar bytes answer: its body; empty if none came
    :ivar int pause: so many seconds the other side asks to be left alone; 0 if it does not say so
    """

    #: Host of another address to which the other side leads on; empty if it does not.
    target = ""
    #: Which part of a WSDL was looked for, and those that there are.
    name, offered = "", ()

    def __init__(self, cause="", status=0, answer=b"", pause=0, code=""):
        super().__init__(cause)
        self.code = code or _code_of(status)
        self.timed_out = False
        self.status = status
        self.answer = answer
        self.pause = pause


class NotDelivered(TransportError):
    """Nothing of the document left, or the other side asks for it again later: the same one may be sent again."""


class Unfit(NotDelivered):
    """A gateway's WSDL does not have what the gateway is called by: trying again changes nothing.

    :ivar str flaw: what it lacks, a key of :data:`FLAWS`
    :ivar str name: which one was looked for
    :ivar tuple[str, ...] offered: those that there are
    """

    def __init__(self, flaw, name="", offered=()):
        super().__init__(f"WSDL: {FLAWS[flaw]}", code=f"wsdl_{flaw}")
        self.flaw = flaw
        self.name = name
        self.offered = tuple(offered)


class AnswerLost(TransportError):
    """The document left, and no answer says what became of it: sending it as new would order twice."""


class Refused(TransportError):
    """The server answered that it will not take the document: trying again changes nothing."""


class Redirected(Refused):
    """The server leads on to another address.

    :ivar str target: the other address's host; may be empty
    """

    def __init__(self, cause, target, status=0):
        super().__init__(cause, status, code="redirected")
        self.target = target


class Fault(TransportError):
    """A gateway answered with a SOAP fault.

    :ivar str said: its code and its reason in the gateway's words, which may quote the document and its secret
    :ivar bytes document: cXML with the Status that stands in it; empty if none does
    :ivar bool is_refusal: whether it says that the document was not taken
    :ivar bool is_unauthorized: whether it says that the gateway does not know who sends
    """

    def __init__(self, status, answer, said, document, is_refusal, is_unauthorized):
        super().__init__("SOAP fault", status, answer, code="fault")
        self.said = said
        self.document = document
        self.is_refusal = is_refusal
        self.is_unauthorized = is_unauthorized
