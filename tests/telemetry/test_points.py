"""Line protocol: escaping, types, and what is refused."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.errors import ContractError
from telemetry.points import Point, encode, encode_columns, key


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


@given(
    st.dictionaries(st.text(min_size=1, max_size=8), st.floats(allow_nan=False, allow_infinity=False), min_size=1),
    st.integers(-(2**62), 2**62),
)
def test_columns_and_points_give_the_same_line(fields: dict[str, float], time: int) -> None:
    columns = {name: np.array([value]) for name, value in fields.items()}
    assert encode_columns([key("m", {"a": "b"})], np.array([time]), columns) == encode(
        [Point("m", {"a": "b"}, fields, time)]
    )
