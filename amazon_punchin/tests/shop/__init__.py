from . import test_looks, test_return, test_session
