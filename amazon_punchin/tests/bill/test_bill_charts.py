from dataclasses import dataclass, field

from odoo.fields import Command
from odoo.tests import tagged

from ...tools import lock
from ..carts import Line
from ..invoices import InvoiceLine, Tax
from .test_invoice_to_bill import BillCase


@dataclass
class Case:
    """One invoice of a company with a country's chart, and what its bill must be.

    Taxes of Odoo's are given by their names in the chart's data.
    """

    #: Price of each line, and what the line says of its taxes.
    lines: list
    #: The taxes of each of the bill's lines.
    taxes: list
    #: What each single tax comes to.
    amounts: dict = field(default_factory=dict)
    #: Taxes that only the summary says.
    summary: list = field(default_factory=list)
    #: The tax, where the invoice says nothing of it but its amount.
    tax: str | None = None
    #: The vendor's fiscal position.
    position: str = ""
    #: What the remark says.
    remark: str = ""


class ChartCase(BillCase):
    """A company with the chart of accounts of a country, which has an Amazon group."""

    def load(self, chart, module, country, currency, **company):
        """Make the company.

        :param str chart: code of the chart
        :param str module: the addon that has it
        """
        charts = self.env["account.chart.template"]
        known = charts._get_chart_template_mapping().get(chart)
        if not known or not known["installed"]:
            self.skipTest(f"{module} is not installed")
        self.env.ref(f"base.{currency}").active = True
        self.buying = self.env["res.company"].create(
            {"name": f"Buying in {country}", "country_id": self.env.ref(f"base.{country}").id, **company}
        )
        charts.try_loading(chart, company=self.buying, install_demo=False)
        self.chart = charts.with_company(self.buying)
        self.currency = self.env.ref(f"base.{currency}")
        self.group = self.make_config(country, self.buying)
        self.group.write({"marketplace": country.upper(), "require_department": False, "require_budget": False})
        self.group.account_id = self.expense_account()
        self.shopper = self.make_user(f"in_{country}", "amazon_punchin.group_punchout_buyer", self.buying)
        self.make_person(self.group, self.shopper)

    def expense_account(self):
        accounts = self.env["account.account"].with_company(self.buying)
        domain = [*accounts._check_company_domain(self.buying), ("account_type", "=", "expense")]
        return accounts.search(domain, limit=1)

    def taxes(self, names):
        """Taxes of the chart, made usable."""
        found = self.env["account.tax"].union(*(self.chart.ref(name) for name in names.split()))
        for tax in found:
            (tax | tax.with_context(active_test=False).children_tax_ids).active = True
        return found

    def activate(self, *names):
        self.taxes(" ".join(names))

    def code(self, order):
        return order

    def take(self, case, number):
        """Bill an order by an invoice.

        :return: the bill
        """
        vendor = self.vendor.with_company(self.buying)
        vendor.property_account_position_id = self.chart.ref(case.position) if case.position else False
        order = self.order_of(case, number)
        details = [tax for _price, taxes in case.lines for tax in taxes] or case.summary
        tax = case.tax or self.total(tax.amount for tax in details)
        items = self.total(price for price, _taxes in case.lines)
        lines = [
            InvoiceLine(
                "1",
                price,
                str(position),
                aux_id=order.order_line[position - 1].amazon_aux_id,
                tax=self.total(tax.amount for tax in taxes) if taxes else None,
                taxes=taxes,
            )
            for position, (price, taxes) in enumerate(case.lines, start=1)
        ]
        type(self).count += 1
        message = self.invoice(
            *lines,
            order=order,
            subtotal=items,
            tax=tax,
            taxes=case.summary,
            net=self.total((items, tax)),
            currency=self.currency.name,
            config=self.group,
        )
        self.assertProcessed(message)
        self.assertEqual(message.bill_id.amount_total, float(self.total((items, tax))))
        return message.bill_id

    def invoice(self, *lines, config, **values):
        self.receiving = config
        return super().invoice(*lines, **values)

    def receive(self, document, config=None, **values):
        return super().receive(document, config or self.receiving, **values)

    def order_of(self, case, number):
        items = [Line(price=price, asin=f"B000TEST{number:02}") for price, _taxes in case.lines]
        zero = "0" if self.currency.name == "JPY" else "0.00"
        for item in items:
            item.shipping = zero
        order = self.make_order(
            self.shopper, self.group, lines=items, currency=self.currency.name, payload_id=f"case-{number}"
        )
        order.button_confirm()
        order._outgoing_amazon_message()._conclude("sent", False)
        lock.opened(order).amazon_mode = "active"
        return order

    def total(self, amounts):
        digits = self.currency.decimal_places
        return f"{sum(map(float, amounts)):.{digits}f}"

    def run_cases(self, **cases):
        """Take each invoice in a company that rounds each line, and in one that rounds sums."""
        for number, (name, case) in enumerate(cases.items()):
            for method in ("round_per_line", "round_globally"):
                with self.subTest(case=name, method=method), self.env.cr.savepoint() as savepoint:
                    self.buying.tax_calculation_rounding_method = method
                    self.check(case, self.take(case, number))
                    savepoint.rollback()
                    self.env.invalidate_all()

    def check(self, case, bill):
        lines = bill.invoice_line_ids.filtered(lambda line: line.amazon_kind != "rounding")
        self.assertEqual([line.tax_ids for line in lines], [self.taxes(names) for names in case.taxes])
        booked = bill.line_ids.grouped("tax_line_id")
        stands = {name: sum(booked[self.chart.ref(name)].mapped("amount_currency")) for name in case.amounts}
        self.assertEqual({name: self.currency.round(amount) for name, amount in stands.items()}, case.amounts)
        self.assertEqual(bill.invoice_line_ids - lines, bill.invoice_line_ids.browse())
        self.assertRegex(bill.amazon_remark or "", case.remark or "^$")
        lock.opened(bill).action_post()
        self.assertEqual(bill.state, "posted")


