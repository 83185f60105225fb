"""How a scheduled action works off what waits, in several runs where one does not suffice."""


def go_on(env, remaining, processed=1):
    """Commit what a job has done, and let it be called again at once if its time is over before its work is.

    Odoo takes such a job up when it next looks for jobs, which may be a minute later; the trigger wakes it.

    :param odoo.api.Environment env: of the job
    :param int remaining: how many records are left to do
    :param int processed: how many have been done since the last call
    :return: whether there is time left
    :rtype: bool
    """
    jobs = env["ir.cron"]
    if jobs._commit_progress(processed, remaining=remaining):
        return True
    if remaining:
        jobs.browse(env.context["cron_id"])._trigger()
    return False
