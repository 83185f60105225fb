"""Whether a document of ours keeps to cXML: as the other company reads it, and by the DTDs if they are there.

The DTDs and the sample documents are others' work and not in this repository; CONTRIBUTING says how to get them.
"""

import os
import unittest
from pathlib import Path

from lxml import etree

from ..protocol import document

try:
    from odoo.addons.amazon_sandbox.cxml.grammar import check_grammar
except ImportError:
    check_grammar = None

FOLDER = Path(os.environ.get("AMAZON_PUNCHIN_CXML", ""))
SAMPLES = FOLDER / "samples"
DTDS = FOLDER / "dtd"

needs_samples = unittest.skipUnless(
    FOLDER.name and SAMPLES.is_dir(),
    "AMAZON_PUNCHIN_CXML names no folder with sample documents in its folder “samples”",
)
needs_dtds = unittest.skipUnless(
    FOLDER.name and DTDS.is_dir(),
    "AMAZON_PUNCHIN_CXML names no folder with cXML's DTDs in its folder “dtd”: unpack cXML.zip of cxml.org there",
)


def sample(name):
    """Read a document of another system.

    :param str name: of the file, without its ending
    :rtype: bytes
    """
    return (SAMPLES / f"{name}.xml").read_bytes()


def samples():
    """Read all of them.

    :return: name to bytes
    :rtype: dict[str, bytes]
    """
    return {path.stem: sample(path.stem) for path in sorted(SAMPLES.glob("*.xml"))}


def dtd(name="cXML"):
    """Read one of cXML's DTDs.

    :param str name: of the file, without its ending
    :rtype: lxml.etree.DTD
    """
    return etree.DTD(str(DTDS / f"{name}.dtd"))


class CxmlAssertions:
    """What a test asserts of a document that we send."""

    def assertReadByAmazon(self, data):
        """The sandbox's own grammar has nothing against the document."""
        if check_grammar is None:
            self.skipTest("amazon_sandbox is not beside the addon")
        check_grammar(document.parse(data))

    def assertValid(self, data, name="cXML"):
        """The DTD has nothing against the document."""
        grammar = dtd(name)
        self.assertTrue(grammar.validate(document.parse(data)), grammar.error_log)
