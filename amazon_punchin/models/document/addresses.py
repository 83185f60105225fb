from odoo import models

from ... import protocol


class AmazonPunchinMessage(models.Model):
    """What a document of Amazon's server tells beside what it is about: where goods go."""

    _inherit = "amazon.punchin.message"

    def _learn_addresses(self):
        """Remember the delivery addresses of a document that has been processed."""
        if self.state != "processed" or self.document not in self._inbox_handlers():
            return
        data = self._raw_bytes()
        if b"shipto" in data.lower():
            for seen in protocol.ship_to.find(protocol.document.parse(data)):
                self.env["amazon.punchin.address"]._learn(self.config_id, seen)
