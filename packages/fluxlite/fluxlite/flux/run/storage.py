"""Reading from a bucket: which series, then their rows, as blocks of one table a series."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import pyarrow as pa

from fluxlite.flux.blocks.kinds import BOOL, FLOAT, INT, STRING, TIME, UINT, Bools, Ints, from_numpy, one_array
from fluxlite.flux.blocks.tables import Block, Columns, Stream
from fluxlite.flux.blocks.values import Value
from fluxlite.flux.fidelity.predicate import VALUE, Condition, Predicate
from fluxlite.seam import Bucket, Comparison, Kind, Listed, Series

KINDS = {Kind.DOUBLE: FLOAT, Kind.LONG: INT, Kind.UNSIGNED: UINT, Kind.BOOLEAN: BOOL, Kind.STRING: STRING}
FIXED = ("_start", "_stop", "_time", "_value", "_field", "_measurement")
_FEW = 20
"""One in so many series is few."""


@dataclass(frozen=True)
class Scan:
    """A read of a bucket: its time range and the conditions that storage takes."""

    bucket: Bucket
    start: int
    stop: int
    predicates: tuple[Predicate, ...] = ()

    def where(self, *predicates: Predicate) -> "Scan":
        """With more conditions."""
        return replace(self, predicates=self.predicates + predicates)


@dataclass(frozen=True, eq=False)
class Selection:
    """The series of a scan, by value kind and tag names, and what is still to be asked of their values."""

    scan: Scan
    series: list[Series]
    on_values: tuple[Predicate, ...]
    groups: dict[tuple[Kind, tuple[str, ...]], list[int]] = field(default_factory=dict)


def select(scan: Scan) -> Selection:
    """The series that meet the conditions on measurement, tags and field, each asked of those that met the last."""
    known = scan.bucket.series()
    at: Ints = np.arange(len(known))
    on_values = []
    for predicate in scan.predicates:
        if VALUE in predicate.columns():
            on_values.append(predicate)
        elif len(at):
            at = at[_mask(predicate, known, at)]
    chosen = [known[index] for index in at.tolist()]
    groups: dict[tuple[Kind, tuple[str, ...]], list[int]] = {}
    for index, item in enumerate(chosen):
        groups.setdefault((item.kind, tuple(key for key, _ in item.tags)), []).append(index)
    return Selection(scan, chosen, tuple(on_values), groups)


def _mask(predicate: Predicate, known: Sequence[Series], at: Ints) -> Bools:
    found = predicate.evaluate(lambda name: _series_column(name, known, at))
    if isinstance(found, pa.Scalar):
        return np.full(len(at), bool(found.as_py()))
    return np.asarray(found.to_numpy(zero_copy_only=False))


def _series_column(name: str, known: Sequence[Series], at: Ints) -> pa.Array:
    """A column of some of a bucket's series, by their places; that of all is kept, but not made for a few."""
    kept = known.columns if isinstance(known, Listed) else {}
    if name not in kept:
        if len(at) * _FEW < len(known):
            return _column(name, [known[index] for index in at.tolist()])
        kept[name] = _column(name, known)
    return kept[name] if len(at) == len(known) else kept[name].take(pa.array(at))


def _column(name: str, series: Sequence[Series]) -> pa.Array:
    """A tag (or the measurement, or the field) of each series; missing tags are empty strings, as storage has it."""
    if name == "_measurement":
        return pa.array([item.measurement for item in series], STRING)
    if name == "_field":
        return pa.array([item.field for item in series], STRING)
    return pa.array([next((value for key, value in item.tags if key == name), "") for item in series], STRING)


def read(scan: Scan, limit: int | None = None, pushdown: bool = True) -> Stream:
    """The rows of a scan, at most `limit` of each series; one table a series that has rows."""
    selection = select(scan)
    blocks = []
    for (kind, tags), members in selection.groups.items():
        series = [selection.series[index] for index in members]
        comparisons, rest = pushed_comparisons(selection.on_values, kind, pushdown)
        asked = limit if not rest and pushdown else None
        found = scan.bucket.read(series, scan.start, scan.stop, comparisons, asked)
        block = _block(scan, series, np.array(members, np.int64), tags, found)
        block = _by_value(block, rest)
        if block.n_tables:
            blocks.append(block)
    return Stream(tuple(blocks))


def pushed_comparisons(
    predicates: Sequence[Predicate], kind: Kind, pushdown: bool = True
) -> tuple[list[Comparison], list[Predicate]]:
    """The conditions on `_value` that the bucket can evaluate for a kind, and those that it cannot."""
    pushed: list[Comparison] = []
    rest: list[Predicate] = []
    for predicate in predicates:
        comparison = _comparison(predicate, kind) if pushdown else None
        if comparison is None:
            rest.append(predicate)
        else:
            pushed.append(comparison)
    return pushed, rest


def _comparison(predicate: Predicate, kind: Kind) -> Comparison | None:
    if not isinstance(predicate, Condition) or not isinstance(predicate.literal, pa.Scalar):
        return None
    if predicate.literal.type != KINDS[kind] or predicate.operator in ("=~", "!~"):
        return None
    if kind == Kind.BOOLEAN and predicate.operator not in ("==", "!="):
        return None
    return Comparison(predicate.operator, predicate.literal.as_py())  # type: ignore[arg-type]


def _block(scan: Scan, series: Sequence[Series], rank: Ints, tags: tuple[str, ...], found: pa.Table) -> Block:
    """The rows that a bucket gave, as one table a series; series without rows have no table."""
    position = np.asarray(found["series"].to_numpy(), np.int64)
    edges = np.searchsorted(position, np.arange(len(series) + 1))
    present = np.flatnonzero(np.diff(edges))
    rows = {"_time": one_array(found["time"]).view(TIME), "_value": one_array(found["value"])}
    keys = series_keys(scan, [series[index] for index in present.tolist()], tags)
    offsets = np.append(edges[:-1][present], len(position)).astype(np.int64)
    return Block((*FIXED, *tags), keys, rows, offsets, rank[present])


def series_keys(scan: Scan, series: Sequence[Series], tags: tuple[str, ...]) -> Columns:
    """The group key columns of series that have these tags."""
    n = len(series)
    columns: Columns = {
        "_start": from_numpy(np.full(n, scan.start), TIME),
        "_stop": from_numpy(np.full(n, scan.stop), TIME),
        "_field": pa.array([item.field for item in series], STRING),
        "_measurement": pa.array([item.measurement for item in series], STRING),
    }
    for place, tag in enumerate(tags):
        columns[tag] = pa.array([item.tags[place][1] for item in series], STRING)
    return columns


def _by_value(block: Block, predicates: Sequence[Predicate]) -> Block:
    """Only the rows that meet conditions on `_value`, evaluated here by storage's rules."""
    for predicate in predicates:
        found = predicate.evaluate(partial(_row_column, block))
        if isinstance(found, pa.Scalar):
            found = pa.repeat(found, block.n_rows)
        block = block.filter_rows(np.asarray(found.fill_null(False).to_numpy(zero_copy_only=False)))
    return block.without_empty()


def _row_column(block: Block, name: str) -> Value:
    return block.column(name) if name in block.names else pa.scalar("", STRING)
