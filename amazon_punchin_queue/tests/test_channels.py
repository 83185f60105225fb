from datetime import datetime

from odoo.tests import BaseCase, tagged

from odoo.addons.queue_job.job import PENDING
from odoo.addons.queue_job.jobrunner.channels import ChannelManager


@tagged("post_install", "-at_install")
class TestChannels(BaseCase):
    """What the queue's runner makes of the channels that the documentation recommends."""

    def started(self, config, *channels):
        """The runner has capacity for as much as configured, and none of the jobs ends.

        :return: the channels of the jobs that were started, with the number of those
        """
        manager = ChannelManager()
        manager.simple_configure(config)
        of_job = {}
        for number, channel in enumerate(channels):
            of_job[str(number)] = channel
            manager.notify("db", channel, str(number), number, datetime(2026, 1, 1), 10, None, PENDING)
        found = [of_job[job.uuid] for job in manager.get_jobs_to_run(0)]
        return {channel: found.count(channel) for channel in found}

    def test_group_whose_server_is_silent_starves_no_other(self):
        silent, other = "root.amazon_send.group_1", "root.amazon_send.group_2"
        started = self.started(
            "root:8,root.amazon_send:4,root.amazon_send.group_1:2,root.amazon_send.group_2:2,root.amazon_process:4",
            *[silent] * 20,
            *[other] * 20,
            *["root.amazon_process"] * 20,
        )
        self.assertEqual(started, {silent: 2, other: 2, "root.amazon_process": 4})

    def test_group_without_a_capacity_of_its_own_shares_that_of_all(self):
        group = "root.amazon_send.group_3"
        self.assertEqual(self.started("root:8,root.amazon_send:4", *[group] * 20), {group: 4})
