import sys
import time

import psutil

from devtools.process import beside

_LEAVES_A_CHILD = """
import subprocess, sys
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid, flush=True)
"""


def test_children_that_were_left_behind_are_stopped_too(tmp_path):
    log = tmp_path / "log"
    with beside([sys.executable, "-c", _LEAVES_A_CHILD], log) as process:
        process.wait(10)
        child = psutil.Process(int(log.read_text()))
        assert child.is_running()
    for _patience in range(50):
        if not child.is_running() or child.status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.1)
    raise AssertionError(f"{child} still runs")
