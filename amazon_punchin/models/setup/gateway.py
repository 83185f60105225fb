import base64

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.const import MANAGER
from ...transport import guard, https, soap


class AmazonPunchinConfig(models.Model):
    """How orders travel from a configuration: straight to Amazon, or through a SOAP gateway of the company."""

    _inherit = "amazon.punchin.config"

    transport = fields.Selection(
        [("https", "HTTPS, directly to Amazon"), ("soap", "SOAP, through a gateway of the company")],
        string="Send Orders By",
        required=True,
        default="https",
        help="HTTPS: Odoo sends orders to the PO Request URL. SOAP: your company's gateway forwards them.",
    )
    soap_wsdl_url = fields.Char(
        string="WSDL Address",
        help="Where the gateway's description, a WSDL file, can be read; ask the gateway's provider.",
    )
    soap_wsdl_file = fields.Binary(
        string="WSDL File", attachment=True, help="The gateway's description as a file, instead of the address."
    )
    soap_service = fields.Char(string="Service", help="Empty: the gateway's description (WSDL) has only one.")
    soap_port = fields.Char(string="Port", help="Empty: the service has only one.")
    soap_operation = fields.Char(
        string="Operation",
        help="The gateway's operation that accepts orders, as named in its description (WSDL).",
    )
    soap_argument = fields.Char(
        string="Argument",
        help="The argument of the operation that takes the order as a document (cXML). A dot leads into an element: "
        "request.body",
    )
    soap_login_kind = fields.Selection(
        [(soap.NO_LOGIN, "None"), (soap.BASIC, "HTTP Basic"), (soap.USERNAME_TOKEN, "WS-Security UsernameToken")],
        string="Authentication",
        required=True,
        default=soap.NO_LOGIN,
        help="How Odoo signs in at the company's gateway, if it has to.",
    )
    soap_login = fields.Char(
        string="Gateway Login",
        groups=MANAGER,
        copy=False,
        help="The user name that Odoo uses to sign in to the company's gateway.",
    )

    @api.constrains("transport", "soap_wsdl_url", "soap_wsdl_file", "soap_operation", "soap_argument")
    def _check_gateway(self):
        for config in self.filtered(lambda config: config.transport == "soap"):
            if not (config.soap_wsdl_url or config.soap_wsdl_file):
                raise ValidationError(
                    self.env._("“%s”: enter the address of the gateway's WSDL, or upload the file.", config.name)
                )
            if len(config._wsdl_bytes()) > guard.MAX_ANSWER:
                raise ValidationError(
                    self.env._(
                        "“%(config)s”: the gateway's WSDL is larger than %(size)s MB.",
                        config=config.name,
                        size=guard.MAX_ANSWER // 1024 // 1024,
                    )
                )
            if not (config.soap_operation and config.soap_argument):
                raise ValidationError(
                    self.env._(
                        "“%s”: enter the gateway's operation and the argument that takes the document.", config.name
                    )
                )

    def _send_order(self, document, mode):
        """Let an order travel, and give the cXML that comes back.

        :param bytes document: with its secret
        :param str mode: ``test`` or ``active``, of the order
        :rtype: bytes
        :raises TransportError: see ``transport.errors``
        :raises UserError: no address is configured
        """
        self.ensure_one()
        with self._noting(self._address_of_orders(mode)):
            if self.transport == "soap":
                return soap.send(self.sudo()._gateway(), document)
            return https.send(self._order_url(mode), document, https.ORDER_S)

    def _gateway(self):
        """The gateway, as the transport wants it.

        :rtype: amazon_punchin.transport.soap.Gateway
        :raises UserError: its WSDL lies in a private network, which is not allowed
        """
        if self.soap_wsdl_url:
            self._check_destination(self.soap_wsdl_url)
        return soap.Gateway(
            wsdl=self._wsdl_bytes() or self.soap_wsdl_url,
            service=self.soap_service or "",
            port=self.soap_port or "",
            operation=self.soap_operation,
            argument=self.soap_argument,
            check=self._check_wsdl_address,
            login_kind=self.soap_login_kind,
            login=self.soap_login or "",
            password=self.soap_password or "",
            anywhere=self.allow_private_hosts,
        )

    def _wsdl_bytes(self):
        return base64.b64decode(self.with_context(bin_size=False).soap_wsdl_file or b"")
