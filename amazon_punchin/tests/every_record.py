from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command

from . import test_matrix


class EveryRecord:
    """One record of each model of the addon, and of each that its fields lead to, in both companies."""

    make_records = classmethod(test_matrix.TestMatrix.make_records.__func__)
    make_coded = classmethod(test_matrix.TestMatrix.make_coded.__func__)

    @classmethod
    def make_every_record(cls):
        """Make ``mine`` and ``theirs``: model to a record, of the one company and of the other."""
        cls.lost = cls.make_user("lost", "base.group_user")
        cls.lost.email = "lost@example.com"
        cls.other_manager = cls.make_user("other_manager", "amazon_punchin.group_manager", cls.other_company)
        cls.manager.group_ids += cls.env.ref("purchase.group_purchase_manager")
        companies = (cls.company, cls.other_company)
        approvers = [cls.make_user(f"approver_{company.id}", "base.group_user", company) for company in companies]
        cls.mine = cls.make_all(cls.config, cls.buyer, approvers[0], cls.manager)
        cls.theirs = cls.make_all(cls.other_config, cls.foreign_buyer, approvers[1], cls.other_manager)

    @classmethod
    def make_all(cls, config, buyer, approver, manager):
        """A record of each model in one company.

        :return: model to a record
        :rtype: dict[str, odoo.models.BaseModel]
        """
        records = {record._name: record for record in cls.make_records(config, buyer, approver).values()}
        records["purchase.order"] = cls.make_coded(config, buyer)
        records["purchase.order.line"] = records["purchase.order"].order_line[0]
        records["account.move"] = cls.make_bill(config.company_id)
        company_id, env = config.company_id.id, cls.env
        plan = env["account.analytic.plan"].create({"name": "Plan"})
        shared = {"name": "One Company's", "company_id": company_id}
        records["mail.activity"] = records["amazon.punchin.newcomer"].activity_schedule(
            "mail.mail_activity_data_todo", user_id=manager.id
        )
        for name, vals in {
            "account.analytic.account": {**shared, "plan_id": plan.id},
            "hr.department": shared,
            "product.product": {**shared, "type": "service"},
            "res.partner": {**shared, "street": "1 Side Street"},
            "account.account": {"name": "Theirs", "code": "610001", "company_ids": [company_id]},
        }.items():
            records[name] = env[name].with_company(company_id).create(vals)
        records["res.company"] = config.company_id
        country_id = env.ref("base.us").id
        group = env["account.tax.group"].create({**shared, "country_id": country_id})
        records["account.tax"] = cls.make_tax(7, config.company_id, tax_group_id=group.id, country_id=country_id)
        if "stock.picking.type" in env:
            records["stock.picking.type"] = env["stock.picking.type"].search([("company_id", "=", company_id)], limit=1)
        return records | cls.make_windows(records, manager)

    @classmethod
    def make_bill(cls, company):
        env = cls.env(context={**cls.env.context, "allowed_company_ids": company.ids})
        journal = env["account.journal"].create({"name": "Journal", "code": "AMZ", "type": "general"})
        return env["account.move"].create({"move_type": "entry", "journal_id": journal.id})

    @classmethod
    def make_windows(cls, records, manager):
        config, order = records["amazon.punchin.config"], records["purchase.order"]
        of_config, of_order = {"config_id": config.id}, {"order_id": order.id}
        windows = {
            "amazon.punchin.address.match": {"address_id": records["amazon.punchin.address"].id},
            "amazon.punchin.address.import": of_config,
            "amazon.punchin.person.import": of_config,
            "amazon.punchin.credentials": of_config,
            "amazon.punchin.mode.change": {**of_config, "mode": "active"},
            "amazon.punchin.inbox.password": of_config,
            "amazon.punchin.touchless": {**of_config, "line_ids": [Command.create({"number": "1"})]},
            "amazon.punchin.cancellation": of_order,
            "amazon.punchin.preview": of_order,
            "amazon.punchin.rule.tester": of_order,
            "amazon.punchin.decision": {"order_ids": order.ids},
            "amazon.punchin.receiving": {
                **of_order,
                "line_ids": [Command.create({"line_id": records["purchase.order.line"].id})],
            },
            "amazon.punchin.receipt.undo": {"receipt_ids": records["amazon.punchin.receipt"].ids},
            "amazon.punchin.home": {},
        }
        made = {name: cls.env[name].with_user(manager).create(vals) for name, vals in windows.items()}
        company = config.company_id
        releaser = cls.make_user(f"releaser_{company.id}", "amazon_punchin.group_bill_release", company)
        made["amazon.punchin.bill.release"] = (
            cls.env["amazon.punchin.bill.release"]
            .with_user(releaser)
            .with_context(allowed_company_ids=company.ids)
            .create({"bill_id": records["account.move"].id, "reason": "Agreed"})
        )
        made["amazon.punchin.touchless.line"] = made["amazon.punchin.touchless"].line_ids
        made["amazon.punchin.receiving.line"] = made["amazon.punchin.receiving"].line_ids
        match = made["amazon.punchin.address.match"]
        made["amazon.punchin.address.candidate"] = match.candidate_ids.create(
            {"match_id": match.id, "partner_id": records["res.partner"].id}
        )
        # The window chooses a contact, and compares it, before it gets one more line.
        cls.env.flush_all()
        made["amazon.punchin.address.difference"] = match.line_ids.create({"match_id": match.id, "field": "city"})
        people = made["amazon.punchin.person.import"]
        made["amazon.punchin.person.import.line"] = people.line_ids.create({"import_id": people.id, "outcome": "same"})
        return {name: record.sudo().with_user(cls.env.user) for name, record in made.items()}

    def written_by_people(self, *types):
        """Every field that an Amazon administrator writes.

        :return: triples of a record, a field's name, and the field
        :rtype: list[tuple]
        """
        found = []
        for name, record in self.mine.items():
            mine = record.with_user(record.create_uid if record._transient else self.manager)
            if not name.startswith("amazon.punchin.") or not record._auto or not mine.has_access("write"):
                continue
            for field in record._fields.values():
                writes = field.type in types and (field.store or field.inverse)
                if writes and mine._has_field_access(field, "write") and not field.name.startswith("message_"):
                    found.append((mine, field.name, field))
        return found

    def writes(self, record, name, value):
        """Write a value, unless that is refused.

        :return: whether it was written
        :rtype: bool
        """
        with self.env.cr.savepoint() as savepoint:
            try:
                record.write({name: value})
                self.env.flush_all()
            except (UserError, IntegrityError):
                savepoint.rollback()
                return False
        return True
