"""`./dev attack`: what an attacker, a dying worker or a hanging Amazon can do to a running server."""

#: What can be attacked alone; the last one leaves the most behind.
PARTS = ("companies", "kills", "hanging", "posts")
