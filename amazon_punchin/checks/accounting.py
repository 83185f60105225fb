"""Step 3: what bookkeeping needs."""

from ..tools.const import ACCOUNT_TYPES
from ..tools.wording import field_label
from .verdict import done, judged, problem


def accounts(config):
    """The default account is usable, and so are the products of tax and shipping."""
    env = config.env
    problems = []
    account = config.account_id
    if account and not account.active:
        problems.append(env._("The default account “%s” is archived.", account.display_name))
    if account and config.company_id not in account.company_ids:
        problems.append(env._("The default account “%s” belongs to another company.", account.display_name))
    if account and account.account_type not in ACCOUNT_TYPES:
        problems.append(env._("The default account “%s” is none for purchases.", account.display_name))
    if config.require_account and not account and not _expense_accounts(config):
        problems.append(
            env._(
                "“%s” has no expense account that buyers could choose: set up its chart of accounts.", _company(config)
            )
        )
    for name in ("tax_product_id", "shipping_product_id"):
        field, product = field_label(config, name), config[name]
        if not product:
            problems.append(env._("“%s” is empty.", field))
        elif not (product.active and product.purchase_ok):
            problems.append(env._("“%(field)s” cannot be purchased: %(product)s", field=field, product=product.name))
        elif product.company_id - config.company_id.parent_ids:
            problems.append(
                env._("“%(field)s” belongs to another company: %(product)s", field=field, product=product.name)
            )
    if account:
        return judged(problems, env._("Orders are coded with “%s” unless their buyer chooses another.", account.name))
    return judged(problems, env._("Buyers choose the account; the products of tax and shipping are there."))


def taxes(config):
    """Amazon's taxes can become taxes of Odoo's, where the configuration wants that."""
    env = config.env
    if config.tax_handling == "charge":
        return done(env._("Amazon's tax becomes a charge line."))
    if config.marketplace == "US":
        return done(env._("Amazon names no rates in this marketplace: its tax becomes a charge line."))
    found = config._matchable_taxes()
    if not found:
        return problem(
            env._(
                "“%s” has no purchase tax in percent that Amazon's taxes could become: set up its taxes, or add "
                "Amazon's tax as a charge.",
                _company(config),
            )
        )
    rates = sorted({f"{tax.amount:g} %" for tax in found})
    return done(env._("These rates become taxes of Odoo's: %s. Others become a charge line.", ", ".join(rates)))


def _expense_accounts(config):
    domain = [
        *config.env["account.account"]._check_company_domain(config.company_id),
        ("account_type", "in", ACCOUNT_TYPES),
    ]
    return config.env["account.account"].with_company(config.company_id).search_count(domain, limit=1)


def _company(config):
    return config.company_id.name
