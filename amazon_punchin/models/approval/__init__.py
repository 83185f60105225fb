"""Who must agree to an order, step by step, and who did; orders, activities and the hold call it."""

from . import (
    analytic_account,
    config,
    decide,
    decision,
    delegation,
    form,
    mail_activity,
    order,
    promise,
    res_users,
    rule,
    step,
)
