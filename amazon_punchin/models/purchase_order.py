from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from . import lock
from .account_types import ACCOUNT_TYPES
from .amazon_punchin_billed_mixin import BILL_GROUPS

#: Fields of an Amazon order that only this addon writes: what was bought, for whom, and where it stands.
LOCKED_FIELDS = frozenset(
    {
        "amazon_approval_ids",
        "amazon_approver_ids",
        "amazon_bill_ids",
        "amazon_cancel_reason",
        "amazon_cancelled_at",
        "amazon_cancelled_by_id",
        "amazon_checkout_address_id",
        "amazon_config_id",
        "amazon_confirmed_coding",
        "amazon_confirmed_total",
        "amazon_direct",
        "amazon_expires_at",
        "amazon_items_total",
        "amazon_last_call_at",
        "amazon_message_ids",
        "amazon_mode",
        "amazon_order_ref",
        "amazon_price_decision",
        "amazon_refusal",
        "amazon_released_by_id",
        "amazon_requester_id",
        "amazon_shipment_ids",
        "amazon_shipping",
        "amazon_state",
        "amazon_tax",
        "amazon_total",
        "company_id",
        "create_date",
        "create_uid",
        "currency_id",
        "date_approve",
        "date_order",
        "fiscal_position_id",
        "name",
        "origin",
        "partner_id",
        "state",
    }
)

#: Those of them that make an order an Amazon order.
AMAZON_FIELDS = frozenset(name for name in LOCKED_FIELDS if name.startswith("amazon_"))

#: Those by which the rest of the addon knows one.
MARKS = ("amazon_approver_ids", "amazon_config_id", "amazon_state", "amazon_requester_id")

#: Fields of an order that code its lines.
CODING_FIELDS = ("amazon_account_id", "amazon_analytic_distribution", "department_id")

#: Fields of an order, or of what it holds, that approval rules may look at.
FOLLOWED_FIELDS = frozenset({*CODING_FIELDS, "amazon_location_id", "order_line"})

