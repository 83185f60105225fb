"""Moments and days of ``protocol`` as Odoo stores them."""

from datetime import datetime, timezone


def utc(moment):
    """Give a moment in UTC, without its zone.

    :param datetime.datetime | None moment: with a zone
    :rtype: datetime.datetime | None
    """
    return moment and moment.astimezone(timezone.utc).replace(tzinfo=None)


def day(moment):
    """Give the calendar day as it was written.

    :param datetime.datetime | datetime.date | None moment: a moment, or the day alone
    :rtype: datetime.date | None
    """
    return moment.date() if isinstance(moment, datetime) else moment
