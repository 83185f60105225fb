import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import protocol
from ...models.rules import facts as matching_facts
from ...protocol.errors import ProtocolError
from ...tools.problem_text import sentence
from . import cart_document
from . import trial as rule_trial
from .explanation import RuleExplainer
from .outcome import outcome


class AmazonPunchinRuleTester(models.TransientModel):
    """Shows how the current rules would treat an order or a cart. Nothing else is written."""

    _name = "amazon.punchin.rule.tester"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Try Amazon Rules"

    source = fields.Selection(
        [("order", "An order"), ("text", "A pasted basket"), ("file", "A file")],
        string="Try With",
        required=True,
        default="order",
        help="What to try the rules on: an order that is here, a file, or text that you paste.",
    )
    order_id = fields.Many2one("purchase.order", domain=[("amazon_config_id", "!=", False)])
    cart_text = fields.Text(
        string="Basket", help="The document that came from Amazon, or the form in which the browser submitted it."
    )
    cart_file = fields.Binary(string="File", attachment=False)
    cart_filename = fields.Char()
    config_id = fields.Many2one(
        "amazon.punchin.config",
        string="Group at Amazon",
        default=lambda self: self.env["amazon.punchin.config"]._first_of_company(),
        help="The Amazon Business group in which the basket was filled.",
    )
    user_id = fields.Many2one(
        "res.users", string="Requester", default=lambda self: self.env.user, domain=[("share", "=", False)]
    )
    problem = fields.Text(readonly=True)
    result = fields.Html(readonly=True, sanitize=False)

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Try Rules")

    def _check_linked(self, names):
        """What may not be seen is said when the rules are tried on it."""

    @api.onchange("source", "order_id", "cart_text", "cart_file", "config_id", "user_id")
    def _onchange_source(self):
        """What was shown belongs to another order or basket."""
        self.problem = self.result = False

    def action_try(self):
        """Show what comes out, or why nothing does."""
        self.ensure_one()
        problem = result = False
        try:
            result = self._report(self._trial())
        except ProtocolError as error:
            problem = sentence(self.env, error)
        except UserError as error:
            problem = str(error)
        self.write({"problem": problem, "result": result})

    def _trial(self):
        """Try the rules.

        :rtype: amazon_punchin.wizards.rule_trial.Trial
        :raises ProtocolError: the cart cannot be read
        :raises UserError: something is missing, or may not be seen
        """
        if self.source == "order":
            order = self.order_id
            order.check_access("read")
            if not order.amazon_config_id:
                raise UserError(self.env._("Choose an order that came from Amazon."))
            return rule_trial.of_order(order)
        if not self.config_id or not self.user_id:
            raise UserError(self.env._("Choose the group at Amazon that the basket comes from, and who submits it."))
        self.config_id.check_access("read")
        return rule_trial.of_cart(self.env, self._cart(), self.config_id.sudo(), self.user_id)

    def _cart(self):
        """Read the cart.

        :rtype: amazon_punchin.protocol.cart.Cart
        :raises ProtocolError: it cannot be read
        :raises UserError: there is none
        """
        if self.source == "text":
            document = cart_document.of_text(self.cart_text or "")
        else:
            document = cart_document.of_file(base64.b64decode(self.with_context(bin_size=False).cart_file or b""))
        cart = protocol.cart.parse(protocol.document.parse(document))
        if not cart.items:
            raise UserError(self.env._("The basket is empty."))
        return cart

    # --- In words ------------------------------------------------------------------------

    def _report(self, trial):
        """Write down what came out.

        :param amazon_punchin.wizards.rule_trial.Trial trial: the trial
        :rtype: markupsafe.Markup
        """
        order = trial.order
        explainer = RuleExplainer(self.env["amazon.punchin.item.rule"], order.company_id)
        approval = self._explain_approval(order)
        return self.env["ir.qweb"]._render(
            "amazon_punchin.rule_tester_result",
            {
                "order": order,
                "warnings": self._warnings(order),
                "lines": [
                    (tried.line, outcome(self.env, trial, tried), explainer.explain(trial.facts, [tried.facts]))
                    for tried in trial.lines
                ],
                "approval": approval,
                "promise": order.amazon_config_id._promises_agreement()
                and not approval.matching._always_asks_another(),
                "fallback": order._amazon_fallback_approvers(),
                "steps": [step for rule in approval.matching for step in self._steps(order, rule)],
            },
        )

    def _warnings(self, order):
        """Say what is special about who brings the order.

        :rtype: list[str]
        """
        config, user = order.amazon_config_id, order.amazon_requester_id
        sentences = [config._requisitioner_refusal(user)]
        if not config._person(user):
            sentences.append(
                self.env._("%(user)s is not on the list of people of “%(config)s”.", user=user.name, config=config.name)
            )
        return [text for text in sentences if text]

    def _explain_approval(self, order):
        rules = self.env["amazon.punchin.approval.rule"]
        lines = matching_facts.of_lines(order.sudo()._amazon_item_lines())
        return RuleExplainer(rules, order.company_id).explain(matching_facts.of_order(order), lines.values())

    def _steps(self, order, rule):
        """Whom an approval rule would ask.

        :return: rule, what each of its steps is called, users who can decide
        :rtype: list[tuple]
        """
        steps = []
        for subject, users in rule._approvers(order):
            name = f"{rule.name} ({subject})" if subject else rule.name
            steps.append((rule, name, users))
        return steps
