"""Step 3: what bookkeeping needs."""

from ..tools.const import ACCOUNT_TYPES
from ..tools.wording import field_label
from .fix import Fix, on_form
from .verdict import done, judged, problem


def accounts(config):
    """The default account is usable, and so are the products of tax and shipping."""
    env = config.env
    problems = []
    account = config.account_id
    if account and not account.active:
        problems.append(
            problem(env._("The default account “%s” is archived.", account.display_name), on_form(config, "account_id"))
        )
    if account and config.company_id not in account.company_ids:
        problems.append(
            problem(
                env._("The default account “%s” belongs to another company.", account.display_name),
                on_form(config, "account_id"),
            )
        )
    if account and account.account_type not in ACCOUNT_TYPES:
        problems.append(
            problem(
                env._("The default account “%s” is not a purchase account.", account.display_name),
                on_form(config, "account_id"),
            )
        )
    if config.require_account and not account and not _expense_accounts(config):
        problems.append(
            problem(
                env._(
                    "“%s” has no expense account that buyers could choose: set up its chart of accounts.",
                    _company(config),
                ),
                _accounting_settings(env),
                on_form(config, "require_account"),
            )
        )
    for name in ("tax_product_id", "shipping_product_id"):
        field, product = field_label(config, name), config[name]
        if not product:
            problems.append(problem(env._("“%s” is empty.", field), on_form(config, name)))
        elif not (product.active and product.purchase_ok):
            problems.append(
                problem(
                    env._("“%(field)s” cannot be purchased: %(product)s", field=field, product=product.name),
                    on_form(config, name),
                )
            )
        elif product.company_id - config.company_id.parent_ids:
            problems.append(
                problem(
                    env._("“%(field)s” belongs to another company: %(product)s", field=field, product=product.name),
                    on_form(config, name),
                )
            )
    if account:
        return judged(
            problems, env._("Orders are coded with “%s” unless the buyer chooses another account.", account.name)
        )
    return judged(problems, env._("Buyers choose the account. The products for tax and shipping are set."))


def coding(config):
    """What an order needs to be confirmed can be filled in: there is something to choose."""
    env = config.env
    if config.require_department and not config._has_department():
        return problem(
            env._(
                "A department is required to confirm an order, but “%s” has none: add one in Employees, or clear "
                "“Department Required”.",
                _company(config),
            ),
            on_form(config, "require_department"),
        )
    sentences = [_sentence_of_required(config)]
    if config.require_budget and not config._requires_budget():
        sentences.append(
            env._("No analytic plan for purchases has an account yet: no budget is asked for until one has.")
        )
    return done("\n".join(sentences))


def _sentence_of_required(config):
    env = config.env
    required = [
        (config.require_location, env._("Location"), config.location_id),
        (config.require_department, env._("Department"), config.department_id),
        (config._requires_budget(), env._("Budget"), config.analytic_distribution),
        (config.require_account, env._("Account"), config.account_id),
    ]
    filled = [label for is_required, label, default in required if is_required and default]
    chosen = [label for is_required, label, default in required if is_required and not default]
    return " ".join(
        sentence
        for found, sentence in (
            (filled, env._("Filled in on each order: %s.", ", ".join(filled))),
            (chosen, env._("Chosen by buyers before they confirm: %s.", ", ".join(chosen))),
            (not filled and not chosen, env._("Orders are confirmed without any coding.")),
        )
        if found
    )


def _accounting_settings(env):
    label = env._("Settings › Invoicing")
    return Fix(label, (("action", "account.action_account_config"), ("system", True)))


def taxes(config):
    """Amazon's taxes can become taxes of Odoo's, where the configuration wants that."""
    env = config.env
    if config.tax_handling == "charge":
        return done(env._("Amazon's tax becomes a charge line."))
    if config.marketplace == "US":
        return done(env._("Amazon gives no tax rates in this marketplace, so its tax becomes a charge line."))
    found = config._matchable_taxes()
    if not found:
        return problem(
            env._(
                "“%s” has no percentage purchase tax that Amazon's taxes could become: set up its taxes, or add "
                "Amazon's tax as a charge.",
                _company(config),
            ),
            on_form(config, "tax_handling"),
            _accounting_settings(env),
        )
    rates = sorted({tax._amazon_choice().rate for tax in found})
    named = ", ".join(f"{rate.normalize():f} %" for rate in rates)
    return done(env._("These rates become Odoo taxes: %s. Others become a charge line.", named))


def _expense_accounts(config):
    domain = [
        *config.env["account.account"]._check_company_domain(config.company_id),
        ("account_type", "in", ACCOUNT_TYPES),
    ]
    return config.env["account.account"].with_company(config.company_id).search_count(domain, limit=1)


def _company(config):
    return config.company_id.name
