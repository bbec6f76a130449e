"""Columns as text, as Go writes them: the cells of CSV and the values of `string()`."""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fluxlite.flux.blocks.kinds import FLOAT, STRING, TIME

_EMPTY = pa.scalar("", STRING)


def as_text(column: pa.Array) -> pa.Array:
    """A column of any basic type as strings; null stays null."""
    if column.type == STRING:
        return column
    if column.type == TIME:
        return _times(column)
    text = pc.cast(column, STRING)
    return _go_floats(column, text) if column.type == FLOAT else text


def _times(column: pa.Array) -> pa.Array:
    """RFC3339 with as many decimals as are needed; equal times are written once."""
    encoded = column.dictionary_encode()
    text = pc.utf8_replace_slice(pc.cast(encoded.dictionary, STRING), 10, 11, "T")
    text = pc.utf8_rtrim(pc.utf8_rtrim(text, "0"), ".")
    return pc.binary_join_element_wise(text, "Z", _EMPTY).take(encoded.indices)


def full_times(column: pa.Array) -> pa.Array:
    """RFC3339 with nine decimals always, as `string()` writes times."""
    text = pc.utf8_replace_slice(pc.cast(column, STRING), 10, 11, "T")
    return pc.binary_join_element_wise(text, "Z", _EMPTY)


def _go_floats(column: pa.Array, text: pa.Array) -> pa.Array:
    """Arrow writes the shortest digits, as Go does; only exponents and the values that are no numbers differ."""
    odd = pc.fill_null(pc.match_substring_regex(text, "[en]"), False)
    if not pc.any(odd).as_py():
        return text
    chosen = pa.array(np.flatnonzero(np.asarray(odd.to_numpy(zero_copy_only=False))))
    written = [go_float(value) for value in column.take(chosen).to_pylist()]
    return pc.replace_with_mask(text, odd, pa.array(written, STRING))


def go_float(value: float) -> str:
    """A float without exponent, with the fewest digits that read back as the same value."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "+Inf" if value > 0 else "-Inf"
    text = format(Decimal(repr(value)), "f")
    return text.removesuffix(".0")
