"""StatusUpdateRequest and ProfileRequest: what Amazon's server says and asks besides."""

from .writer import node


def status_update(order):
    """A StatusUpdateRequest: the OrderRequest was handed on.

    :param order: the OrderRequest.
    """
    return node(
        "StatusUpdateRequest",
        node("DocumentReference", payloadID=order.payload_id),
        node("Status", "The order was handed on to the seller.", code="200", text="OK"),
    )


def profile_request():
    """A ProfileRequest: which documents are understood?"""
    return node("ProfileRequest")
