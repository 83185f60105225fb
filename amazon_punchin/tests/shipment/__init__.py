from . import test_shipping
