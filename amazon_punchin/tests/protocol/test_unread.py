from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...protocol import unread

SECRET = "top-secret-value"
HEADER = f"<Header><Sender><Credential><SharedSecret>{SECRET}</SharedSecret></Credential></Sender></Header>"


@tagged("post_install", "-at_install")
class TestUnread(BaseCase):
    """Of a document that cannot be read everything is kept but what may be a secret."""

    def test_what_stands_around_the_secret(self):
        document = f'<?xml version="1.0" encoding="x"?><cXML payloadID="1">{HEADER}<Request>P00001 ü</Request>'
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
            with self.subTest(encoding=encoding):
                kept = unread.keep(document.encode(encoding)).decode()
                self.assertNotIn(SECRET, kept)
                self.assertTrue(kept.startswith('<cXML payloadID="1">'), kept)
                self.assertTrue(kept.endswith("<Request>P00001 ü</Request>"), kept)

    @given(
        before=st.text("<>/ aü", max_size=10),
        name=st.sampled_from(("SharedSecret", "x:SharedSecret", "SHAREDSECRET", "BuyerCookie")),
        end=st.sampled_from(("", "</SharedSecret>", "</Header>", "</x:Header >", "</Sender>")),
        after=st.text("<>/ aü", max_size=10),
        encoding=st.sampled_from(("utf-8", "utf-16", "utf-16-le", "latin-1", "shift_jis")),
    )
    def test_never_the_secret(self, before, name, end, after, encoding):
        document = f"<cXML>{before}<{name}>{SECRET}{end}{after}".encode(encoding, "replace")
        for data in (document, document[1:], document * 2):
            self.assertNotIn(SECRET, unread.keep(data).decode().replace("\0", ""))