@tagged("post_install", "-at_install")
class TestChartOfIndia(ChartCase):
    def test_cases(self):
        self.load("in", "l10n_in", "in", "INR", state_id=self.env.ref("base.state_in_ka").id)
        self.activate(
            "igst_purchase_18", "sgst_purchase_18", "sgst_purchase_5", "exempt_purchase", "nil_rated_purchase"
        )
        self.activate("igst_purchase_5_rc", "sgst_purchase_5_rc")
        within = [Tax("9", "90.00", "cgst", "1000.00"), Tax("9", "90.00", "sgst", "1000.00")]
        halves = {"cgst_purchase_9": 90, "sgst_purchase_9": 90}
        self.run_cases(
            cgst_and_sgst=Case([("1000.00", within)], ["sgst_purchase_18"], halves),
            cgst_and_sgst_of_the_summary=Case([("1000.00", [])], ["sgst_purchase_18"], halves, summary=within),
            rounded_once=Case(
                [("33.35", []), ("33.35", [])],
                ["sgst_purchase_18"] * 2,
                {"cgst_purchase_9": 6.0, "sgst_purchase_9": 6.0},
                summary=[Tax("9", "6.00", "cgst", "66.70"), Tax("9", "6.00", "sgst", "66.70")],
            ),
            igst=Case([("1000.00", [Tax("18", "180.00", "igst")])], ["igst_purchase_18"], {"igst_purchase_18": 180}),
            gst_of_one_rate=Case([("1000.00", [Tax("18", "180.00", "gst")])], ["sgst_purchase_18"], halves),
            exempt=Case([("1000.00", [Tax("0", "0.00", "gst", exempt="exempt")])], ["exempt_purchase"]),
            igst_that_the_company_lacks=Case(
                [("1000.00", [Tax("5", "50.00", "igst")])], ["", ""], remark="for IGST 5% is archived: 5% IGST P"
            ),
            archived=Case(
                [("1000.00", [Tax("14", "140.00", "cgst"), Tax("14", "140.00", "sgst")])],
                ["", ""],
                remark="for CGST 14% \\+ SGST 14% is archived: 28% GST P",
            ),
            reverse_charge=Case(
                [("1000.00", [])],
                ["igst_purchase_5_rc"],
                tax="0.00",
                position="fiscal_position_in_reverse_charge_inter",
            ),
        )


