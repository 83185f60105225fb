"""What Amazon's server says and asks besides."""

from ..cxml.inquiry import profile_request, status_update
from .action import Actions
from .outbox import post

actions = Actions("Status and profile")


@actions("Send the order's status")
def send_status(state, order, wish):
    """Say that the order was handed on to the seller (StatusUpdateRequest)."""
    post(state, order, status_update(order.request))


@actions("Ask for the profile")
def ask_profile(state, order, wish):
    """Ask which documents the inbox understands (ProfileRequest)."""
    post(state, order, profile_request())
