from . import (
    test_call_causes,
    test_deadline,
    test_destination,
    test_guard,
    test_redirect,
    test_soap,
    test_soap_servers,
)
