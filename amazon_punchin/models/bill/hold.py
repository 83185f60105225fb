from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_list

from ...tools import lock, wording

_RELEASERS = "amazon_punchin.group_bill_release"


class AccountMove(models.Model):
    """A bill that is not what was ordered is not posted before somebody who may has said why."""

    _inherit = "account.move"

    amazon_is_test = fields.Boolean(
        string="Test Order",
        compute="_compute_amazon_is_test",
        search="_search_amazon_is_test",
        compute_sudo=True,
        help="It bills an order that was sent in test mode. Amazon cancels such orders and charges nothing.",
    )
    amazon_hold = fields.Text(
        string="On Hold",
        compute="_compute_amazon_hold",
        search="_search_amazon_hold",
        compute_sudo=True,
        help="Why the bill asks for a reason before it is posted.",
    )

    @api.depends("amazon_config_id", "amazon_order_ids.amazon_mode", "move_type")
    def _compute_amazon_is_test(self):
        for bill in self:
            bill.amazon_is_test = bool(bill._amazon_test_orders())

    def _search_amazon_is_test(self, operator, _value):
        if operator != "in":
            return NotImplemented
        return Domain("amazon_order_ids.amazon_mode", "=", "test") | Domain(
            "invoice_line_ids.purchase_line_id.order_id.amazon_mode", "=", "test"
        )

    @api.depends("amazon_is_test", "amazon_match_ids", "amazon_withdrawn", "amount_total", "state")
    @api.depends_context("lang")
    def _compute_amazon_hold(self):
        for bill in self:
            bill.amazon_hold = "\n".join((bill.state == "draft" and bill._amazon_holds()) or []) or False

    def _search_amazon_hold(self, operator, _value):
        if operator != "not in":
            return NotImplemented
        suspects = Domain("amazon_config_id", "!=", False) | Domain(
            "invoice_line_ids.purchase_line_id.amazon_kind", "!=", False
        )
        drafts = self.search(Domain("state", "=", "draft") & suspects)
        return Domain("id", "in", drafts.filtered("amazon_hold").ids)

    def _amazon_test_orders(self):
        """Orders in test mode that the bill is for, whether Amazon or a person made it.

        :rtype: purchase.order
        """
        if not self.is_purchase_document():
            return self.env["purchase.order"]
        orders = self.line_ids.purchase_line_id.order_id
        if self.amazon_config_id:
            orders |= self.amazon_order_ids
        return orders.filtered(lambda order: order.amazon_mode == "test")

    def _amazon_holds(self):
        """Say why the bill is held.

        :return: sentences; none if it is not
        :rtype: list[str]
        """
        self.ensure_one()
        holds = [
            self.env._("%s is a test order: Amazon cancels it, delivers nothing and charges nothing.", order.name)
            for order in self._amazon_test_orders()
        ]
        if self.amazon_withdrawn:
            holds.append(self.env._("Amazon has cancelled this invoice."))
        if self.is_purchase_document():
            holds += wording.of_many_lines(
                self.env,
                [
                    self.env._("%(line)s: %(difference)s", line=_title(line), difference=line.amazon_difference)
                    for line in self.amazon_match_ids
                    if line.amazon_difference
                ],
            )
        return holds

    def write(self, vals):
        """Post no bill on hold, by whatever road."""
        if vals.get("state") == "posted" and not lock.is_open(self.env):
            for bill in self.sudo().filtered(lambda bill: bill.state != "posted"):
                if holds := bill._amazon_holds():
                    raise UserError(
                        self.env._(
                            "%(bill)s is on hold. Open it and press Confirm there to give a reason.\n%(why)s",
                            bill=bill.display_name,
                            why="\n".join(holds),
                        )
                    )
        return super().write(vals)

    def action_post(self):
        """Ask for the reason before a bill on hold is posted."""
        if len(self) == 1 and not lock.is_open(self.env) and self.sudo()._amazon_holds():
            self.check_access("write")
            self._check_amazon_releaser()
            action = self.env["ir.actions.act_window"]._for_xml_id("amazon_punchin.amazon_punchin_bill_release_action")
            return {**action, "context": {"default_bill_id": self.id}}
        return super().action_post()

    def _release_amazon_hold(self, reason):
        """Post a bill on hold.

        :param str reason: why, in the user's words
        :return: what core shows after posting
        :rtype: dict | bool
        :raises UserError: the user may not, or gives no reason
        """
        self.ensure_one()
        self.check_access("write")
        self._check_amazon_releaser()
        if not reason.strip():
            raise UserError(self.env._("Say why the bill is posted all the same."))
        holds = self.sudo()._amazon_holds()
        posted = lock.opened(self).action_post()
        self.message_post(
            body=wording.paragraph(
                "\n".join([self.env._("Posted although it was on hold: %s", reason.strip()), *holds])
            )
        )
        return posted

    def _check_amazon_releaser(self):
        if self.env.user.has_group(_RELEASERS):
            return
        releasers = (
            self.env.ref(_RELEASERS)
            .sudo()
            .all_user_ids.filtered(lambda user: user.active and not user.share and self.company_id in user.company_ids)
        )
        names = format_list(self.env, releasers.mapped("name"), "or") if releasers else self.env._("nobody yet")
        raise UserError(
            self.env._(
                "%(bill)s is on hold, and you may not release it. Correct it, or ask somebody with the right “Release "
                "bills on hold”: %(who)s.\n%(why)s",
                bill=self.display_name,
                who=names,
                why="\n".join(self.sudo()._amazon_holds()),
            )
        )


def _title(line):
    """What a line of a bill is about, short enough for a sentence."""
    ordered = line.purchase_line_id
    return ordered._amazon_title() if ordered else " ".join((line.name or "").split())[:60]
