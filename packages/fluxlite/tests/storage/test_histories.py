"""Any history of writes, deletions, expiry, flushes and kills leaves what a simple model of a store says."""

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from fluxlite.seam import Kind
from fluxlite.storage.moment import Moment
from fluxlite.storage.reader import BucketReader
from tests.storage.disk import BUCKET, Disk, Point, series_name

START = 10**18
KINDS = {"1.5": float, "2.5": float, "7i": int, "8i": int, '"x"': str}
Line = tuple[str, tuple[tuple[str, str], ...], int]
"""A key, its fields with their values' texts, and the time."""


@dataclass
class Model:
    """What a store should hold: points in memory and on disk, and the series that it remembers, with their types."""

    retention: int = 0
    now: int = START
    memory: dict[tuple[str, str, int], object] = field(default_factory=dict)
    disk: dict[tuple[str, str, int], object] = field(default_factory=dict)
    series: dict[tuple[str, str], type] = field(default_factory=dict)

    def write(self, lines: list[Line]) -> int:
        """Take the lines that are not too old and well typed; gives how many were refused."""
        return sum(not self._take(*line) for line in lines)

    def _take(self, key: str, fields: tuple[tuple[str, str], ...], time: int) -> bool:
        known = {(series.partition(",")[0], name): kind for (series, name), kind in self.series.items()}
        measurement = key.partition(",")[0]
        if self._is_old(time) or any(known.get((measurement, n), KINDS[v]) is not KINDS[v] for n, v in fields):
            return False
        for name, text in fields:
            self.series[key, name] = KINDS[text]
            self.memory[key, name, time] = text.strip('"') if KINDS[text] is str else KINDS[text](text.rstrip("i"))
        return True

    def flush(self) -> None:
        """What is not too old goes to the disk; series that had lost their last point before are forgotten."""
        self.forget()
        self.disk |= {point: value for point, value in self.memory.items() if not self._is_old(point[2])}
        self.memory = {}

    def delete(self, start: int, stop: int, tag: str) -> None:
        self.flush()
        self.disk = {p: v for p, v in self.disk.items() if not (start <= p[2] <= stop and p[0].endswith(f"={tag}"))}
        self.forget()

    def expire(self) -> None:
        if any(self._is_old(point[2]) for point in self.memory):
            self.flush()
        self.disk = {point: value for point, value in self.disk.items() if not self._is_old(point[2])}
        self.forget()

    def forget(self) -> None:
        """Only what has a point is remembered; so it is after a start, too."""
        alive = {point[:2] for point in (*self.memory, *self.disk)}
        self.series = {one: kind for one, kind in self.series.items() if one in alive}

    def visible(self) -> list[Point]:
        points = (self.disk | self.memory).items()
        return sorted((f"{key} {name}", time, v) for (key, name, time), v in points if not self._is_old(time))

    def _is_old(self, time: int) -> bool:
        return bool(self.retention) and time < self.now - self.retention


KEYS = st.sampled_from(["m,t=a", "m,t=b", "n,t=a", "n,t=c"])
TIMES = st.integers(-60, 60)
FIELDS = st.lists(st.tuples(st.sampled_from("fg"), st.sampled_from(list(KINDS))), min_size=1, unique_by=lambda f: f[0])
LINES = st.lists(st.tuples(KEYS, FIELDS.map(tuple), TIMES), min_size=1, max_size=5)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), LINES),
        st.tuples(st.just("write"), LINES),
        st.tuples(st.just("delete"), st.tuples(TIMES, TIMES, st.sampled_from("abc"))),
        st.tuples(st.just("wait"), st.integers(1, 60)),
        st.tuples(st.just("keep"), st.sampled_from([0, 40, 80])),
        st.sampled_from([("flush", None), ("expire", None), ("kill", None), ("look", None)]),
    ),
    max_size=14,
)


class Both:
    """A store and the model, which do the same."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack, self.model = folder, stack, Model()
        self.disk = Disk(folder / "data", now=START)
        self.looks: list[tuple[Moment, list[Point]]] = []

    def write(self, given: list[Line]) -> None:
        lines = [(key, fields, self.model.now + time) for key, fields, time in given]
        text = "\n".join(f"{key} {','.join(f'{n}={v}' for n, v in fields)} {time}" for key, fields, time in lines)
        assert self.disk.write(text, self.model.now).dropped == self.model.write(lines)

    def delete(self, given: tuple[int, int, str]) -> None:
        start, stop, tag = self.model.now + given[0], self.model.now + given[1], given[2]
        self.disk.delete(start, stop, (("t", True, tag),))
        self.model.delete(start, stop, tag)

    def wait(self, length: int) -> None:
        self.model.now = self.disk.now = self.model.now + length

    def keep(self, retention: int) -> None:
        self.model.retention = self.disk.retention = retention

    def flush(self, _: None) -> None:
        self.disk.store.flush()
        self.model.flush()

    def expire(self, _: None) -> None:
        self.disk.store.expire()
        self.model.expire()

    def kill(self, _: None) -> None:
        self.close()
        self.folder /= "next"
        after = self.disk.crashed(self.folder / "data")
        self.disk.store.close()
        self.disk = after
        self.model.forget()

    def look(self, _: None) -> None:
        """Begin a query that lasts."""
        moment = self.stack.enter_context(self.disk.store.moment())
        self.looks.append((moment, self.model.visible()))

    def check(self) -> None:
        """Compare what can be seen, now and by the queries that began before."""
        assert seen(self.disk.bucket()) == self.model.visible()
        assert {series_name(one) for one in self.disk.bucket().series()} == {" ".join(one) for one in self.model.series}
        for moment, expected in self.looks:
            assert seen(moment.bucket(BUCKET, "b")) == expected

    def close(self) -> None:
        """End the queries."""
        self.looks.clear()
        self.stack.close()


def seen(bucket: BucketReader) -> list[Point]:
    """All points that a reader sees."""
    found: list[Point] = []
    for kind in Kind:
        series = [one for one in bucket.series() if one.kind is kind]
        rows = bucket.read(series, 0, 2 * START).to_pylist()
        found += [(series_name(series[row["series"]]), row["time"], row["value"]) for row in rows]
    return sorted(found)


@settings(deadline=None, max_examples=25)
@given(STEPS)
def test_any_history_leaves_what_a_simple_model_of_a_store_says(steps: list[tuple[str, object]]) -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        both = Both(Path(folder), stack)
        try:
            for name, argument in steps:
                getattr(both, name)(argument)
                both.check()
        finally:
            both.close()
            both.disk.store.close()
