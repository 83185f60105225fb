from odoo import api, fields, models

from ...checks import BY_KEY, CHECKS, STEPS


class AmazonPunchinCheck(models.Model):
    """The last verdict of one check on one configuration.

    Odoo's onboarding panels know one state for a step and company, "done" or not; here each configuration has its
    own, a check can fail, and says why.
    """

    _name = "amazon.punchin.check"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Amazon Set-up Check"
    _order = "config_id, sequence, id"
    _rec_name = "key"

    config_id = fields.Many2one(
        "amazon.punchin.config",
        string="Group at Amazon",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="config_id.company_id", store=True, precompute=True, index=True)
    key = fields.Selection([(check.key, check.title) for check in CHECKS], string="Check", required=True, readonly=True)
    step = fields.Selection(STEPS, required=True, readonly=True)
    sequence = fields.Integer(required=True, readonly=True)
    state = fields.Selection(
        [("to_do", "To do"), ("done", "Done"), ("problem", "Problem")], required=True, readonly=True, default="to_do"
    )
    message = fields.Text(readonly=True, translate=True, help="What was found, and what to do about a problem.")
    checked_at = fields.Datetime(string="Checked", readonly=True)
    required = fields.Boolean(compute="_compute_required", help="The mode cannot be active while it has a problem.")

    _config_key_uniq = models.Constraint("UNIQUE (config_id, key)", "Each check is there once for a group.")

    @api.depends("key")
    def _compute_required(self):
        for check in self:
            check.required = BY_KEY[check.key].required

    @api.model
    def _follow_list(self):
        """Give every group what :data:`CHECKS` lists, in its order; called when the addon is installed or updated."""
        for check in self.sudo().search([("key", "in", list(BY_KEY))]):
            listed = BY_KEY[check.key]
            check.write({"step": listed.step, "sequence": CHECKS.index(listed) + 1})
        self._add_missing(self.env["amazon.punchin.config"].sudo().search([("active", "in", (True, False))]))

    @api.model
    def _add_missing(self, configs):
        """Give configurations a row for each check that they lack.

        :param amazon.punchin.config configs: the configurations
        """
        known = {(check.config_id, check.key) for check in self.sudo().search([("config_id", "in", configs.ids)])}
        self.sudo().create(
            [
                {"config_id": config.id, "key": check.key, "step": check.step, "sequence": sequence}
                for config in configs
                for sequence, check in enumerate(CHECKS, start=1)
                if (config, check.key) not in known
            ]
        )

    def _run(self):
        """Check again, and keep the verdicts, told in every active language.

        Other servers are waited for before anything is written: what is written stays locked.
        """
        for check, verdicts in [(check, check._find()) for check in self.sudo()]:
            check._keep(verdicts)

    def _keep(self, verdicts):
        """Keep what was found.

        :param dict[str, amazon_punchin.checks.verdict.Verdict] verdicts: by code of the language
        """
        check = self.sudo()
        check.write({"state": next(iter(verdicts.values())).state, "checked_at": fields.Datetime.now()})
        # The cache may hold another language's words where there were none; writing the same would be left out.
        check.invalidate_recordset(["message"])
        for code, verdict in verdicts.items():
            check.with_context(lang=code).message = verdict.message

    def _find(self, config=None):
        """Run the check in each active language.

        One that calls another server calls it once: its verdict is in the language of who asked, for all others, too.

        :param amazon.punchin.config | None config: instead of its own, in sudo
        :return: verdicts by code of the language
        :rtype: dict[str, amazon_punchin.checks.verdict.Verdict]
        """
        self.ensure_one()
        config = config or self.config_id
        check = BY_KEY[self.key]
        if check.calls_out:
            return self._told_everywhere(check.run(config))
        return {code: check.run(config.with_context(lang=code)) for code in self._languages()}

    def _told_everywhere(self, verdict):
        return dict.fromkeys(self._languages(), verdict)

    def _languages(self):
        return [code for code, _name in self.env["res.lang"].get_installed()]

    def _about(self, names):
        """Those whose verdict depends on some fields of the configuration.

        :param Iterable[str] names: of the fields
        :rtype: amazon.punchin.check
        """
        return self.filtered(lambda check: not BY_KEY[check.key].depends.isdisjoint(names))

    def _forget(self):
        """What was found no longer holds."""
        found = self.sudo().filtered(lambda check: check.state != "to_do")
        found.write({"state": "to_do", "message": False, "checked_at": False})

    def _blocking(self):
        """Those that keep a configuration from going active.

        :rtype: amazon.punchin.check
        """
        return self.filtered(lambda check: check.required and check.state != "done")

    def _sentence(self, message=""):
        """What is wrong, in one line.

        :param str message: instead of what was found last
        :rtype: str
        """
        self.ensure_one()
        title = dict(self._fields["key"]._description_selection(self.env))[self.key]
        message = (
            message
            or self.message
            or self.env._("has not been checked within a day, or not since its last change: press “Check”.")
        )
        return f"{title}: {message}"
