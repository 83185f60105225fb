"""`./dev demo`: purchases all the way over HTTP, between Odoo and the stand-in for Amazon, printed as a timeline.

Runs in the virtual environment, where requests, lxml and rich are.
"""
