"""Odoo's own `test_lint`, on our addons alone: `python -m devtools.odoo_lint DATABASE`, in the virtual environment."""

import importlib
import sys
from unittest import TestCase, defaultTestLoader
from unittest.mock import patch

import odoo.modules.registry
import odoo.tests.loader
from odoo.modules import Manifest
from odoo.tests.suite import OdooSuite
from odoo.tools import config

from odoo.addons.test_lint.tests import test_manifests

from devtools import addons, cache

_MODULES = [
    *("docstring", "dunderinit", "i18n", "index", "jstranslate", "manifests", "naming", "onchange_domains"),
    *("orm_import", "override_signatures", "pofile", "pylint", "routes", "test_holes"),
]

#: A key of OCA's manifests that Odoo's check does not know.
_OCA_KEY = "maintainers"


def main(database: str) -> int:
    """Run the checks on a database that has our addons installed.

    :return: the exit code
    """
    config.parse_config([f"--database={database}", "--log-level=warn"], setup_logging=True)
    odoo.modules.registry.Registry(database)
    config["test_enable"] = True
    ours = addons.ours()
    manifests = [Manifest.for_addon(name) for name in ours]
    with (
        patch.object(Manifest, "all_addon_manifests", lambda: manifests),
        patch.object(config, "root_path", str(cache.REPOSITORY / ours[0])),
        patch.object(test_manifests, "MANIFEST_KEYS", test_manifests.MANIFEST_KEYS | {_OCA_KEY}),
    ):
        suite = OdooSuite(_tests())
        result = odoo.tests.loader.run_suite(suite)
    return 0 if result.testsRun and result.wasSuccessful() and not result.skipped else 1


def _tests() -> list[TestCase]:
    found = []
    for name in _MODULES:
        module = importlib.import_module(f"odoo.addons.test_lint.tests.test_{name}")
        for group in defaultTestLoader.loadTestsFromModule(module):
            found.extend(group)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
