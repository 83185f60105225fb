from odoo import api, fields, models
from odoo.exceptions import UserError


class PurchaseOrder(models.Model):
    """What the item rules say to a purchase order: may it be bought, and why."""

    _inherit = "purchase.order"

    amazon_reason = fields.Text(
        string="Reason", copy=False, help="Why this is needed, where a rule asks for a reason.", tracking=True
    )
    amazon_has_verdict = fields.Boolean(compute="_compute_amazon_asks_reason")
    amazon_asks_reason = fields.Boolean(compute="_compute_amazon_asks_reason")

    @api.depends("amazon_state", "order_line.amazon_verdict")
    def _compute_amazon_asks_reason(self):
        for order in self:
            verdicts = order.order_line.mapped("amazon_verdict")
            order.amazon_has_verdict = any(verdicts)
            order.amazon_asks_reason = "reason" in verdicts

    def _amazon_verdicts(self, *kinds):
        """Find lines on which the item rules give one of these verdicts.

        :param str kinds: of ``warn``, ``reason``, ``refuse``
        :return: a sentence for each rule, naming the items
        :rtype: list[str]
        """
        self.ensure_one()
        sentences = {
            "warn": self.env._("Please check %(items)s: %(rule)s."),
            "reason": self.env._("A reason is required for %(items)s: %(rule)s."),
            "refuse": self.env._("You cannot buy %(items)s: %(rule)s."),
        }
        judged = self.order_line.filtered(lambda line: line.amazon_verdict in kinds)
        by_rule = judged.grouped(lambda line: (line.amazon_verdict, line.amazon_verdict_message))
        return [
            sentences[kind] % {"items": lines._amazon_titles(), "rule": (rule or "").rstrip(".")}
            for kind in kinds
            for (verdict, rule), lines in by_rule.items()
            if verdict == kind
        ]

    def _check_amazon_policy(self):
        """Refuse what a rule refuses, or what lacks the reason that a rule asks for.

        :raises UserError: naming lines and rules
        """
        self.ensure_one()
        self._check_amazon_rules()
        self.order_line.invalidate_recordset(["amazon_verdict", "amazon_verdict_message"])
        problems = self._amazon_verdicts("refuse")
        if problems:
            problems.append(self.env._("Cancel this order and shop again without it."))
        if not (self.amazon_reason or "").strip() and (asked := self._amazon_verdicts("reason")):
            problems += [*asked, self.env._("Fill in the reason before confirming.")]
        if problems:
            raise UserError("\n".join(problems))

    def _check_amazon_rules(self):
        """Refuse as long as a rule cannot be read: it might have had a say.

        :raises UserError: naming the rules; the administrator gets an activity
        """
        names = [
            rule.name
            for model in ("amazon.punchin.item.rule", "amazon.punchin.approval.rule")
            for rule in self.env[model]._unreadable(self.company_id.id)
        ]
        if names:
            self._refuse_and_tell_amazon_administrator(
                lambda order: (
                    order.env._("Fix a rule"),
                    order.env._("The additional condition of these rules can no longer be read: %s", ", ".join(names)),
                )
            )

    def _post_amazon_policy(self):
        """Keep in the chatter what the rules said, and the buyer's reason."""
        self.ensure_one()
        if said := self._amazon_verdicts("warn", "reason"):
            if self.amazon_asks_reason:
                said.append(self.env._("Reason: %s", self.amazon_reason))
            self.sudo().message_post(body="\n".join(said))
