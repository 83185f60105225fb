from odoo import fields, models
from odoo.exceptions import UserError

from ...protocol.envelope import Credential, Parties


class AmazonPunchinConfig(models.Model):
    """Who we are to Amazon, and Amazon to us: the identities in every document."""

    _inherit = "amazon.punchin.config"

    buyer_domain = fields.Char(
        string="Own Domain",
        required=True,
        default="NetworkId",
        help="The directory in which the own identity stands; Amazon shows it as domain of the From identity.",
    )
    buyer_identity = fields.Char(
        string="Own Identity",
        tracking=True,
        help="By this name Amazon knows the punch-in group; Amazon shows it as From identity.",
    )
    amazon_domain = fields.Char(
        string="Amazon's Domain",
        required=True,
        default="NetworkId",
        help="The directory in which Amazon's identity stands; Amazon shows it as domain of the To identity.",
    )
    amazon_identity = fields.Char(
        string="Amazon's Identity",
        required=True,
        default="Amazon",
        help="Amazon's own name in documents; Amazon shows it as To identity.",
    )
    business_unit = fields.Char(
        string="Punch-in Group", help="Name of the punch-in group; Amazon gets it at the start of each shopping trip."
    )

    def _parties(self):
        """Build the identities of a document that we send.

        :rtype: amazon_punchin.protocol.envelope.Parties
        """
        self.ensure_one()
        return Parties(
            buyer=Credential(self.buyer_domain, self._required("buyer_identity")),
            supplier=Credential(self.amazon_domain, self.amazon_identity),
        )

    def _check_header(self, header):
        """Check that a document comes from Amazon and is meant for us.

        Amazon names itself by two credentials; one must be the configured one.

        :param amazon_punchin.protocol.envelope.Header header: the document's header
        :raises UserError: another From, Sender or To
        """
        parties = self._parties()
        for label, expected, found in (
            ("From", parties.supplier, header.sent_from),
            ("Sender", parties.supplier, header.sender),
            ("To", parties.buyer, header.to),
        ):
            if not any(expected.matches(credential) for credential in found):
                raise UserError(
                    self.env._(
                        "The document's %(party)s is not the identity that is configured in “%(config)s”. "
                        "Ask your Amazon administrator to compare the identities with those shown at Amazon.",
                        party=label,
                        config=self.name,
                    )
                )