#: States in which Amazon has the order or may have it.
AT_AMAZON = ("sent", "unknown", "confirmed", "partial", "shipped", "done")


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = [
        "purchase.order",
        "amazon.punchin.approval.mixin",
        "amazon.punchin.billed.mixin",
        "amazon.punchin.cancel.mixin",
        "amazon.punchin.cart.mixin",
        "amazon.punchin.checkout.mixin",
        "amazon.punchin.confirmation.mixin",
        "amazon.punchin.counted.mixin",
        "amazon.punchin.hold.mixin",
        "amazon.punchin.policy.mixin",
        "amazon.punchin.price.mixin",
        "amazon.punchin.sending.mixin",
        "amazon.punchin.shipment.mixin",
    ]

    amazon_config_id = fields.Many2one(
        "amazon.punchin.config",
        string="Group at Amazon",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The Amazon Business group in which the basket was filled.",
    )
    amazon_requester_id = fields.Many2one(
        "res.users",
        string="Requester",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Who filled the basket at Amazon.",
    )
    amazon_mode = fields.Selection(
        [("test", "Test"), ("active", "Active")],
        readonly=True,
        copy=False,
        help="Whether the basket was made in test mode. Amazon cancels test orders.",
    )
    amazon_direct = fields.Boolean(
        string="Direct Purchase",
        readonly=True,
        copy=False,
        help="Brought by a requisitioner, whom the purchasing policy lets buy without approval.",
    )
    amazon_released_by_id = fields.Many2one(
        "res.users",
        string="Released By",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Who had the last word before it went to Amazon: the last approver, or whoever confirmed it where nobody "
        "had to approve it.",
    )
    amazon_state = fields.Selection(
        [
            ("cart", "Basket"),
            ("waiting", "Waiting for approval"),
            ("pending", "Being sent"),
            ("sent", "Sent"),
            ("unknown", "Answer unknown"),
            ("confirmed", "Confirmed"),
            ("partial", "Partly confirmed"),
            ("refused", "Refused by Amazon"),
            ("shipped", "Shipped"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
            ("expired", "Expired"),
        ],
        string="State at Amazon",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
        help="How far the order is, from the basket to the bill.",
    )
    amazon_order_ref = fields.Char(
        string="Amazon Order Number",
        readonly=True,
        copy=False,
        index="trigram",
        tracking=True,
        help="Amazon's own number of the order; it may split one order into several.",
    )
    amazon_refusal = fields.Text(string="Amazon's Reason", readonly=True, copy=False)
    amazon_items_total = fields.Monetary(
        string="Items",
        readonly=True,
        copy=False,
        help="The items of the basket, without shipping and tax.",
    )
    amazon_shipping = fields.Monetary(string="Shipping", readonly=True, copy=False)
    amazon_tax = fields.Monetary(
        string="Tax at Amazon",
        readonly=True,
        copy=False,
        help="The tax in the basket, as Amazon calculates it; the lines say what became of it.",
    )
    amazon_total = fields.Monetary(
        string="Amazon's Total", readonly=True, copy=False, help="Items, shipping and tax, as Amazon will charge them."
    )
    amazon_confirmed_total = fields.Monetary(
        string="Confirmed Total",
        readonly=True,
        copy=False,
        help="Items, shipping and tax in Amazon's answer to the whole order; zero if it gave none.",
    )
    amazon_open_total = fields.Monetary(
        string="Open Value",
        compute="_compute_amazon_open_total",
        help="The total at the ordered prices, without what Amazon has rejected.",
    )
    amazon_expires_at = fields.Datetime(
        string="Price Held Until",
        readonly=True,
        copy=False,
        help="Until then Amazon holds price and stock. Afterwards the basket must be brought again.",
    )
    amazon_location_id = fields.Many2one(
        "amazon.punchin.location",
        string="Location",
        domain="[('config_id', '=', amazon_config_id)]",
        copy=False,
        ondelete="restrict",
        help="Where Amazon delivers.",
    )
    department_id = fields.Many2one(
        "hr.department",
        check_company=True,
        copy=False,
        help="Who it is for; it applies to every line, and a line may differ.",
    )
    amazon_account_id = fields.Many2one(
        "account.account",
        string="Account",
        check_company=True,
        copy=False,
        domain=[("account_type", "in", ACCOUNT_TYPES)],
        help="Expense account of every line; it is carried to the vendor bill.",
    )
    amazon_analytic_distribution = fields.Json(
        string="Budget",
        copy=False,
        help="What pays for the order; it applies to every line, and a line may differ.",
    )
    analytic_precision = fields.Integer(
        store=False, default=lambda self: self.env["decimal.precision"].precision_get("Percentage Analytic")
    )
    amazon_message_ids = fields.Many2many(
        "amazon.punchin.message",
        "amazon_punchin_message_purchase_order_rel",
        "order_id",
        "message_id",
        string="Amazon Documents",
        readonly=True,
        copy=False,
        groups="amazon_punchin.group_manager",
    )
    amazon_warning = fields.Text(compute="_compute_amazon_warning")
    invoice_ids = fields.Many2many(groups=BILL_GROUPS)

    @api.depends(
        "amazon_checkout_address_id.location_id",
        "amazon_config_id.max_lines",
        "amazon_confirmed_total",
        "amazon_location_id",
        "amazon_price_decision",
        "amazon_reason",
        "amazon_state",
        "amazon_total",
        "amount_total",
        "order_line",
        "order_line.amazon_confirmed_price",
        "order_line.amazon_qty_shipped",
        "order_line.amazon_status_ids",
    )
    def _compute_amazon_warning(self):
        for order in self:
            order.amazon_warning = "\n".join(order._amazon_warnings()) or False

    def _amazon_warnings(self):
        """Say what a buyer should know before confirming, and of Amazon's answer.

        :return: sentences
        :rtype: list[str]
        """
        self.ensure_one()
        warnings = []
        if self.amazon_state in ("cart", "waiting"):
            if too_many := self._amazon_too_many_lines():
                warnings.append(too_many)
            if self._amazon_hold_is_over():
                warnings.append(self._amazon_hold_over_sentence())
            warnings += self._amazon_verdicts("refuse", "warn", *([] if self.amazon_reason else ["reason"]))
            if missing := self.amazon_location_id._doubtful_address_parts():
                warnings.append(
                    self.env._(
                        "Amazon may refuse the address of location “%(location)s”: it lacks %(missing)s.",
                        location=self.amazon_location_id.name,
                        missing=", ".join(missing),
                    )
                )
            warnings += self._amazon_checkout_warnings()
        if self.amazon_config_id and self.currency_id.compare_amounts(self.amount_total, self.amazon_total):
            warnings.append(
                self.env._(
                    "The total of this order is %(odoo)s, Amazon's is %(amazon)s.",
                    odoo=self.currency_id.format(self.amount_total),
                    amazon=self.currency_id.format(self.amazon_total),
                )
            )
        return warnings + self._amazon_price_warnings() + self._amazon_excess()

    def _amazon_too_many_lines(self):
        count, limit = len(self._amazon_item_lines()), self.amazon_config_id.max_lines
        if count <= limit:
            return ""
        return self.env._(
            "This basket has %(count)s different items; Amazon takes at most %(limit)s in one order. "
            "Cancel this order, split the basket at Amazon and bring each part on its own.",
            count=count,
            limit=limit,
        )

    def _amazon_hold_is_over(self):
        return bool(self.amazon_expires_at) and self.amazon_expires_at <= fields.Datetime.now()

    def _amazon_hold_over_sentence(self):
        return self.env._(
            "Amazon held price and stock of this basket until %s. Cancel this order and bring the basket again.",
            fields.Datetime.context_timestamp(self, self.amazon_expires_at).strftime("%Y-%m-%d %H:%M"),
        )

    def _amazon_item_lines(self):
        return self.order_line.filtered("amazon_aux_id")

    # --- Amounts -------------------------------------------------------------------------

    def _amount_all(self):
        """Core's computation, but on one base line for each tax where only sums are rounded."""
        amazon = self.filtered(
            lambda order: order.amazon_config_id and order.tax_calculation_rounding_method == "round_globally"
        )
        tax_engine = self.env["account.tax"]
        for order in amazon:
            base_lines = order._amazon_base_lines()
            tax_engine._add_tax_details_in_base_lines(base_lines, order.company_id)
            tax_engine._round_base_lines_tax_details(base_lines, order.company_id)
            totals = tax_engine._get_tax_totals_summary(base_lines, order.currency_id, order.company_id)
            order.amount_untaxed = totals["base_amount_currency"]
            order.amount_tax = totals["tax_amount_currency"]
            order.amount_total = totals["total_amount_currency"]
            order.amount_total_cc = totals["total_amount"]
        return super(PurchaseOrder, self - amazon)._amount_all()

    def _amazon_base_lines(self):
        """Base lines of ``account.tax``, the lines with the same tax summed up."""
        return [
            self.env["account.tax"]._prepare_base_line_for_taxes_computation(
                None,
                tax_ids=taxes,
                price_unit=sum(line.price_subtotal for line in lines),
                quantity=1.0,
                partner_id=self.partner_id,
                currency_id=self.currency_id,
                rate=self.currency_rate,
            )
            for taxes, lines in self.order_line.grouped("tax_ids").items()
        ]

    # --- Locks ---------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """An Amazon order is made by a basket that came back, by nothing else.

        What was created is looked at, because values may come from the context too.
        """
        orders = super().create(vals_list)
        if not lock.is_open(self.env) and any(order[name] for order in orders.sudo() for name in MARKS):
            raise UserError(self.env._("Amazon orders are made by baskets that come back from Amazon."))
        return orders

    def write(self, vals):
        """Refuse what would make the order another one than the basket at Amazon."""
        if not lock.is_open(self.env):
            self._check_amazon_lock(vals)
        if FOLLOWED_FIELDS.isdisjoint(vals):
            return super().write(vals)
        orders = super(PurchaseOrder, self._following_coding_later())
        coding = {name: value for name, value in vals.items() if name in CODING_FIELDS}
        if coding and "order_line" in vals:
            # The order codes every line first, so that a line given beside it may differ.
            orders.write(coding)
            vals = {name: value for name, value in vals.items() if name not in coding}
        res = orders.write(vals)
        self._follow_amazon_coding()
        return res

    def _check_amazon_lock(self, vals):
        for order in self:
            if changed := lock.changed(order, vals, order._amazon_locked_fields()):
                raise UserError(
                    self.env._(
                        "%(order)s came from Amazon: %(fields)s cannot be changed here.",
                        order=order.display_name,
                        fields=", ".join(sorted(self._fields[name]._description_string(self.env) for name in changed)),
                    )
                )

    def _amazon_locked_fields(self):
        if not self.amazon_config_id:
            return AMAZON_FIELDS
        locked = LOCKED_FIELDS | lock.derived_fields(self)
        if self.amazon_state not in ("cart", "waiting"):
            locked |= {"amazon_location_id"}
        if self.state not in ("draft", "to approve"):
            locked |= {"amazon_reason"}
        if not self.env.user.has_group("purchase.group_purchase_user"):
            # A rule may name one of them as the approver, and that is not for the requester to choose.
            locked |= {name for name, field in self._fields.items() if field.comodel_name == "res.users"}
        return locked

    @api.ondelete(at_uninstall=False)
    def _unlink_except_amazon(self):
        for order in self.filtered("amazon_config_id"):
            if order._outgoing_amazon_message():
                raise UserError(
                    self.env._("%s was ordered at Amazon and is kept. You can cancel it.", order.display_name)
                )
            if order.sudo().amazon_approval_ids.decision_ids:
                raise UserError(self.env._("%s is kept with the decisions on it.", order.display_name))

    def copy(self, default=None):
        """A basket can be ordered once: a copy would have no basket at Amazon."""
        if amazon := self.filtered("amazon_config_id"):
            raise UserError(
                self.env._("%s came from Amazon and cannot be duplicated. Shop again.", amazon[0].display_name)
            )
        return super().copy(default)

    def action_merge(self):
        """Two baskets cannot become one order at Amazon."""
        if amazon := self.filtered("amazon_config_id"):
            raise UserError(self.env._("%s came from Amazon and cannot be merged.", amazon[0].display_name))
        return super().action_merge()

    def button_draft(self):
        """A basket that was given up is gone at Amazon too."""
        if amazon := self.filtered("amazon_config_id"):
            raise UserError(
                self.env._("%s came from Amazon and cannot be reopened. Shop again.", amazon[0].display_name)
            )
        return super().button_draft()

    def print_quotation(self):
        """A request for quotation makes no sense for a basket: print without changing the state."""
        if amazon := self.filtered("amazon_config_id"):
            return self.env.ref("purchase.action_report_purchase_order").report_action(amazon)
        return super().print_quotation()

    def action_rfq_send(self):
        """Amazon gets the order as cXML, never by mail."""
        if amazon := self.filtered("amazon_config_id"):
            raise UserError(self.env._("%s goes to Amazon by itself once it is approved.", amazon[0].display_name))
        return super().action_rfq_send()

    # --- Doors ---------------------------------------------------------------------------

    def button_confirm(self):
        """Check an Amazon order before core's approval decides."""
        amazon = self.filtered("amazon_config_id")
        drafts = amazon.filtered(lambda order: order.state == "draft")
        for order in drafts:
            order._check_amazon_role()
            order._check_amazon_policy()
            order._check_amazon_confirmable()
            order._post_amazon_policy()
        drafts._plan_amazon_approval()
        res = super(PurchaseOrder, self - amazon).button_confirm() if self - amazon else True
        if amazon:
            res = super(PurchaseOrder, lock.opened(amazon)).button_confirm()
            lock.opened(amazon).filtered(lambda order: order.state == "to approve").amazon_state = "waiting"
            for order in drafts.filtered(lambda order: order.amazon_state == "waiting"):
                order._advance_amazon_approval()
        return res

    def _check_amazon_role(self):
        """Ask again, as role and policy are now, whether the requester orders without approval.

        :raises UserError: the policy does not take the requester's orders
        """
        config, requester = self.sudo().amazon_config_id, self.amazon_requester_id
        if refusal := config._requisitioner_refusal(requester):
            raise UserError(refusal)
        if self.amazon_direct and config._person(requester).role != "requisitioner":
            lock.opened(self).amazon_direct = False

    def button_approve(self, force=False):
        """Approve an Amazon order's open step; where none is left, queue it in the same transaction.

        An Amazon order that has not been confirmed is confirmed, so that its steps are computed.
        """
        amazon = self.filtered("amazon_config_id")
        passing = amazon if lock.is_open(self.env) else amazon.browse()
        for order in passing:
            if order.amazon_state not in ("cart", "waiting"):
                raise UserError(self.env._("%s has already been decided.", order.display_name))
            if order.amazon_state == "waiting":
                order._check_amazon_policy()
            order._check_amazon_confirmable()
        deciding = amazon - passing
        res = super(PurchaseOrder, self - deciding).button_approve(force=force) if self - deciding else {}
        for order in passing.filtered(lambda order: order.state == "purchase"):
            order.amazon_released_by_id = self.env.user
            order._queue_amazon_order()
        for order in deciding:
            if order.state == "draft":
                order.button_confirm()
            elif sentence := order._approve_amazon(force=force):
                res = order._amazon_notification(sentence)
        return res

    def _approve_amazon(self, force=False):
        """Decide the open step as the current user, or pass core's gate after the last one.

        :param bool force: as core's ``button_approve`` has it
        :return: a sentence if somebody else has decided meanwhile, or has to; else empty
        :rtype: str
        :raises UserError: it is not the user's turn
        """
        if self.amazon_state != "waiting" or self._has_amazon_approval_left() or not self.has_access("write"):
            seen = self.env["amazon.punchin.approval"].browse(self.env.context.get("amazon_approval_id", []))
            return self._decide_amazon("approved", step=seen)
        lock.opened(self).button_approve(force=force)
        return "" if self.state == "purchase" else self._amazon_says(self._amazon_waits_for())

    def _approval_allowed(self):
        """An Amazon order has its own steps before core's gate."""
        return not self._has_amazon_approval_left() and super()._approval_allowed()

    def button_cancel(self):
        """Cancel here only what Amazon does not have."""
        amazon = self.filtered("amazon_config_id")
        for order in amazon:
            if order.amazon_state in AT_AMAZON:
                raise UserError(
                    self.env._(
                        "Amazon has order %s. Cancel it at Amazon first; it is cancelled here when Amazon says so. If "
                        "Amazon says nothing, an Amazon administrator states it with “Cancelled at Amazon”.",
                        order.display_name,
                    )
                )
        res = super(PurchaseOrder, self - amazon).button_cancel() if self - amazon else None
        if amazon:
            # Core looks at the bills, which a buyer may not.
            amazon.check_access("write")
            amazon = lock.opened(amazon).sudo()
            amazon._outgoing_amazon_message()._withdraw()
            res = super(PurchaseOrder, amazon).button_cancel()
            amazon.filtered(lambda order: order.amazon_state != "refused").amazon_state = "cancelled"
            amazon._close_amazon_approval("cancelled")
        return res

    # --- Billing -------------------------------------------------------------------------

    @api.depends("amazon_bill_ids")
    def _compute_invoice(self):
        """Count Amazon's bills that charge or give back a sum, without any of the order's lines, too."""
        res = super()._compute_invoice()
        for order in self.filtered("amazon_bill_ids"):
            order.invoice_ids |= order.amazon_bill_ids
            order.invoice_count = len(order.invoice_ids)
        return res

    def _get_invoiced(self):
        """Wait for no charge of Amazon's, e.g. a rounding difference, once every item is billed."""
        res = super()._get_invoiced()
        for order in self.filtered("amazon_config_id"):
            items = order._amazon_item_lines()
            billed = any(items.mapped("qty_invoiced")) and not any(items.mapped("qty_to_invoice"))
            if billed and order.invoice_status == "to invoice":
                order.invoice_status = "invoiced"
        return res

    def _add_supplier_to_product(self):
        """Amazon's price of today is no price list."""
        return super(PurchaseOrder, self.filtered(lambda order: not order.amazon_config_id))._add_supplier_to_product()

    # --- Coding --------------------------------------------------------------------------

    def _check_amazon_confirmable(self):
        """Say in one message all that keeps an Amazon order from going on.

        :raises UserError: something does
        """
        self.ensure_one()
        self.sudo().amazon_config_id._check_not_paused()
        problems = [
            sentence
            for sentence in (
                self._amazon_too_many_lines(),
                self._amazon_hold_is_over() and self._amazon_hold_over_sentence(),
                self._amazon_missing_coding(),
                self._amazon_incomplete_location(),
            )
            if sentence
        ]
        if problems:
            raise UserError("\n\n".join(problems))

    @api.constrains("amazon_account_id", "amazon_location_id", "department_id")
    def _check_amazon_coding(self):
        if lock.is_open(self.env):
            return
        for order in self.filtered("amazon_config_id"):
            order._check_amazon_coding_of(order)
            location = order.sudo().amazon_location_id
            if location and (location.config_id != order.amazon_config_id or not location.active):
                raise ValidationError(
                    self.env._("The location of %s must be one of its Amazon group.", order.display_name)
                )

    def _check_amazon_coding_of(self, record):
        """Check that department and account are the order's company's.

        :param odoo.models.BaseModel record: the order or one of its lines
        :raises ValidationError: another company's, or no account for purchases
        """
        self.ensure_one()
        allowed = self.company_id | self.company_id.sudo().parent_ids
        department, account = record.sudo().department_id, record.sudo().amazon_account_id
        if department.company_id - allowed:
            raise ValidationError(self.env._("The department belongs to another company than %s.", self.display_name))
        if account and (account.account_type not in ACCOUNT_TYPES or not account.company_ids & allowed):
            raise ValidationError(
                self.env._("The account of %s must be one for purchases, and of the same company.", self.display_name)
            )

    def _amazon_missing_coding(self):
        config, missing = self.amazon_config_id, []
        lines = self.order_line.filtered(lambda line: not line.display_type)
        if config.require_location and not self.amazon_location_id:
            missing.append(self.env._("Location"))
        for required, field, label in (
            (config.require_department, "department_id", self.env._("Department")),
            (config.require_budget, "distribution_analytic_account_ids", self.env._("Budget")),
            (config.require_account, "amazon_account_id", self.env._("Account")),
        ):
            uncoded = lines.filtered(lambda line, field=field: not line[field]) if required else lines.browse()
            if uncoded == lines and uncoded:
                missing.append(label)
            elif uncoded:
                names = ", ".join(line.name.splitlines()[0][:40] for line in uncoded[:3])
                missing.append(
                    self.env._("%(field)s of %(count)s lines (%(names)s)", field=label, count=len(uncoded), names=names)
                )
        if not missing:
            return ""
        return self.env._("Please fill in before confirming:\n%s", "\n".join(f"• {item}" for item in missing))

    def _amazon_incomplete_location(self):
        if not self.amazon_location_id:
            if self.amazon_config_id.require_location:
                return ""
            return self.env._("Amazon takes no order without a delivery address: choose a location.")
        missing = self.amazon_location_id._missing_address_parts()
        if not missing:
            return ""
        return self.env._(
            "The address of location “%(location)s” is incomplete: %(missing)s.",
            location=self.amazon_location_id.name,
            missing=", ".join(missing),
        )
