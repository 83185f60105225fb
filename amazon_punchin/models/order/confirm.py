import logging
import traceback
from contextlib import contextmanager, nullcontext
from functools import partial, wraps

from odoo import fields, models
from odoo.exceptions import ConcurrencyError, RedirectWarning, UserError, ValidationError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...tools import lock, wording
from ...tools.notification import notification
from .state import AT_AMAZON

_logger = logging.getLogger(__name__)

#: States of orders that are given up for a reason of their own, which cancelling them here does not hide.
_SAID_OTHERWISE = ("rejected", "refused")

#: Core's buttons on which we have the first word, to our methods that have it. These are given the orders of Amazon's,
#: with the rights of whoever presses the button, and the button as core and other addons made it.
BUTTONS = {
    "button_approve": "_approve_amazon",
    "button_cancel": "_cancel_amazon",
    "button_confirm": "_confirm_amazon",
}


class PurchaseOrder(models.Model):
    """What core's buttons do to an Amazon order, and what they ask first.

    Confirm checks and plans the steps of the approval. Approve decides the open step; where none is left, core's own
    gate follows, and behind it :meth:`_release_to_amazon`, which nothing else calls. What core and other addons do
    once our checks have passed, they do with the system's rights and in the name of whoever pressed the button: a
    buyer need not know what a receipt is.
    """

    _inherit = "purchase.order"

    def _register_hook(self):
        """Odoo hook: put our buttons in front of all others.

        As overrides they would stand behind those of addons that are loaded later, which would act before our checks
        and with the rights of the person.
        """
        super()._register_hook()
        model = self.env.registry[self._name]
        for name in BUTTONS:
            setattr(model, name, _in_front(name, getattr(model, name)))

    def _unregister_hook(self):
        """Odoo hook: take them away again, before the model is put together anew."""
        res = super()._unregister_hook()
        model = self.env.registry[self._name]
        for name in BUTTONS.keys() & vars(model).keys():
            delattr(model, name)
        return res

    # --- Confirm -------------------------------------------------------------------------

    def _confirm_amazon(self, button_confirm):
        """Check orders and plan their approval; core approves at once what waits for nobody.

        :param collections.abc.Callable button_confirm: the button of core and other addons
        :return: what that button returns
        :raises AccessError: the user may not write the orders
        :raises UserError: something keeps one of them from going on
        """
        self.check_access("write")
        # An Amazon order has no alternatives that would have to be looked at first.
        orders = lock.opened(self.sudo()).with_context(skip_alternative_check=True, validate_analytic=True)
        baskets = orders.filtered(lambda order: order.state in ("draft", "sent"))
        for order in baskets:
            with order._named_in_errors() if len(self) > 1 else nullcontext():
                order._check_amazon_role()
                order._check_amazon_policy()
                order._check_amazon_confirmable()
            order._post_amazon_policy()
        baskets._plan_amazon_approval()
        baskets._move_amazon_to("waiting")
        res = True
        for order in orders:
            with order._told_of_other_apps():
                res = button_confirm(order)
        for order in baskets.filtered(lambda order: order._has_amazon_approval_left()):
            order._advance_amazon_approval()
            order._finish_amazon_approval()
        baskets.filtered(lambda order: order._is_past_amazon_approval())._ask_amazon_core_approvers()
        return res

    @contextmanager
    def _named_in_errors(self):
        """Name the order in what is refused, where several are confirmed at once."""
        try:
            yield
        except UserError as error:
            raise UserError(self._amazon_says(error)) from error

    @contextmanager
    def _told_of_other_apps(self):
        """Where core or another app refuses what our checks let pass, tell the administrator, in its own words.

        :raises UserError: it refuses; a ValidationError is left to whoever filled in what it is about
        """
        try:
            yield
        except ValidationError:
            raise
        except UserError as error:
            reason = str(error)
            self._refuse_and_tell_amazon_administrator(
                lambda order: (order.env._("The order cannot be confirmed"), reason)
            )

    def _check_amazon_role(self):
        """Ask again, as role and policy are now, whether the requester orders without approval.

        :raises UserError: the policy does not take the requester's orders
        """
        config, requester = self.sudo().amazon_config_id, self.amazon_requester_id
        if refusal := config._requisitioner_refusal(requester):
            raise UserError(refusal)
        if self.amazon_direct and config._person(requester).role != "requisitioner":
            lock.opened(self).amazon_direct = False

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

    # --- Approve -------------------------------------------------------------------------

    def _approve_amazon(self, button_approve):
        """Decide the open step of orders; where none is left, pass core's gate and go to Amazon.

        What another gate refuses right after a decision does not undo the decision.

        :param collections.abc.Callable button_approve: the button of core and other addons
        :return: action that says what an order waits for; empty if it waits for nothing
        :rtype: dict
        :raises UserError: it is not the user's turn, or something keeps an order from going on
        """
        res = {}
        for order in self:
            sentence = ""
            decides = not (order._is_past_amazon_approval() and order.has_access("write"))
            if decides:
                sentence = order._take_amazon_decision("approved", step=order._seen_amazon_step())
            if order._is_past_amazon_approval() and not sentence:
                # What Odoo itself passes on tells whoever it does it for.
                is_pressed = not (decides or order.env.su)
                with order._held_up_at_other_gates() if decides else nullcontext():
                    approved = lock.opened(order.sudo())
                    approved._check_amazon_still_confirmable()
                    with approved._told_of_other_apps() if is_pressed else nullcontext():
                        button_approve(approved)
                    if approved.state == "purchase":
                        approved._release_to_amazon()
                    else:
                        sentence = approved._amazon_says(approved._amazon_waits_for())
                order._ask_amazon_core_approvers()
            if sentence:
                res = notification(sentence)
        return res

    def _check_amazon_still_confirmable(self):
        """Check again what Confirm has checked, if the order has waited since.

        :raises UserError: something keeps it from going on
        """
        if self.state == "to approve":
            self._check_amazon_policy()
            self._check_amazon_confirmable()

    def _approval_allowed(self):
        """Odoo hook: an Amazon order has its own steps before core's gate, which counts in its company's currency."""
        if not self.amazon_config_id:
            return super()._approval_allowed()
        of_company = super(PurchaseOrder, self.with_company(self.company_id))
        return not self._has_amazon_approval_left() and of_company._approval_allowed()

    # --- Cancel --------------------------------------------------------------------------

    def _cancel_amazon(self, button_cancel):
        """Cancel here only what Amazon does not have.

        :param collections.abc.Callable button_cancel: the button of core and other addons
        :return: what that button returns
        :raises AccessError: the user may not write the orders
        :raises UserError: Amazon has one of them, or core does not cancel it
        """
        for order in self:
            if order.amazon_state in AT_AMAZON:
                raise UserError(
                    self.env._(
                        "Amazon has order %s. Cancel it at Amazon first; Odoo cancels it when Amazon confirms. If "
                        "Amazon does not confirm, an Amazon administrator can use “Mark as Cancelled at Amazon”.",
                        order.display_name,
                    )
                )
        self.check_access("write")
        orders, res = lock.opened(self.sudo()), None
        orders._outgoing_amazon_message()._withdraw()
        for order in orders:
            res = order._cancel_amazon_by(button_cancel)
        # What Amazon refused, or an approver rejected, goes on saying so; but nobody need do anything about it.
        given_up = orders.filtered(lambda order: order.amazon_state in _SAID_OTHERWISE)
        (orders - given_up)._move_amazon_to("cancelled", **({} if self.env.su else self._say_who_cancelled()))
        for order in given_up:
            order._end_amazon_causes((order.amazon_state,))
        orders._close_amazon_approval("cancelled")
        return res

    def _say_who_cancelled(self):
        """Values that make an order say who cancelled it here; Amazon's own word is written by whoever hears it.

        :rtype: dict
        """
        now = wording.moment(self, fields.Datetime.now())
        return {"amazon_refusal": self.env._("%(who)s cancelled on %(when)s", who=self.env.user.name, when=now)}

    def _cancel_amazon_by(self, button_cancel):
        """Have core cancel the order, whatever its buttons did to it before.

        What was never approved needs no permission of a bill or a receipt to be given up.

        :param collections.abc.Callable button_cancel: the button of core and other addons
        :raises UserError: core does not cancel an approved order; it says what to do first
        """
        self.locked = False
        try:
            with self.env.cr.savepoint():
                return button_cancel(self)
        except UserError as error:
            if self.state == "purchase":
                raise
            self.state = "cancel"
            self.message_post(body=self.env._("Cancelled without any approval, although: %s", error))
        return None


