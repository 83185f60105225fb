"""Step 6: whether the scheduled actions run."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tools import config as server

from ..tools.wording import moment
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
            env._("The server runs no scheduled actions (max_cron_threads is 0): orders would never be sent.")
        )
    problems = [sentence for name in _JOBS if (sentence := _standing_still(config, name))]
    return judged(problems, env._("The scheduled actions run; threads or processes: %s.", threads))


def _standing_still(config, name):
    env = config.env
    job = config.env.ref(name, raise_if_not_found=False)
    if not job:
        return env._("A scheduled action is missing (%s): update the app.", name)
    if not job.active:
        return env._("The scheduled action “%s” is switched off.", job.name)
    overdue = fields.Datetime.now() - job.nextcall
    if overdue > PATIENCE + _interval(job):
        return env._(
            "The scheduled action “%(job)s” should have run at %(time)s.",
            job=job.name,
            time=moment(config, job.nextcall),
        )
    return ""


def _interval(job):
    """Between two runs, as a timedelta."""
    now = fields.Datetime.now()
    return now + relativedelta(**{job.interval_type: job.interval_number}) - now
