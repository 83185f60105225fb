"""Step 6: whether the scheduled actions run."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tools import config as server

from ..tools.wording import moment
from .fix import Fix, in_server_file, on_record
from .verdict import judged, problem

_JOBS = ("amazon_punchin.ir_cron_send", "amazon_punchin.ir_cron_process", "amazon_punchin.ir_cron_hold")

#: How late a scheduled action may be before it counts as standing still.
PATIENCE = timedelta(hours=1)


def alive(config):
    """Odoo runs scheduled actions, and ours are on time."""
    env = config.env
    threads = server["max_cron_threads"]
    if not threads:
        return problem(
            env._("The server runs no scheduled actions (max_cron_threads is 0): orders would never be sent."),
            in_server_file(env, "max_cron_threads"),
        )
    problems = [found for name in _JOBS if (found := _standing_still(config, name))]
    return judged(problems, env._("The scheduled actions run on time."))


def _standing_still(config, name):
    env = config.env
    job = config.env.ref(name, raise_if_not_found=False)
    if not job:
        label = env._("Apps › Amazon Business Punch-in")
        apps = Fix(label, (("action", "base.open_module_tree"), ("system", True)))
        return problem(env._("A scheduled action is missing (%s): upgrade the app.", name), apps)
    if not job.active:
        return problem(env._("The scheduled action “%s” is switched off.", job.name), _settings_of(job, "active"))
    overdue = fields.Datetime.now() - job.nextcall
    if overdue > PATIENCE + _interval(job):
        return problem(
            env._(
                "The scheduled action “%(job)s” should have run at %(time)s.",
                job=job.name,
                time=moment(config, job.nextcall),
            ),
            _settings_of(job, "nextcall"),
        )
    return None


def _settings_of(job, name):
    fix = on_record(job, name)
    return Fix(fix.label, (*fix.target, ("system", True)))


def _interval(job):
    """Between two runs, as a timedelta."""
    now = fields.Datetime.now()
    return now + relativedelta(**{job.interval_type: job.interval_number}) - now
