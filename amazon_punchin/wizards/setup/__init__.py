"""Credentials, passwords, the change of mode, and the end."""

from . import credentials, inbox_password, mode_change, uninstall
