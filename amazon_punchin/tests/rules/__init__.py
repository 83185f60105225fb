from . import test_item_rules, test_tester
