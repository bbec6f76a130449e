"""One asset must not keep the others from being judged: what the step stumbles over is found, passed over, and told.

Whatever a device sends, and whatever fault of ours it brings to light, costs the judging of that device alone. It is
tried again later: what the step stumbled over may have passed by then.
"""

import logging
from collections.abc import Sequence

import numpy as np

from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results
from analytics.ground.columns import Bools
from analytics.ground.fleet import Label
from analytics.ground.samples import Samples, States
from analytics.worker.lateness import Owner
from contract.data_faults import DataFault
from contract.time import SECOND

log = logging.getLogger(__name__)

PAUSE_S = 600.0
"""How long an asset that the step stumbled over is passed over."""


class Guard:
    """Feeds a pipeline, and keeps away from it what it stumbles over."""

    def __init__(self) -> None:
        self.out: dict[Owner, int] = {}
        """The assets that are passed over, and until when (ns)."""

    def feed(self, pipeline: Pipeline, samples: Samples, states: States, now: int, results: Results) -> None:
        """Add to `results` what the pipeline makes of samples and states, as of a time in nanoseconds."""
        self.out = {owner: until for owner, until in self.out.items() if now < until <= now + round(PAUSE_S * SECOND)}
        if self.out:
            samples, states = self._left(pipeline, samples), states.take(~_of(states.labels, self.out)[states.code])
        self._feed(pipeline, samples, states, now, results)

    def _left(self, pipeline: Pipeline, samples: Samples) -> Samples:
        out = _of(samples.labels, self.out)[samples.code]
        for code, count in zip(*np.unique(samples.code[out], return_counts=True), strict=True):
            name, kind, site, signal = samples.labels[int(code)]
            pipeline.issues[name, kind, site, f"{signal}/{DataFault.UNSCORED}"] += int(count)
        return samples.take(~out)

    def _feed(self, pipeline: Pipeline, samples: Samples, states: States, now: int, results: Results) -> None:
        try:
            pipeline.feed(samples, states, results)
            return
        except Exception as error:  # noqa: BLE001 - a fault of any kind must cost no other asset its judging
            owners = sorted({labels[code][:2] for labels, codes in _used(samples, states) for code in codes})
            if len(owners) < 2:
                self._pass_over(owners, now, error)
                return
        middle = len(owners) // 2
        for half in (owners[:middle], owners[middle:]):
            own, said = _of(samples.labels, half)[samples.code], _of(states.labels, half)[states.code]
            self._feed(pipeline, samples.take(own), states.take(said), now, results)

    def _pass_over(self, owners: Sequence[Owner], now: int, error: Exception) -> None:
        for asset, kind in owners:
            self.out[asset, kind] = now + round(PAUSE_S * SECOND)
            log.error("%s is passed over for %.0f s: %r", asset, PAUSE_S, error, exc_info=error)


def _used(samples: Samples, states: States) -> list[tuple[Sequence[Label], list[int]]]:
    return [(part.labels, np.unique(part.code).tolist()) for part in (samples, states)]


def _of(labels: Sequence[Label], owners: Sequence[Owner] | dict[Owner, int]) -> Bools:
    """Which labels are of some assets."""
    wanted = set(owners)
    return np.array([label[:2] in wanted for label in labels], np.bool_)
