import random

import pytest

from devtools.fuzz import watch
from devtools.fuzz.mutation import changed, stretched

DOCUMENT = b'<a b="1">x &amp; y</a>\r\n' * 9


def spin(data):
    return [number for number in range(60 * len(data) ** 2) if number < 0]


def swallow(data):
    return data * (watch._BYTES // len(data) * 2)


def stumble(data):
    return data[len(data)]


@pytest.mark.parametrize(
    ("read", "kind"), [(spin, "time"), (swallow, "memory"), (stumble, "IndexError in test_fuzz.py:20")]
)
def test_what_is_wrong_is_kept_and_can_be_tried_again(read, kind, tmp_path):
    data = b"x" * 500
    found = watch.Watch(read, tmp_path / "findings")
    assert found.try_one(data)
    assert list(found.findings) == [kind]
    [file] = (tmp_path / "findings").iterdir()
    assert file.read_bytes() == data


def test_nothing_is_kept_of_what_is_read(tmp_path):
    found = watch.Watch(len, tmp_path)
    for number in range(99):
        found(b"x" * number)
    assert not found.findings
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("data", [b"", b"<", DOCUMENT])
def test_changes_stay_within_the_size(data):
    results = {changed(data, random.Random(seed), 99) for seed in range(99)}
    assert len(results) > 9
    assert max(map(len, results)) <= 99


@pytest.mark.parametrize("data", [b"", b"<", DOCUMENT])
def test_stretching_makes_an_input_long(data):
    lengths = [len(stretched(data, random.Random(seed))) for seed in range(99)]
    assert min(lengths) > 2**12
    assert max(lengths) < 2**18
