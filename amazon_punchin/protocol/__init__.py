"""cXML of Amazon Business: bytes to dataclasses and back.

Nothing here knows Odoo, a database or a network. ``cart.parse`` and its siblings
take bytes and give frozen dataclasses with ``Decimal`` money; the ``build``
functions take dataclasses and give bytes. Whatever cannot be read exactly raises
:class:`~.errors.ProtocolError`.
"""

from . import (
    cart,
    confirmation,
    dates,
    document,
    einvoice,
    encoding,
    envelope,
    errors,
    form,
    invoice,
    invoice_amounts,
    invoice_line,
    mime,
    order_request,
    partner,
    profile,
    received,
    references,
    response,
    sameness,
    setup,
    ship_notice,
    ship_to,
    spelling,
    status_update,
    units,
    unread,
    validity,
    values,
)
