"""Results as line protocol: scores and risks and events for bucket health, aggregates for bucket rollup."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from analytics.engine.results import Diagnosis, Results, Risks, Scores, joined
from analytics.ground.columns import Floats, Ints
from analytics.ground.fleet import Asset, Fleet, Label
from analytics.ground.rollup import Aggregates
from analytics.policies.judging import Judging
from analytics.verdict.risk import band
from contract.data_faults import DataFault
from contract.errors import ContractError
from contract.lists import listed, listed_shares
from contract.measurements import (
    DATA_QUALITY,
    DIAGNOSIS,
    LEARNED,
    LIMIT,
    RISK,
    SCORE,
    TELEMETRY_1D,
    TELEMETRY_1M,
    WORKER,
    Value,
)
from store.points import Point, encode, encode_columns, key

log = logging.getLogger(__name__)

_BY_SERIES = (SCORE.name, LIMIT.name, LEARNED.name, TELEMETRY_1M.name, TELEMETRY_1D.name)


class Encoder:
    """Turns results into lines; it remembers the key of each series, as most of a line never changes."""

    def __init__(self, fleet: Fleet) -> None:
        self.fleet = fleet
        self._keys: dict[str, list[str]] = {name: [] for name in _BY_SERIES}
        self._risk_keys: dict[tuple[str, str, str], str] = {}
        self._sites: list[str] = []
        self._numbers: dict[str, int] = {}
        self._fields: list[int] = []

    def health(self, results: Results) -> list[str]:
        """Lines for bucket health."""
        lines = self._scores(results.all_scores()) + self._scores(joined(results.revised), revised=True)
        lines += self._risks(results.all_risks())
        return lines + _encoded([*map(self._diagnosis, results.diagnoses), *results.events])

    def _scores(self, scores: Scores, *, revised: bool = False) -> list[str]:
        facts = self.fleet.facts
        columns: dict[str, npt.NDArray[Any]] = {
            "observed": scores.observed,
            "expected": scores.expected,
            # A band that reaches beyond what can be would only puzzle who looks at it.
            "lower": np.maximum(scores.expected - scores.half, facts.physical_low[scores.series]),
            "upper": np.minimum(scores.expected + scores.half, facts.physical_high[scores.series]),
            "score": scores.score,
        }
        if revised:
            columns["revised"] = np.ones(len(scores.series), np.bool_)
        return self._lines(SCORE.name, scores.series, scores.time, columns)

    def _diagnosis(self, found: Diagnosis) -> Point:
        first, *others = found.candidates
        fields: dict[str, Value] = {
            "mode": first.mode,
            "confidence": round(first.confidence, 3),
            "supports": listed(first.supports),
            "against": listed(first.against),
            "alternatives": listed_shares((other.mode, other.confidence) for other in others),
            "action": first.action,
        }
        return Point(DIAGNOSIS.name, self.fleet.assets[found.asset].tags, fields, found.time)

    def limits(self, series: Ints, judging: Judging, time: int) -> list[str]:
        """Lines for the limits of some series, in force from `time` on; none for a series that has no limit."""
        columns = {name: getattr(judging, name)[series] for name in LIMIT.fields}
        in_force = {
            name: np.where(judging.enabled[series] & np.isfinite(limit), limit, np.nan)
            for name, limit in columns.items()
        }
        return self._lines(LIMIT.name, series, np.full(len(series), time), in_force)

    def learned(self, series: Ints, facts: Floats, time: int) -> list[str]:
        """Lines for what was learned of some series, of the (fields, n) facts of all, known from `time` on."""
        columns = dict(zip(LEARNED.fields, facts[:, series], strict=True))
        return self._lines(LEARNED.name, series, np.full(len(series), time), columns)

    def rollup(self, results: Results) -> list[str]:
        """Lines for bucket rollup."""
        parts = [(TELEMETRY_1M.name, part) for part in results.minutes]
        parts += [(TELEMETRY_1D.name, part) for part in results.days]
        return [line for name, part in parts for line in self._aggregates(name, part)]

    def _aggregates(self, name: str, part: Aggregates) -> list[str]:
        columns = {"mean": part.mean, "min": part.min, "max": part.max, "count": part.count}
        return self._lines(name, part.series, part.start, columns)

    def _lines(self, name: str, series: Ints, time: Ints, columns: Mapping[str, npt.NDArray[Any]]) -> list[str]:
        if not len(series):
            return []
        keys = self._known(name)
        return encode_columns([keys[number] for number in series.tolist()], time, _finite(columns))

    def _known(self, name: str) -> list[str]:
        """The keys of all series of a measurement, made for those that are new; all anew when an asset has moved."""
        sites = [asset.site for asset in self.fleet.assets]
        if sites[: len(self._sites)] != self._sites:
            self._keys = {measurement: [] for measurement in self._keys}
        self._sites = sites
        keys = self._keys[name]
        for number in range(len(keys), len(self.fleet)):
            asset = self.fleet.assets[int(self.fleet.facts.asset[number])]
            keys.append(key(name, {**asset.tags, "signal": self.fleet.signals[number].name}))
        return keys

    def _risks(self, found: Risks) -> list[str]:
        """Lines of risks, class by class, as the assets of a class have the same signals."""
        names, added = self._contributions(found)
        columns = {
            "risk": np.round(found.risk, 3),
            "level": found.level,
            "band": np.array(band(found.risk), object),
            "health": np.round(100 - found.risk, 3),
            "top_signal": np.array(found.top_signal, object),
            "reason": np.array(found.reason, object),
        }
        assets = [self.fleet.assets[number] for number in found.asset.tolist()]
        keys = np.array([self._key_of(asset) for asset in assets], object)
        kinds, kind = np.unique([asset.spec.name for asset in assets], return_inverse=True)
        lines: list[str] = []
        for rows in (np.flatnonzero(kind == number) for number in range(len(kinds))):
            own = ~np.isnan(added[:, rows]).all(axis=1)
            parts = {
                name: column[rows] for name, column in (*columns.items(), *zip(names[own], added[own], strict=True))
            }
            lines += encode_columns(keys[rows].tolist(), found.time[rows], _finite(parts))
        return lines

    def _key_of(self, asset: Asset) -> str:
        """The key of an asset's risk, made once: where a fleet catches up, it is needed a million times."""
        where = asset.name, asset.spec.name, asset.site
        if where not in self._risk_keys:
            self._risk_keys[where] = key(RISK.name, asset.tags)
        return self._risk_keys[where]

    def _contributions(self, found: Risks) -> tuple[npt.NDArray[np.object_], Floats]:
        """(f,) names of fields and (f, m) their values, NaN where an asset has no such signal."""
        for signal in self.fleet.signals[len(self._fields) :]:
            self._fields.append(self._numbers.setdefault(signal.name, len(self._numbers)))
        used, place = np.unique(np.array(self._fields, np.int64)[found.series], return_inverse=True)
        added = np.full((len(used), len(found.asset)), np.nan)
        added[place, found.slot] = np.round(found.points, 3)
        names = np.array([f"contribution_{name}" for name in self._numbers], object)
        return names[used], added


