from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.problem_text import refusal
from ...tools.wording import field_label
from ...transport import destination

#: Addresses that Odoo calls while a group is being tried.
_OF_TESTS = ("setup_url_test", "order_url_test")

#: Addresses that Odoo calls for real orders.
_OF_REAL_ORDERS = ("setup_url_active", "order_url_active", "soap_wsdl_url")

#: Addresses that Odoo calls.
URLS = (*_OF_TESTS, *_OF_REAL_ORDERS)


class AmazonPunchinConfig(models.Model):
    """Which addresses a configuration may call: those of the internet, by https."""

    _inherit = "amazon.punchin.config"

    setup_url_test = fields.Char(
        string="Punchout URL (Test)",
        default="https://abintegrations.amazon.com/punchout/test",
        help="The Punchout URL Amazon shows in test mode. Odoo starts shopping sessions there.",
    )
    setup_url_active = fields.Char(
        string="Punchout URL",
        default="https://abintegrations.amazon.com/punchout",
        help="The Punchout URL Amazon shows in active mode. Odoo starts shopping sessions there.",
    )
    order_url_test = fields.Char(
        string="PO Request URL (Test)",
        help="The PO Request URL Amazon shows in test mode. Odoo sends test orders there; Amazon cancels them after a "
        "few hours.",
    )
    order_url_active = fields.Char(
        string="PO Request URL",
        help="The PO Request URL Amazon shows in active mode. Odoo sends orders there; Amazon delivers and bills them.",
    )
    allow_private_hosts = fields.Boolean(
        string="Private Addresses Allowed",
        copy=False,
        tracking=True,
        help="Lets Odoo call addresses in private networks, and this machine by http even in active mode. Use it for "
        "a company's gateway or a stand-in for Amazon. Only an Odoo administrator can allow it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._without_margins(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._without_margins(vals))

    def _without_margins(self, vals):
        """Take the blanks off addresses that were pasted with some around them."""
        pasted = {name: vals[name].strip() for name in URLS if vals.get(name)}
        return vals | pasted if pasted else vals

    @api.constrains("mode")
    def _check_urls_of_mode(self):
        """An address that was allowed once keeps nobody from pausing."""
        self.filtered(lambda config: config.mode != "paused")._check_urls()

    @api.constrains(*URLS, "allow_private_hosts")
    def _check_urls(self):
        for config in self:
            for name in URLS:
                if config[name] and (refusal := config._url_refusal(name)):
                    raise ValidationError(refusal)

    def _url_refusal(self, name):
        """Why an address may not be called.

        :param str name: its field, which is filled in
        :return: a sentence; empty if it may
        :rtype: str
        """
        self.ensure_one()
        return self._refusal_of(field_label(self, name), self[name], name in _OF_TESTS or self.mode != "active")

    def _refusal_of(self, label, url, is_test):
        """Why an address may not be called, as far as it can be said without looking up its name.

        The sentence, which Odoo logs, does not quote what may be a password, or a secret in the wrong place.

        :param str label: what the address is
        :param str url: the address
        :param bool is_test: whether it may be this machine's
        :return: a sentence; empty if it may
        :rtype: str
        """
        if not destination.is_secure(url):
            return self.env._("%(field)s must be an https address without a user name or spaces.", field=label)
        if not self._is_kept_out(url, is_test):
            return ""
        return self.env._("%(field)s points to a private network. An Odoo administrator can allow it.", field=label)

    def _is_kept_out(self, url, is_test):
        """Whether an https address lies in a private network, and nobody allowed it.

        :param str url: the address
        :param bool is_test: whether it may be this machine's
        :rtype: bool
        """
        host = destination.host_of(url)
        if not destination.is_secure(url) or self.allow_private_hosts or (is_test and host in destination.LOOPBACK):
            return False
        return destination.is_private(host)

    def _check_wsdl_address(self, url):
        """Refuse to call an address that a WSDL names, for the reasons for which a configured one is refused.

        :param str url: about to be called
        :raises UserError: it may not be called
        """
        self.ensure_one()
        if refusal := self._refusal_of(self.env._("The service's address in the WSDL"), url, self.mode != "active"):
            raise UserError(refusal)
        self._check_destination(url)

    def _check_destination(self, url):
        """Refuse to call a name that leads into a private network, at the moment when it is called.

        :param str url: about to be called
        :raises UserError: it does, and nobody allowed it
        """
        self.ensure_one()
        host = destination.host_of(url)
        if not self.allow_private_hosts and host not in destination.LOOPBACK and destination.leads_inside(host):
            raise refusal(self.env, "private_network", host=host, config=self.name)

    def _checked_destination(self, url):
        """Give an address as the transport takes it.

        :param str url: about to be called
        :return: the same URL; it says whether it may lead into a private network
        :rtype: str | amazon_punchin.transport.destination.Anywhere
        :raises UserError: it does, and nobody allowed it
        """
        self._check_destination(url)
        return destination.Anywhere(url) if self.allow_private_hosts else url

    def _setup_address(self):
        """URL for setup requests in the mode of shoppers, whether it may be called or not.

        :rtype: str
        :raises UserError: none is configured
        """
        self.ensure_one()
        return self._required("setup_url_active" if self._mode_of_shoppers() == "active" else "setup_url_test")

    def _setup_url(self):
        """URL for setup requests in the mode of shoppers, about to be called.

        :rtype: str
        :raises UserError: none is configured, or it may not be called
        """
        return self._checked_destination(self._setup_address())

    def _order_url(self, mode):
        """URL for orders.

        :param str mode: ``test`` or ``active``, of the order
        :rtype: str
        :raises UserError: none is configured
        """
        self.ensure_one()
        return self._checked_destination(self._required("order_url_active" if mode == "active" else "order_url_test"))
