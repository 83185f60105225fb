from datetime import date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from odoo.tests import BaseCase, tagged

from ...protocol import dates
from ...protocol.errors import ProtocolError

ZONES = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31), timezones=ZONES)


@tagged("post_install", "-at_install")
class TestDates(BaseCase):
    """A date is read as far as it says, and nonsense is no date."""

    def test_offset_in_every_form(self):
        moment = datetime(2026, 3, 17, 14, 45, 25, tzinfo=timezone.utc)
        for value in (
            "2026-03-17T14:45:25Z",
            "2026-03-17T14:45:25+0000",
            "2026-03-17T14:45:25+00:00",
            "2026-03-17T06:45:25-08:00",
            "2026-03-17T20:15:25+0530",
            " 2026-03-17 14:45:25 Z ",
        ):
            self.assertEqual(dates.read(value, "x"), moment, value)

    def test_fraction_of_a_second(self):
        self.assertEqual(dates.read("2026-03-17T14:45:25.714Z", "x").microsecond, 714_000)
        self.assertEqual(dates.read("2026-03-17T14:45:25.123456789+0000", "x").microsecond, 123_456)

    def test_without_zone_or_time_the_day_is_known(self):
        for value in ("2026-03-17", "2026-03-17T23:59:59", "2026-03-17Z", "2026-03-17+09:00"):
            self.assertEqual(dates.read(value, "x"), date(2026, 3, 17))
            self.assertNotIsInstance(dates.read(value, "x"), datetime)

    def test_nonsense(self):
        for value in (
            "T17:37:27+17:37",
            "2026-03-17T17:37:27+17:37",
            "2026-03-17T05:37:27+05:37",
            "2026-03-17T05:37:27-13:00",
            "2026-02-30T10:00:00Z",
            "2026-03-17T24:00:01Z",
            "2026-03-17T10:00:60Z",
            "2026-03-17+9",
            "2026-03-17 Pacific Standard Time",
            "2026-03-171",
            "20260317",
            "17.03.2026",
            "0001-01-01T00:00:00+14:00",
            "1773755847",
            "soon",
            "٢٠٢٦-03-17",
        ):
            with self.assertRaisesRegex(ProtocolError, "not_a_date: ShipNoticeHeader@deliveryDate"):
                dates.read(value, "ShipNoticeHeader@deliveryDate")
            day = date(2026, 3, 17) if value.startswith(("2026-03-17T", "2026-03-17+", "2026-03-17 ")) else None
            self.assertEqual(dates.lenient(value), day, value)

    def test_missing(self):
        with self.assertRaisesRegex(ProtocolError, "missing: x"):
            dates.read(" ", "x")
        self.assertIsNone(dates.lenient(""))

    @given(MOMENTS)
    def test_moment_is_exact(self, moment):
        for value in (moment.isoformat(), moment.strftime("%Y-%m-%dT%H:%M:%S.%f%z")):
            self.assertEqual(dates.read(value, "x"), moment)
        self.assertEqual(dates.lenient_day(moment.isoformat()), moment.date())

    @given(
        st.one_of(st.text(max_size=30), st.from_regex(r"[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}", fullmatch=True))
    )
    def test_any_text(self, value):
        found = dates.lenient(value)
        if isinstance(found, datetime):
            self.assertIsNotNone(found.astimezone(timezone.utc))

    def test_timestamp_stands_in_for_a_nonsensical_notice_date(self):
        root = etree.fromstring('<cXML timestamp="2026-03-17T17:37:27+0000"/>')
        for notice in ("2026-03-17T17:37:27+17:37", "2026-03-17", ""):
            header = etree.Element("Header", noticeDate=notice)
            self.assertEqual(dates.noticed_at(root, header), datetime(2026, 3, 17, 17, 37, 27, tzinfo=timezone.utc))
        header = etree.Element("Header", noticeDate="2026-03-18T00:00:00Z")
        self.assertEqual(dates.noticed_at(root, header), datetime(2026, 3, 18, tzinfo=timezone.utc))
        self.assertIsNone(dates.noticed_at(etree.Element("cXML"), etree.Element("Header")))
