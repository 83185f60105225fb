"""What can happen to a document on its way, as the sender must tell it apart."""


class TransportError(Exception):
    """Base of those below. Its text names the cause, never the document or a secret.

    :ivar bool timed_out: whether the other side took longer than anybody waits
    """

    timed_out = False


class NotDelivered(TransportError):
    """The other side did not take the document: the same one may be sent again."""


class AnswerLost(TransportError):
    """The document may have arrived, but no usable answer came: sending it as new would order twice."""


class Refused(TransportError):
    """The server answered that it will not take the document: trying again changes nothing."""


class Redirected(Refused):
    """The server leads on to another address.

    :ivar str target: the other address's host; may be empty
    """

    def __init__(self, cause, target):
        super().__init__(cause)
        self.target = target
