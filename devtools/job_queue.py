"""OCA's job queue: how Odoo is started so that its runner takes up jobs."""

#: Option of Odoo's by which the runner is there.
LOADED = "--load=base,web,queue_job"


def with_runner(command: list[str], *, capacity: int, port: int) -> list[str]:
    """The command line of an Odoo whose runner posts jobs to a port.

    :param command: of Odoo, with :data:`LOADED`
    :param capacity: how many jobs of each channel are at work at once
    """
    channels = ",".join(f"{name}:{capacity}" for name in ("root", "root.amazon_process", "root.amazon_send"))
    variables = {"CHANNELS": channels, "HOST": "localhost", "PORT": str(port)}
    return ["env", *(f"ODOO_QUEUE_JOB_{name}={value}" for name, value in variables.items()), *command]
