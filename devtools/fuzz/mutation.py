"""Changes that leave most of a document as it is: bytes changed at random are no XML any more."""

import random
import re

_PIECE = re.compile(rb"<[^<>]*>|[^<>&;,=\"'\r\n]+|.", re.DOTALL)

#: What programs write where another one expects something else.
_WORDS = (
    *(b"", b" ", b"0", b"-1", b"+1.00", b"1.", b".50", b"8.8750000", b"1e5", b"NaN", b"N/A", b"1,000.00"),
    *("٣".encode(), "\u2028".encode(), "ß".encode(), "😀".encode(), "\ufeff".encode(), "①²".encode()),
    *(b"9" * 40, b"0" * 40 + b"1", b"-0", b"2026-13-45", b"2026-03-17T14:45:25+17:37", b"9999-12-31T23:59:59-12:00"),
    *(b"&amp;", b"&#0;", b"&#xD800;", b"&x;", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<!DOCTYPE", b"<?xml ?>"),
    *(b"utf-16", b"shift_jis", b"euc-jp", b"iso-8859-15", b"utf-7", b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b"\xff"),
    *(b"SharedSecret", b"BuyerCookie", b"yes", b"new", b"delete", b"reject", b"%3C", b"%", b"=?utf-8?q?=41?="),
)

#: The longest that an input is stretched to, in bytes, as a power of two, and the shortest.
_LENGTHS = (13, 17)


def changed(data: bytes, chance: random.Random, size: int) -> bytes:
    """Change some pieces: tags, and words between signs.

    :param size: the most bytes to give
    """
    pieces = _PIECE.findall(data) or [b""]
    for _number in range(chance.choice((1, 1, 2, 4))):
        first, second = sorted((chance.randrange(len(pieces)), chance.randrange(len(pieces))))
        match chance.randrange(7):
            case 0:
                pieces[first], pieces[second] = pieces[second], pieces[first]
            case 1:
                pieces[first:second] = [] if second - first < len(pieces) / 2 else pieces[first:second]
            case 2:
                pieces[second:second] = pieces[first:second]
            case 3:
                pieces[first] = chance.choice((bytes.upper, bytes.lower, bytes.swapcase))(pieces[first])
            case 4:
                pieces[first] = pieces[second]
            case 5:
                pieces.insert(first, chance.choice(_WORDS))
            case _:
                pieces[first] = chance.choice(_WORDS)
        pieces = pieces or [b""]
    return b"".join(pieces)[:size]


def stretched(data: bytes, chance: random.Random) -> bytes:
    """Repeat a part of an input, so that it becomes a long one."""
    pieces = _PIECE.findall(data) or [b"x"]
    first = chance.randrange(len(pieces))
    last = first + chance.choice((1, 1, 2, 3, 5, 20))
    piece = b"".join(pieces[first:last])
    if chance.randrange(2):
        piece = piece[: chance.randrange(1, 9)]
    times = 2 ** chance.randint(*_LENGTHS) // len(piece)
    return b"".join(pieces[:first]) + piece * times + b"".join(pieces[chance.choice((first, last)) :])
