from odoo import api, models

from ...tools import wording
from .state import counted


def say_failed(config):
    """Documents of Amazon's have failed."""
    return (
        config.env._("Some Amazon documents could not be processed"),
        config.env._("The message log shows which, and why. You can process them again there."),
    )


def say_unclaimed(config):
    """Nobody claims a basket."""
    return (
        config.env._("Baskets are waiting to be claimed"),
        config.env._(
            "Baskets came from Amazon, and Odoo cannot tell whose they are. The message log shows the address where "
            "their buyers can claim them."
        ),
    )


def say_delayed(config, message):
    """An order does not get away."""
    return (
        config.env._("Orders do not reach Amazon"),
        config.env._(
            "%(order)s is still waiting to be sent: %(reason)s",
            order=message.order_ids.name,
            reason=message.with_env(config.env).error,
        ),
    )


def say_unauthorized(config, message):
    """Amazon's server, or the company's gateway, does not know who sends."""
    reason = config.env._(
        "%(order)s: %(reason)s", order=message.order_ids.name, reason=message.with_env(config.env).error
    )
    if config.transport == "soap":
        return config.env._("The credentials of orders are not accepted"), reason
    return (
        config.env._("Amazon does not accept the credentials of orders"),
        reason,
    )


class AmazonPunchinConfig(models.Model):
    """What an administrator is told of documents, as long as it is so."""

    _inherit = "amazon.punchin.config"

    @api.model
    def _end_alarms(self):
        """End the administrators' activities whose cause is over, of all groups."""
        activities = (
            self.env["mail.activity"].sudo().search([("res_model", "=", self._name), ("amazon_cause", "!=", False)])
        )
        for config in self.sudo().with_context(active_test=False).browse(set(activities.mapped("res_id"))).exists():
            config._end_alarms_of_documents()
            config._end_alarms_of_servers()

    def _end_alarms_of_documents(self):
        """End what was said of documents, as far as there are none of which it is true any more."""
        for config in self.sudo():
            given = set(config.activity_ids.mapped("amazon_cause"))
            for cause, domain in config._alarms().items():
                if cause in given and not self.env["amazon.punchin.message"].sudo().search_count(domain, limit=1):
                    wording.end_cause(config, cause)

    def _alarms(self):
        """Which documents are the cause of an activity.

        :return: causes as :meth:`_call_administrator` takes them, to domains of messages
        :rtype: dict[str, list]
        """
        of_group = [("config_id", "=", self.id)]
        return {
            "failed": [*of_group, ("direction", "=", "in"), ("state", "in", counted("failed"))],
            "unclaimed": [*of_group, ("state", "=", "unclaimed")],
            "unsent": [*of_group, ("state", "in", ("pending", "sending")), ("error", "!=", False)],
        }
