import codecs

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...protocol import document, encoding
from ...protocol.errors import REASONS, ProtocolError

#: A character of each encoding beyond those that all have.
BEYOND = {"cp932": "\u8868", "euc_jp": "\u8868", "ascii": "e", "cp1252": "\u201c", "iso8859-15": "\u20ac"}


def written(name, codec=None, text="é", before="", mark=b""):
    """A document that says that it is in one encoding, in the bytes of another."""
    declaration = f'<?xml version="1.0" encoding="{name}"?>' if name else ""
    return mark + f"{before}{declaration}\n<cXML><a>{text}</a></cXML>".encode(codec or name)


MARKS = (b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, b"+/v8-")
FRAGMENTS = ("<?xml ", "version='1.0'", " encoding=", "'", '"', "utf-7", "utf-16", "?>", "<cXML/>", "é")


@tagged("post_install", "-at_install")
class TestEncoding(BaseCase):
    """A document is read in the encoding that it is in, or refused in words."""

    def assertText(self, data, text="é", charset=""):
        self.assertEqual(document.parse(data, charset).findtext("a"), text)

    def assertRefused(self, data, reason, charset=""):
        with self.assertRaises(ProtocolError) as raised:
            document.parse(data, charset)
        self.assertEqual(raised.exception.reason, reason)

    def test_every_name(self):
        for name, codec in encoding.NAMES.items():
            text = BEYOND.get(codec, "é")
            for spelled in (name, name.upper(), name.title()):
                with self.subTest(spelled):
                    self.assertText(written(spelled, codec, text), text)
                    self.assertText(written("", codec, text), text, charset=spelled)

    def test_marks(self):
        for mark, codec, names in (
            (codecs.BOM_UTF8, "utf-8", ("", "UTF-8")),
            (codecs.BOM_UTF16_LE, "utf-16-le", ("", "UTF-16", "utf-16le")),
            (codecs.BOM_UTF16_BE, "utf-16-be", ("", "UTF-16", "utf-16be")),
        ):
            for name in names:
                for before in ("", " \r\n\t"):
                    with self.subTest(name, mark=mark, before=before):
                        self.assertText(written(name, codec, before=before, mark=mark))
                        self.assertText(
                            written(name, codec, before=before), charset=name or "UTF-16" * codec.startswith("utf-16")
                        )

    def test_mark_behind_blanks(self):
        self.assertText(b"\r\n \xef\xbb\xbf" + written("UTF-8"))

    def test_utf_16_in_bytes_of_utf_8(self):
        """So it comes from a program that writes a document as text, and sends it in UTF-8."""
        for name in ("utf-16", "UTF-16"):
            for mark in (b"", codecs.BOM_UTF8):
                self.assertText(written(name, "utf-8", mark=mark))
        self.assertText(written("", "utf-8"), charset="utf-16")

    def test_header_counts_for_more_than_the_declaration(self):
        self.assertText(written("utf-8", "latin-1"), charset="ISO-8859-1")
        self.assertText(written("iso-8859-1", "utf-8"), charset=" utf-8 ")
        self.assertText(written("utf-7", "utf-8"), charset="utf-8")

    def test_other_encodings(self):
        for name, codec in (
            *((name, name) for name in ("utf-7", "UTF-7", "utf-32", "utf-32le", "utf-32be", "cp037")),
            *(
                (name, "utf-8")
                for name in ("klingon", "iso-2022-jp", "x-user-defined", "unicode-1-1-utf-7", "UTF_7", " utf-8")
            ),
            *((name, "utf-8") for name in ("utf-8\n", "utf-8;", "base64", "rot13", "idna", "punycode", "undefined")),
        ):
            with self.subTest(name):
                self.assertRefused(written(name, codec), "encoding")
                self.assertRefused(written("", "utf-8"), "encoding", charset=f"{name.strip()}-")
        for mark in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, b"+/v8-", b"+/v9"):
            self.assertRefused(mark + written("utf-8"), "encoding")
        self.assertRefused(b"\x4c\x6f\xa7\x94\x93" + written("utf-8"), "encoding")
        self.assertRefused(written("", "utf-32-le"), "encoding")
        self.assertRefused(written("", "utf-32-be"), "encoding")

    def test_how_it_begins_counts_for_more_than_what_is_said(self):
        for data, charset in (
            (written("iso-8859-1", "utf-8", mark=codecs.BOM_UTF8), ""),
            (written("utf-8", "utf-16-le", mark=codecs.BOM_UTF16_LE), ""),
            (written("utf-8", "utf-16-le"), ""),
            (written("utf-16be", "utf-16-le", mark=codecs.BOM_UTF16_LE), ""),
            (written("utf-16le", "utf-8"), ""),
            (written("utf-16be", "utf-8"), ""),
            (written("unicode", "utf-8"), ""),
            (written("utf-16", "utf-16-le", mark=codecs.BOM_UTF16_LE), "utf-8"),
            (written("utf-8", "utf-8", mark=codecs.BOM_UTF8), "iso-8859-1"),
        ):
            with self.subTest(data, charset=charset):
                self.assertText(data, charset=charset)

    def test_bytes_that_are_not_in_it(self):
        self.assertRefused(written("utf-8", "latin-1"), "not_in_encoding")
        self.assertRefused(written("us-ascii", "utf-8"), "not_in_encoding")
        self.assertRefused(written("shift_jis", "latin-1"), "not_in_encoding")
        self.assertRefused(b"\xff\xfe<\0a", "not_in_encoding")
        self.assertRefused(b"<cXML><a>\xed\xa0\x80</a></cXML>", "not_in_encoding")

    def test_declarations(self):
        second = '<?xml version="1.0" encoding="utf-7"?>'
        for declaration in (
            f'<?xml version="1.0" encoding="utf-8"?>{second}',
            f"<!-- -->{second}",
            '<?xml version="1.0" encoding="utf-8" encoding="utf-7"?>',
            '<?xml encoding="utf-8" version="1.0"?>',
            '<?xml version="2.0"?>',
            '<?xml version="1.0" encoding=utf-8?>',
            "<?xml version='1.0' encoding='utf-8\"?>",
            f'<?xml version="1.0"{" " * 2000}encoding="utf-7"?>',
            '<?xml version="1.0"',
            '<?XML version="1.0" encoding="utf-7"?>',
        ):
            with self.subTest(declaration):
                self.assertRefused(f"{declaration}<cXML><a>x</a></cXML>".encode(), "not_xml")
        for declaration in (
            "<?xml version='1.0' encoding='iso-8859-1' standalone='no' ?>",
            '<?xml\n version = "1.1"\n\tencoding = "latin1"?>',
        ):
            self.assertText(f"{declaration}<cXML><a>é</a></cXML>".encode("latin-1"))

    @given(
        st.binary()
        | st.tuples(
            st.sampled_from(MARKS),
            st.lists(st.sampled_from(FRAGMENTS)),
            st.sampled_from(["utf-8", "utf-16", "utf-16-be", "utf-7", "utf-32", "latin-1"]),
        ).map(lambda drawn: drawn[0] + "".join(drawn[1]).encode(drawn[2])),
        st.sampled_from(["", "utf-8", "utf-16", "utf-7", "\0", "é", "x" * 2000]) | st.text(),
    )
    def test_any_bytes(self, data, charset):
        try:
            encoding.to_utf8(data, charset).decode()
        except ProtocolError as error:
            self.assertIn(error.reason, REASONS)
