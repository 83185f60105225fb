from . import (
    test_confirmation,
    test_dates,
    test_documents,
    test_encoding,
    test_foreign_documents,
    test_invoice,
    test_mime,
    test_ship_notice,
    test_status,
    test_validity,
)
