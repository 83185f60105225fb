# Odoo wants them before the models that inherit from them.
from . import amazon_punchin_condition_mixin, amazon_punchin_gateway_mixin

# isort: split
from . import (
    account_analytic_account,
    account_tax,
    amazon_punchin_approval,
    amazon_punchin_approval_decision,
    amazon_punchin_approval_mixin,
    amazon_punchin_approval_rule,
    amazon_punchin_cart_mixin,
    amazon_punchin_config,
    amazon_punchin_config_catalog,
    amazon_punchin_delegation,
    amazon_punchin_extrinsic,
    amazon_punchin_hold_mixin,
    amazon_punchin_item_rule,
    amazon_punchin_location,
    amazon_punchin_message,
    amazon_punchin_person,
    amazon_punchin_policy_mixin,
    amazon_punchin_sending_mixin,
    amazon_punchin_session,
    amazon_punchin_unspsc,
    hr_employee,
    ir_http,
    ir_rule,
    mail_activity,
    product_product,
    purchase_order,
    purchase_order_line,
    res_users,
)
