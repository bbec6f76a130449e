"""What the worker would say of values: each judged inside the band that its signal has now, then all of an asset's.

A signal that has no band yet is judged by its hard limits alone; one that nobody asks for stays as it was judged last.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admin.names import find_class
from admin.readings import scores
from admin.readings.scores import Score
from admin.store import Store
from admin.telemetry.intake import Home
from admin.thresholds import service as thresholds
from analytics.policies.policy import Policy
from analytics.verdict.whatif import Given, fuse, score
from contract import checks
from contract.catalogue import ClassSpec, Role
from contract.errors import ContractError, ForewarnError
from web.errors import ErrorDetail, not_found, problem_of

SINCE = "-24h"
"""How old a signal's band may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A signal: score 0 is as expected, 1 the edge of normal; `points` are what it adds to the risk.

    `given` is false where nobody asked for it. Its band is null where none is known.
    """

    signal: str
    unit: str
    given: bool
    observed: float
    expected: float | None
    lower: float | None
    upper: float | None
    score: float
    level: str
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An asset as it would be judged: risk 0 to 100, the signals worst first; or why it cannot be."""

    asset: str
    risk: float | None = None
    band: str = ""
    reason: str = ""
    signals: Sequence[Scored] = ()
    error: ErrorDetail | None = None


def judge(store: Store, homes: Mapping[str, Home], asked: Mapping[str, Mapping[str, object]]) -> list[Verdict]:
    """What would be said of values of some assets, each by itself. Raises `GatewayError`."""
    known = scores.of_assets(store, list(asked), SINCE)
    rows = thresholds.newest_rows(store)
    return [_verdict(asset, homes.get(asset), values, known.get(asset, []), rows) for asset, values in asked.items()]


def _verdict(
    asset: str, home: Home | None, values: Mapping[str, object], known: Sequence[Score], rows: thresholds.Rows
) -> Verdict:
    spec = find_class(home.asset_class) if home else None
    try:
        if spec is None:
            raise not_found("asset", asset)
        sound = _checked(spec, values)
    except ForewarnError as error:
        return Verdict(asset=asset, error=problem_of(error).body.error)
    given = _given(spec, sound, known, thresholds.resolved(asset, spec, rows))
    return _told(asset, given, set(sound))


def _checked(spec: ClassSpec, values: Mapping[str, object]) -> dict[str, float]:
    found = {name: checks.sample(spec, name, value) for name, value in values.items()}
    for name in found:
        if spec.signals[name].role not in (Role.SYMPTOM, Role.DUTY):
            raise ContractError(name, "is context, which nobody judges")
    return found


def _given(
    spec: ClassSpec, values: Mapping[str, float], known: Sequence[Score], policies: Mapping[str, Policy]
) -> list[Given]:
    """Every signal that was given or judged lately, with its value and its band."""
    bands = {each.signal: each for each in known if each.signal in spec.signals and each.observed is not None}
    return [
        Given(
            signal=name,
            unit=spec.signals[name].unit,
            observed=values[name] if name in values else _or_nan(bands[name].observed),
            expected=_or_nan(bands[name].expected) if name in bands else math.nan,
            lower=_or_nan(bands[name].lower) if name in bands else math.nan,
            upper=_or_nan(bands[name].upper) if name in bands else math.nan,
            policy=policies[name],
        )
        for name in {**bands, **values}
    ]


def _told(asset: str, given: Sequence[Given], asked: set[str]) -> Verdict:
    signals = [score(each) for each in given]
    found = fuse(signals)
    told = [
        Scored(
            signal=each.given.signal,
            unit=each.given.unit,
            given=each.given.signal in asked,
            observed=each.given.observed,
            expected=_or_none(each.given.expected),
            lower=_or_none(each.given.lower),
            upper=_or_none(each.given.upper),
            score=each.score,
            level=each.level,
            points=points,
        )
        for each, points in zip(signals, found.points, strict=True)
    ]
    worst = sorted(told, key=lambda each: (-each.score, each.signal))
    return Verdict(asset=asset, risk=found.risk, band=found.band, reason=found.reason, signals=worst)


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else value