@tagged("post_install", "-at_install")
class TestChartOfCanada(ChartCase):
    def test_cases(self):
        self.load("ca_2023", "l10n_ca", "ca", "CAD", state_id=self.env.ref("base.state_ca_qc").id)
        quebec = [Tax("5", "5.00", "gst"), Tax("9.975", "9.98", "qst")]
        self.run_cases(
            gst_and_qst=Case(
                [("100.00", quebec)],
                ["gstqst_purchase_tax_14975"],
                {"gst_purchase_tax_5": 5, "qst_purchase_tax_9975": 9.98},
            ),
            gst_and_pst=Case(
                [("100.00", [Tax("5", "5.00", "gst"), Tax("7", "7.00", "pst", location="BC")])],
                ["gstpst_purchase_tax_12_bc"],
                {"gst_purchase_tax_5": 5, "pst_purchase_tax_7_bc": 7},
            ),
            hst=Case([("100.00", [Tax("13", "13.00", "hst")])], ["hst_purchase_tax_13"], {"hst_purchase_tax_13": 13}),
            gst_alone=Case([("100.00", [Tax("5", "5.00", "gst")])], ["gst_purchase_tax_5"], {"gst_purchase_tax_5": 5}),
            exempt=Case([("100.00", [Tax("0", "0.00", "gst", exempt="exempt")])], ["exempt_purchase_tax_0"]),
            zero_rated=Case([("100.00", [Tax("0", "0.00", "gst", exempt="zeroRated")])], ["gst_purchase_tax_0"]),
            imported=Case(
                [("100.00", [Tax("0", "0.00")])], ["int_purchase_tax_0"], position="fiscal_position_template_intl"
            ),
            missing=Case(
                [("100.00", [Tax("5", "5.00", "gst"), Tax("8", "8.00", "pst")])],
                ["", ""],
                remark="Missing purchase tax: GST 5% \\+ PST 8%",
            ),
        )


@tagged("post_install", "-at_install")
class TestChartOfGermany(ChartCase):
    def test_cases(self):
        self.load("de_skr03", "l10n_de", "de", "EUR")
        self.run_cases(
            two_rates=Case(
                [("100.00", [Tax("19", "19.00")]), ("10.00", [Tax("7", "0.70")])],
                ["tax_vst_19_skr03", "tax_vst_7_skr03"],
                {"tax_vst_19_skr03": 19, "tax_vst_7_skr03": 0.7},
            ),
            two_rates_of_the_summary=Case(
                [("100.00", []), ("10.00", [])],
                ["tax_vst_19_skr03", "tax_vst_7_skr03"],
                {"tax_vst_19_skr03": 19, "tax_vst_7_skr03": 0.7},
                summary=[Tax("19", "19.00", taxable="100.00"), Tax("7", "0.70", taxable="10.00")],
            ),
            without_a_rate=Case([("100.00", [])], ["tax_vst_19_skr03"], {"tax_vst_19_skr03": 19}, tax="19.00"),
            union=Case(
                [("100.00", [])],
                ["tax_eu_19_purchase_skr03"],
                tax="0.00",
                position="fiscal_position_eu_vat_id_partner_skr03",
            ),
            imported=Case(
                [("100.00", [Tax("0", "0.00")])],
                ["tax_import_19_and_payable_skr03"],
                position="fiscal_position_non_eu_partner_skr03",
            ),
            missing=Case(
                [("100.00", [Tax("16", "16.00")])], ["", ""], remark="Missing purchase tax: VAT 16%\\. .* separate line"
            ),
        )

    def test_prices_with_tax(self):
        self.load("de_skr03", "l10n_de", "de", "EUR")
        self.buying.account_price_include = "tax_included"
        self.run_cases(
            two_rates=Case(
                [("100.00", [Tax("19", "19.00")]), ("33.33", [Tax("7", "2.33")])],
                ["tax_vst_19_skr03", "tax_vst_7_skr03"],
                {"tax_vst_19_skr03": 19, "tax_vst_7_skr03": 2.33},
            ),
        )


