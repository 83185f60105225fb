from . import test_channels, test_jobs, test_runs
