import time
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...addresses.comparison import FLOOR, SURE, compare
from ...addresses.nearest import Nearest
from ...addresses.place import Place

BERLIN = Place("Invalidenstraße 116", "10115", "Berlin", "", "DE")
OFFICE = Place("250 Executive Park Blvd, Suite 3400", "94134", "San Francisco", "CA", "US")
TOKYO = Place("1-8-1 Shimomeguro", "153-0064", "Meguro-ku, Tokyo", "13", "JP")

SAME = (
    (BERLIN, replace(BERLIN, street="INVALIDENSTR. 116")),
    (BERLIN, replace(BERLIN, street="Invaliden Strasse 116", zip="D-10115")),
    (OFFICE, replace(OFFICE, street="250 Executive Park Boulevard Ste 3400", zip="94134-1234", city="SAN FRANCISCO")),
    (Place("Müllerstr. 3 a", "1067", "Dresden", "", "DE"), Place("Muellerstraße 3a", "01067", "DRESDEN", "", "DE")),
    (Place("12 av. de l'Opéra", "75001", "Paris", "", "FR"), Place("12 Avenue de l'Opera", "75001", "PARIS", "", "FR")),
    (Place("C/ Mayor 7", "28013", "Madrid", "", "ES"), Place("Calle Mayor, 7", "28013", "Madrid", "", "ES")),
    (
        Place("下目黒1-8-1", "153-0064", "目黒区", "13", "JP"),
        Place("下目黒1丁目8番1号", "1530064", "目黒区", "13", "JP"),
    ),
    (Place("Ørsted Vej 1", "1000", "København", "", "DK"), Place("Orsted Vej 1", "1000", "Kobenhavn", "", "DK")),
)

OTHERS = (
    replace(BERLIN, street="Invalidenstraße 118"),
    replace(BERLIN, zip="80331", city="München"),
    replace(BERLIN, country="AT"),
    replace(BERLIN, street="Chausseestraße 116"),
    replace(BERLIN, street="Invalidenstraße"),
    replace(BERLIN, zip=""),
)

TEXTS = st.text(st.sampled_from("aäbcdßst 12-/,.-éMS東京"), max_size=12)
PLACES = st.builds(Place, TEXTS, TEXTS, TEXTS, TEXTS, st.sampled_from(("DE", "US", "")))
SOME_PLACES = PLACES.filter(lambda place: any(place.parts.values()))


@tagged("post_install", "-at_install")
class TestAddresses(BaseCase):
    """Two ways to write an address are the same place; two places are never the same address."""

    def test_ways_to_write_the_same(self):
        for first, second in SAME:
            with self.subTest(street=second.street):
                self.assertEqual(set(compare(first, second).verdicts.values()), {"same"})

    def test_other_places(self):
        for other in OTHERS:
            with self.subTest(other=other):
                self.assertLess(compare(BERLIN, other).score, SURE)

    def test_verdict_of_each_part(self):
        other = Place("Invalidenstr. 118", "10115", "Berlin-Mitte", "Berlin", "DE")
        self.assertEqual(
            compare(BERLIN, other).verdicts,
            {
                "street": "same",
                "number": "different",
                "zip": "same",
                "city": "similar",
                "state": "missing",
                "country": "same",
            },
        )

    def test_another_state_is_looked_at(self):
        self.assertLess(compare(OFFICE, replace(OFFICE, state="NV")).score, SURE)
        self.assertGreaterEqual(compare(OFFICE, replace(OFFICE, state="")).score, SURE)

    def test_another_country_is_another_place(self):
        self.assertLessEqual(compare(BERLIN, replace(BERLIN, country="AT")).score, 0.5)

    def test_city_that_is_written_short(self):
        long, short = (replace(BERLIN, city=city) for city in ("Frankfurt am Main", "Frankfurt"))
        self.assertEqual(compare(long, short).verdicts["city"], "similar")

    def test_names_longer_than_any(self):
        long, other = (replace(BERLIN, street=letters * 10_000) for letters in ("ab", "ba"))
        begun = time.process_time()
        self.assertEqual(compare(long, other).verdicts["street"], "different")
        self.assertEqual(compare(long, replace(long)).verdicts["street"], "same")
        self.assertLess(time.process_time() - begun, 1)

    def test_nothing_to_compare(self):
        self.assertEqual(compare(Place(), Place()).score, 0)

    def test_country_alone_is_no_address(self):
        self.assertLess(compare(BERLIN, Place(country="DE")).score, SURE)

    def test_nearest(self):
        nearest = Nearest({1: OFFICE, 2: BERLIN, 3: OTHERS[0], 4: TOKYO})
        found = nearest.find(replace(BERLIN, street="Invalidenstr. 116"))
        self.assertEqual([key for key, _comparison in found], [2, 3])
        self.assertTrue(all(comparison.score >= FLOOR for _key, comparison in found))
        self.assertEqual(nearest.only_sure(BERLIN), 2)

    def test_two_that_are_the_same_are_not_guessed(self):
        self.assertIsNone(Nearest({1: BERLIN, 2: BERLIN}).only_sure(BERLIN))
        self.assertIsNone(Nearest({1: OFFICE}).only_sure(BERLIN))

    @given(SOME_PLACES)
    def test_every_place_is_itself(self, place):
        comparison = compare(place, place)
        self.assertEqual(comparison.score, 1)
        self.assertLessEqual(set(comparison.verdicts.values()), {"same"})

    @given(PLACES, PLACES)
    def test_order_does_not_matter(self, first, second):
        self.assertEqual(compare(first, second), compare(second, first))
        self.assertTrue(0 <= compare(first, second).score <= 1)

    @given(SOME_PLACES, st.sampled_from((str.upper, str.lower, str.title)))
    def test_case_and_blanks_do_not_matter(self, place, change):
        other = replace(place, street=f" {change(place.street)} ", city=change(place.city))
        self.assertEqual(compare(place, other).score, 1)

    @given(st.sampled_from([OFFICE, BERLIN, TOKYO]), st.integers(1, 9999))
    def test_another_house_number_is_another_house(self, place, number):
        other = replace(place, street=f"{number} Main Street")
        original = replace(place, street="0 Main Street")
        self.assertLess(compare(original, other).score, SURE)

    @given(PLACES, st.lists(PLACES, max_size=5))
    def test_nearest_never_finds_less_than_the_floor(self, place, places):
        nearest = Nearest(dict(enumerate(places)))
        scores = [comparison.score for _key, comparison in nearest.find(place)]
        self.assertEqual(scores, sorted(scores, reverse=True))
        self.assertTrue(all(score >= FLOOR for score in scores))
