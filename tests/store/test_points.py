"""Line protocol: escaping, types, and what is refused."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.errors import ContractError
from store.points import Point, encode, encode_columns, key


def test_a_point_is_written_with_its_tags_in_order_and_each_type_marked() -> None:
    point = Point("m", {"b": "2", "a": "1"}, {"f": 1.5, "i": 3, "yes": True, "s": 'say "hi" \\ there'}, 42)
    assert encode([point]) == [r'm,a=1,b=2 f=1.5,i=3i,yes=true,s="say \"hi\" \\ there" 42']


def test_names_are_escaped_and_empty_tags_left_out() -> None:
    assert key("my measurement,x", {"a b": "c=d,e", "empty": ""}) == r"my\ measurement\,x,a\ b=c\=d\,e"


def test_a_numpy_value_is_written_as_the_type_it_is() -> None:
    fields: dict[str, Any] = {"f": np.float64(1.5), "i": np.int64(2), "b": np.bool_(False)}
    point = Point("m", {}, fields, 1)
    assert encode([point]) == ["m f=1.5,i=2i,b=false 1"]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_float_that_is_no_number_is_refused_by_name(value: float) -> None:
    with pytest.raises(ContractError, match=r"speed_kmh: .* is not a finite number"):
        encode([Point("m", {}, {"speed_kmh": value}, 0)])


def test_an_integer_past_64_bits_is_refused_by_name() -> None:
    with pytest.raises(ContractError, match=r"count: .* does not fit in 64 bits"):
        encode([Point("m", {}, {"count": 2**63}, 0)])


def test_a_point_without_fields_is_refused() -> None:
    with pytest.raises(ContractError, match="at least one field"):
        encode([Point("m", {}, {}, 0)])


def test_columns_leave_out_missing_cells_and_rows_without_any() -> None:
    lines = encode_columns(
        ["m,asset=A", "m,asset=B", "m,asset=C"],
        np.array([1, 2, 3]),
        {
            "speed": np.array([1.5, np.nan, np.nan]),
            "state": np.array(["on", "off", None], dtype=object),
        },
    )
    assert lines == ['m,asset=A speed=1.5,state="on" 1', 'm,asset=B state="off" 2']


def test_columns_of_integers_and_booleans_keep_their_type() -> None:
    lines = encode_columns(["m"], np.array([7]), {"n": np.array([3]), "ok": np.array([True])})
    assert lines == ["m n=3i,ok=true 7"]


def test_an_infinite_cell_is_refused_by_name() -> None:
    with pytest.raises(ContractError, match="speed: infinity"):
        encode_columns(["m"], np.array([1]), {"speed": np.array([np.inf])})


def test_columns_that_are_not_there_give_no_lines() -> None:
    assert encode_columns(["m", "m"], np.array([1, 2]), {}) == []


def test_a_column_that_is_shorter_than_the_others_is_an_error() -> None:
    for columns in ({"a": np.zeros(1)}, {"a": np.zeros(2), "b": np.zeros(1)}):
        with pytest.raises(ValueError, match="shorter"):
            encode_columns(["m", "m"], np.array([1, 2]), columns)


def slow(rows: list[dict[str, Any]]) -> list[str]:
    """Row by row, cell by cell: what `encode_columns` must give, to the byte."""
    held = [{name: value for name, value in row.items() if value is not None and value == value} for row in rows]
    points = (Point("m", {"row": str(number)}, row, number) for number, row in enumerate(held) if row)
    return encode(points)


_FLOATS = st.one_of(
    st.sampled_from([0.0, -0.0, math.nan, 1e-5, 1e16, 5e-324]),
    st.integers(-30, 30).map(lambda step: step / 10),  # steps of a resolution repeat, as a sensor's do
    st.floats(allow_infinity=False),
)
_ROWS = st.fixed_dictionaries(
    {
        "a": _FLOATS,
        "b c": _FLOATS,
        "n": st.integers(-(2**63), 2**63 - 1),
        "ok": st.booleans(),
        "state": st.sampled_from(["on", 'the "off"', None]),
    }
)


@settings(deadline=None, max_examples=60)
@given(st.lists(_ROWS, min_size=1, max_size=30), st.sets(st.sampled_from(["a", "b c", "n", "ok", "state"]), min_size=1))
def test_columns_give_the_bytes_that_rows_give_one_by_one(rows: list[dict[str, Any]], names: set[str]) -> None:
    order = sorted(names)
    kept = [{name: row[name] for name in order} for row in rows]
    columns = {name: np.array([row[name] for row in kept], dtype=object if name == "state" else None) for name in order}
    keys = [key("m", {"row": str(number)}) for number in range(len(kept))]
    assert encode_columns(keys, np.arange(len(kept)), columns) == slow(kept)


@given(
    st.dictionaries(st.text(min_size=1, max_size=8), st.floats(allow_nan=False, allow_infinity=False), min_size=1),
    st.integers(-(2**62), 2**62),
)
def test_columns_and_points_give_the_same_line(fields: dict[str, float], time: int) -> None:
    columns = {name: np.array([value]) for name, value in fields.items()}
    assert encode_columns([key("m", {"a": "b"})], np.array([time]), columns) == encode(
        [Point("m", {"a": "b"}, fields, time)]
    )
