import json

from odoo import api, fields, models

from ...checks import BY_KEY, CHECKS, STEPS
from ...checks.asked import Asked
from ...tools import wording


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
    fixes = fields.Text(
        readonly=True,
        translate=True,
        help="Where a problem is fixed: a list in JSON, with labels in the language of the reader.",
    )
    checked_at = fields.Datetime(string="Checked", readonly=True)
    required = fields.Boolean(
        compute="_compute_required", help="The group cannot switch to active while this check has a problem."
    )

    _config_key_uniq = models.Constraint("UNIQUE (config_id, key)", "Each check can exist only once per group.")

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
        wording.keep(check, {code: self._kept(verdict) for code, verdict in verdicts.items()})

    def _kept(self, verdict):
        fixes = [{"label": fix.label, **dict(fix.target)} for fix in verdict.fixes]
        return {"message": verdict.message, "fixes": json.dumps(fixes)}

    def _find(self, config=None):
        """Run the check in each active language; other servers are called once.

        :param amazon.punchin.config | None config: instead of its own, in sudo
        :return: verdicts by code of the language
        :rtype: dict[str, amazon_punchin.checks.verdict.Verdict]
        """
        self.ensure_one()
        config = config or self.config_id
        check = BY_KEY[self.key]
        if check.calls_out:
            return self._ask_once(check.run, config)
        return {code: check.run(config.with_env(env)) for code, env in wording.in_each_language(config.env).items()}

    def _ask_once(self, run, config):
        """Run what calls other servers, and tell in each active language what came of it.

        :param Callable run: takes a configuration, and what to call other servers with; gives the verdict
        :param amazon.punchin.config config: in sudo
        :return: verdicts by code of the language
        :rtype: dict[str, amazon_punchin.checks.verdict.Verdict]
        """
        asked = Asked()
        languages = wording.in_each_language(config.env)
        return {code: asked.run(run, config.with_env(env)) for code, env in languages.items()}

    def _about(self, names):
        """Those whose verdict depends on some fields of the configuration.

        :param Iterable[str] names: of the fields
        :rtype: amazon.punchin.check
        """
        return self.filtered(lambda check: not BY_KEY[check.key].depends.isdisjoint(names))

    def _forget(self):
        """What was found no longer holds."""
        found = self.sudo().filtered(lambda check: check.state != "to_do")
        found.write({"state": "to_do", "message": False, "fixes": False, "checked_at": False})

    def _blocking(self):
        """Those that keep a configuration from going active.

        :rtype: amazon.punchin.check
        """
        return self.filtered(lambda check: check.required and check.state != "done")

    def _sentences(self):
        """What is wrong, check by check; what an earlier one has found is not said again.

        :rtype: list[str]
        """
        said, sentences = set(), []
        for check in self:
            found = (check.message or "").splitlines()
            new = [line for line in found if line not in said]
            if new or not found:
                sentences.append(check._sentence("\n".join(new)))
            said.update(found)
        return sentences

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
            or self.env._("has not been checked within a day, or since its last change: press “Check”.")
        )
        return f"{title}: {message}"
