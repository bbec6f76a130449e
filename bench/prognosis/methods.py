"""How honest layer 1 is: its dates on courses whose end is known, and on healthy ones that have none."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from analytics.layers.courses import DAYS, PARTS
from analytics.prognosis.lifetime import HIGH, LOW, MIDDLE, Lifetime
from analytics.prognosis.trend import foresee
from bench.prognosis.courses import DRAWS, healthy, observed, seen, until_failure

NOISES, SHARES = (0.02, 0.05, 0.1), (0.3, 0.5, 0.8)
FORGETS = (0.0, 0.8, 0.95, 0.99)
"""Of healthy courses, what is kept from a quarter of a day to the next; 0.99 forgets in 25 days."""
MONTH = 30


@dataclass(frozen=True, slots=True)
class Told:
    """One prediction: days that truly remain, and the life that was told, None for none."""

    truth: float
    life: Lifetime | None


def told(rng: np.random.Generator, kind: str, noise: float, share: float, courses: int) -> Iterator[Told]:
    """Predictions for new courses of a kind at one share of their lives."""
    for _ in range(courses):
        path = until_failure(rng, DRAWS[kind])
        at = max(int(share * len(path)), 1)
        past = np.concatenate((np.zeros(DAYS * PARTS), path[:at]))
        yield Told((len(path) - at) / PARTS, foresee(seen(rng, past, noise)).life)


def false_dates(rng: np.random.Generator, forgets: float, noise: float, months: int) -> tuple[float, float]:
    """Of healthy courses that are looked at daily for a month: the share that is told a date at all, and that is told
    to fail within 30 days rather than not."""
    dated = soon = 0
    for _ in range(months):
        path = healthy(rng, (DAYS + MONTH) * PARTS, forgets, noise)
        lives = [foresee(observed(path[at : at + DAYS * PARTS], noise)).life for at in range(0, MONTH * PARTS, PARTS)]
        dated += any(life is not None for life in lives)
        soon += any(life is not None and life.within(MONTH * 24.0) > 0.5 for life in lives)
    return dated / months, soon / months


def measure(seed: int, courses: int) -> str:
    """Tables for people: of each kind of course, noise and share of life the figures of so many courses, and false
    dates in so many asset-months."""
    rng = np.random.default_rng(seed)
    lines = ["course               noise  at   coverage  error  not known"]
    lines += [
        f"{kind:20} {noise:5} {share:4.0%} {_figures(list(told(rng, kind, noise, share, courses)))}"
        for kind, noise, share in product(DRAWS, NOISES, SHARES)
    ]
    lines += ["", "healthy, keeps  noise  dated a month  within 30 days"]
    for forgets in FORGETS:
        for noise in NOISES:
            dated, soon = false_dates(rng, forgets, noise, courses)
            lines.append(f"{forgets:14} {noise:6} {dated:14.3f} {soon:15.3f}")
    return "\n".join(lines)


def _figures(all_told: list[Told]) -> str:
    known = [(one.truth, one.life) for one in all_told if one.life is not None]
    missing = 1 - len(known) / len(all_told)
    if not known:
        return f"{'-':>8} {'-':>7} {missing:9.0%}"
    covered = np.mean([life.quantile(LOW) <= truth * 24 <= life.quantile(HIGH) for truth, life in known])
    errors = [abs(life.quantile(MIDDLE) / 24 - truth) / truth for truth, life in known if truth > 0]
    return f"{covered:8.0%} {np.median(errors):7.0%} {missing:9.0%}"
