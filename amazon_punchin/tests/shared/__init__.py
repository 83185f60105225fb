from . import test_companies, test_values, test_version
