from odoo import api, fields, models

from ...tools import wording

#: Documents that may be processed again for what was left out of them: all that they do once more is the same.
_REPEATABLE = ("ConfirmationRequest", "ShipNoticeRequest")


class AmazonPunchinMessage(models.Model):
    """What of a document could not be used, because it is of no order here, while the rest could."""

    _inherit = "amazon.punchin.message"

    left_out = fields.Text(
        readonly=True,
        translate=True,
        help="Parts of the document that are of no order here, and why. Everything else in it has been used.",
    )

    @api.depends("left_out")
    def _compute_can_process_again(self):
        """What was left out may have found its order meanwhile; of an invoice the bill has it, to be assigned there."""
        res = super()._compute_can_process_again()
        for message in self.with_context(bin_size=True):
            if message.state == "processed" and message.left_out and message.document in _REPEATABLE:
                message.can_process_again = bool(message.raw)
        return res

    def _leave_out(self, parts, to_accountant=False):
        """Keep what of the document could not be used, and tell the administrator.

        :param list[collections.abc.Callable] parts: for each what takes an environment and gives a sentence
        :param bool to_accountant: whether an accountant is told instead, who has the same on the bill
        """
        if self.left_out:
            wording.end_cause(self.config_id, f"left out {self.id}")
            self.left_out = False
        if parts:
            wording.say_in_each_language(self, "left_out", lambda env: "\n".join(say(env) for say in parts))
        if parts and not to_accountant:
            self.config_id._call_administrator(self._say_left_out, f"left out {self.id}")

    def _say_left_out(self, config):
        message = self.with_env(config.env)
        return config.env._("A part of %s could not be used", message.display_name), message.left_out
