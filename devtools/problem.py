"""The one exception that a person is meant to read."""


class Problem(Exception):
    """Something the reader can fix; its text says what and how."""
