from odoo import models


class AmazonPunchinConfig(models.Model):
    """Whether Amazon opens its shop in the mode in which shoppers go there."""

    _inherit = "amazon.punchin.config"

    def write(self, vals):
        """Forget what Amazon answered in another mode, after the change of mode has been allowed by it."""
        modes = {config: config._mode_of_shoppers() for config in self} if "mode" in vals else {}
        result = super().write(vals)
        for config, mode in modes.items():
            if config._mode_of_shoppers() != mode:
                config._opening()._forget()
        return result

    def _opening(self):
        """The check that asks Amazon for its start page.

        :return: in sudo
        :rtype: amazon.punchin.check
        """
        return self.sudo().check_ids.filtered(lambda check: check.key == "connection")

    def _try_opening(self):
        """Ask Amazon for its shop as shoppers do, and keep what it answered.

        :return: why it does not open; empty if it does
        :rtype: str
        """
        self.ensure_one()
        check = self._opening()
        check._run()
        return "" if check.state == "done" else check.message
