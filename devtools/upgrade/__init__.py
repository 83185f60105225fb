"""`./dev upgrade`: databases of landed versions, filled, and upgraded to the code as it is; nothing may get lost.

In the end the addon is uninstalled: Purchase goes on without it, and it can come back.
"""
