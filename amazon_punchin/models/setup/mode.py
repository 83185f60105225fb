from odoo import api, fields, models

from ...tools import wording
from ...tools.const import MANAGER, MODES, OPEN_MODES
from ...tools.problem_text import Problem, refusal

#: Modes in which something can be bought.
OPEN = tuple(dict(OPEN_MODES))


class AmazonPunchinConfig(models.Model):
    """Test, active or paused: who may change it, and in which database it holds."""

    _inherit = "amazon.punchin.config"

    mode = fields.Selection(
        MODES,
        required=True,
        default="test",
        copy=False,
        tracking=True,
        help="Test: Amazon cancels every order after a few hours.\n"
        "Active: orders are delivered and billed.\n"
        "Paused: nobody can shop and nothing is sent.",
    )
    database_uuid = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="The database in which the mode was chosen. A copy of it buys nothing.",
    )

    mode_before_pause = fields.Selection(OPEN_MODES, readonly=True, copy=False, groups=MANAGER)

    @api.model_create_multi
    def create(self, vals_list):
        configs = super().create(vals_list)
        configs.sudo().database_uuid = self._this_database()
        configs._refuse_unready_mode()
        return configs

    def write(self, vals):
        if vals.get("mode") in OPEN and not self.env.su:
            self._refuse_in_copy()
        if vals.get("mode") == "paused":
            for config in self.sudo().filtered(lambda config: config.mode in OPEN):
                config.mode_before_pause = config.mode
        live = self.filtered(lambda config: config._is_live())
        done = live._done_checks()
        result = super().write(vals)
        (self - live)._refuse_unready_mode()
        if not self.env.su:
            live.filtered(lambda config: config._is_live())._refuse_to_break(done, vals)
        return result

    def _refuse_unready_mode(self):
        """Whoever asks, by whatever road, needs a checklist without problems to go active."""
        if not self.env.su:
            self.filtered(lambda config: config._is_live())._refuse_unless_ready()

    def _is_live(self):
        """Whether shoppers buy for real: the mode is active in this database, and the configuration not archived.

        :rtype: bool
        """
        self.ensure_one()
        return self.active and self.mode == "active" and not self._is_in_copy()

    def _is_open(self):
        """Whether something can be bought, in test mode or for real.

        :rtype: bool
        """
        self.ensure_one()
        return self.mode in OPEN and not self._is_in_copy()

    def _mode_of_shoppers(self):
        """The mode in which shoppers go to Amazon; while paused, the one that will be resumed.

        :return: ``test`` or ``active``
        :rtype: str
        """
        self.ensure_one()
        return self.mode if self.mode in OPEN else self.sudo().mode_before_pause or "test"

    def action_change_mode(self):
        """Open the window that says what a change of mode means; the context names the new one.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("write")
        mode = self.env.context.get("amazon_mode") or "active"
        return self.env["amazon.punchin.mode.change"]._open(self, mode)

    # --- Copies of the database ----------------------------------------------------------

    @api.model
    def _this_database(self):
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid")

    def _is_in_copy(self):
        """Whether the mode was chosen in another database than this one, of which this is a copy.

        :rtype: bool
        """
        self.ensure_one()
        chosen_in = self.sudo().database_uuid
        return bool(chosen_in) and chosen_in != self._this_database()

    def _check_not_paused(self):
        """Refuse to go on while the configuration is paused, or in a copy of its database.

        :raises UserError: it is
        """
        self.ensure_one()
        if self.mode == "paused":
            is_live = self._mode_of_shoppers() == "active"
            raise refusal(self.env, "paused" if is_live else "paused_before_tests", config=self.name)
        self._refuse_in_copy()

    def _refuse_in_copy(self):
        """Refuse what a copy of the database would do without anybody having decided that it may.

        :raises UserError: this is a copy
        """
        for config in self:
            if config._is_in_copy():
                raise refusal(self.env, "copy", config=config.name)

    def _choose_mode(self, mode):
        """Change the mode; in a copy of the database, this decides that something is bought here.

        :param str mode: the new one
        :raises UserError: a required check fails
        """
        self.ensure_one()
        self.check_access("write")
        if mode in OPEN and self._is_in_copy():
            # Paused first, it needs for the new mode whatever one that is not live needs.
            self.sudo().write({"mode": "paused", "database_uuid": self._this_database()})
            wording.end_cause(self.sudo(), "copy")
        self.mode = mode

    @api.model
    def _pause_copies(self):
        """Pause what was chosen in another database, archived or not, and tell its administrator.

        One query where there is nothing.
        """
        copies = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("mode", "in", OPEN),
                    ("database_uuid", "!=", False),
                    ("database_uuid", "!=", self._this_database()),
                ]
            )
        )
        for config in copies:
            config.mode = "paused"
            config._call_administrator(_say_paused_in_copy, "copy")

    def _copy_sentence(self):
        return Problem("copy", {"config": self.name})(self.env)


def _say_paused_in_copy(config):
    return config.env._("Paused in a copy of the database"), config._copy_sentence()
