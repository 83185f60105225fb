from . import (
    amazon_punchin_decision,
    amazon_punchin_import_mixin,
    amazon_punchin_person_import,
    amazon_punchin_person_import_line,
    amazon_punchin_rule_tester,
)
