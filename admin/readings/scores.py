"""Signals: the newest score of each, and their course inside the expected band."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from admin.records import newest, number, records, text
from admin.store import Store
from store.frame import Frame

Floats = npt.NDArray[np.float64]

FIELDS = ("observed", "expected", "lower", "upper", "score")


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One signal's newest judgement: values in its unit; score 0 is as expected, 1 the edge of normal."""

    signal: str
    time: datetime
    observed: float | None
    expected: float | None
    lower: float | None
    upper: float | None
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A signal's course: `ns` are nanoseconds since 1970 and rise; the others have the same shape, NaN is nothing."""

    ns: npt.NDArray[np.int64]
    observed: Floats
    expected: Floats
    lower: Floats
    upper: Floats
    score: Floats

    @property
    def times(self) -> Floats:
        """Seconds since 1970, for charts: a float is good to a fraction of a microsecond only."""
        return self.ns / 1e9


@dataclass(frozen=True, slots=True)
class Scored:
    """An asset that has scores of a signal."""

    asset: str
    asset_class: str


def of_assets(store: Store, assets: Sequence[str], since: str = "-24h") -> dict[str, list[Score]]:
    """The newest score of every signal of some assets, by asset, worst first; those without any are left out."""
    rows = newest(records(store.ask("signal_scores", start=since, assets=assets)), "asset", "signal")
    found: dict[str, list[Score]] = defaultdict(list)
    for row in store.sound(rows, "asset", "signal"):
        values = {name: number(row, name) for name in FIELDS}
        found[row["asset"]].append(Score(signal=row["signal"], time=row["_time"], **values))
    for scores in found.values():
        scores.sort(key=lambda item: (-(item.score or 0.0), item.signal))
    return found


def bands(store: Store, asset: str, start: int, stop: int, every_s: float) -> dict[str, Band]:
    """Every signal's course between two times (nanoseconds since 1970), the last value of each window."""
    frame = store.ask("admin_asset_bands", start=start, stop=stop, every_s=every_s, asset=asset)
    codes, labels = frame.codes("signal")
    return {signal: _band(frame, codes == code) for code, (signal,) in enumerate(labels) if signal}


def band(store: Store, asset: str, signal: str, start: int, stop: int, every_s: float) -> Band:
    """One signal's course."""
    frame = store.ask("signal_band", start=start, stop=stop, every_s=every_s, asset=asset, signal=signal)
    return _band(frame, np.ones(len(frame), np.bool_))


def scored(store: Store, signal: str, start: int, stop: int) -> list[Scored]:
    """Every asset that has scores of a signal between two times (nanoseconds since 1970), the highest score first."""
    rows = records(store.ask("admin_preview", start=start, stop=stop, signal=signal))
    # An asset that moved to another site is two series.
    return list(dict.fromkeys(Scored(row["asset"], text(row, "asset_class")) for row in store.sound(rows, "asset")))


def _band(frame: Frame, rows: npt.NDArray[np.bool_]) -> Band:
    """The rows' values as one column a field, beside the times that any of them has."""
    fields = np.array(frame.strings("_field"), dtype=str)[rows]
    values = frame.floats("_value")[rows]
    times, places = np.unique(frame.times()[rows], return_inverse=True)
    columns = {}
    for name in FIELDS:
        columns[name] = np.full(len(times), np.nan)
        columns[name][places[fields == name]] = values[fields == name]
    return Band(ns=times, **columns)
