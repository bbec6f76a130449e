"""Known failures that a recording itself tells: a column of its truth, as the file that `backtest --labels` reads."""

import csv
import io

import numpy as np
import numpy.typing as npt
import pandas as pd

from collectors.discover.column import Column
from collectors.discover.files import Kind
from collectors.discover.guess import Guess
from collectors.discover.reading import MOST_ROWS
from collectors.discover.roles import ASSET, MOST_STATES, TRUTH
from collectors.replay.starts import STEM
from contract.time import rfc3339

Rows = npt.NDArray[np.intp]

_SOUND = frozenset({"", "0", "false", "no", "normal", "ok", "good", "healthy", "none"})
"""What a row says, where nothing is the matter."""


def labels_text(kind: Kind, found: Guess) -> str:
    """The failures of a recording as CSV, each from its first to its last row; "" where it tells none.

    Nothing is told of several files or machines in columns, nor where times need a zone or not all rows were read.
    """
    truth = next((item.column for item in found.found if item.role.name == TRUTH and _tells(item.column)), None)
    if truth is None or len(kind.files) > 1 or kind.recorded.rows >= MOST_ROWS or found.clock.zone:
        return ""
    if any(item.asset for item in found.found):
        return ""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("asset", "start", "end", "what"))
    for name, own in _rows(kind, found).items():
        for start, end in _spans(truth, found.clock.moments, own):
            rows.writerow((name, rfc3339(start), rfc3339(end), truth.name.strip()))
    return text.getvalue()


def _tells(column: Column) -> bool:
    """Whether some rows say that all is well and others do not: a column that counts down to a failure does neither."""
    sound = {_is_sound(text) for text in column.distinct}
    return sound == {True, False} and column.kinds <= MOST_STATES and "changepoint" not in column.name.lower()


def _is_sound(text: str) -> bool:
    return text.strip().lower().removesuffix(".0") in _SOUND


def _rows(kind: Kind, found: Guess) -> dict[str, Rows]:
    """The rows of each machine, by its name in the mapping."""
    named = next((item.column for item in found.found if item.role.name == ASSET), None)
    if named is None:
        return {found.machine.replace(STEM, kind.files[0].stem): np.arange(kind.recorded.rows)}
    return {str(name): np.asarray(rows) for name, rows in pd.Series(named.texts).groupby(named.texts).indices.items()}


def _spans(truth: Column, moments: npt.NDArray[np.datetime64], rows: Rows) -> list[tuple[int, int]]:
    """From when to when (ns) rows that follow each other say that something is the matter."""
    rows = rows[~np.isnat(moments[rows])]
    rows = rows[np.argsort(moments[rows], kind="stable")]
    odd = np.array([not _is_sound(str(text)) for text in truth.texts[rows]], np.bool_)
    edges = np.diff(np.concatenate(([False], odd, [False])).astype(np.int8))
    times = moments[rows].astype("datetime64[ns]").astype(np.int64)
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    return [(int(times[first]), int(times[last])) for first, last in zip(starts, ends, strict=True)]
