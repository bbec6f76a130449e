"""What a judged round gives out: risks with their reasons, the scores that are worth a row, episodes, diagnoses."""

from dataclasses import dataclass

import numpy as np

from analytics.engine.evidence import candidates, moved
from analytics.engine.reasons import explain
from analytics.engine.results import Diagnosis, Results, Risks, Scores
from analytics.engine.state import State
from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.kernel import kernel
from analytics.ground.samples import Round
from analytics.layers.quality import Quality, pace
from analytics.policies import drivers
from analytics.policies.patterns import listed as listed_pattern
from analytics.verdict import risk
from analytics.verdict.codes import find
from analytics.verdict.diagnosis import SURE
from analytics.verdict.faults import Episode
from contract.failures.types import UNKNOWN
from contract.levels import SCORE_EDGES, WARNING
from contract.lists import listed
from contract.time import SECOND
from store.points import Point

_CLASSES = (0.5, *SCORE_EDGES)
"""Scores between which a change is worth a row at once."""
_STALE_NS = 900 * SECOND
"""A signal that its asset stopped sending for so long no longer counts towards risk."""
_RISK_STEP = 1.0
"""A change of the risk that is worth a row at once."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often ordinary series and assets are written, in seconds; what is not ordinary is always written. And how
    often it is said anew what an asset that is not normal most likely suffers from."""

    score_s: float = 60.0
    risk_s: float = 10.0
    diagnosis_s: float = 600.0


@dataclass(frozen=True, slots=True)
class Before:
    """What was known before a round was judged: the level of each of its samples' series, its assets' newest times."""

    level: Ints
    time: Ints

    @classmethod
    def of(cls, state: State, part: Round) -> "Before":
        """Call it before the step."""
        return cls(state.alarms.level[part.series], state.assets.time[part.asset])


def give_out(state: State, pace: Pace, part: Round, before: Before, judged: Ints, results: Results) -> None:
    """Add to the results what follows from a round; `judged` are the series that were judged anew."""
    series, slot = state.members.of(part.asset)
    points = _fuse(state, part, series, slot)
    _write_scores(state, pace, judged, results)
    _write_events(state, part, before, results)
    _diagnose(state, pace, part, results)
    _write_risks(state, pace, part, series, slot, points, results)


def give_out_events(state: State, part: Round, before: Before, results: Results) -> None:
    """The same for whoever asks for episodes alone, and for when assets were in alarm: a fraction of the work, and the
    state goes on as it would."""
    _fuse(state, part, *state.members.of(part.asset))
    _write_events(state, part, before, results)
    off = np.flatnonzero(state.assets.level[part.asset] >= WARNING)
    if len(off):
        results.alarmed.append((part.asset[off], part.time[off]))


def _fuse(state: State, part: Round, series: Ints, slot: Ints) -> Floats:
    """New risk and level of the round's assets; gives what their `series` add to it."""
    points, highest = np.zeros(len(series)), np.zeros(len(part.asset), np.int64)
    _count(
        state.judging.enabled, state.current.time, state.current.points, state.alarms.level, state.drivers.own,
        pace(state.of(Quality), series), part.time, series, slot, points, highest,
    )  # fmt: skip
    fused, points = risk.fuse(points, slot, len(part.asset))
    assets = state.assets
    assets.risk[part.asset], assets.level[part.asset] = fused, highest
    off = highest > 0
    assets.noticed[part.asset[off]] = part.time[off]
    return points


@kernel
def _count(
    enabled: Bools, newest: Ints, points: Floats, level: Ints, of_driver: Bools, pace: Floats, time: Ints,
    series: Ints, slot: Ints, counted: Floats, highest: Ints,
) -> None:  # fmt: skip
    """The points of each series that counts, and the highest level of each asset's."""
    for row, number in enumerate(series):
        if enabled[number] and time[slot[row]] - newest[number] <= _STALE_NS * pace[row]:
            counted[row] = points[number]
            own = min(level[number], drivers.LEVEL) if of_driver[number] else level[number]
            highest[slot[row]] = max(highest[slot[row]], own)


def _write_scores(state: State, pace: Pace, judged: Ints, results: Results) -> None:
    """Rows for series that are not ordinary, that changed class, or that were not written for a while."""
    current, fleet = state.current, state.fleet
    take = _worth_a_row(
        judged, fleet.facts.symptom, current.score, current.judged, current.time, current.written,
        current.written_class, state.alarms.level, pace.score_s * 1e9,
    )  # fmt: skip
    at = judged[take]
    if len(at):
        columns = (current.observed, current.expected, current.half, current.score)
        results.scores.append(Scores(at, current.time[at], *(column[at] for column in columns)))


@kernel
def _worth_a_row(
    at: Ints, symptom: Bools, score: Floats, judged: Ints, time: Ints, written: Ints, written_class: Ints,
    level: Ints, every_ns: float,
) -> Bools:  # fmt: skip
    """Which series get a row now; that is noted of them."""
    take = np.zeros(len(at), np.bool_)
    for row, i in enumerate(at):
        if not score[i] > 0 and not (symptom[i] and judged[i] == time[i]):
            continue
        kind = 0
        while kind < len(_CLASSES) and score[i] >= _CLASSES[kind]:
            kind += 1
        take[row] = time[i] - written[i] >= every_ns or kind >= 2 or level[i] > 0 or kind != written_class[i]
        if take[row]:
            written[i], written_class[i] = time[i], kind
    return take


