from . import (
    amazon_punchin_credentials,
    amazon_punchin_decision,
    amazon_punchin_mode_change,
    amazon_punchin_rule_tester,
)
