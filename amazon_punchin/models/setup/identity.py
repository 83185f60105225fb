from odoo import api, fields, models

from ...protocol.envelope import Credential, Parties
from ...tools.problem_text import refusal


class AmazonPunchinConfig(models.Model):
    """Who we are to Amazon, and Amazon to us: the identities in every document."""

    _inherit = "amazon.punchin.config"

    buyer_domain = fields.Char(
        string="From domain",
        required=True,
        default="NetworkId",
        help="The domain Amazon shows next to the From identity.",
    )
    buyer_identity = fields.Char(
        string="From identity",
        tracking=True,
        help="The From identity Amazon shows for this group.",
    )
    amazon_domain = fields.Char(
        string="To domain",
        required=True,
        default="NetworkId",
        help="The domain Amazon shows next to the To identity.",
    )
    amazon_identity = fields.Char(
        string="To identity",
        required=True,
        default="Amazon",
        help="The To identity Amazon shows. It names Amazon in each document.",
    )
    business_unit = fields.Char(
        string="Punch-in Group",
        help="The group's name at Amazon. Odoo sends it when a shopping session starts.",
    )

    @api.onchange("name")
    def _onchange_name(self):
        """Most groups have the same name here and at Amazon."""
        if not self.business_unit:
            self.business_unit = self.name

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
                named = dict.fromkeys(f"“{credential}”" for credential in found)
                raise refusal(
                    self.env,
                    "wrong_party",
                    party=label,
                    config=self.name,
                    found=", ".join(named) or "–",
                    expected=str(expected),
                )
