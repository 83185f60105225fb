from . import test_destination, test_guard, test_soap
