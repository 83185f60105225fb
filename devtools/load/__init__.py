"""`./dev load`: many clients at once on the roads that people and Amazon's server use, beside Odoo's own `create`."""
