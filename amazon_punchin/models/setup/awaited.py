from odoo import models
from odoo.tools import get_lang

from ...checks import BY_KEY
from ...checks.verdict import DONE


class AmazonPunchinConfig(models.Model):
    """What other servers say to a change of a live group is asked before anything is locked."""

    _inherit = "amazon.punchin.config"

    def write(self, vals):
        awaited = {} if self.env.su else self._ask_awaited(vals)
        result = super().write(vals)
        for check, verdicts in awaited.items():
            check._keep(verdicts)
        return result

    def _ask_awaited(self, vals):
        """Run the checks that a change of what is live waits for, as if it were made.

        :param dict vals: about to be written
        :return: check to its verdicts
        :rtype: dict
        :raises UserError: one that held would not
        """
        awaited = {}
        for config in self.filtered(lambda config: config._is_live()):
            checks = config._done_checks()._about(vals).filtered(lambda check: BY_KEY[check.key].is_awaited)
            if not checks:
                continue
            config.check_access("write")
            changed = config.sudo().new(self._without_margins(vals), origin=config)
            found = {check: check._find(changed) for check in checks}
            mine = {check: verdicts[get_lang(self.env).code] for check, verdicts in found.items()}
            broken = {check: verdict for check, verdict in mine.items() if verdict.state != DONE}
            if broken:
                config._refuse_breaking(check._sentence(verdict.message) for check, verdict in broken.items())
            awaited |= found
        return awaited
