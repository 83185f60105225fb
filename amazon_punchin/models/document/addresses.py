from odoo import models

from ... import protocol


class AmazonPunchinMessage(models.Model):
    """What a document of Amazon's server tells beside what it is about: where goods go."""

    _inherit = "amazon.punchin.message"

    def _learn_addresses(self, received):
        """Remember the delivery addresses of a document.

        :param amazon_punchin.protocol.received.Received received: the document
        """
        for seen in protocol.ship_to.find(received.root):
            self.env["amazon.punchin.address"]._learn(self.config_id, seen)
