from . import test_deadline, test_destination, test_guard, test_soap
