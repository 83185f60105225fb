"""Who must approve an order, step by step, and who did; orders, activities and the hold call it."""

from . import (
    analytic_account,
    config,
    decide,
    decision,
    delegation,
    form,
    history,
    mail_activity,
    order,
    promise,
    request,
    res_users,
    rule,
    step,
)