def _finite(columns: Mapping[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    """The columns without infinities, which no field can hold: one must not keep all other lines from being written."""
    return {
        name: np.where(np.isinf(column), np.nan, column) if column.dtype.kind == "f" else column
        for name, column in columns.items()
    }


def _encoded(points: Iterable[Point]) -> list[str]:
    """The points as lines; one that cannot be written costs no other."""
    lines = []
    for point in points:
        try:
            lines += encode([point])
        except ContractError as error:
            log.error("%s of %s cannot be written: %s", point.measurement, point.tags.get("asset"), error)
    return lines


def data_quality(issues: Mapping[Label, int], ages: Mapping[Label, float], time: int) -> list[str]:
    """Lines for data faults counted since the last ones; the last part of a label is `signal/issue`."""
    points = []
    for label, count in issues.items():
        name, class_name, site, what = label
        signal, _, issue = what.rpartition("/")
        tags = {"asset": name, "asset_class": class_name, "site": site, "signal": signal, "issue": issue}
        points.append(Point(DATA_QUALITY.name, tags, {"count": count, "age_s": ages.get(label, 0.0)}, time))
    return encode(points)


def too_many(assets: int, time: int) -> list[str]:
    """The line that says how many assets were refused as too many, where there were any."""
    tags = {"signal": "", "issue": DataFault.TOO_MANY}
    return encode([Point(DATA_QUALITY.name, tags, {"count": assets}, time)] if assets else [])


def open_data_faults(tags: Mapping[str, str], signal: str, issues: Iterable[str], time: int) -> list[str]:
    """Lines that say which data faults of an asset's signal are open."""
    return encode(
        Point(DATA_QUALITY.name, {**tags, "signal": signal, "issue": issue}, {"open": 1}, time) for issue in issues
    )


def self_monitoring(figures: Mapping[str, Value], time: int) -> list[str]:
    """The line that says how the worker itself is."""
    return encode([Point(WORKER.name, {"component": "worker"}, figures, time)])
