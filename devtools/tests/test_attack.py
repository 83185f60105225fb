import pytest

from devtools.attack import shapes
from devtools.attack.companies import holds_records
from devtools.attack.report import Report, Row

_DOCUMENT = (
    b"<?xml version='1.0' encoding='UTF-8'?>\n"
    b'<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/cXML.dtd">'
    b"<cXML><SharedSecret>not-for-you</SharedSecret></cXML>"
)


def test_a_fault_is_noted_once():
    row = Row("a post")
    for condition in (True, False, False):
        row.require(condition, "slow")
    assert row.faults == ["slow"]


def test_one_fault_is_enough_to_fail(capsys):
    report = Report("Posts", "Status")
    with report.attack("harmless"):
        pass
    assert report.print()
    with report.attack("harmful") as row:
        row.require(False, "kept [secret]")
    assert not report.print()
    assert "kept [secret]" in capsys.readouterr().out


@pytest.mark.parametrize("name", shapes.DISGUISES)
def test_a_secret_is_found_in_every_disguise(name):
    document = shapes.DISGUISES[name](_DOCUMENT)
    assert document != _DOCUMENT
    assert any(form in document for form in shapes.hides("not-for-you"))


@pytest.mark.parametrize("name", shapes.FORMS)
def test_no_post_is_larger_than_what_a_door_takes(name):
    assert 200_000 < len(shapes.FORMS[name](_DOCUMENT).body) <= 16 * shapes.MEGABYTE


@pytest.mark.parametrize("name", shapes.documents("http://localhost/"))
def test_each_document_is_small_enough_to_be_read(name):
    document = shapes.documents("http://localhost/")[name](_DOCUMENT)
    assert len(document) <= 4 * shapes.MEGABYTE - 32 * 1024


def test_what_an_answer_shows():
    shown = ([{"id": 1}], [[1, "One"]], {"records": [{"id": 1}]}, {"datas": [["1"]]}, [{"__count": 2}], 3)
    hidden = ([], {"records": [], "length": 0}, {"datas": []}, [{"__count": 0}], 0, None)
    assert [holds_records(answer) for answer in shown] == [True] * len(shown)
    assert [holds_records(answer) for answer in hidden] == [False] * len(hidden)
