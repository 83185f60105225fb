import json
from unittest.mock import patch

from psycopg2 import DataError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.modules.module import load_script
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools import distribution
from ..carts import Line
from ..common import AmazonCase

#: What is no distribution, whoever made it.
BROKEN = (
    {"x": 100},
    {"": 100},
    {"1,": 100},
    {"-1": 100},
    {"0": 100},
    {"\N{SUPERSCRIPT TWO}": 100},
    {"99999999999": 100},
    {"%s": 100},
    {"1\x00": 100},
    {"__update__": ["x_plan2_id"]},
    {"__update__": [], "1": 100},
    [1, 2],
    [],
    "100",
    "x",
    100,
    True,
)

#: What PostgreSQL does not take for JSON.
NO_NUMBER = {"1": float("nan")}

#: Percentages that are none.
NO_SHARES = ("abc", "100", None, True, [], {}, -1, -0.01, 100.01, 1e300, float("nan"), float("inf"), -float("inf"))


@tagged("post_install", "-at_install")
class TestBudget(AmazonCase):
    """Analytic distributions: strict when written, on each record that has one; tolerant when read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.make_order(lines=[Line(), Line(asin="B000TEST02", shipping="1.00")])
        cls.line = cls.order.order_line[0]
        cls.plain = cls.env["purchase.order"].create({"partner_id": cls.vendor.id, "company_id": cls.company.id})
        cls.rule = cls.env["amazon.punchin.item.rule"].create({"name": "Coded", "verdict": "allow"})
        plan = cls.env["account.analytic.plan"].create({"name": "Other Plan"})
        cls.second, cls.foreign, cls.gone = cls.env["account.analytic.account"].create(
            [
                {"name": "Second", "plan_id": plan.id, "company_id": cls.company.id},
                {"name": "Foreign", "plan_id": plan.id, "company_id": cls.other_company.id},
                {"name": "Gone", "plan_id": plan.id},
            ]
        )
        cls.gone_id = cls.gone.id
        cls.gone.unlink()

    def holders(self):
        """Each record that has a budget, its field, and who writes it."""
        return [
            (self.line, "analytic_distribution", self.buyer),
            (self.order, "amazon_analytic_distribution", self.buyer),
            (self.plain, "amazon_analytic_distribution", self.purchaser),
            (self.rule, "analytic_distribution", self.manager),
            (self.config, "analytic_distribution", self.manager),
        ]

    def broken(self):
        return [*BROKEN, *({str(self.budget.id): share} for share in NO_SHARES)]

    def assertWrites(self, record, name, user, value):
        for road in (
            lambda: record.with_user(user).write({name: value}),
            lambda: record.write({name: value}),
        ):
            road()
            self.env.flush_all()

    def assertRefuses(self, record, name, user, value):
        before = record[name]
        for road in (
            lambda: record.with_user(user).write({name: value}),
            lambda: record.with_user(user).web_save({name: value}, {}),
            lambda: record.write({name: value}),
        ):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                road()
                self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(record[name], before)

    def test_what_is_no_budget_is_refused(self):
        for record, name, user in self.holders():
            for value in self.broken():
                if value:
                    with self.subTest(model=record._name, value=value):
                        self.assertRefuses(record, name, user, value)

    def test_accounts_of_nobody_and_of_another_company_are_refused(self):
        for record, name, user in self.holders():
            for account_id in (self.gone_id, self.foreign.id):
                for key in (str(account_id), f"{self.budget.id},{account_id}"):
                    with self.subTest(model=record._name, key=key):
                        self.assertRefuses(record, name, user, {key: 100})

    def test_what_odoo_stores_is_taken(self):
        both = f"{self.budget.id},{self.second.id}"
        for record, name, user in self.holders():
            for value in (
                {str(self.budget.id): 100},
                {str(self.budget.id): 33.33, str(self.second.id): 66.67},
                {str(self.budget.id): 100, str(self.second.id): 100},
                {both: 100.0},
                {both: 0},
                {str(self.budget.id): 7.000000000000001},
                {str(self.budget.id): 100.00000000000001},
                False,
            ):
                with self.subTest(model=record._name, value=value):
                    self.assertWrites(record, name, user, value)

    def test_archived_account_stays(self):
        self.budget.active = False
        self.assertWrites(self.order, "amazon_analytic_distribution", self.buyer, {str(self.budget.id): 100})

    def test_rule_of_every_company_takes_shared_accounts_only(self):
        self.rule.company_id = False
        self.budget.company_id = False
        self.rule.analytic_distribution = {str(self.budget.id): 100}
        with self.assertRaisesRegex(ValidationError, "another company"):
            self.rule.analytic_distribution = {str(self.second.id): 100}

    def test_parent_company_pays(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        distribution.check(self.env, {str(self.second.id): 100}, branch)

    def test_budget_does_not_follow_into_another_company(self):
        rule = self.env["amazon.punchin.item.rule"].create(
            {"name": "Second pays", "analytic_distribution": {str(self.second.id): 100}}
        )
        with self.assertRaisesRegex(ValidationError, "another company"):
            rule.company_id = self.other_company
        self.plain.amazon_analytic_distribution = {str(self.second.id): 100}
        with self.assertRaisesRegex(ValidationError, "another company"):
            self.plain.company_id = self.other_company

    @mute_logger("odoo.sql_db")
    def test_new_records(self):
        for model, vals in (
            ("amazon.punchin.item.rule", {"name": "New"}),
            ("amazon.punchin.config", {"name": "New"}),
            ("purchase.order", {"partner_id": self.vendor.id}),
        ):
            name = "amazon_analytic_distribution" if model == "purchase.order" else "analytic_distribution"
            user = self.approver if model == "purchase.order" else self.manager
            for value in ({"x": 100}, {str(self.foreign.id): 100}, NO_NUMBER):
                records = self.env[model].with_user(user)
                with self.subTest(model=model, value=value):
                    with self.assertRaises(ValidationError), self.env.cr.savepoint():
                        records.create({**vals, name: value})
                    # PostgreSQL refuses itself what is no JSON, where core's order has not been looked at before.
                    refusal = DataError if value == NO_NUMBER and model == "purchase.order" else ValidationError
                    with self.assertRaises(refusal), self.env.cr.savepoint():
                        records.with_context(**{f"default_{name}": value}).create(vals)

    def test_by_the_lines_of_the_order(self):
        for value in ({"x": 100}, {str(self.foreign.id): 100}):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.order.with_user(self.buyer).write(
                    {"order_line": [Command.update(self.line.id, {"analytic_distribution": value})]}
                )

    def test_lines_of_ordinary_orders_are_odoos(self):
        product = self.env["product.product"].create({"name": "Pen"})
        line = self.env["purchase.order.line"].create({"order_id": self.plain.id, "product_id": product.id})
        line.with_user(self.purchaser).analytic_distribution = {str(self.foreign.id): 100}
        self.assertEqual(line.analytic_distribution, {str(self.foreign.id): 100})

    def test_no_query_for_ordinary_lines(self):
        product = self.env["product.product"].create({"name": "Pen"})
        lines = self.env["purchase.order.line"].create(
            [{"order_id": self.plain.id, "product_id": product.id} for _number in range(2)]
        )

        def queries(line, account):
            self.env.flush_all()
            self.env.invalidate_all()
            begun = self.env.cr.sql_log_count
            line.analytic_distribution = {str(account.id): 100}
            self.env.flush_all()
            return self.env.cr.sql_log_count - begun

        queries(lines[0], self.second)
        ours = queries(lines[0], self.budget)
        with patch.object(distribution, "check") as checked:
            self.assertEqual(queries(lines[1], self.budget), ours)
        self.assertFalse(checked.called)

    def test_each_budget_is_looked_up_once(self):
        order = self.make_order(payload_id="many", lines=[Line(asin=f"B0000{number:05}") for number in range(40)])

        def queries(records, account):
            self.env.flush_all()
            begun = self.env.cr.sql_log_count
            records.write({"analytic_distribution": {str(account.id): 100}})
            return self.env.cr.sql_log_count - begun

        queries(order.order_line, self.second)
        few = queries(order.order_line[:2], self.budget)
        self.assertLessEqual(queries(order.order_line, self.budget), few + 1)

    # --- What is there already -----------------------------------------------------------

    def store(self, record, name, value):
        """Put a value where only somebody at the database could, or an older version of the addon."""
        self.env.flush_all()
        table, value = record._table, json.dumps(value)
        self.env.cr.execute(f'UPDATE "{table}" SET "{name}" = %s WHERE id = %s', [value, record.id])
        self.env.invalidate_all()

    def storable(self):
        """Broken values that PostgreSQL takes."""
        for value in self.broken():
            text = json.dumps(value)
            if "NaN" not in text and "Infinity" not in text and "\\u0000" not in text:
                yield value

    def test_stored_values_break_no_analysis(self):
        report = self.env["amazon.punchin.report"].with_context(allowed_company_ids=self.company.ids)
        self.env.flush_all()
        expected = self.order.amount_total_cc
        for value in self.storable():
            if isinstance(value, (list, str, int)):
                # Core's index of the column takes none.
                continue
            with self.subTest(value=value), self.env.cr.savepoint():
                self.store(self.line, "analytic_distribution", value)
                rows = report.with_user(self.manager).search_read([("order_id", "=", self.order.id)])
                self.assertEqual(len({row["id"] for row in rows}), len(rows))
                for group in ("analytic_account_id", "requester_id", "category"):
                    groups = report._read_group([("order_id", "=", self.order.id)], [group], ["total:sum"])
                    self.assertAlmostEqual(sum(row[-1] for row in groups), expected, 2)

    def test_stored_values_break_no_order(self):
        for value in self.storable():
            if isinstance(value, (list, str, int)):
                continue
            with self.subTest(value=value), self.env.cr.savepoint():
                self.store(self.line, "analytic_distribution", value)
                self.store(self.order, "amazon_analytic_distribution", value)
                order = self.order
                order.read()
                order.order_line.read()
                order.order_line.mapped("amazon_budget_names")
                self.assertTrue(order._amazon_missing_coding())
                self.rule.copy({"name": "Budget", "analytic_ids": self.budget.ids, "verdict": "warn"})
                order.order_line.invalidate_recordset(["amazon_verdict"])
                order.order_line.mapped("amazon_verdict")
                self.order.department_id = self.department

    def test_stored_values_break_no_basket(self):
        for value in self.storable():
            with self.subTest(value=value), self.env.cr.savepoint():
                self.store(self.config, "analytic_distribution", value)
                self.store(self.rule, "analytic_distribution", value)
                self.env.registry.clear_cache()
                self.rule.with_user(self.manager).read()
                self.config.with_user(self.manager).read()
                order = self.make_order(payload_id="stored")
                for stored in order.order_line.mapped("analytic_distribution"):
                    self.assertEqual(distribution.readable(stored), stored or {})
        self.env.registry.clear_cache()

    def test_stored_values_are_cleaned_by_the_upgrade(self):
        script = load_script("amazon_punchin/migrations/19.0.1.6.0/post-budgets.py", "migration")
        good = {str(self.budget.id): 60}
        holders = [holder for holder in self.holders() if holder[0] != self.plain]
        for record, name, _user in holders:
            self.store(record, name, {**good, "x": 100, str(self.second.id): "abc", "": 1})
        script.migrate(self.env.cr, None)
        self.env.invalidate_all()
        for record, name, _user in holders:
            with self.subTest(model=record._name):
                self.assertEqual(record[name], good)
        for record, name, _user in holders:
            self.store(record, name, {"x": 100})
        script.migrate(self.env.cr, None)
        self.env.invalidate_all()
        for record, name, _user in holders:
            with self.subTest(model=record._name):
                self.assertFalse(record[name])

    def test_deleted_account_breaks_nothing(self):
        account = self.second.copy()
        self.order.amazon_analytic_distribution = {str(account.id): 50, str(self.budget.id): 50}
        self.rule.analytic_distribution = {str(account.id): 100}
        self.env.flush_all()
        account.unlink()
        self.env.invalidate_all()
        self.assertEqual(self.line.amazon_budget_names, self.budget.name)
        self.rule.read()
        self.env["amazon.punchin.report"].search_read([("order_id", "=", self.order.id)])
        with self.assertRaises(UserError):
            self.order.order_line[1].analytic_distribution = dict(self.line.analytic_distribution)
