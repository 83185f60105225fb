"""Credentials, passwords and the change of mode."""

from . import credentials, inbox_password, mode_change
