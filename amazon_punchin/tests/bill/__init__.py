from . import (
    test_accountant_access,
    test_accountant_tours,
    test_amounts,
    test_invoice_at_once,
    test_invoice_inbox,
    test_invoice_samples,
    test_invoice_to_bill,
)
