"""Whole bodies: the quick reader gives what the exact one gives, errors included."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fluxlite.lineprotocol import Batch, BatchReader, LineError
from fluxlite.lineprotocol.batch import BLOCK
from fluxlite.seam import Kind

FRAGMENTS = (
    "m", "n", ",", ",t=a", ",t=b", ",u=x y", " ", "  ", "f=1", "f=2.5", "g=1i", "f=1i", "s=\"a\"", 's="a b,c=d"',
    "b=t", "b=true", "u=3u", "=", '"', "\\", "\n", "\n", "\n", "#", " 1", " 2", " -3", " 99999999999999999999", "e",
    "+1", "1e3", "x", "nan", "time=1", "\r", "\t", "°", '"q"=1',
)  # fmt: skip


def exact(body: bytes) -> Batch:
    """What the exact reader makes of a body."""
    return BatchReader()._read_exactly(body.decode("utf-8", "surrogateescape"), 0, 1)


def content(batch: Batch) -> object:
    """A batch in a form that compares."""
    shapes = [(s.measurement, s.tags, s.names, s.kinds) for s in batch.shapes]
    return shapes, batch.times.tolist(), {kind: values.tolist() for kind, values in batch.values.items()}


def outcome(read: object, body: bytes) -> object:
    try:
        return content(read(body))  # type: ignore[operator]
    except LineError as error:
        return str(error)


@settings(deadline=None, max_examples=150)
@example([' "f=1" 1f=1\n'], b"")  # after a blank, a quote in the measurement protects the newline
@example([' "f=1" 1f=1\n', "m f=1\n"], b"")
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=25), st.binary(max_size=2))
def test_the_quick_reader_gives_what_the_exact_one_gives(fragments: list[str], junk: bytes) -> None:
    body = "".join(fragments).encode() + junk
    expected = outcome(exact, body)
    reader = BatchReader()
    for _ in range(2):  # the second time, the shapes are known
        assert outcome(lambda text: reader.read(text, 0, 1), body) == expected


LINES = st.builds(
    "{} {} {}".format,
    st.sampled_from(["m", "m,t=a", "m,t=b,u=c", "m,u=c,t=b", r"m,t=a\ b"]),
    st.sampled_from(['f=1', 'f=1,g=2', 'g=2,f=1', 'f=-1e-3,s="x y",i=5i', 's="a=1,b=2",t2=f', 'u=1u,i=-1i', 's=""']),
    st.sampled_from(["", "1", "2", "-5", "1767225600000000000"]),
)  # fmt: skip


@settings(deadline=None, max_examples=100)
@given(st.lists(LINES, max_size=12))
def test_good_bodies_of_any_mixture_read_the_same_both_ways(rows: list[str]) -> None:
    body = "\n".join(rows).encode()
    reader = BatchReader()
    reader.read(body, 0, 1)
    assert content(reader.read(body, 0, 1)) == content(exact(body))


def test_lines_without_a_time_get_the_present_in_whole_units() -> None:
    batch = BatchReader().read(b"m f=1\nm f=2 3", 1_700_000_000_999_999_999, 1_000_000_000)
    assert batch.times.tolist() == [1_700_000_000_000_000_000, 3_000_000_000]


def test_the_reasons_of_all_bad_lines_are_given() -> None:
    with pytest.raises(LineError) as refusal:
        BatchReader().read(b"bad\nm f=1\n  worse x=\n", 0, 1)
    assert str(refusal.value) == (
        "unable to parse 'bad': missing fields\nunable to parse 'worse x=': missing field value"
    )


def test_bytes_that_are_no_text_are_shown_one_replacement_character_each() -> None:
    with pytest.raises(LineError) as refusal:
        BatchReader().read(b"\xe2\x82", 0, 1)
    assert str(refusal.value) == "unable to parse '��': missing fields"


def test_a_malformed_line_that_looks_like_a_known_one_is_refused() -> None:
    reader = BatchReader()
    reader.read(b"m a=1,2=5 1", 0, 1)
    with pytest.raises(LineError, match="invalid number"):
        reader.read(b"m a=1=2,5 1", 0, 1)


def test_values_come_in_the_order_of_the_lines_by_kind() -> None:
    body = b'm f=1,s="a",i=1i 1\nm f=2,s="b",i=2i 2'
    reader = BatchReader()
    for _ in range(2):
        batch = reader.read(body, 0, 1)
        assert batch.values[Kind.DOUBLE].tolist() == [1.0, 2.0]
        assert batch.values[Kind.STRING].tolist() == ["a", "b"]
        assert batch.values[Kind.LONG].dtype == np.int64
        assert batch.values[Kind.LONG].tolist() == [1, 2]


def test_a_body_of_several_blocks_reads_as_one() -> None:
    line = 'm,t=a f=1.5,s="' + "x" * 1000 + '",i=1i '
    count = 2 * BLOCK // len(line) + 10
    body = "\n".join(f"{line}{n}" for n in range(count)).encode()
    batch = BatchReader().read(body, 0, 1)
    assert batch.times.tolist() == list(range(count))
    assert {kind: len(values) for kind, values in batch.values.items()} == {
        Kind.DOUBLE: count,
        Kind.LONG: count,
        Kind.STRING: count,
    }


@pytest.mark.parametrize("odd", [b"", b"\\,z"])
def test_what_is_remembered_of_lines_is_bounded_however_long_their_tags_are(
    odd: bytes,
) -> None:
    reader, most = BatchReader(limit=2**19), 0
    for number in range(20):
        body = b"\n".join(b"m,t=%d-%d%s%s f=1 1" % (number, n, b"x" * 60_000, odd) for n in range(3))
        assert len(reader.read(body, 0, 1)) == 3
        most = max(most, len(reader))
    assert 3 <= most < 13
    for number in range(20):
        reader.read(b"\n".join(b"m,t=%d-%d f=1" % (number, n) for n in range(100)), 0, 1)
        assert len(reader) < 600
