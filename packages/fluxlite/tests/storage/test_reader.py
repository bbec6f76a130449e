"""Reads, aggregates and windows give what a slow and obvious program gives, wherever the points lie."""

import tempfile
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fluxlite.seam import Aggregate, Comparison, Kind
from tests.storage.disk import Disk, Point, series_name

KINDS = {"f": Kind.DOUBLE, "i": Kind.LONG, "u": Kind.UNSIGNED, "s": Kind.STRING, "b": Kind.BOOLEAN}
NUMBERS = {
    "f": st.sampled_from([-1.5, -0.0, 0.0, 2.0, 2.5, 1e300]),
    "i": st.sampled_from([-(2**63), -1, 0, 7, 2**63 - 1]),
    "u": st.sampled_from([0, 5, 2**64 - 1]),
    "s": st.sampled_from(["", "a", "b c", "ä"]),
    "b": st.booleans(),
}
FUNCTIONS: tuple[Aggregate, ...] = ("count", "sum", "mean", "min", "max", "first", "last")
TIMES = st.integers(-20, 20)


def text(field: str, value: object) -> str:
    """A value as line protocol."""
    if field == "s":
        return f'"{value}"'
    return f"{value}{field if field in 'iu' else ''}" if field != "b" else str(value).lower()


@st.composite
def writes(draw: st.DrawFn) -> tuple[str, Point]:
    """A line, and the point that it is."""
    field, tag, time = draw(st.sampled_from("fiusb")), draw(st.sampled_from("xyz")), draw(TIMES)
    value = draw(NUMBERS[field])
    return f"m,t={tag} {field}={text(field, value)} {time}", (f"m,t={tag} {field}", time, value)


Step = list[tuple[str, Point]] | str | tuple[int, int]
STEPS = st.lists(
    st.one_of(
        st.lists(writes(), min_size=1, max_size=8),
        st.just("flush"),
        st.just("crash"),
        st.tuples(TIMES, TIMES),
    ),
    max_size=12,
)


def perform(disk: Disk, steps: list[Step], folder: Path) -> tuple[Disk, dict[tuple[str, int], object]]:
    """Do the steps on a store and on a dictionary."""
    model: dict[tuple[str, int], object] = {}
    for number, step in enumerate(steps):
        if step == "flush":
            disk.store.flush()
        elif step == "crash":
            after = disk.crashed(folder / f"crash{number}")
            disk.store.close()
            disk = after
        elif isinstance(step, tuple):
            disk.delete(step[0], step[1], (("t", True, "x"),))
            model = {k: v for k, v in model.items() if not (step[0] <= k[1] <= step[1] and ",t=x " in k[0])}
        elif isinstance(step, list):
            disk.write("\n".join(line for line, _ in step))
            model.update({(name, time): value for _, (name, time, value) in step})
    return disk, model


