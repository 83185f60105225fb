"""Hostile and broken documents never get further than the reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amazon_sandbox.cxml.errors import CxmlError
from amazon_sandbox.cxml.reader import HIDDEN, parse, readable

BOMB = b"""<!DOCTYPE cXML [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><cXML payloadID="1" timestamp="1"><Request>&c;</Request></cXML>"""
EXTERNAL = b"""<!DOCTYPE cXML [<!ENTITY a SYSTEM "file:///etc/hostname">]>
<cXML payloadID="1" timestamp="1"><Request>&a;</Request></cXML>"""
WRONG_ENCODING = b'<?xml version="1.0" encoding="utf-16"?><cXML/>'
PARAMETER = b"""<!DOCTYPE cXML [<!ENTITY % a SYSTEM "http://127.0.0.1:1/x"> %a;]><cXML/>"""


@pytest.mark.parametrize(
    "body",
    [BOMB, EXTERNAL, PARAMETER, b"", b"x", b"<cXML>", b"\xff\xfe", b"<html/>", WRONG_ENCODING],
)
def test_it_is_refused_with_400(body):
    with pytest.raises(CxmlError) as caught:
        parse(body, "text/xml")
    assert caught.value.code == 400


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_else(body):
    with pytest.raises(CxmlError):
        parse(body, "text/xml")


def test_a_document_for_people_hides_the_secret():
    text = readable(b"<cXML><Sender><SharedSecret>top<b/>secret</SharedSecret></Sender></cXML>")
    assert HIDDEN in text
    assert "top" not in text
    assert "secret<" not in text


def test_what_is_not_xml_is_hidden_if_it_may_hold_a_secret():
    assert readable(b"<SharedSecret>top") == HIDDEN
    assert readable(b"hello") == "hello"
