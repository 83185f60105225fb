import re
from pathlib import Path

from odoo.tests import BaseCase

from ..models.document import state as document_state
from ..models.order import state as order_state

_PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"


class TestArchitecture(BaseCase):
    """The architecture page draws the states as the code has them."""

    def test_diagrams_of_states(self):
        if not _PAGE.is_file():
            self.skipTest("docs/architecture.md comes with the repository, not with the addon")
        text = _PAGE.read_text()
        for module, place in ((order_state, "models/order/state.py"), (document_state, "models/document/state.py")):
            with self.subTest(place=place):
                [drawn] = re.findall(
                    rf"<!-- {place}: begin -->\n```mermaid\n(.*?)\n?```\n<!-- {place}: end -->", text, re.DOTALL
                )
                self.assertEqual(drawn, module.diagram())
