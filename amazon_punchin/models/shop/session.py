import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.constants import GC_UNLINK_LIMIT

from ... import protocol
from ...protocol.errors import ProtocolError
from ...tools.const import MANAGER, OPEN_MODES
from ...tools.problem_text import Problem, refusal, said_of
from ...tools.row_lock import wait_for_row
from ...transport import destination
from ...transport.errors import Refused, TransportError


class AmazonPunchinSession(models.Model):
    _name = "amazon.punchin.session"
    _inherit = ["amazon.punchin.access.mixin"]
    _description = "Amazon Shopping Session"
    _order = "id desc"

    config_id = fields.Many2one(
        "amazon.punchin.config",
        string="Group at Amazon",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="The Amazon Business group of the shopping session.",
    )
    company_id = fields.Many2one(related="config_id.company_id", store=True, precompute=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Buyer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    entrance = fields.Selection(
        [("punch_out", "From Odoo"), ("punch_in", "From Amazon")],
        string="Entry Point",
        required=True,
        readonly=True,
        help="Where the shopping session started: in Odoo (punch-out) or at Amazon (punch-in).",
    )
    mode = fields.Selection(
        OPEN_MODES,
        required=True,
        readonly=True,
        help="Whether the group was in test or in active mode when the shopping session started.",
    )
    state = fields.Selection(
        [
            ("open", "At Amazon"),
            ("returned", "Came back with a basket"),
            ("empty", "Came back without a basket"),
            ("expired", "Expired"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
        help="Whether the session is under way, came back with a basket, or is over.",
    )
    expires_at = fields.Datetime(
        required=True,
        readonly=True,
        help="Until when a basket of this shopping session is accepted.",
    )
    token_hash = fields.Char(required=True, readonly=True, copy=False, groups=MANAGER)
    order_id = fields.Many2one("purchase.order", readonly=True, index="btree_not_null", ondelete="set null")

    _token_hash_uniq = models.Constraint("UNIQUE (token_hash)", "The token must be unique.")

    @api.depends("user_id", "config_id")
    def _compute_display_name(self):
        for session in self:
            session.display_name = f"{session.user_id.name} · {session.config_id.name}"

    # --- The way out ---------------------------------------------------------------------

    @api.model
    def _start(self, config, user, entrance):
        """Begin a trip: ask Amazon for the page where the user's browser goes on.

        The setup request is the one call that is made inside a user's request, who waits for it.
        Repeating it is harmless: each makes a session of its own.

        :param amazon.punchin.config config: in sudo
        :param res.users user: who shops
        :param str entrance: ``punch_out`` or ``punch_in``
        :return: URL of Amazon's start page
        :rtype: str
        :raises UserError: paused, not on the list, or Amazon says no
        """
        config._check_not_paused()
        config._check_person(user)
        person = config._person(user)
        token = secrets.token_urlsafe(32)
        request = protocol.setup.SetupRequest(
            parties=config._parties(),
            payload_id=self.env["amazon.punchin.message"]._new_payload_id(),
            deployment_mode="production" if config.mode == "active" else "test",
            buyer_cookie=token,
            return_url=config.return_url,
            setup_url=config._setup_address(),
            extrinsics=self._prepare_extrinsics(config, user, person),
        )
        url = self._exchange(config, request, person)
        self._open(config, user, entrance, token)
        return url

    @api.model
    def _exchange(self, config, request, person):
        """Ask Amazon, and keep question and answer in the message log, also when it says no.

        :return: URL of the start page
        :rtype: str
        :raises UserError: Amazon says no, or nothing that can be used; nothing but the log has been written, and not
            even that if nobody was asked
        """
        secret = config._required_secret()
        config._refuse_while_shop_rests()
        document = protocol.envelope.with_secret(protocol.setup.build(request), secret)
        answer, start_page, state, problem = b"", "", "failed", None
        try:
            answer = config._send_setup(document)
            start_page, state, problem = self._read_start_page(config, answer, person)
        except Refused as error:
            problem = self._blame_settings(config, config._setup_address(), error)
        except TransportError as error:
            server = destination.host_of(config._setup_address())
            problem = Problem("shop_unreachable", {"cause": said_of(error, server).cause})
        except ProtocolError as error:
            problem = Problem("shop_unreadable", {"cause": said_of(error).cause})
        self.env["amazon.punchin.message"]._log_setup(config, request, answer, state, problem)
        if problem:
            raise UserError(problem(self.env))
        return start_page

    @api.model
    def _read_start_page(self, config, answer, person):
        """Read where Amazon sends the shopper.

        :return: URL of the start page, state of the setup request, why the shopper gets no further or None
        :rtype: tuple[str, str, collections.abc.Callable | None]
        :raises ProtocolError: the answer cannot be read
        """
        status, start_page = protocol.setup.read_start_page(answer)
        if not status.success:
            return "", "refused", Problem("shop_refused", {"email": person.email, "said": str(status).rstrip(".")})
        try:
            config._check_start_page(start_page)
        except UserError as error:
            return "", "failed", said_of(error)
        return start_page, "sent", None

    @api.model
    def _blame_settings(self, config, url, error):
        """Tell the administrator that the credentials or the Punchout URL are wrong: waiting does not help.

        :param amazon.punchin.config config: whose they are
        :param str url: the Punchout URL
        :param amazon_punchin.transport.errors.Refused error: what came of it
        :return: for the shopper
        :rtype: amazon_punchin.tools.problem_text.Problem
        """
        cause = said_of(error, destination.host_of(url))
        is_unauthorized = error.code == "bad_credentials"

        def say(config):
            env = config.env
            if is_unauthorized:
                return (
                    env._("Amazon's shop does not accept the credentials"),
                    env._("The shop did not open for %(user)s. %(cause)s", user=self.env.user.name, cause=cause(env)),
                )
            return (
                env._("The Punchout URL seems to be wrong"),
                env._(
                    "Amazon's shop did not open for %(user)s at %(url)s. %(cause)s Compare it with the Punchout URL at "
                    "Amazon, on the Set-up tab.",
                    user=self.env.user.name,
                    url=url,
                    cause=cause.cause(env),
                ),
            )

        config._call_administrator(say)
        return Problem(
            "shop_credentials" if is_unauthorized else "shop_address",
            {"cause": cause.cause, "administrator": config._administrator().name or ""},
        )

    @api.model
    def _prepare_extrinsics(self, config, user, person):
        """What Amazon is told about the shopper. ``UserEmail`` decides which account opens.

        :return: name to value
        :rtype: dict[str, str]
        """
        first_name, _space, last_name = (user.name or "").partition(" ")
        extrinsics = {
            "UserEmail": person.email,
            "FirstName": first_name,
            "LastName": last_name,
            "UserBusinessUnit": config.business_unit or "",
            "Country": config.marketplace,
        }
        extrinsics.update((extrinsic.name, extrinsic.value) for extrinsic in config.extrinsic_ids)
        return {name: value for name, value in extrinsics.items() if value}

    @api.model
    def _open(self, config, user, entrance, token=""):
        """Create a session; only a hash of its token is stored.

        :param str token: the one-time token, if there is one already
        :return: the one-time token
        :rtype: str
        """
        token = token or secrets.token_urlsafe(32)
        self.sudo().create(
            {
                "config_id": config.id,
                "user_id": user.id,
                "entrance": entrance,
                "mode": config.mode,
                "expires_at": fields.Datetime.now() + timedelta(hours=config.session_hours),
                "token_hash": self._hash(token),
            }
        )
        return token

    @api.model
    def _hash(self, token):
        return hashlib.sha256(token.encode()).hexdigest()

    # --- The way back --------------------------------------------------------------------

    @api.model
    def _find_by_token(self, token):
        """Find the trip of a one-time token, whatever has become of it.

        :param str token: the ``BuyerCookie``
        :return: in sudo; empty if we never issued the token
        :rtype: amazon.punchin.session
        """
        return self.sudo().search([("token_hash", "=", self._hash(token))], limit=1)

    def _consume(self, config, arrived_at):
        """Take the session of a returning cart: lock it until the end of the transaction, check expiry and state.

        :param amazon.punchin.config config: of the URL that the cart came to
        :param datetime.datetime arrived_at: when the cart came, in UTC; its order may be made later
        :raises UserError: expired, used, or of another configuration
        """
        self.ensure_one()
        wait_for_row(self)
        if self.config_id != config:
            raise refusal(self.env, "other_group")
        if self.expires_at <= arrived_at:
            raise refusal(self.env, "session_expired", hours=f"{config.session_hours:g}")
        if self.state not in ("open", "expired"):
            raise refusal(self.env, "session_used")
        if not self.user_id.active:
            raise refusal(self.env, "shopper_archived")

    @api.model
    def _start_claimed(self, config, user):
        """Create the session of a cart that began at Amazon, at the moment when its buyer claims it.

        :param amazon.punchin.config config: of the URL that the cart came to
        :param res.users user: who claims it
        :rtype: amazon.punchin.session
        """
        session = self._find_by_token(self._open(config, user, "punch_in"))
        session._consume(config, fields.Datetime.now())
        return session

    def _end(self, order):
        """End the trip.

        :param purchase.order order: what became of the basket; empty if there was none
        """
        self.write({"state": "returned" if order else "empty", "order_id": order.id})

    @api.autovacuum
    def _gc_expired(self):
        over = [("state", "=", "open"), ("expires_at", "<=", fields.Datetime.now())]
        expired = self.search(over, limit=GC_UNLINK_LIMIT).try_lock_for_update()
        expired.write({"state": "expired"})
        return len(expired), len(expired) == GC_UNLINK_LIMIT
