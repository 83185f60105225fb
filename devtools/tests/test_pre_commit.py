import json
import re

from devtools import cache, venv

CONFIG = (cache.REPOSITORY / ".pre-commit-config.yaml").read_text()


def test_hooks_are_as_pinned_as_the_linters_of_dev():
    pins = set(venv.REQUIREMENTS.read_text().split())
    hooks = set(re.findall(r"[\w-]+==[\d.]+", CONFIG))
    assert len(hooks) == 5
    assert hooks <= pins


def test_hooks_of_node_are_as_pinned_as_those_of_dev():
    pins = json.loads(venv.REQUIREMENTS.with_name("package.json").read_text())["dependencies"]
    hooks = dict(re.findall(r"([@\w/-]+)@(\d[\d.]+)", CONFIG))
    assert len(hooks) == 2
    assert hooks.items() <= pins.items()
