"""Analytic distributions: which accounts pay which part, as Odoo's analytic widget stores it.

A dictionary, as Odoo's ``analytic.mixin`` has it: ids of accounts, of several plans separated by commas, to a
percentage. What is written is checked; what is read may be older than the check, so what cannot be read is left out.
"""

import math
import re

from odoo.exceptions import ValidationError

#: More accounts than these pay for nothing that is bought.
_MOST = 100

_ACCOUNTS = re.compile(r"[1-9]\d{0,8}(?:,[1-9]\d{0,8})*", re.ASCII)


def readable(distribution):
    """The parts of a distribution that can be read.

    :param object distribution: a value of a Json field
    :return: ids of accounts to a percentage
    :rtype: dict[str, float]
    """
    if not isinstance(distribution, dict):
        return {}
    return {key: share for key, share in distribution.items() if _ACCOUNTS.fullmatch(key) and _is_percentage(share)}


def account_ids(distribution):
    """The accounts that a distribution names, whether they exist or not.

    :param object distribution: a value of a Json field
    :return: ids, each once, in the order in which they are named
    :rtype: list[int]
    """
    return list(dict.fromkeys(int(part) for key in readable(distribution) for part in key.split(",")))


def check_form(env, distribution):
    """Refuse what is no distribution.

    :param odoo.api.Environment env: whose language
    :param object distribution: about to be stored, or stored just now
    :raises ValidationError: it is refused
    """
    if distribution and (readable(distribution) != distribution or len(distribution) > _MOST):
        raise ValidationError(
            env._("This budget cannot be read. Choose analytic accounts, each with a percentage from 0 to 100.")
        )


def check(env, distribution, companies):
    """Refuse what is no distribution, and accounts that do not exist or are another company's.

    How much of a plan must be distributed is Odoo's to say, when an order is confirmed.

    :param odoo.api.Environment env: whose language
    :param object distribution: about to be stored, or stored just now
    :param res.company companies: whose it is; empty: every company's, so that only shared accounts are taken
    :raises ValidationError: it is refused
    """
    check_form(env, distribution)
    ids = account_ids(distribution)
    if not ids:
        return
    accounts = env["account.analytic.account"].sudo().with_context(active_test=False)
    for company in companies or [companies]:
        if len(accounts.search([("id", "in", ids), *accounts._check_company_domain(company)])) < len(ids):
            raise ValidationError(
                env._("An analytic account of this budget was deleted or belongs to another company. Choose another.")
            )


def _is_percentage(share):
    # Odoo's widget adds parts up without rounding them.
    return type(share) in (int, float) and math.isfinite(share) and 0 <= round(share, 6) <= 100
