from . import (
    test_cart_charges,
    test_cart_to_order,
    test_coding,
    test_inbox,
    test_lock,
    test_protocol,
    test_return,
    test_roles,
    test_same_moment,
    test_sending,
    test_shop,
    test_tours,
)