@settings(deadline=None, max_examples=15)
@given(STEPS, TIMES, TIMES, st.integers(1, 9), st.integers(-5, 5))
def test_any_history_reads_as_a_dictionary_would(
    steps: list[Step], start: int, stop: int, every: int, offset: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        disk, model = perform(Disk(Path(folder) / "data"), steps, Path(folder))
        try:
            for field, kind in KINDS.items():
                compare(disk, model, field, kind, (start, stop), (every, offset))
        finally:
            disk.store.close()


def compare(
    disk: Disk,
    model: dict[tuple[str, int], object],
    field: str,
    kind: Kind,
    span: tuple[int, int],
    windows: tuple[int, int],
) -> None:
    """One kind: rows, and all aggregates over all and over windows."""
    series = disk.of_kind(kind)
    names = [series_name(one) for one in series]
    rows = sorted(
        (names.index(name), time, value)
        for (name, time), value in model.items()
        if name.endswith(f" {field}") and span[0] <= time < span[1]
    )
    assert triples(disk.bucket().read(series, *span)) == [tuple(map(repr, row)) for row in rows]
    first_two = [row for row in rows if sum(other[0] == row[0] and other[1] < row[1] for other in rows) < 2]
    assert triples(disk.bucket().read(series, *span, limit=2)) == [tuple(map(repr, row)) for row in first_two]
    every, offset = windows
    by_window = grouped(rows, lambda row: (row[0], (row[1] - offset) // every * every + offset))
    for fn in FUNCTIONS if field in "fiu" else ("count", "first", "last"):
        groups = grouped(rows, lambda row: (row[0],))
        found = disk.bucket().aggregate(series, *span, fn).to_pylist()
        assert [(row["series"],) for row in found] == list(groups)
        check(found, [naive(fn, kind, group) for group in groups.values()], fn)
        found = disk.bucket().window(series, *span, every, offset, fn).to_pylist()
        assert [(row["series"], row["window"]) for row in found] == list(by_window)
        check(found, [naive(fn, kind, group) for group in by_window.values()], fn)


Row = tuple[int, int, object]


def triples(table: pa.Table) -> list[tuple[str, ...]]:
    return [tuple(map(repr, row)) for row in zip(*table.to_pydict().values(), strict=True)]


def grouped(rows: list[Row], key: object) -> dict[tuple[int, ...], list[Row]]:
    groups: dict[tuple[int, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)  # type: ignore[operator]
    return dict(sorted(groups.items()))


def naive(fn: str, kind: Kind, rows: list[Row]) -> tuple[int | None, object]:
    """Time and value of an aggregate, the slow way."""
    found = [row[2] for row in rows]
    if fn == "count":
        return None, len(rows)
    if fn == "sum":
        total = sum(found)  # type: ignore[arg-type]
        return None, {Kind.LONG: (total + 2**63) % 2**64 - 2**63, Kind.UNSIGNED: total % 2**64}.get(kind, total)
    if fn == "mean":
        return None, sum(found) / len(found)  # type: ignore[arg-type]
    if fn in ("min", "max"):
        extreme = min(found) if fn == "min" else max(found)  # type: ignore[type-var]
        row = next(row for row in rows if row[2] == extreme)
        return row[1], row[2]
    row = rows[0] if fn == "first" else rows[-1]
    return row[1], row[2]


def check(found: list[dict[str, object]], expected: list[tuple[int | None, object]], fn: str) -> None:
    for row, (time, value) in zip(found, expected, strict=True):
        assert row["time"] == time
        if fn in ("sum", "mean"):
            assert row["value"] == pytest.approx(value, rel=1e-12)
        else:
            assert repr(row["value"]) == repr(value)


@pytest.fixture(params=["memory", "disk", "both"])
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> object:
    disk = Disk(tmp_path / "data")
    disk.write("m,t=a f=1 10\nm,t=a f=5 20\nm,t=b f=3 10\nm,t=a i=1i 10")
    if request.param in ("disk", "both"):
        disk.store.flush()
    if request.param == "both":
        disk.write("m,t=a f=2 20\nm,t=a f=9 30")
    else:
        disk.write('m,t=a f=2 20\nm,t=a f=9 30\nm,t=b s="x" 1')
    if request.param == "disk":
        disk.store.flush()
    yield disk
    disk.store.close()


def test_conditions_on_values_see_only_what_was_written_last(filled: Disk) -> None:
    series = filled.of_kind(Kind.DOUBLE)
    above = filled.bucket().read(series, 0, 100, [Comparison(">", 2.0), Comparison("!=", 9.0)])
    assert above.to_pydict() == {"series": [1], "time": [10], "value": [3.0]}
    assert filled.bucket().aggregate(series, 0, 100, "count", [Comparison("<=", 2.0)])["value"].to_pylist() == [2]
    windows = filled.bucket().window(series, 0, 100, 20, 0, "max", [Comparison("<", 9.0)])
    assert windows.to_pydict() == {
        "series": [0, 0, 1],
        "time": [10, 20, 10],
        "value": [1.0, 2.0, 3.0],
        "window": [0, 20, 0],
    }


def test_the_answers_columns_have_their_types_even_without_rows(filled: Disk) -> None:
    bucket, series = filled.bucket(), filled.of_kind(Kind.LONG)
    assert bucket.read(series, 0, 100, limit=0).schema.types == [pa.int32(), pa.int64(), pa.int64()]
    for stop in (0, 100):
        assert bucket.read(series, 0, stop).schema.types == [pa.int32(), pa.int64(), pa.int64()]
        assert bucket.aggregate(series, 0, stop, "mean").schema.types == [pa.int32(), pa.int64(), pa.float64()]
        windows = bucket.window(series, 0, stop, 10, 0, "count")
        assert windows.schema.names == ["series", "time", "value", "window"]
        assert windows.schema.types == [pa.int32(), pa.int64(), pa.int64(), pa.int64()]


def test_series_of_two_kinds_cannot_be_read_at_once(filled: Disk) -> None:
    with pytest.raises(ValueError, match="series of one kind"):
        filled.bucket().read(filled.bucket().series(), 0, 100)


def test_a_window_needs_a_positive_length(filled: Disk) -> None:
    with pytest.raises(ValueError, match="every must be positive, not 0"):
        filled.bucket().window(filled.of_kind(Kind.DOUBLE), 0, 100, 0, 0, "sum")


def test_a_negative_zero_keeps_its_sign_everywhere(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "data")
    disk.write("m f=-0.0 10\nm f=0.0 20\nm f=-0.0 30")
    series = disk.of_kind(Kind.DOUBLE)
    for _ in range(2):
        assert repr(disk.bucket().read(series, 0, 100)["value"].to_pylist()) == "[-0.0, 0.0, -0.0]"
        assert repr(disk.bucket().read(series, 0, 100, limit=1)["value"].to_pylist()) == "[-0.0]"
        for fn in ("min", "max", "first", "last"):
            assert repr(disk.bucket().aggregate(series, 0, 100, fn)["value"].to_pylist()) == "[-0.0]"
        disk.store.flush()
    disk.store.close()


def test_limits_beyond_what_is_kept_in_lists_hold_too(filled: Disk) -> None:
    series = filled.of_kind(Kind.DOUBLE)
    assert filled.bucket().read(series, 0, 100, limit=10**6).equals(filled.bucket().read(series, 0, 100))
