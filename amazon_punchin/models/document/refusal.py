from odoo.exceptions import UserError


class DocumentRefused(UserError):
    """Nothing can be made of a document that can be read.

    :ivar int status: cXML status code for its sender
    """

    def __init__(self, reason, status=406, remember=None):
        """Say why.

        :param str reason: a sentence
        :param int status: cXML status code for its sender
        :param collections.abc.Callable | None remember: writes down what shall be known of it, when all that was begun
            with the document has been undone
        """
        super().__init__(reason)
        self.status = status
        self._remember = remember

    def remember(self):
        """Write down what shall be known of the document all the same."""
        if self._remember:
            self._remember()
