"""`./dev demo`: purchases all the way over HTTP, between Odoo and the stand-in for Amazon, told step by step."""
