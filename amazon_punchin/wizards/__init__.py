# Odoo wants it before the models that inherit from it.
from . import amazon_punchin_import_mixin

# isort: split
from . import (
    amazon_punchin_address_candidate,
    amazon_punchin_address_difference,
    amazon_punchin_address_import,
    amazon_punchin_address_match,
    amazon_punchin_cancellation,
    amazon_punchin_credentials,
    amazon_punchin_decision,
    amazon_punchin_home,
    amazon_punchin_inbox_password,
    amazon_punchin_mode_change,
    amazon_punchin_person_import,
    amazon_punchin_person_import_line,
    amazon_punchin_preview,
    amazon_punchin_rule_tester,
)
