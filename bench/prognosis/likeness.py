"""How honest layer 2 is: its ranges for courses that its library has not seen, and what repairs in the library do."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from analytics.ground.columns import Floats
from analytics.prognosis.lifetime import HIGH, LOW, MIDDLE, Lifetime
from analytics.prognosis.similarity import Course, Library, fit, foresee
from collectors.faults import acting, progress
from collectors.noise import keys
from contract.failures.types import Growth

GROWTHS = (Growth.LINEAR, Growth.EXPONENTIAL, Growth.WEAR, Growth.ERRATIC)
SIZES, NOISES, SHARES, REPAIRED = (10, 50, 200), (0.02, 0.1), (math.nan, 0.2, 0.5, 0.8), (0.0, 0.5)
"""A share of life that is no number stands for any moment from the first day on, all as likely."""
STEP_H = 12.0
_LIFE_D, _SPREAD, _SOUND_D = 30.0, 0.35, 15.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A course with its life, in hours from onset to failure."""

    course: Course
    life_h: float


def drawn(rng: np.random.Generator, growth: Growth, name: str, noise: float) -> Drawn:
    """A course that is sound for some weeks, then grows as a simulated fault does, over 15 to 60 days or so."""
    life = 24 * _LIFE_D * math.exp(_SPREAD * rng.normal())
    steps = int((life + 24 * rng.exponential(_SOUND_D)) / STEP_H)
    left: Floats = np.arange(steps, -1.0, -1.0) * STEP_H
    swing = keys(int(rng.integers(2**31)), [name], "swing")
    acts = acting(growth, swing, -left * 3600.0, progress(growth, 1 - left / life))
    return Drawn(Course(name, growth.value, left, acts + noise * rng.normal(size=len(left))), life)


def repaired(rng: np.random.Generator, course: Course) -> Course:
    """What is known of a course where a repair came first, at any moment."""
    end = int(rng.integers(2, len(course.left_h)))
    left = course.left_h[:end]
    return Course(course.asset, course.mode, left - left[-1], course.value[:end], failed=False)


def library(rng: np.random.Generator, growth: Growth, failures: int, noise: float, share: float) -> Library:
    """So many courses to failure and, of all, a share that was repaired."""
    courses = [drawn(rng, growth, f"ASSET-{at:03}", noise).course for at in range(round(failures / (1 - share)))]
    return fit("asset", [one if at < failures else repaired(rng, one) for at, one in enumerate(courses)])


def asked(rng: np.random.Generator, known: Library, new: Drawn, share: float) -> tuple[float, Lifetime | None]:
    """The hours that truly remain of a new course at a share of its life, and what is told."""
    left = new.course.left_h
    at = int(rng.integers(2, len(left) - 1)) if math.isnan(share) else int(np.argmax(left <= (1 - share) * new.life_h))
    return float(left[at]), foresee(known, new.course.value[: at + 1]).life


def measure(seed: int, courses: int) -> str:
    """A table for people: figures of so many new courses by growth, library, noise, repairs and share of life."""
    rng = np.random.default_rng(seed)
    lines = ["growth       failures  repaired  noise     at  coverage  width/life  error  not known    ms"]
    for growth, failures, share, noise in product(GROWTHS, SIZES, REPAIRED, NOISES):
        # What ten courses tell hangs on which ten they are: several libraries are asked.
        known = [library(rng, growth, failures, noise, share) for _ in range(max(SIZES) // failures)]
        head = f"{growth:12} {failures:8} {share:9.0%} {noise:6}"
        lines += [f"{head} {_figures(rng, known, growth, noise, at, courses)}" for at in SHARES]
    return "\n".join(lines)


def _figures(
    rng: np.random.Generator, known: Sequence[Library], growth: Growth, noise: float, share: float, courses: int
) -> str:
    new = [drawn(rng, growth, "ASSET", noise) for _ in range(courses)]
    began = time.perf_counter()
    told = [asked(rng, known[at % len(known)], one, share) for at, one in enumerate(new)]
    took = (time.perf_counter() - began) / courses * 1000
    at = "any" if math.isnan(share) else f"{share:.0%}"
    dated = [(truth, life) for truth, life in told if life is not None]
    if not dated:
        return f"{at:>6} {'-':>9} {'-':>11} {'-':>6} {1:10.0%} {took:5.1f}"
    truth = np.array([one for one, _ in dated])
    low, middle, high = (np.array([life.quantile(level) for _, life in dated]) for level in (LOW, MIDDLE, HIGH))
    covered = np.mean((low <= truth) & (truth <= high))
    # An end that is not known is a range without end, whatever begins it.
    width = np.median((high - np.where(np.isinf(low), 0.0, low)) / truth)
    error = np.median(np.abs(middle - truth) / truth)
    return f"{at:>6} {covered:9.0%} {width:11.2f} {error:6.0%} {1 - len(dated) / courses:10.0%} {took:5.1f}"
