"""Which rules match, and why the others do not."""

from dataclasses import dataclass

#: How many rules that do not match are explained; those that lack the fewest conditions come first.
MOST_EXPLAINED = 20


@dataclass(frozen=True)
class Explanation:
    """What became of the rules of one kind.

    :ivar odoo.models.BaseModel matching: rules that match, in their order
    :ivar list[tuple[odoo.models.BaseModel, list[str]]] others: rules that do not match, each with what does not hold
    :ivar int unexplained: how many more do not match
    """

    matching: object
    others: list
    unexplained: int


class RuleExplainer:
    """Explains the rules of one kind; they are read once for many lines.

    :param odoo.models.BaseModel rules: the model of the rules, in the user's language
    :param res.company company: whose rules
    """

    def __init__(self, rules, company):
        self._rules = rules.sudo()
        self._conditions = self._rules._compiled(company.id).conditions
        ids = [condition.rule_id for condition in self._conditions]
        self._by_id = {rule.id: rule for rule in self._rules.browse(ids)}
        self._clauses = {}

    def explain(self, order, lines):
        """Tell which rules match at least one of the lines, and what the others lack on the line that is nearest.

        :param amazon_punchin.matching.facts.OrderFacts order: the order
        :param Iterable[amazon_punchin.matching.facts.LineFacts] lines: at least one of its lines
        :rtype: Explanation
        """
        lines, matching, others = list(lines), [], []
        for condition in self._conditions:
            failing = min((condition.failing(order, line) for line in lines), key=len)
            if failing:
                others.append((condition.rule_id, failing))
            else:
                matching.append(condition.rule_id)
        others.sort(key=lambda other: len(other[1]))
        return Explanation(
            matching=self._rules.browse(matching),
            others=[self._said(rule_id, failing) for rule_id, failing in others[:MOST_EXPLAINED]],
            unexplained=len(others[MOST_EXPLAINED:]),
        )

    def _said(self, rule_id, failing):
        rule = self._by_id[rule_id]
        if rule_id not in self._clauses:
            self._clauses[rule_id] = rule._condition_sentences()
        return rule, [self._clauses[rule_id][name] for name in failing]
