import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...checks import BY_KEY, STEPS, TRIED, instructions
from ...checks.verdict import DONE
from ...tools.const import MANAGER

#: How long the answer of another server holds when a configuration goes active.
HOLDS = timedelta(days=1)


class AmazonPunchinConfig(models.Model):
    """The seven steps of a configuration, with what was found at each."""

    _inherit = "amazon.punchin.config"

    check_ids = fields.One2many(
        "amazon.punchin.check",
        "config_id",
        string="Checks",
        readonly=True,
        groups=MANAGER,
    )
    setup_steps = fields.Json(
        compute="_compute_setup_steps",
        groups=MANAGER,
        help="Each step with its number, title, state, what to do, and checks.",
    )
    setup_done = fields.Integer(string="Steps Done", compute="_compute_setup_steps", groups=MANAGER)
    setup_progress = fields.Char(
        string="Set-up",
        compute="_compute_setup_steps",
        groups=MANAGER,
        help="How many of the seven steps of the set-up are done.",
    )
    trial_after = fields.Integer(
        readonly=True,
        copy=False,
        groups=MANAGER,
        help="ID of the newest order when something that a test order tests was changed: only later orders count.",
    )

    @api.depends("mode", "policy", "check_ids.state", "check_ids.message", "check_ids.fixes")
    @api.depends_context("lang")
    def _compute_setup_steps(self):
        titles = dict(self.env["amazon.punchin.check"]._fields["step"]._description_selection(self.env))
        labels = dict(self.env["amazon.punchin.check"]._fields["key"]._description_selection(self.env))
        for config in self:
            steps, todo = [], instructions.of_steps(config)
            for number, _title in STEPS:
                checks = config.check_ids.filtered(lambda check, number=number: check.step == number).sorted("sequence")
                steps.append(
                    {
                        "step": number,
                        "title": titles[number],
                        "state": config._state_of_step(number, checks),
                        **todo[number],
                        "checks": [
                            {
                                "key": check.key,
                                "title": labels[check.key],
                                "state": check.state,
                                "required": check.required,
                                "message": check.message or "",
                                "fixes": json.loads(check.fixes or "[]"),
                                "checked_at": fields.Datetime.to_string(check.checked_at) or "",
                            }
                            for check in checks
                        ],
                    }
                )
            config.setup_steps = steps
            config.setup_done = sum(step["state"] == "done" for step in steps)
            config.setup_progress = self.env._("%(done)s of %(steps)s", done=config.setup_done, steps=len(steps))

    def _state_of_step(self, number, checks):
        if number == STEPS[-1][0] and self.mode == "active":
            return "done"
        needed = checks.filtered("required")
        if any(check.state == "problem" for check in needed):
            return "problem"
        is_done = needed and all(check.state == "done" for check in needed)
        return "done" if is_done and number != STEPS[-1][0] else "to_do"

    @api.model_create_multi
    def create(self, vals_list):
        configs = super().create(vals_list)
        self.env["amazon.punchin.check"]._add_missing(configs)
        return configs

    def write(self, vals):
        before = {config: config._tried_values() for config in self} if TRIED & vals.keys() else {}
        result = super().write(vals)
        self._forget_checks(vals)
        self.browse(config.id for config, values in before.items() if values != config._tried_values())._forget_trials()
        return result

    def _tried_values(self):
        """The values that a test order tries.

        :rtype: list
        """
        self.ensure_one()
        return [self.sudo().with_context(bin_size=False)[name] for name in sorted(TRIED)]

    def _forget_trials(self):
        """Test orders up to now have tried something else."""
        for config in self.sudo():
            orders = config.env["purchase.order"].search(
                [("amazon_config_id", "=", config.id)], order="id desc", limit=1
            )
            config.trial_after = orders.id

    def _forget_checks(self, names):
        """Mark as stale what was found before some fields changed.

        :param Iterable[str] names: of the fields
        """
        self.sudo().check_ids._about(names)._forget()

    def action_check(self):
        """Run one check, or the checks of one step, which the context names, or all, and keep what was found."""
        self.ensure_one()
        self.check_access("write")
        step, key = (self.env.context.get(name) for name in ("amazon_setup_step", "amazon_setup_check"))
        checks = self.sudo().check_ids
        checks.filtered(lambda check: check.step == (step or check.step) and check.key == (key or check.key))._run()

    def action_freeze_address(self):
        """Keep the web address that Odoo has now, whoever signs in by another one, and check again.

        No other server is asked: it would be waited for while the parameter is locked.
        """
        self.ensure_one()
        # Writing system parameters is for administrators of Odoo's settings; this refuses everybody else.
        self.env["ir.config_parameter"].set_param("web.base.url.freeze", "True")
        self.check_access("write")
        self._recheck("6")

    def action_print_checklist(self):
        """Print the checklist.

        :return: action
        :rtype: dict
        """
        self.check_access("read")
        self.env["amazon.punchin.check"].check_access("read")
        # Odoo would ask for the layout of the company's documents first; the checklist is not one of them.
        return self.env.ref("amazon_punchin.amazon_punchin_config_report").report_action(self, config=False)

    def _recheck(self, step):
        """Run the checks of one step again that ask nobody else.

        :param str step: key of ``checks.STEPS``
        """
        self.sudo().check_ids.filtered(lambda check: check.step == step and not BY_KEY[check.key].calls_out)._run()

    def _run_own_checks(self):
        """Run the checks that ask nobody else.

        :return: those that keep the configuration from going active
        :rtype: amazon.punchin.check
        """
        self.ensure_one()
        checks = self.sudo().check_ids
        calling = checks.filtered(lambda check: BY_KEY[check.key].calls_out)
        calling.filtered_domain([("checked_at", "<", fields.Datetime.now() - HOLDS)])._forget()
        (checks - calling)._run()
        return checks._blocking()

    def _done_checks(self):
        """The checks whose last verdict was good.

        :rtype: amazon.punchin.check
        """
        return self.sudo().check_ids.filtered(lambda check: check.state == DONE)

    def _refuse_to_break(self, done, names):
        """Refuse a change while active after which a required check of our own no longer holds.

        :param amazon.punchin.check done: checks that held before
        :param Iterable[str] names: of the fields that have changed
        :raises UserError: lists what does not hold
        """
        for config in self:
            checks = (config.sudo().check_ids & done)._about(names)
            checks = checks.filtered(lambda check: not BY_KEY[check.key].calls_out)
            checks._run()
            if broken := checks._blocking():
                config._refuse_breaking(check._sentence() for check in broken)

    def _refuse_breaking(self, sentences):
        raise UserError(
            self.env._(
                "“%(config)s” is active, and this change would break it:\n%(problems)s",
                config=self.name,
                problems="\n".join(f"• {sentence}" for sentence in sentences),
            )
        )

    def _refuse_unless_ready(self):
        """Refuse to go active while a required check fails.

        :raises UserError: lists them
        """
        for config in self:
            if blocking := config._run_own_checks():
                raise UserError(
                    self.env._(
                        "“%(config)s” cannot become active yet:\n%(problems)s",
                        config=config.name,
                        problems="\n".join(f"• {sentence}" for sentence in blocking._sentences()),
                    )
                )
