"""`./dev replay`: what Odoo makes of a folder of documents."""
