import subprocess
import sys

from devtools import cache


def test_it_starts_on_a_bare_machine():
    """With nothing but the standard library: no site-packages, no environment."""
    result = subprocess.run(
        [sys.executable, "-E", "-S", "-s", cache.REPOSITORY / "dev", "help"],
        capture_output=True,
        text=True,
        check=False,
        env={"AMAZON_PUNCHIN_CACHE": str(cache.folder())},
    )
    assert result.returncode == 0, result.stderr
    assert "./dev COMMAND" in result.stdout


def test_an_unknown_command_fails():
    result = subprocess.run([cache.REPOSITORY / "dev", "fly"], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "There is no command fly" in result.stderr
