from . import (
    test_access,
    test_approver_tours,
    test_causes,
    test_deciders_at_once,
    test_hold,
    test_hold_rounds,
    test_http,
    test_promise,
    test_recoding,
    test_requests,
    test_rules,
    test_steps,
)
