from . import test_late, test_receipts_by_people, test_receiving_screens, test_unreceived
