from . import test_bounds, test_tables
