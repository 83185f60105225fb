"""Work that nobody waits for longer than they mean to."""

import threading


class Task(threading.Thread):
    """Work in a thread of its own: looking up a name cannot be interrupted, only left behind."""

    def __init__(self, work):
        """Prepare it.

        :param collections.abc.Callable work: without arguments
        """
        super().__init__(daemon=True, name="amazon_punchin.transport")
        self._work = work
        self._result = None

    def run(self):
        """Work."""
        try:
            self._result = (self._work(), None)
        except BaseException as error:
            self._result = (None, error)

    def result(self, seconds):
        """Work, and wait for it.

        :param float seconds: how long
        :return: what the work gives
        :raises TimeoutError: it goes on without us
        """
        self.start()
        self.join(seconds)
        if self._result is None:
            raise TimeoutError
        found, error = self._result
        if error is not None:
            raise error
        return found
