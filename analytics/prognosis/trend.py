"""Layer 1: when one indicator comes to its known limit, from its own course alone; or why that cannot be told.

Of every explanation that `evidence` weighs it is asked when the limit is first passed (`passage`); a date is told only
where explanations in which the indicator rises towards its limit outweigh all others by far, wandering and a single
step among these, and where more than the newest value tells of them: one value may be anything. The answer is the
mixture of all of them, so it moves little with one more value."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from analytics.ground.columns import Floats
from analytics.layers.courses import PARTS, RECENT
from analytics.prognosis.beliefs import Beliefs, believe, usual
from analytics.prognosis.evidence import UNLEARNED, WEIGHT, Evidence, weigh
from analytics.prognosis.explanations import Explanations, likeliest
from analytics.prognosis.lifetime import LEVELS, LOW, Lifetime
from analytics.prognosis.passage import passages
from analytics.prognosis.scatter import scatter
from analytics.prognosis.shapes import ages, between
from contract.failures.types import Growth

FEW, SHORT_D = 8, 1.5
"""Nothing is said of fewer values, or of less days."""
SURE = 0.9
"""How likely it must be that it is on its way to its limit for a date to be told."""
FAR_H = 2 * 365 * 24.0
"""Nobody is told a date of which even the early end is later."""
_CLOSER = 2
"""How often more onsets are tried around the best."""
_DAY_H = 24.0
_LEAST = 1e-6
"""Of the way to the limit: no noise is taken for less."""


class Followed(Protocol):
    """What is followed; see `indicators.Indicator`."""

    @property
    def signal(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def time_h(self) -> Floats: ...
    @property
    def value(self) -> Floats: ...
    @property
    def limit(self) -> float: ...
    @property
    def is_above(self) -> bool: ...
    @property
    def sound(self) -> float: ...
    @property
    def noise(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Trend:
    """What the course of an indicator foretells: the remaining life, None where no date can be told; the method
    (`none`,
    `linear`, `wear` or `growth`), why in a sentence for people, the slope now in its unit a day and how many hours ago
    it began (NaN where there is none)."""

    life: Lifetime | None
    method: str
    because: str
    slope: float = np.nan
    since_h: float = np.nan


def foresee(followed: Followed, growth: Growth | None = None, hours: tuple[float, float] | None = None) -> Trend:
    """What an indicator foretells; `growth` and `hours` (the shortest and the longest usual time from onset to failure)
    of the failure mode that it stands for count a little, where they are known."""
    way = followed.limit - followed.sound
    days, value = (
        followed.time_h / _DAY_H,
        (followed.value - followed.sound) / way if way else np.ones(len(followed.value)),
    )
    if len(days) < FEW or days[-1] - days[0] < SHORT_D:
        return Trend(None, "none", f"too little is known of {followed.signal}: {len(days)} values")
    if (way > 0) != followed.is_above or value[days > days[-1] - 1].mean() >= 1.0:
        because = f"{followed.signal} is beyond its limit of {_told(followed.limit, followed)} already"
        return Trend(Lifetime(np.zeros(len(LEVELS))), "linear", because)
    if not np.ptp(value):
        return Trend(None, "none", f"no trend: {followed.signal} does not move")
    course = _Course(days - days[-1], value, -float(days[-1]))
    noise = followed.noise / abs(way)
    age, evidence = _weighed(course, noise)
    beliefs = believe(evidence, age, growth)
    if beliefs.rises < SURE:
        return Trend(None, "none", _why_not(followed, beliefs))
    if _believed(course.before(), noise, growth).rises < SURE:
        return Trend(None, "none", f"no trend yet: only the newest value of {followed.signal} tells of one")
    return _dated(followed, course, likeliest(evidence, age, beliefs.weight), hours)


@dataclass(frozen=True, slots=True)
class _Course:
    """n values, 0 sound to 1 at the limit, at days from the last of them, and how many days ago that was."""

    days: Floats
    value: Floats
    lag: float

    def before(self) -> "_Course":
        """It without its last value."""
        apart = float(self.days[-1] - self.days[-2])
        return _Course(self.days[:-1] + apart, self.value[:-1], self.lag + apart)


def _believed(course: _Course, noise: float, growth: Growth | None) -> Beliefs:
    age, evidence = _weighed(course, noise)
    return believe(evidence, age, growth)


def _weighed(course: _Course, noise: float) -> tuple[Floats, Evidence]:
    """Ages of onsets, and the evidence: more onsets are tried where the best are."""
    # What lies before the quarters of a day that are kept are means of days.
    fine = np.where(course.days < -RECENT / PARTS, 1 / PARTS, 1.0)
    learned = np.isfinite(noise) and noise > 0
    guess = max(noise if learned else float(scatter(course.value[None])[0]), _LEAST)
    count = WEIGHT if learned else UNLEARNED
    age = ages(-float(course.days[0]))
    evidence = weigh(course.days, course.value, fine, guess, count, age)
    for _ in range(_CLOSER):
        # The prior counts against a rise as well: what no more than equals staying here is far from a date.
        if evidence.rising.max() < evidence.still.max():
            break
        more = between(age, int(evidence.rising.max(axis=(1, 2)).argmax()))
        order = np.argsort(np.append(age, more))
        age = np.append(age, more)[order]
        evidence = evidence.joined(weigh(course.days, course.value, fine, guess, count, more), order)
    return age, evidence


def _why_not(followed: Followed, beliefs: Beliefs) -> str:
    if beliefs.falls >= SURE:
        return f"no date: {followed.signal} moves away from its limit of {_told(followed.limit, followed)}"
    return f"no trend: {followed.signal} stays where it is, within how it wanders"


def _dated(followed: Followed, course: _Course, known: Explanations, hours: tuple[float, float] | None) -> Trend:
    method = known.method(course.days, course.value)
    days = passages(known, only_grows=method == "wear")
    counts = known.weight[:, None] * usual(known.age[:, None] + days, hours)
    life = Lifetime.of_sample((days.ravel() - course.lag) * _DAY_H, counts.ravel())
    slope, since = known.speed * (followed.limit - followed.sound), known.since + course.lag
    because = _because(followed, course, slope, since)
    if life.quantile(LOW) > FAR_H:
        return Trend(None, "none", f"no date: {because}, years from now at that rate", slope, since * _DAY_H)
    return Trend(life, method, because, slope, since * _DAY_H)


def _because(followed: Followed, course: _Course, slope: float, since: float) -> str:
    last = float(followed.value[course.days > -1].mean())
    verb = "rises" if followed.is_above else "falls"
    return (
        f"{followed.signal} {verb} by {_told(abs(slope), followed)} a day since {_days(since)};"
        f" its limit of {_told(followed.limit, followed)} is {_told(abs(followed.limit - last))} away"
    )


def _days(days: float) -> str:
    return f"{days:.0f} days" if days >= 1.5 else f"{days * 24:.0f} hours"


def _told(number: float, followed: Followed | None = None) -> str:
    figures = f"{number:.2g}" if abs(number) < 100 else f"{number:.0f}"
    return f"{figures} {followed.unit}".strip() if followed else figures
