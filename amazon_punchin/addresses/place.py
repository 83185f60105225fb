"""An address, and its parts as they are compared."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

#: The parts in which two addresses may differ, in the order in which people read them.
PARTS = ("street", "number", "zip", "city", "state", "country")

#: Letters that have no accent to take off.
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "đ": "d", "ł": "l", "œ": "oe"})

#: Umlauts written with two letters.
_UMLAUT = re.compile(r"([aou])e")

#: A house number: ``12``, ``12a``, ``12-14``, ``1-8-1``, ``7/2``.
_NUMBER = re.compile(r"\d[\d/-]*(?:[a-z]\b)?")
_LETTER_APART = re.compile(r"(\d)\s+([a-z])\b")
#: Japanese writes a house number with a word after each figure.
_BLOCK = re.compile(r"(?<=\d)\s*(?:丁目|番地|番|号)\s*(?:の)?")

_WORD = re.compile(r"[^\W\d_]+")

#: What German writes as the end of a word, and other languages as a word.
_ENDINGS = (("strasse", "st"), ("str", "st"), ("platz", "pl"))

_COUNTRY_BEFORE_ZIP = re.compile(r"^[A-Z]{1,3}(?=\d{4,5}$)")


@dataclass(frozen=True)
class Place:
    """An address.

    :ivar str street: all lines, with the house number; may be empty, as may be the others
    :ivar str zip: postal code
    :ivar str city: its name
    :ivar str state: code or name; to compare, both addresses should have the same of the two
    :ivar str country: ISO 3166, two letters
    """

    street: str = ""
    zip: str = ""
    city: str = ""
    state: str = ""
    country: str = ""

    @cached_property
    def parts(self):
        """Each of :data:`PARTS` in the form in which it is compared; empty if the address lacks it.

        :rtype: dict[str, str]
        """
        return {
            "street": _street(self.street),
            "number": _number(self.street),
            "zip": _zip(self.zip),
            "city": "".join(_words(self.city)),
            "state": "".join(_WORD.findall(folded(self.state))),
            "country": self.country.strip().upper(),
        }


def folded(text):
    """Text without case and accents; an umlaut is its vowel, however it is written.

    :param str text: e.g. ``MÜLLERSTRAẞE``
    :return: e.g. ``mullerstrasse``
    :rtype: str
    """
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(_LETTERS)
    return _UMLAUT.sub(r"\1", unicodedata.normalize("NFC", plain))


_ABBREVIATIONS = {
    folded(word): short
    for short, words in {
        "av": ("avenue", "ave", "avenida", "avda"),
        "blvd": ("boulevard", "bd", "boul", "boulv"),
        "calle": ("c", "cl"),
        "cir": ("circle",),
        "ct": ("court",),
        "dr": ("drive",),
        "e": ("east",),
        "fl": ("floor",),
        "hwy": ("highway",),
        "ln": ("lane",),
        "n": ("north",),
        "pkwy": ("parkway",),
        "pl": ("place", "platz", "plaza", "pza"),
        "rd": ("road",),
        "s": ("south",),
        "sq": ("square",),
        "st": ("street", "saint", "sankt", "str", "strasse"),
        "ste": ("suite",),
        "w": ("west",),
        "ch": ("chemin",),
        "piazza": ("p", "pzza"),
    }.items()
    for word in words
}


def _words(text):
    return [_shortened(word) for word in _WORD.findall(folded(text))]


def _shortened(word):
    if word in _ABBREVIATIONS:
        return _ABBREVIATIONS[word]
    for ending, short in _ENDINGS:
        if word.endswith(ending):
            return word.removesuffix(ending) + short
    return word


def _numbered(text):
    """A street whose house numbers are written alike."""
    return _LETTER_APART.sub(r"\1\2", _BLOCK.sub("-", folded(text)))


def _street(text):
    return "".join(_words(_NUMBER.sub(" ", _numbered(text))))


def _number(text):
    numbers = (number.strip("-/") for number in _NUMBER.findall(_numbered(text)))
    return " ".join(sorted(set(numbers)))


def _zip(text):
    signs = "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum())
    digits = _COUNTRY_BEFORE_ZIP.sub("", signs)
    # A spreadsheet drops zeros in front; the United States may add four digits.
    return digits[:5].lstrip("0") if digits.isdigit() and len(digits) == 9 else digits.lstrip("0")
