from . import amazon_punchin_decision, amazon_punchin_home, amazon_punchin_rule_tester
