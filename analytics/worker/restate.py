"""What late points change of the past: the risk of their moments, and the minutes that they belong to.

A risk that was written is fused again with what the late scores add; it can only rise. Where none was written, one is.
Levels and episodes stay as they were, because people have acted on them. Minutes are counted again from all that the
store has of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from analytics.engine.late import Late
from analytics.ground.columns import Bools
from analytics.ground.fleet import Fleet
from analytics.verdict.reason import figure
from analytics.verdict.risk import ORDER, band
from contract.measurements import RISK, Value
from contract.time import MINUTE, SECOND
from store import queries
from store.gateway import Gateway
from store.points import Point

LOOK_BACK_NS = MINUTE
"""How far before a moment the risk that was in force then is looked for; it is written more often than that."""
PACE_NS = 11 * SECOND
"""Where for so long none was written one is, of whatever late moment there is."""
LEAST = 0.01
"""Points of risk below which a change is none."""
_CONTRIBUTION = "contribution_"

Row = Mapping[str, Value]
"""One risk as it was written: its fields by name."""

_NOTHING: dict[str, Value] = {
    "risk": 0.0, "level": 0, "band": band(np.zeros(1))[0], "health": 100.0, "top_signal": "none",
    "reason": "as expected, as points say that came late", "revised": True,
}  # fmt: skip
"""A risk where none was written and none is."""


@dataclass(frozen=True, slots=True)
class LateRisk:
    """One late score: its series, its points of risk, and what was seen and expected."""

    series: int
    points: float
    observed: float
    expected: float
    half: float


def risks(gateway: Gateway, fleet: Fleet, late: Late) -> tuple[list[Point], Bools]:
    """The risks that late scores change, restated, and which scores those are. Raises `GatewayError`."""
    wanted = _moments(fleet, late)
    revised = np.zeros(len(late.points), np.bool_)
    if not wanted:
        return [], revised
    written = _written(gateway, fleet, wanted)
    points: list[Point] = []
    newest: dict[int, int] = {}
    for (asset, time), rows in sorted(wanted.items()):
        last = max((moment for moment in written[asset] if time - LOOK_BACK_NS <= moment <= time), default=None)
        known = _NOTHING if last is None else written[asset][last]
        fields = restated(fleet, known, [_late_risk(late, row) for row in rows])
        revised[rows] = fields is not None
        if fields is None and time - max(last or 0, newest.get(asset, 0)) >= PACE_NS:
            fields = {**known, "revised": True}  # nothing was written of that time: the store or the asset was away
        if fields is not None:
            newest[asset] = time
            points.append(Point(RISK.name, fleet.assets[asset].tags, fields, time))
    return points, revised


def restated(fleet: Fleet, written: Row, late: Iterable[LateRisk]) -> dict[str, Value] | None:
    """A risk fused again with late scores of its moment; None where they do not change it."""
    old = float(written["risk"])
    powers = {
        name: (old / 100) ** ORDER * float(value) / old if old > 0 else 0.0
        for name, value in written.items()
        if name.startswith(_CONTRIBUTION)
    }
    # Of what was written the risk is rounded and capped, so the parts are taken from it and not from their own sum.
    more = {_CONTRIBUTION + fleet.signals[added.series].name: added for added in late}
    for name, added in more.items():
        powers[name] = max(powers.get(name, 0.0), (added.points / 100) ** ORDER)
    total = sum(powers.values())
    risk = 100 * min(total ** (1 / ORDER), 1.0)
    if risk < old + LEAST:
        return None
    top = max(powers, key=lambda name: powers[name])
    fields: dict[str, Value] = {
        "risk": round(risk, 3),
        "level": written["level"],
        "band": band(np.array([risk]))[0],
        "health": round(100 - risk, 3),
        "top_signal": top.removeprefix(_CONTRIBUTION),
        "reason": _reason(fleet, more[top]) if top in more else written["reason"],
        "revised": True,
    }
    return fields | {name: round(risk * power / total, 3) for name, power in powers.items()}


def _moments(fleet: Fleet, late: Late) -> dict[tuple[int, int], list[int]]:
    """By asset and moment of late scores, the rows of those that add something."""
    found: dict[tuple[int, int], list[int]] = {}
    owners = fleet.facts.asset[late.scores.series].tolist()
    for row, key in enumerate(zip(owners, late.scores.time.tolist(), strict=True)):
        found.setdefault(key, []).extend([row] if late.points[row] > 0 else [])
    return found


def _late_risk(late: Late, row: int) -> LateRisk:
    scores = late.scores
    values = (scores.observed[row], scores.expected[row], scores.half[row])
    return LateRisk(int(scores.series[row]), float(late.points[row]), *map(float, values))


def _written(
    gateway: Gateway, fleet: Fleet, wanted: Iterable[tuple[int, int]]
) -> defaultdict[int, defaultdict[int, dict[str, Value]]]:
    """What was written of the risk of assets around those moments: fields by asset and time."""
    numbers = {(fleet.assets[asset].name, fleet.assets[asset].spec.name): asset for asset, _ in wanted}
    times = [time for _, time in wanted]
    flux = queries.render(
        "worker_risk",
        start=min(times) - LOOK_BACK_NS,
        stop=max(times) + 1,
        assets=[name for name, _ in numbers],
    )
    found: defaultdict[int, defaultdict[int, dict[str, Value]]] = defaultdict(lambda: defaultdict(dict))
    for block in gateway.blocks(flux):
        columns = (block.rows.column(name).to_pylist() for name in ("asset", "asset_class", "_field", "_value"))
        moments = np.asarray(block.rows.column("_time").cast("int64").to_numpy()).tolist()
        for time, asset, kind, field, value in zip(moments, *columns, strict=True):
            if (asset, kind) in numbers:
                found[numbers[asset, kind]][time][field] = value
    return found


def _reason(fleet: Fleet, added: LateRisk) -> str:
    signal = fleet.signals[added.series]
    unit = f" {signal.unit}" if signal.unit else ""
    text = f"{signal.name} was {figure(added.observed)}{unit}"
    if np.isfinite(added.expected):
        low, high = added.expected - added.half, added.expected + added.half
        text += f", expected {figure(added.expected)} ({figure(low)} to {figure(high)})"
    return f"{text}, as points say that came late"
