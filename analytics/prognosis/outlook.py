"""What is foreseen of one asset: when it will fail, on which grounds, and its condition now."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.engine.foreseen import Foreseen, note, past
from analytics.engine.state import State
from analytics.layers.quality import Quality, doubted
from analytics.prognosis.health import Condition, Standing, condition
from analytics.prognosis.indicators import Indicator
from analytics.prognosis.lifetime import HIGH, LOW, MIDDLE, Lifetime
from contract.levels import WARNING
from contract.time import DAY

WEEK_H, MONTH_H = 7 * 24.0, 30 * 24.0
LATELY = 7 * DAY
"""A symptom that was judged within this time is judged: a machine at rest has a condition, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """When an asset will fail: its remaining life, None where no date can be told, and what that follows from.

    `method` is a word of `health/prognosis`. `like` are the assets whose courses it resembles, `version` that of the
    trained model that was asked, and `followed` the indicator that it is about, where it is about one.
    """

    life: Lifetime | None
    method: str
    because: str
    like: tuple[str, ...] = ()
    version: str = ""
    followed: Indicator | None = None

    def fields(self) -> dict[str, float | str]:
        """The fields of `health/prognosis`; what is not known, or infinite, is left out."""
        one = self.followed
        numbers = {"value": float(one.value[-1]), "limit": one.limit} if one else {}
        if self.life is not None:
            named = {"rul_low_h": LOW, "rul_h": MIDDLE, "rul_high_h": HIGH}
            numbers |= {name: self.life.quantile(level) for name, level in named.items()}
            numbers |= {"p_fail_7d": self.life.within(WEEK_H), "p_fail_30d": self.life.within(MONTH_H)}
        words = {"method": self.method, "like": ", ".join(self.like), "because": self.because}
        words |= {"model_version": self.version, "indicator": one.signal if one else ""}
        return {**{name: number for name, number in numbers.items() if math.isfinite(number)}, **words}


def condition_of(state: State, asset: int, now: int, outlook: Outlook, followed: Sequence[Indicator]) -> Condition:
    """The condition of an asset at a time (ns), which is kept as that of its day."""
    found = condition(_standing(state, asset, now, outlook, followed), past(state.of(Foreseen), asset, now))
    if found.status != "unknown":
        note(state.of(Foreseen), asset, now, found.health)
    return found


def _standing(state: State, asset: int, now: int, outlook: Outlook, followed: Sequence[Indicator]) -> Standing:
    own = np.array(state.fleet.series_of(asset), np.int64)
    own = own[state.fleet.facts.symptom[own] & state.judging.enabled[own]]
    opened = [episode.level for episode in state.episodes.open.values() if episode.asset == asset]
    nearest = max(followed, key=lambda one: one.progress, default=None)
    life = outlook.life
    return Standing(
        risk=float(state.assets.risk[asset]),
        level=int(state.assets.level[asset]),
        progress=nearest.progress if nearest else 0.0,
        indicator=nearest.signal if nearest else "",
        p_fail=life.within(MONTH_H) if life else math.nan,
        rul_h=life.quantile(MIDDLE) if life else math.inf,
        warnings=sum(level == WARNING for level in opened),
        criticals=sum(level > WARNING for level in opened),
        judged=int((state.current.judged[own] > now - LATELY).sum()),
        faulty=float(doubted(state.of(Quality), own).mean()) if len(own) else 0.0,
    )
