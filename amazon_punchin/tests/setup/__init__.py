from . import (
    test_administrator_tours,
    test_checks,
    test_connection_check,
    test_credentials_sheet,
    test_gateway,
    test_inbox_credentials,
    test_kept_fields,
    test_live_addresses,
    test_mode,
    test_own_doors,
    test_secret_slots,
    test_secrets_same_moment,
)