@tagged("post_install", "-at_install")
class TestChartOfJapan(ChartCase):
    def test_cases(self):
        self.load("jp", "l10n_jp", "jp", "JPY")
        standard, reduced = "l10n_jp_tax_purchase_exc_10", "l10n_jp_tax_purchase_exc_8"
        self.run_cases(
            once_for_each_rate=Case(
                [("119", []), ("119", []), ("119", []), ("117", []), ("117", [])],
                [standard] * 3 + [reduced] * 2,
                {standard: 35, reduced: 18},
                summary=[Tax("10", "35", taxable="357"), Tax("8", "18", taxable="234")],
            ),
            line_by_line=Case(
                [("9691", [Tax("8", "775")]), ("100", [Tax("10", "10")])],
                [reduced, standard],
                {standard: 10, reduced: 775},
            ),
            exempt=Case([("100", [Tax("0", "0", exempt="exempt")])], ["l10n_jp_tax_purchase_exempt"]),
            imported=Case(
                [("100", [Tax("0", "0")])],
                ["l10n_jp_tax_purchase_imp"],
                position="l10n_jp_fiscal_position_tax_exempt",
            ),
        )


@tagged("post_install", "-at_install")
class TestChartOfFrance(ChartCase):
    def test_cases(self):
        self.load("fr", "l10n_fr_account", "fr", "EUR")
        self.run_cases(
            two_rates=Case(
                [("100.00", [Tax("20", "20.00")]), ("10.00", [Tax("5.5", "0.55")])],
                ["tva_acq_normale", "tva_acq_reduite"],
                {"tva_acq_normale": 20, "tva_acq_reduite": 0.55},
            ),
            union=Case(
                [("100.00", [])],
                ["tva_intra_normale_biens"],
                tax="0.00",
                position="fiscal_position_template_intraeub2b",
            ),
            imported=Case(
                [("100.00", [])],
                ["tva_import_outside_eu_20"],
                tax="0.00",
                position="fiscal_position_template_import_export",
            ),
        )


@tagged("post_install", "-at_install")
class TestChartOfTheUnitedStates(ChartCase):
    def test_cases(self):
        self.load("us", "l10n_us_account", "us", "USD", state_id=self.env.ref("base.state_us_5").id)
        self.run_cases(
            sales_tax_without_a_rate=Case([("100.00", [])], ["", ""], tax="8.25"),
            sales_tax_of_a_known_rate=Case(
                [("100.00", [Tax("7.25", "7.25", "sales")])],
                ["account_tax_us_purchase_7_25"],
                {"account_tax_us_purchase_7_25": 7.25},
            ),
            sales_tax_of_another_rate=Case(
                [("100.00", [Tax("8.25", "8.25", "sales")])], ["", ""], remark="Missing purchase tax: SALES 8.25%"
            ),
        )

    def test_use_tax(self):
        self.load("us", "l10n_us_account", "us", "USD", state_id=self.env.ref("base.state_us_5").id)
        usual = self.buying.account_purchase_tax_id
        lines = [Command.create({"repartition_type": "base"})]
        lines += [Command.create({"repartition_type": "tax", "factor_percent": factor}) for factor in (100, -100)]
        use_tax = usual.copy(
            {"name": "Use tax", "invoice_repartition_line_ids": lines, "refund_repartition_line_ids": lines}
        )
        use_tax.original_tax_ids = usual
        position = self.env["account.fiscal.position"].create(
            {"name": "Use tax", "company_id": self.buying.id, "tax_ids": [Command.set(use_tax.ids)]}
        )
        self.env["ir.model.data"].create(
            [
                {"module": "account", "name": f"{self.buying.id}_{name}", "model": record._name, "res_id": record.id}
                for name, record in (("use_tax", use_tax), ("use_tax_position", position))
            ]
        )
        self.run_cases(use_tax=Case([("100.00", [])], ["use_tax"], tax="0.00", position="use_tax_position"))
