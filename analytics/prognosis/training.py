"""Training: from days of machines of a class to a model, and honest figures from machines that it had not seen.

How many failures were seen decides which: boosted trees of fifty or more, likeness to courses before of ten or more.

A rehearsal, or the history of machines that failed, has far more days with a fault at work than a plant: its sound days
count for more, so that they weigh what they weigh in a plant (`SOUND_DAYS`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.prognosis import similarity
from analytics.prognosis.boosting import Lives, Model, draws
from analytics.prognosis.library import index, scaled
from analytics.prognosis.lifetime import HIGH, LOW, MIDDLE, Lifetime
from analytics.prognosis.outlook import MONTH_H
from analytics.prognosis.packing import pack
from analytics.prognosis.signs import blocks, width
from analytics.prognosis.similarity import Course, Library, fit
from analytics.prognosis.trained import Alike, Boosted, Trained
from contract.errors import ContractError
from contract.time import DAY

CAP_H = 60 * 24.0
"""No model tells more than "later than this"."""
TREES, LEAST = 400, 15
"""Trees, and rows in each of their leaves at least: rare faults have few rows."""
SOUND_DAYS = 300.0
"""Sound days to each failure, as of a machine that fails about once a year."""
FEWEST = 50
"""Courses to failure that boosted trees want."""


SETTLES = 2 * DAY
"""For so long after a repair the means of days still speak of the time before."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a machine: hours until it fails or is no longer watched, whether it is the latter, the mode that
    is at work, "" for none, and the number of its course among those of the machine."""

    life_h: float
    censored: bool
    mode: str
    course: int


@dataclass(frozen=True, slots=True)
class Day:
    """What was to be seen of a machine on one day, (k,) signs, and what then became of it: hours until it failed or was
    no longer watched, whether it was the latter, and the failure mode that was at work, "" for none: when one sets in
    of which there is no sign yet, nobody can know. `course` numbers the courses of a machine."""

    machine: str
    course: int
    signs: Floats
    life_h: float
    censored: bool
    mode: str


@dataclass(frozen=True, slots=True)
class Days:
    """n such days of machines with these symptoms as columns, `signs` (n, k), those of a machine by time."""

    symptoms: tuple[str, ...]
    machine: list[str]
    course: Ints
    signs: Floats
    life_h: Floats
    censored: Bools
    mode: list[str]

    @property
    def number(self) -> Ints:
        """(n,) which machine each is of."""
        return np.unique(self.machine, return_inverse=True)[1]

    @property
    def sound(self) -> Bools:
        """(n,) whether no fault was at work."""
        return np.array([not mode for mode in self.mode], np.bool_)

    @property
    def unit(self) -> Ints:
        """(n,) which stretch of a machine's life each is of: sound, or a fault at work."""
        return np.unique(np.column_stack((self.number, self.course, self.sound)), axis=0, return_inverse=True)[1]

    @property
    def failures(self) -> int:
        """How many courses end with a failure."""
        return len(np.unique(self.unit[~self.sound & ~self.censored]))

    @property
    def count(self) -> Floats:
        """(n,) how much each of them counts."""
        sound = max(int(self.sound.sum()), 1)
        return np.where(self.sound, max(SOUND_DAYS * self.failures / sound, 1.0), 1.0)

    def joined(self, other: "Days", prefix: str) -> "Days":
        """These and those of other machines with the same symptoms, whose names get a prefix to tell them apart."""
        return Days(
            self.symptoms,
            self.machine + [prefix + name for name in other.machine],
            np.concatenate((self.course, other.course)),
            np.concatenate((self.signs, other.signs)),
            np.concatenate((self.life_h, other.life_h)),
            np.concatenate((self.censored, other.censored)),
            self.mode + other.mode,
        )

    def save(self, path: Path) -> None:
        """Write them as plain arrays (npz), to look at or to train on elsewhere; signs as 32-bit numbers."""
        columns = {name: np.array(getattr(self, name)) for name in self.__slots__}
        pack(path, {**columns, "signs": self.signs.astype(np.float32)})


def days_of(days: Sequence[Day], symptoms: Sequence[str]) -> Days:
    """Days of machines of these symptoms as columns."""
    return Days(
        tuple(symptoms),
        [day.machine for day in days],
        np.array([day.course for day in days], np.int64),
        np.array([day.signs for day in days]).reshape(len(days), width(len(symptoms))),
        np.array([day.life_h for day in days], np.float64),
        np.array([day.censored for day in days], np.bool_),
        [day.mode for day in days],
    )


