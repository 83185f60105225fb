from . import (
    amazon_punchin_cancellation,
    amazon_punchin_decision,
    amazon_punchin_home,
    amazon_punchin_inbox_password,
    amazon_punchin_preview,
    amazon_punchin_rule_tester,
)
