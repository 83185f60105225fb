"""Why another server could not be called, or said no; the first codes are those of ``transport.errors``."""


def _look_up(env, _values):
    return env._("Check your orders at Amazon, then press “Found at Amazon” or “Resend (Not at Amazon)” on the order.")


def _choose(env, values):
    return env._("It has: %(offered)s. Choose one of them.", **values)


PROBLEMS = {
    "timeout": (
        lambda env, values: env._("“%(server)s” did not answer in time.", **values),
        lambda env, _values: env._("If it goes on, ask its operator."),
    ),
    "unreachable": (
        lambda env, values: env._("“%(server)s” does not accept connections.", **values),
        lambda env, _values: env._("Check for a firewall or a wrong address."),
    ),
    "certificate": (
        lambda env, values: env._(
            "The secure connection to “%(server)s” failed: its certificate or TLS version is not accepted.", **values
        ),
        lambda env, _values: env._("Compare the address with the one at Amazon, and check for a proxy in between."),
    ),
    "broken_off": (
        lambda env, values: env._("The connection to “%(server)s” broke off before it answered.", **values),
        lambda env, _values: env._("If it goes on, check for a firewall or a proxy in between."),
    ),
    "answer_too_large": (
        lambda env, values: env._("The answer of “%(server)s” is too large to be Amazon's.", **values),
        lambda env, _values: env._("Compare the address with the one at Amazon."),
    ),
    "not_cxml_answer": (
        lambda env, values: env._("Something other than Amazon answered at “%(server)s”.", **values),
        lambda env, _values: env._("Compare the address with the one at Amazon."),
    ),
    "bad_credentials": (
        lambda env, values: env._("“%(server)s” does not accept the credentials (HTTP %(status)s).", **values),
        lambda env, _values: env._(
            "Compare the identities and the shared secret on the Set-up tab with those at Amazon; of a gateway, its "
            "login and password."
        ),
    ),
    "nothing_there": (
        lambda env, values: env._(
            "“%(server)s” answers with HTTP %(status)s: nothing takes documents at this address.", **values
        ),
        lambda env, _values: env._("Compare the address with the one at Amazon."),
    ),
    "not_accepted": (
        lambda env, values: env._(
            "“%(server)s” answers with HTTP %(status)s: it does not accept the document.", **values
        ),
        lambda env, _values: env._("Compare the address with the one at Amazon."),
    ),
    "redirected": (
        lambda env, values: env._(
            "“%(server)s” redirects to “%(target)s” (HTTP %(status)s), where Odoo sends nothing.", **values
        ),
        lambda env, _values: env._("Compare the address with the one at Amazon."),
    ),
    "out_of_order": (
        lambda env, values: env._("“%(server)s” is down or too busy (HTTP %(status)s).", **values),
        lambda env, _values: env._("Try again later."),
    ),
    "conflict": (
        lambda env, values: env._("“%(server)s” may have the document already (HTTP %(status)s).", **values),
        lambda env, _values: env._("Look it up at Amazon."),
    ),
    "wsdl": (
        lambda env, values: env._("The WSDL of “%(server)s” cannot be used.", **values),
        lambda env, _values: env._("Check its address, the login and the name of the operation."),
    ),
    "wsdl_redirected": (
        lambda env, values: env._("The WSDL Address redirects to “%(target)s”, which Odoo does not follow.", **values),
        lambda env, _values: env._("Enter the WSDL's final address."),
    ),
    "wsdl_service": (
        lambda env, values: env._("The WSDL has no service “%(name)s”.", **values),
        _choose,
    ),
    "wsdl_port": (
        lambda env, values: env._("The WSDL has no SOAP port “%(name)s”.", **values),
        lambda env, values: env._("All its ports: %(offered)s. Choose one for SOAP.", **values),
    ),
    "wsdl_address": (
        lambda env, values: env._("The gateway's WSDL does not say at which address “%(name)s” is called.", **values),
        lambda env, _values: env._("Ask the gateway's provider."),
    ),
    "wsdl_operation": (
        lambda env, values: env._("The gateway has no operation “%(name)s”.", **values),
        _choose,
    ),
    "wsdl_argument": (
        lambda env, values: env._("The gateway's operation has no argument “%(name)s”.", **values),
        _choose,
    ),
    "wsdl_not_text": (
        lambda env, values: env._("The argument “%(name)s” does not take text.", **values),
        lambda env, _values: env._("Choose another argument, or ask the gateway's provider for one of type string."),
    ),
    "wsdl_incomplete": (
        lambda env, values: env._(
            "The gateway's operation cannot be called with “%(name)s” alone: it also requires %(offered)s.", **values
        ),
        lambda env, _values: env._("Ask the gateway's provider for an operation that takes only the document."),
    ),
    "wsdl_silent": (
        lambda env, values: env._("The operation “%(name)s” returns nothing that can hold Amazon's answer.", **values),
        lambda env, _values: env._(
            "Choose an operation that does; otherwise nobody knows whether Amazon has an order."
        ),
    ),
    "fault": (
        lambda env, values: env._("“%(server)s” reports a problem.", **values),
        lambda env, _values: env._("Ask whoever runs the gateway."),
    ),
    "private_network": (
        lambda env, values: env._(
            "“%(host)s” points to a private network, which “%(config)s” does not allow.", **values
        ),
        lambda env, _values: env._("Correct the address. If it is right, an Odoo administrator can allow it."),
    ),
    "not_delivered": (
        lambda env, values: env._("The order could not be delivered. %(cause)s", **values),
        lambda env, _values: env._("Odoo will try again automatically."),
    ),
    "refused_by_server": (
        lambda env, values: env._("The order was refused. %(cause)s", **values),
        lambda env, _values: env._("Then send the order again."),
    ),
    "answer_lost": (
        lambda env, values: env._("The order was sent, but no answer says whether Amazon has it. %(cause)s", **values),
        _look_up,
    ),
    "answer_lost_as_said": (
        lambda env, values: env._("The order was sent, but no answer says whether Amazon has it (%(said)s).", **values),
        _look_up,
    ),
    "refused_by_gateway": (
        lambda env, values: env._("The company's gateway refused the order (%(said)s).", **values),
        lambda env, _values: env._("Ask the gateway's provider. Once it is fixed, send the order again."),
    ),
    "refused_login": (
        lambda env, values: env._("The company's gateway does not accept Odoo's login (%(said)s).", **values),
        lambda env, _values: env._("Check the gateway's login on the Connection tab, then send the order again."),
    ),
    "refused_by_amazon": (
        lambda env, values: env._("Amazon refused the order: %(said)s.", **values),
        lambda env, _values: env._("Fix what Amazon names and send the order again, or cancel it and shop again."),
    ),
    "refused_credentials": (
        lambda env, values: env._("Amazon does not accept the credentials of the order: %(said)s.", **values),
        lambda env, _values: env._(
            "Compare the identities and the shared secret on the Set-up tab with those at Amazon, then send the order "
            "again."
        ),
    ),
    "too_busy": (
        lambda env, values: env._("Amazon is too busy for the order: %(said)s.", **values),
        lambda env, _values: env._("Odoo will try again automatically."),
    ),
    "stopped_while_sending": (
        lambda env, _values: env._("Odoo was stopped while the order was being sent, so Amazon may have it."),
        _look_up,
    ),
    "silent": (
        lambda env, _values: env._("Amazon's server has not responded in time for a while."),
        lambda env, values: env._("Odoo will try again after %(until)s.", **values),
    ),
    "hold_over": (
        lambda env, _values: env._("Amazon's hold on price and stock ended before the order was due to be sent."),
        lambda env, _values: env._("Shop again, or ask your Amazon administrator to order at today's price."),
    ),
    "shop_unreachable": (
        lambda env, values: env._("Amazon could not be reached. %(cause)s", **values),
        lambda env, _values: env._("Please try again in a few minutes."),
    ),
    "shop_unreadable": (
        lambda env, values: env._("Amazon's answer could not be read. %(cause)s", **values),
        lambda env, _values: env._("If it happens again, tell your Amazon administrator."),
    ),
    "shop_refused": (
        lambda env, values: env._("Amazon refused to open the shop for %(email)s: %(said)s.", **values),
        lambda env, _values: env._(
            "Your Amazon administrator can check the connection on the Set-up tab, which says what to do."
        ),
    ),
    "shop_address": (
        lambda env, values: env._(
            "The address where Odoo asks Amazon for its shop seems to be wrong. %(cause)s", **values
        ),
        lambda env, values: _told(env, values),
    ),
    "shop_credentials": (
        lambda env, _values: env._("Amazon does not accept the credentials of your company."),
        lambda env, values: _told(env, values),
    ),
    "start_page_http": (
        lambda env, values: env._(
            "Amazon's start page on “%(host)s” is an http address, which is not secure.", **values
        ),
        lambda env, _values: env._("Ask Amazon Business support for an https address."),
    ),
    "start_page_unsafe": (
        lambda env, _values: env._("Amazon's start page has an address that not every browser reads the same way."),
        lambda env, _values: env._("Report it to Amazon Business support."),
    ),
    "start_page_elsewhere": (
        lambda env, values: env._(
            "Amazon's start page is on “%(host)s”, which is not among the shop domains of “%(config)s”.", **values
        ),
        lambda env, _values: env._("If it is Amazon's, an Amazon administrator can add it there."),
    ),
}


def _told(env, values):
    if "administrator" not in values or values["administrator"]:
        return env._("%(administrator)s has been notified.", **values)
    return env._("Please tell your Amazon administrator.")
