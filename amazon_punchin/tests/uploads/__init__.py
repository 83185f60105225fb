from . import test_tables