def train(days: Days, asset_class: str, version: str, seed: int) -> tuple[Trained, Mapping[str, float]]:
    """A model of a class, and how it did on each machine when it had not seen it (see `figures`; none of what is told
    by likeness). Raises `ContractError` where too few failures were seen."""
    symptoms = days.symptoms
    if days.failures >= FEWEST:
        model, known = boosted(days, seed)
        return Boosted(version, symptoms, model), known
    if days.failures >= similarity.FEWEST:
        scale, library = alike(days, asset_class)
        return Alike(version, symptoms, scale, library), {}
    few = f"{days.failures} of {asset_class} are too few to train on: {similarity.FEWEST} are wanted, {FEWEST} better"
    raise ContractError("failures", few)


def boosted(days: Days, seed: int) -> tuple[Model, Mapping[str, float]]:
    """Boosted trees, and their figures on machines that they had not seen."""
    life = np.where(days.sound, CAP_H, days.life_h)
    censored = days.censored & ~days.sound
    lives = Lives(days.signs, life, days.unit, censored, days.count, days.number)
    model, expected = Model.judged(lives, CAP_H, seed, TREES, LEAST)
    return model, figures(days, model.errors.lifetimes(expected), seed)


def alike(days: Days, asset_class: str) -> tuple[Floats, Library]:
    """The scale of each symptom, and the courses to failure or repair by that scale, each from when it was sound."""
    moved = blocks(days.signs)[:, 0]
    courses = np.column_stack((days.number, days.course))
    ended = [own for own in _groups(courses) if not days.sound[own].all()]
    scale = scaled(moved, np.array([own[-1] for own in ended if not days.censored[own[-1]]], np.int64))
    known = [_course(days, own, index(moved[own], scale)) for own in ended if len(own) > 1]
    return scale, fit(asset_class, known)


def _groups(courses: Ints) -> list[Ints]:
    """The rows of each course, by time."""
    which = np.unique(courses, axis=0, return_inverse=True)[1]
    return [np.flatnonzero(which == number) for number in range(which.max() + 1)]


def _course(days: Days, own: Ints, value: Floats) -> Course:
    left = days.life_h[own]
    return Course(days.machine[own[0]], days.mode[own[-1]], left, value, failed=not days.censored[own[-1]])


def figures(days: Days, told: Sequence[Lifetime], seed: int) -> dict[str, float]:
    """How what was told of n days came true: of "fails within 30 days" the area under the curve, accuracy, precision,
    recall, F1 and Brier score, days counted as in a plant; the part of ranges of 80 % that held what came, of a few
    days of each course that ended; and the mean chance that sound days were given."""
    chance = np.array([one.within(MONTH_H) for one in told])
    ends = np.array([[one.quantile(level) for level in (LOW, MIDDLE, HIGH)] for one in told]).reshape(-1, 3)
    known = days.sound | ~days.censored | (days.life_h >= MONTH_H)
    fails = ~days.sound & ~days.censored & (days.life_h < MONTH_H)
    drawn = draws(days.unit, seed)
    drawn = drawn[(~days.sound & ~days.censored)[drawn] & np.isfinite(ends[drawn, 1])]
    held = (ends[drawn, 0] <= days.life_h[drawn]) & (days.life_h[drawn] <= ends[drawn, 2])
    return {
        **told_apart(chance[known], fails[known], days.count[known]),
        "coverage": float(held.mean()) if len(held) else 0.0,
        "sound_p_fail_30d": float(chance[days.sound].mean()) if days.sound.any() else 0.0,
    }


def told_apart(chance: Floats, fails: Bools, weight: Floats) -> dict[str, float]:
    """Of n chances, what came and how much each counts: AUC, accuracy, precision, recall, F1 at one half, Brier."""
    called = chance > 0.5
    hits = float(weight[called & fails].sum())
    positive, said = float(weight[fails].sum()), float(weight[called].sum())
    return {
        "auc": _auc(chance, fails, weight),
        "accuracy": float(np.average(called == fails, weights=weight)),
        "precision": hits / said if said else 0.0,
        "recall": hits / positive if positive else 0.0,
        "f1": 2 * hits / (said + positive) if said + positive else 0.0,
        "brier": float(np.average((chance - fails) ** 2, weights=weight)),
    }


def _auc(chance: Floats, fails: Bools, weight: Floats) -> float:
    """How often what fails has the higher chance, ties counting half."""
    _, place = np.unique(chance, return_inverse=True)
    bad, good = np.bincount(place, weight * fails), np.bincount(place, weight * ~fails)
    below = np.cumsum(good) - good / 2
    total = bad.sum() * good.sum()
    return float((bad * below).sum() / total) if total else 0.5