def _write_events(state: State, part: Round, before: Before, results: Results) -> None:
    """Episodes begin and end where a series' level crosses warning, or turns critical.

    What the store was told before what was learned got lost stays as it was told: only when an asset's time has
    passed that, its levels are compared with the episodes that are open.
    """
    level, episodes, reported = state.alarms.level, state.episodes, state.assets.reported[part.asset]
    changed = (level[part.series] != before.level) & (part.time > reported)[part.slot]
    for number, old in zip(part.series[changed].tolist(), before.level[changed].tolist(), strict=True):
        results.events += _crossed(state, number, old, int(level[number]))
    if reported.any():
        passed = (before.time <= reported) & (part.time > reported) & (reported > 0)
        for number in [n for asset in part.asset[passed].tolist() for n in state.fleet.series_of(asset)]:
            results.events += _crossed(state, number, 0, int(level[number]))
    for number in sorted({episode.asset for episode in episodes.open.values()}):
        time = int(state.assets.time[number])
        results.events += episodes.repeat(state.fleet.assets[number], number, time)


def _crossed(state: State, number: int, old: int, new: int) -> list[Point]:
    asset, time = int(state.fleet.facts.asset[number]), int(state.current.time[number])
    if new < WARNING:
        return state.episodes.clear(number, state.fleet.assets[asset], time)
    known = state.episodes.open.get(number)
    if new <= old or (known is not None and (known.level >= new or state.drivers.own[number])):
        return []
    return state.episodes.raise_(_episode(state, number, asset, new, time), state.fleet.assets[asset])


def _episode(state: State, number: int, asset: int, level: int, time: int) -> Episode:
    current, signal = state.current, state.fleet.signals[number]
    side = int(current.side[number])
    code = find(signal, side)
    observed, limit = float(current.observed[number]), float(current.limit[number])
    if not np.isfinite(limit):
        limit = float(current.expected[number] + side * current.half[number])
    # Whoever drives too fast is told so, and nothing of the machine is guessed from it.
    of_driver = bool(state.drivers.own[number])
    likely = None if of_driver else next(iter(candidates(state, asset, time)), None)
    sure = likely is not None and likely.known and likely.confidence >= SURE
    return Episode(
        series=number,
        asset=asset,
        code=code.name,
        level=drivers.LEVEL if of_driver else level,
        raised=time,
        risk=round(float(state.assets.risk[asset]), 1),
        observed=observed,
        limit=limit,
        description=code.description,
        recommendation=likely.action if likely and sure else code.recommendation,
        mode=likely.mode if likely else UNKNOWN,
        confidence=round(likely.confidence, 3) if likely else 0.0,
        against=listed(likely.against) if likely else "",
        last_reported=time,
        signal=signal.name,
        site=state.fleet.assets[asset].site,
        danger=code.danger,
        moved="" if of_driver else listed_pattern(moved(state, asset, time)),
    )


def _diagnose(state: State, pace: Pace, part: Round, results: Results) -> None:
    """Say what assets that are not normal most likely suffer from, when their level rises and now and then.

    Where only a driver's doing is not as it should be, the asset suffers from nothing.
    """
    assets = state.assets
    level = assets.level[part.asset]
    if not level.any():
        return
    due = part.time - assets.diagnosed[part.asset] >= pace.diagnosis_s * 1e9
    which = (level > 0) & (due | (level > assets.written_level[part.asset]))
    for asset, time in zip(part.asset[which].tolist(), part.time[which].tolist(), strict=True):
        assets.diagnosed[asset] = time
        own = state.fleet.series_of(asset)
        if not (state.alarms.level[own] * ~state.drivers.own[own]).any():
            continue
        if found := candidates(state, asset, time):
            results.diagnoses.append(Diagnosis(asset, time, found))


def _write_risks(
    state: State, pace: Pace, part: Round, series: Ints, slot: Ints, points: Floats, results: Results
) -> None:
    """Rows for assets that are not ordinary, whose risk moved, or that were not written for a while.

    Every signal that can add to a risk is in its row, with 0 where it does not.
    """
    assets, at = state.assets, part.asset
    due = assets.time[at] - assets.written[at] >= pace.risk_s * 1e9
    moved = np.abs(assets.risk[at] - assets.written_risk[at]) >= _RISK_STEP
    odd = (assets.level[at] > 0) | (assets.level[at] != assets.written_level[at])
    take = due | moved | odd
    if not take.any():
        return
    own = take[slot]
    at, series, slot, points = at[take], series[own], (np.cumsum(take) - 1)[slot[own]], points[own]
    assets.written[at], assets.written_risk[at] = assets.time[at], assets.risk[at]
    assets.written_level[at] = assets.level[at]
    results.risk_rows.append(
        Risks(
            at, assets.time[at], assets.risk[at], assets.level[at],
            risk.worst(series, slot, points, len(at)), explain(state, at, series, slot, points),
            series, slot, points, state.fleet.signals,
        )
    )  # fmt: skip