def _in_front(name, others):
    """Build the button that sorts Amazon's orders out, and has our method handle them.

    :param str name: of the button
    :param collections.abc.Callable others: the button of core and other addons
    :rtype: collections.abc.Callable
    """

    @wraps(others)
    def button(self, *args, **kwargs):
        amazon = self.filtered("amazon_config_id")
        if not amazon:
            return others(self, *args, **kwargs)
        res = others(self - amazon, *args, **kwargs) if self - amazon else None
        return getattr(amazon, BUTTONS[name])(partial(_press, others, *args, **kwargs)) or res

    return button


def _press(others, orders, *args, **kwargs):
    """Press the button of core and other addons.

    :raises UserError: what one of them refuses, in its own words; or one of them has failed, and which
    """
    try:
        return others(orders, *args, **kwargs)
    except (UserError, RedirectWarning, ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
        raise
    except Exception as error:
        app = _app_of(error)
        _logger.exception("%s of the app %s failed on orders %s", others.__name__, app, orders.ids)
        raise UserError(orders.env._("The app “%s” failed. The server's log says where.", app)) from error


def _app_of(error):
    """Name the app in whose code an error was raised, or which called the code that did.

    :param Exception error: with its traceback
    :rtype: str
    """
    modules = [frame.f_globals.get("__name__", "") for frame, _line in traceback.walk_tb(error.__traceback__)]
    apps = [name.split(".")[2] for name in modules if name.startswith("odoo.addons.")]
    return apps[-1] if apps else "odoo"
