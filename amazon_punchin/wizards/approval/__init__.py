"""The window in which an approver decides."""

from . import decision
