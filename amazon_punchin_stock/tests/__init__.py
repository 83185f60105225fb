from . import test_lock, test_parcels, test_receipts, test_rights, test_scheduler, test_where
