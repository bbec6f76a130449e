"""A recording of any form as columns, read as a replay reads it, and what a mapping has to say of that form."""

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from collectors.discover.column import Column, column
from collectors.replay import annotated
from collectors.replay.shape import Shape, Wanted, shape_of
from collectors.replay.tables import as_text
from contract.errors import ContractError

MOST_ROWS = 200_000
"""Rows of a recording that are looked at, its first."""
_WORKBOOKS = (".xlsx", ".xlsm")
_SENTINELS = (-9999.0, -999.0, -99999.0, -999.25, 9999.0, 99999.0)
"""Numbers that stand for no value."""
_PLAIN = re.compile(r"^[-+]?\d+\.\d+$")
_COMMA = re.compile(r"^[-+]?\d+,\d+$")
_POINTS = re.compile(r"^[-+]?\d{1,3}(?:\.\d{3})+,\d+$")
_COMMAS = re.compile(r"^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_NUMBER = re.compile(r"^[-+]?\d[\d.,:/ -]*$")
_MOST_MARKS = 10


@dataclass(frozen=True, slots=True)
class Recorded:
    """The columns of a recording, and the keys of a mapping that say how it is written."""

    columns: list[Column]
    form: dict[str, Any] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows were looked at."""
        return len(self.columns[0].texts) if self.columns else 0


def read(file: Path) -> Recorded:
    """A recording's first `MOST_ROWS` rows as columns; raises `ContractError` where it cannot be read."""
    try:
        if _is_parquet(file):
            return _typed(_parquet(file))
        if annotated.is_annotated(file):
            return _typed(_annotated(file))
        with ExitStack() as stack:
            book = file.suffix.lower() in _WORKBOOKS
            return _text(stack.enter_context(as_text(file)) if book else file)
    except OSError as error:
        raise ContractError("file", f"{file} cannot be read: {error.strerror or error}") from error
    except (pa.ArrowException, pd.errors.ParserError, UnicodeError) as error:
        raise ContractError("file", f"{file} cannot be read: {str(error)[:200]}") from error


def _is_parquet(file: Path) -> bool:
    with file.open("rb") as handle:
        return handle.read(4) == b"PAR1"


def _parquet(file: Path) -> Iterator[pd.DataFrame]:
    for batch in pq.ParquetFile(file).iter_batches(MOST_ROWS):
        yield batch.to_pandas()


def _annotated(file: Path) -> Iterator[pd.DataFrame]:
    for _, table in annotated.pieces(file, 2**22):
        yield table.to_pandas().drop(columns=["result", "table", "_start", "_stop"], errors="ignore")


def _typed(parts: Iterable[pd.DataFrame]) -> Recorded:
    """Columns of a file that knows their types."""
    taken: list[pd.DataFrame] = []
    for part in parts:
        taken.append(part)
        if sum(map(len, taken)) >= MOST_ROWS:
            break
    frame = pd.concat(taken, ignore_index=True).head(MOST_ROWS) if taken else pd.DataFrame()
    return Recorded([column(str(name), frame[name]) for name in frame.columns])


def _text(file: Path) -> Recorded:
    shape, form = shape_of(file), dict[str, Any]()
    if all(_NUMBER.match(name) for name in shape.names if name):
        shape, form = shape_of(file, Wanted(header=False)), {"header": False}
    frame = _frame(file, shape)
    decimal, thousands = _style(frame, shape.delimiter)
    form |= {
        key: value for key, value, usual in (("decimal", decimal, "."), ("thousands", thousands, "")) if value != usual
    }
    columns = [_column(name, frame[place], decimal, thousands, shape.units) for place, name in enumerate(shape.names)]
    marks = list(islice(dict.fromkeys(mark for found in columns for mark in _marks(found)), _MOST_MARKS))
    if marks:
        form["missing"] = marks
        columns = [_unmarked(found, marks) for found in columns]
    return Recorded(columns, form)


def _frame(file: Path, shape: Shape) -> pd.DataFrame:
    return pd.read_csv(
        file, sep=shape.delimiter, encoding=shape.encoding, header=None, names=list(range(shape.width)), dtype=str,
        skiprows=shape.first, nrows=MOST_ROWS, keep_default_na=False, on_bad_lines="skip", index_col=False,
        skipinitialspace=True,
    )  # fmt: skip


def _style(frame: pd.DataFrame, delimiter: str) -> tuple[str, str]:
    """The decimal sign and what parts thousands, by what most cells look like."""
    cells = [str(cell).strip() for name in frame.columns for cell in frame[name].iloc[:: max(1, len(frame) // 200)]]
    counts = {form: sum(bool(form.match(cell)) for cell in cells) for form in (_PLAIN, _COMMA, _POINTS, _COMMAS)}
    if delimiter != "," and counts[_COMMA] + counts[_POINTS] > counts[_PLAIN]:
        return ",", "." if counts[_POINTS] else ""
    return ".", "," if counts[_COMMAS] > counts[_COMMA] else ""


def _column(name: str, cells: "pd.Series[Any]", decimal: str, thousands: str, units: dict[str, str]) -> Column:
    if thousands:
        parted = cells.str.match((_POINTS if decimal == "," else _COMMAS).pattern)
        cells = cells.mask(parted, cells.str.replace(thousands, "", regex=False))
    return column(name, cells, decimal=decimal, unit=units.get(name, ""))


def _marks(found: Column) -> Iterator[str]:
    """What stands for no value in a column of numbers: words beside them, and numbers far from all others."""
    if not found.numeric:
        return
    words = pd.Series(found.texts[np.isnan(found.values) & (found.texts != "")])
    yield from (str(word) for word in words.unique()[:_MOST_MARKS])
    for number in _SENTINELS:
        others = found.present[found.present != number]
        if 0 < len(others) < len(found.present) and np.abs(others).max() < abs(number) / 5:
            yield f"{number:g}"


def _unmarked(found: Column, marks: list[str]) -> Column:
    numbers = [float(mark) for mark in marks if mark in {f"{number:g}" for number in _SENTINELS}]
    gone = np.isin(found.values, numbers) | np.isin(found.texts, marks)
    if not found.numeric or not gone.any():
        return found
    return Column(found.name, np.where(gone, np.nan, found.values), np.where(gone, "", found.texts), found.unit)
