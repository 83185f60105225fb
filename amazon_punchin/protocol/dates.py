"""Dates as Amazon writes them: with an offset of any form, and sometimes nonsense (cXML Reference Guide, "Dates").

No document fails because of a date, so the readers of documents use the lenient functions.
"""

import re
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone

from .errors import ProtocolError

_DATE = re.compile(
    r"(?P<day>(?:19|20)\d\d-\d\d-\d\d)"
    r"(?:[T ](?P<time>\d\d:\d\d(?::\d\d)?)(?:[.,](?P<fraction>\d{1,9}))?"
    r" ?(?P<zone>Z|(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d))?|Z|[+-]\d\d:\d\d)?",
    re.ASCII,
)
_DAY = re.compile(r"\s*((?:19|20)\d\d-\d\d-\d\d)(?:[T Z+-].*)?", re.ASCII | re.DOTALL)

#: The zones of this world, all of them whole quarters of an hour away from UTC.
_FIRST_ZONE, _LAST_ZONE, _ZONE_STEP = timedelta(hours=-12), timedelta(hours=14), timedelta(minutes=15)


def read(value, label):
    """Read a date as far as it says.

    ``2026-03-17T14:45:25.845Z``, ``…+00:00`` and ``…+0000`` are moments. Without a zone, or without
    a time, only the day is known: ``2026-03-17``, ``2026-03-17+09:00``. A zone that is nowhere in
    this world, such as ``+17:37``, makes the whole date nonsense.

    :param str value: e.g. attribute ``deliveryDate``
    :param str label: the path that the error names
    :return: a datetime with its zone, or the day alone
    :rtype: datetime.datetime | datetime.date
    :raises ProtocolError: empty, or nonsense
    """
    value = value.strip()
    if not value:
        raise ProtocolError("missing", path=label)
    match = _DATE.fullmatch(value)
    if not match:
        raise ProtocolError("not_a_date", path=label, value=value)
    try:
        return _from_match(match)
    except ValueError as error:
        raise ProtocolError("not_a_date", path=label, value=value) from error


def lenient(value):
    """Like :func:`read`, but nonsense is None; where only the time or the zone is nonsense, the day counts.

    :param str value: e.g. attribute ``deliveryDate``
    :rtype: datetime.datetime | datetime.date | None
    """
    with suppress(ProtocolError):
        return read(value, "")
    with suppress(ValueError):
        if match := _DAY.fullmatch(value):
            return date.fromisoformat(match[1])
    return None


def lenient_day(value):
    """Like :func:`lenient`, but the calendar day as it is written, whatever the zone.

    :param str value: e.g. attribute ``invoiceDate``
    :rtype: datetime.date | None
    """
    found = lenient(value)
    return found.date() if isinstance(found, datetime) else found


def noticed_at(root, header):
    """When a document was written: its ``noticeDate``, or the envelope's ``timestamp`` where that is nonsense.

    :param lxml.etree._Element root: the ``cXML`` element
    :param lxml.etree._Element header: the element with the ``noticeDate``
    :return: with its zone; None if neither is a moment
    :rtype: datetime.datetime | None
    """
    found = (lenient(header.get("noticeDate", "")), lenient(root.get("timestamp", "")))
    return next((moment for moment in found if isinstance(moment, datetime)), None)


def _from_match(match):
    day = date.fromisoformat(match["day"])
    if not match["time"]:
        return day
    moment = datetime.fromisoformat(f"{match['day']}T{match['time']}")
    if not match["zone"]:
        return day
    microsecond = int((match["fraction"] or "0").ljust(6, "0")[:6])
    return moment.replace(microsecond=microsecond, tzinfo=_zone(match))


def _zone(match):
    if match["zone"] == "Z":
        return timezone.utc
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
    if match["sign"] == "-":
        offset = -offset
    if not _FIRST_ZONE <= offset <= _LAST_ZONE or offset % _ZONE_STEP:
        raise ValueError("a zone that is nowhere in this world")
    return timezone(offset)
