"""A store in a temporary folder, with one bucket, for the tests of this folder."""

import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from queue import SimpleQueue

from fluxlite.seam import MAX_TIME, MIN_TIME, Kind, Series
from fluxlite.storage.apply import Outcome
from fluxlite.storage.limits import Limits
from fluxlite.storage.reader import BucketReader
from fluxlite.storage.records import Conditions, Deletion, WriteRecord
from fluxlite.storage.store import Store
from fluxlite.unavailable import UnavailableError

BUCKET = "00000000000000aa"
ONE_THREAD = Limits(threads=1)
Point = tuple[str, int, object]
"""Series as `measurement,tags field`, time, value."""


class Disk:
    """A store on a folder; `crashed` gives a store on a copy of the folder, as a kill would leave it."""

    def __init__(self, folder: Path, retention: int = 0, limits: Limits = ONE_THREAD, now: int = 0) -> None:
        self.folder, self.retention = folder, retention
        self.now = now
        """The store's clock; 0 is the machine's."""
        self.store = Store(folder, lambda: {BUCKET: self.retention}, limits, clock=lambda: self.now or time.time_ns())

    def write(self, text: str, now: int = 0, unit: int = 1, bucket: str = BUCKET) -> Outcome:
        """Write line protocol and wait until it is durable; raises UnavailableError where it is refused."""
        settled: SimpleQueue[Outcome | UnavailableError] = SimpleQueue()
        record = WriteRecord(bucket, now, unit, text.encode())
        self.store.write(record, self.store.parse(bucket, record.text(), now, unit), settled.put)
        outcome = settled.get(timeout=30)
        if isinstance(outcome, UnavailableError):
            raise outcome
        return outcome

    def delete(self, start: int, stop: int, conditions: Conditions = ()) -> None:
        """Delete points."""
        self.store.delete(Deletion(BUCKET, start, stop, conditions))

    def bucket(self) -> BucketReader:
        """The bucket's reader."""
        return self.store.bucket(BUCKET, "b")

    def of_kind(self, kind: Kind) -> list[Series]:
        """The bucket's series of a kind, in order."""
        return [one for one in self.bucket().series() if one.kind is kind]

    def points(self, start: int = MIN_TIME, stop: int = MAX_TIME) -> list[Point]:
        """All points, in the order that reads give them, kind by kind."""
        found: list[Point] = []
        for kind in Kind:
            series = self.of_kind(kind)
            rows = self.bucket().read(series, start, stop).to_pylist()
            found += [(series_name(series[row["series"]]), row["time"], row["value"]) for row in rows]
        return found

    def crashed(self, target: Path) -> "Disk":
        """Another store on a copy of the folder as it is now; this one stays open."""
        shutil.copytree(self.folder, target)
        return Disk(target, self.retention, now=self.now)


def series_name(series: Series) -> str:
    """A short name of a series."""
    tags = "".join(f",{key}={value}" for key, value in series.tags)
    return f"{series.measurement}{tags} {series.field}"


def values(rows: Sequence[Point]) -> list[object]:
    """Only the values of points."""
    return [value for _, _, value in rows]
