import pytest

from devtools import pins
from devtools.problem import Problem

_YANKED = """\
WARNING: The candidate selected for download or install is a yanked version: 'attrs' candidate (version 21.1.0 at \
https://files.example.com/attrs-21.1.0-py2.py3-none-any.whl (from https://registry.example.com/simple/attrs/) \
(requires-python:>=2.7))
Reason for being yanked: <none given>"""
_GONE = """\
ERROR: Could not find a version that satisfies the requirement six==99 (from versions: 1.16.0, 1.17.0)
ERROR: No matching distribution found for six==99"""
_OFFLINE = """\
WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after connection broken by \
'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object>: Failed to establish a new connection')'
ERROR: Could not find a version that satisfies the requirement six==1.17.0 (from versions: none)
ERROR: No matching distribution found for six==1.17.0"""


@pytest.mark.parametrize(
    ("code", "said", "sentence"),
    [
        (0, _YANKED, "attrs 21.1.0 was withdrawn: <none given>"),
        (1, f"{_YANKED}\n{_OFFLINE}", "attrs 21.1.0 was withdrawn"),
        (1, _GONE, "no longer has six==99"),
        (2, "ERROR: Invalid requirement", "pip failed"),
    ],
)
def test_what_is_wrong_with_a_pinned_release_is_told(code, said, sentence):
    with pytest.raises(Problem, match=sentence):
        pins.judge(code, said)


def test_without_a_registry_it_says_that_it_was_skipped(capsys):
    pins.judge(1, _OFFLINE)
    assert "skipped" in capsys.readouterr().out


def test_nothing_is_wrong(capsys):
    pins.judge(0, "")
    assert capsys.readouterr().out == ""


def test_pip_that_reaches_nobody_fails_no_lint(tmp_path, monkeypatch, capsys):
    """Pip itself, whose registry is a closed port."""
    pinned = tmp_path / "requirements.txt"
    pinned.write_text("amazon-punchin-that-nobody-has==1\n")
    monkeypatch.setattr(pins.venv, "REQUIREMENTS", pinned)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "")
    pins.check()
    assert "skipped" in capsys.readouterr().out
