from . import (
    test_answer,
    test_baskets_at_once,
    test_budget,
    test_buyer_tours,
    test_cancel,
    test_cart_to_order,
    test_charges,
    test_coding,
    test_home,
    test_lock,
    test_order_states,
    test_send,
)
