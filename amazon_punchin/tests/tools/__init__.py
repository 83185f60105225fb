from . import test_network, test_problem_text, test_wording
