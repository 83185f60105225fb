from . import (
    test_inbox,
    test_inbox_samples,
    test_inbox_strangers,
    test_jobs,
    test_log,
    test_log_tours,
    test_message_states,
    test_parsed_once,
    test_retention,
    test_secrets,
    test_server_log,
    test_strangers,
)
