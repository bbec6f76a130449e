"""Layer 2: how long assets lasted whose index had gone the same way before, told with their names.

After Wang, Yu, Siegel and Lee, A similarity-based prognostics approach for remaining useful life estimation of
engineered systems (PHM 2008): the present course is laid beside every stretch of the courses that are known, and the
lives that remained after those are weighed by likeness. A course that a repair ended says only "at least so long"; it
counts as in the product-limit estimate (Kaplan and Meier, 1958), weighted as by Beran (1981). That asks that repairs
came without regard to how long it would have lasted: where only the worst are repaired, lives come out too long.

Nothing is set by hand: how like a stretch must be, and how much wider than the found lives the range must be, follow
from foretelling each known course from all others (see `fit`).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.prognosis.lifetime import HIGH, LOW, MIDDLE, Lifetime
from analytics.prognosis.stretches import Stretches, apart, stretched

FEWEST = 10
"""Courses to failure below which nothing is told."""
WIDTHS: Floats = np.geomspace(0.0025, 0.32, 8)
"""The widths of the kernel that are tried: distances of the index at which likeness has fallen to 0.6."""
_CUTS, _CUTS_OF_ONE = 240, 12
_GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0
_WIDER = (0.7, 3.0)
_SLIGHT = 1e-4
"""Against the likest stretch: what is less like is left out."""
_NAMED, _NAMED_LEAST = 3, 0.1
_STRANGE = 1.5
"""So many times as far from all others as any known course ever was, a course is like none."""


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """A course to failure: its asset and failure mode; `left_h` (n,) hours before its end, falling, 0 at least;
    `value` (n,) or (n, k) of the index, 0 sound to 1 failed, NaN where it is not known. `failed` is False where a
    repair came first. A course should begin while it was still sound: then what is sound is told a long life.

    Raises `ValueError` for times that do not fall, other lengths, or values that are infinite.
    """

    asset: str
    mode: str
    left_h: Floats
    value: Floats
    failed: bool = True

    def __post_init__(self) -> None:
        left, value = self.left_h, self.value
        if len(left) < 2 or not np.isfinite(left).all() or (np.diff(left) >= 0).any() or left[-1] < 0:
            raise ValueError(f"course of {self.asset}: left_h must be two hours or more that fall to 0 at least")
        if value.ndim not in (1, 2) or len(value) != len(left) or np.isinf(value).any():
            raise ValueError(f"course of {self.asset}: value must be {len(left)} finite numbers, or rows of them")


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """The courses of one class, cut into stretches in the order of the lives that remained after them: `left_h` (s,),
    whether those ended in failure, and of which course each is. `width` is that of the kernel, `wider` by how much the
    logarithms of lives are drawn apart, `strange` the distance from which on a course is like none of these."""

    asset_class: str
    courses: tuple[Course, ...]
    stretches: Stretches
    left_h: Floats
    failed: Bools
    course: Ints
    width: float = math.nan
    wider: float = 1.0
    strange: float = math.inf

    @property
    def failures(self) -> int:
        """How many of its courses ended in failure."""
        return sum(course.failed for course in self.courses)


@dataclass(frozen=True, slots=True)
class Similar:
    """What courses before foretell: the remaining life, None where no date can be told; the assets that it resembles
    most, and why in a sentence for people."""

    life: Lifetime | None
    like: tuple[str, ...]
    because: str


def fit(asset_class: str, courses: Sequence[Course]) -> Library:
    """A library of the courses of one class, whose values lie equally far apart in time.

    Each course to failure is cut at a few even places and foretold from all others; the width of the kernel is that of
    the least pinball loss, and lives are drawn apart as far as four of five cuts need it (conformalized quantile
    regression, Romano, Patterson and Candès, 2019, with courses left out in turn).

    Raises `ValueError` where courses differ in their number of channels or, by more than a tenth, in their spacing.
    """
    library = _cut(asset_class, tuple(sorted(courses, key=lambda course: (course.asset, len(course.left_h)))))
    if library.failures < FEWEST:
        return library
    cuts, distance = _left_out(library)
    truth = np.log1p(library.left_h[cuts])
    ranges = [_ranges(library, distance, width) for width in WIDTHS]
    best = min(range(len(WIDTHS)), key=lambda at: _pinball(truth, ranges[at]))
    width = float(WIDTHS[best])
    strange = max(_STRANGE * _farthest(distance), width)
    return replace(library, width=width, wider=_needed(truth, ranges[best]), strange=strange)


def foresee(library: Library, value: Floats) -> Similar:
    """How long an asset lasts whose index has gone so, (n,) or (n, k), the newest last, NaN where it is not known.

    Raises `ValueError` for values that are infinite, or of other channels than the library's.
    """
    if np.isinf(value).any() or any(value.shape[1:] != course.value.shape[1:] for course in library.courses):
        raise ValueError("the present course must be of finite values, with the channels of its library")
    if library.failures < FEWEST:
        return Similar(None, (), f"{_few(library.failures)} known of class {library.asset_class}, ten are needed")
    now = stretched(value, last=1)
    if not np.isfinite(now).any():
        return Similar(None, (), "nothing is known of its last days")
    distance = apart(library.stretches, now)[0]
    if distance.min() > library.strange:
        return Similar(None, (), f"no course of class {library.asset_class} was ever like it")
    weight = _weight(distance, library.width)
    life = _drawn_apart(_life(library, weight), library.wider)
    return Similar(life, *_likest(library, weight))


def _few(failures: int) -> str:
    if failures < 2:
        return "only 1 course to failure is" if failures else "no failure is"
    return f"only {failures} courses to failure are"


def _cut(asset_class: str, courses: tuple[Course, ...]) -> Library:
    _check(courses)
    empty = [np.empty((0, 0))] if not courses else []
    rows = np.concatenate([stretched(course.value) for course in courses] + empty)
    left = np.concatenate([course.left_h for course in courses] + [np.empty(0)])
    of = np.repeat(np.arange(len(courses)), [len(course.left_h) for course in courses])
    failed = np.array([course.failed for course in courses], bool)[of]
    # Of lives that are as long, failures come first: who was repaired just then had not failed.
    order = np.lexsort((~failed, left))
    return Library(asset_class, courses, Stretches.of(rows[order]), left[order], failed[order], of[order])


def _check(courses: Sequence[Course]) -> None:
    channels = {course.value.shape[1:] for course in courses}
    spacing = [float(np.median(-np.diff(course.left_h))) for course in courses]
    if len(channels) > 1:
        raise ValueError("the courses of a library must have the same channels")
    if spacing and max(spacing) > 1.1 * min(spacing):
        raise ValueError(f"the values of courses lie {min(spacing):g} to {max(spacing):g} h apart: it must be the same")


def _left_out(library: Library) -> tuple[Ints, Floats]:
    """(q,) stretches of courses to failure, and how far each is from all, (q, s), infinite from those of its course."""
    each = int(np.clip(_CUTS // library.failures, 1, _CUTS_OF_ONE))
    cuts = np.concatenate(
        [_even(np.flatnonzero(library.course == at), each, at) for at, one in enumerate(library.courses) if one.failed]
    )
    distance = apart(library.stretches, library.stretches.rows(cuts))
    distance[library.course[cuts][:, None] == library.course[None, :]] = np.inf
    return cuts, distance


def _even(found: Ints, count: int, turn: int) -> Ints:
    """So many of them, one from each of as many even parts; at another place within these at each turn, by the golden
    ratio, so that all together lie anywhere."""
    return found[((np.arange(count) + (0.5 + turn * _GOLDEN) % 1.0) / count * len(found)).astype(np.int64)]


def _ranges(library: Library, distance: Floats, width: float) -> Floats:
    """Logarithms of the low, the middle and the high end of what is foretold of each cut, (q, 3)."""
    lives = [_life(library, _weight(row, width)) for row in distance]
    return np.asarray(np.log1p([[life.quantile(level) for level in (LOW, MIDDLE, HIGH)] for life in lives]))


def _pinball(truth: Floats, ranges: Floats) -> float:
    """The mean loss of quantiles (Koenker and Bassett, 1978), an infinite one taken for ten times the longest life."""
    level = np.array([LOW, MIDDLE, HIGH])
    off = truth[:, None] - np.minimum(ranges, truth.max() + math.log(10))
    return float(np.mean(np.maximum(level * off, (level - 1) * off)))


def _needed(truth: Floats, ranges: Floats) -> float:
    """How far ranges must be drawn apart about their middles to hold four of five truths."""
    low, middle, high = ranges.T
    with np.errstate(invalid="ignore", divide="ignore"):
        need = np.abs(truth - middle) / np.where(truth < middle, middle - low, high - middle)
    held = (low <= truth) & (truth <= high)
    need = np.where(np.isnan(need), np.where(held, 0.0, np.inf), need)
    return float(np.clip(np.quantile(need, HIGH - LOW, method="higher"), *_WIDER))


def _farthest(distance: Floats) -> float:
    nearest = distance.min(axis=1)
    return float(nearest[np.isfinite(nearest)].max(initial=0.0))


def _weight(distance: Floats, width: float) -> Floats:
    """(s,) likeness, 1 for the likest stretch."""
    nearest = distance.min()
    if np.isinf(nearest):
        return np.ones(len(distance))
    return np.asarray(np.exp(-0.5 * (distance**2 - nearest**2) / width**2))


def _life(library: Library, weight: Floats) -> Lifetime:
    """The product-limit estimate over stretches of this weight; infinite from where on only repaired ones remain."""
    counts = np.flatnonzero(weight > _SLIGHT)
    weight, left, failed = weight[counts], library.left_h[counts], library.failed[counts]
    at_risk = np.cumsum(weight[::-1])[::-1]
    survive = np.cumprod(np.where(failed, 1.0 - weight / at_risk, 1.0))
    first = np.flatnonzero(np.diff(left, prepend=-1.0))
    fall = np.add.reduceat(-np.diff(survive, prepend=1.0), first)
    return Lifetime.of_sample(np.append(left[first], np.inf), np.append(fall, max(survive[-1], 0.0)))


def _drawn_apart(life: Lifetime, wider: float) -> Lifetime:
    middle = life.quantile(MIDDLE)
    if math.isinf(middle):
        return life
    return Lifetime(np.expm1(np.maximum(math.log1p(middle) + wider * (np.log1p(life.hours) - math.log1p(middle)), 0.0)))


def _likest(library: Library, weight: Floats) -> tuple[tuple[str, ...], str]:
    """The assets of whose courses to failure some stretch is likest, and the sentence that names them."""
    best = np.zeros(len(library.courses))
    np.maximum.at(best, library.course, np.where(library.failed, weight, 0.0))
    order = [at for at in np.argsort(-best, kind="stable") if best[at] >= _NAMED_LEAST * best.max()]
    like = tuple(dict.fromkeys(library.courses[at].asset for at in order))[:_NAMED]
    known = f"of {library.failures} courses to failure of class {library.asset_class}"
    words = " and ".join((", ".join(like[:-1]), like[-1]) if len(like) > 1 else like)
    return like, f"as {words} before ({library.courses[order[0]].mode.replace('_', ' ')}), {known}"
