"""Why Odoo does not take, or cannot use, what Amazon's server sends."""


def _compare_with_amazon(env, _values):
    return env._("Check at Amazon which order it is for.")


def _find_in_log(env, _values):
    return env._("Ask an Odoo administrator to look into the server log, then process the document again.")


PROBLEMS = {
    "wrong_credentials": (
        lambda env, _values: env._("The user name, password or shared secret is wrong."),
        lambda env, _values: env._("At Amazon, enter those shown on the Inbox tab in Odoo."),
    ),
    "too_many_attempts": (
        lambda env, _values: env._("Too many attempts with wrong credentials came from this address."),
        lambda env, values: env._("Wait %(seconds)s seconds, then use the right ones.", **values),
    ),
    "too_large_post": (
        lambda env, values: env._(
            "A document of more than %(megabytes)s MB arrived and could not be stored.", **values
        ),
        lambda env, _values: env._("Look it up at Amazon."),
    ),
    "unsupported": (
        lambda env, values: env._("Documents of type %(type)s are not supported.", **values),
        lambda env, _values: env._(
            "At Amazon, enter the inbox URL only where confirmations, ship notices and invoices go."
        ),
    ),
    "stopped": (
        lambda env, _values: env._("Odoo tried to process the document several times and was stopped each time."),
        _find_in_log,
    ),
    "internal": (
        lambda env, values: env._(
            "An internal error occurred. The server log has it by the number %(number)s.", **values
        ),
        _find_in_log,
    ),
    "no_order": (
        lambda env, values: env._("This Amazon group has no order %(order)s.", **values),
        _compare_with_amazon,
    ),
    "two_orders": (
        lambda env, values: env._(
            "The document names two orders: %(number)s, and %(other)s by the id %(id)s.", **values
        ),
        _compare_with_amazon,
    ),
    "no_line": (
        lambda env, values: env._("%(order)s has no line %(line)s.", **values),
        lambda env, _values: env._("Compare the order with the one at Amazon."),
    ),
    "not_ordered": (
        lambda env, values: env._(
            "%(order)s was not ordered at Amazon, so Amazon's answer cannot be applied.", **values
        ),
        _compare_with_amazon,
    ),
    "over": (
        lambda env, values: env._(
            "%(order)s has ended in Odoo (%(state)s), so Amazon's answer cannot be applied.", **values
        ),
        lambda env, _values: env._("Check at Amazon whether the order is still delivered."),
    ),
    "never_sent": (
        lambda env, values: env._("%(order)s was never sent to Amazon, so Amazon cannot bill it.", **values),
        _compare_with_amazon,
    ),
    "other_currency": (
        lambda env, values: env._("The document is in %(found)s, but %(order)s is in %(expected)s.", **values),
        lambda env, _values: env._("Ask Amazon for a document in the order's currency."),
    ),
    "no_bill_to_cancel": (
        lambda env, values: env._("Amazon cancelled invoice %(number)s, but there is no bill for it.", **values),
        lambda env, _values: env._("If the invoice still comes, Odoo cancels its bill by itself."),
    ),
    "billed_already": (
        lambda env, values: env._(
            "Invoice %(number)s already exists as %(bill)s; no second bill is created.", **values
        ),
        lambda env, _values: env._("Nothing needs to be done."),
    ),
    "billed_otherwise": (
        lambda env, values: env._(
            "Invoice %(number)s already exists as %(bill)s of %(old)s, but it now comes to %(new)s. No second bill "
            "is created.",
            **values,
        ),
        lambda env, _values: env._(
            "Ask Amazon which is right; once the bill is cancelled, the document can be processed again."
        ),
    ),
    "bill_deleted": (
        lambda env, _values: env._("Its bill was deleted."),
        lambda env, _values: env._("Process the document again to create a new one."),
    ),
    "invoice_currency": (
        lambda env, values: env._("The invoice is in %(currency)s, which is not active in Odoo.", **values),
        lambda env, values: env._("%(who)s can activate it in Odoo, under Currencies.", **values),
    ),
    "no_journal": (
        lambda env, values: env._("%(company)s has no purchase journal, which every bill needs.", **values),
        lambda env, values: env._("%(who)s can add one in Odoo, under Journals.", **values),
    ),
}
