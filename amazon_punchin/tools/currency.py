from decimal import Decimal


def currency_unit(currency):
    """The smallest amount of a currency.

    :param res.currency currency: one currency
    :rtype: Decimal
    """
    return Decimal(repr(currency.rounding)).normalize()
