from . import test_lock, test_scheduler
