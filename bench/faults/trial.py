"""A planned fleet through the pipeline: what was raised when, and the highest risk of every hour."""

import sys
from dataclasses import dataclass

import numpy as np

from analytics.engine.outcome import Pace
from analytics.engine.results import Diagnosis, Results
from analytics.ground.columns import Floats, Ints
from bench.faults.plan import Plan
from contract.time import DAY, HOUR
from forewarn.rehearsal.run import rehearse, silent
from store.points import Point

DIAGNOSIS_S = Pace().diagnosis_s


@dataclass(frozen=True, slots=True)
class Raised:
    """An episode of the product's: the asset, its code and severity, and when it was raised and cleared (ns)."""

    asset: str
    code: str
    severity: str
    time: int
    cleared: int | None


@dataclass(frozen=True, slots=True)
class Opinion:
    """The failure modes that the product named for an asset at a time (ns), likeliest first; of the first the share of
    belief and the confidence, 0..1."""

    asset: str
    time: int
    modes: tuple[str, ...]
    belief: float = 0.0
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the product made of a plan; `risk` is the highest of each asset (by name) in each hour, (hours,)."""

    raised: list[Raised]
    opinions: list[Opinion]
    risk: dict[str, Floats]


def run(plan: Plan) -> Outcome:
    """Learn what is normal from the history, then score the span; tells on stderr how far it is."""
    pipeline, watch = silent(DIAGNOSIS_S), _Watch(plan)
    _tell("learning")
    for now, results in rehearse(plan.scenario, pipeline, plan.start, plan.stop):
        watch.see(results)
        _tell(f"day {(now - plan.start) / DAY:.2f} of {(plan.stop - plan.start) / DAY:g}")
    names = [asset.name for asset in pipeline.state.fleet.assets]
    opinions = [_opinion(names[found.asset], found) for found in watch.diagnoses]
    return Outcome(watch.raised(), opinions, dict(zip(names, watch.risk(len(names)), strict=True)))


def _opinion(asset: str, found: Diagnosis) -> Opinion:
    modes, first = tuple(candidate.mode for candidate in found.candidates), found.candidates[0]
    return Opinion(asset, found.time, modes, first.belief, first.confidence)


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


class _Watch:
    """Keeps of all results what is counted."""

    def __init__(self, plan: Plan) -> None:
        assets, self._start = len(plan.scenario.assets), plan.start
        shape = (assets, -(-(plan.stop - plan.start) // HOUR))
        self._highest, self._last = np.zeros(shape), np.full(shape, np.nan)
        self._events: dict[str, tuple[Point, int | None]] = {}
        self.diagnoses: list[Diagnosis] = []

    def see(self, results: Results) -> None:
        """Take in what one feed gave out."""
        for event in results.events:
            first, _ = self._events.get(event.tags["episode"], (event, None))
            cleared = event.time if event.fields["state"] == "cleared" else None
            self._events[event.tags["episode"]] = first, cleared
        self.diagnoses += results.diagnoses
        risks = results.all_risks()
        at = risks.asset, (risks.time - self._start - 1) // HOUR
        np.maximum.at(self._highest, at, risks.risk)
        self._last[at] = risks.risk

    def risk(self, assets: int) -> Floats:
        """The highest risk of each asset in each hour; it is written when it changes and holds until then."""
        hours: Ints = np.broadcast_to(np.arange(self._last.shape[1]), self._last.shape)
        known = np.maximum.accumulate(np.where(np.isfinite(self._last), hours, 0), axis=1)
        held = np.nan_to_num(np.take_along_axis(self._last, known, axis=1))
        self._highest[:, 1:] = np.maximum(self._highest[:, 1:], held[:, :-1])
        return self._highest[:assets]

    def raised(self) -> list[Raised]:
        """Every episode, by time."""
        found = (
            Raised(first.tags["asset"], first.tags["code"], first.tags["severity"], first.time, cleared)
            for first, cleared in self._events.values()
        )
        return sorted(found, key=lambda entry: (entry.time, entry.asset, entry.code))
