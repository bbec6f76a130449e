"""When machines of a simulated fleet will fail: what was told day by day, against the truth.

    forewarn bench prognosis [--seed N] [--assets M] [--days D] [--models DIR]

The models that ship (or those of a folder) are asked through the worker's own pipeline. The fleet has faults that grow
for days to months; a quarter is repaired in time. A second fleet is the same machines without any fault. Both once more
by calendars: shifts, day, night, campaigns. The last has only faults of modes that no shipped model was trained on.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from analytics.prognosis.shelf import SHIPPED, Shelf
from bench.plain import table
from bench.prognosis.figures import EARLY_D, LATE_D, MONTH_D, Course, announcements, courses, together, within_month
from bench.prognosis.fleet import Asked, ask, machine_days
from collectors import registry
from collectors.shifts import SCHEDULES
from forewarn import context
from forewarn.rehearsal.lives import Lives, growing, lives, wearing
from forewarn.rehearsal.training import START

WORN, SOUND = "faults that wear", "the same machines without any fault"
BY_CALENDAR = "by calendars"
STRANGE = "faults of modes that no model was trained on"
ALWAYS = ("continuous",)
CALENDARS = tuple(name for name in SCHEDULES if name not in ALWAYS)
HEAD = (
    "fault", "failed", "announced 7 to 30 days ahead", "earlier", "later", "never", "median lead, days", "range held",
    "not known", "jumps in 100 days",
)  # fmt: skip
FIGURES = {
    "auc": "AUC",
    "accuracy": "accuracy",
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "brier": "Brier",
}


def measure(seed: int, assets: int, days: float, models: Path | None) -> str:
    """What was told, and what came, as text."""
    kinds = tuple(registry.KINDS)
    known = {mode.mode for kind in kinds for mode in wearing(kind)}
    strange = {mode.mode for kind in kinds for mode in growing(kind)} - known
    shelf = Shelf(SHIPPED if models is None else models)

    def fleet(name: str, modes: Iterable[str], schedules: Sequence[str] = ALWAYS) -> tuple[Lives, Asked]:
        lived = lives(kinds, assets, days, seed, START, frozenset(modes), schedules)
        with context.bar(name) as tell:
            return lived, ask(lived, shelf, lambda part: tell(round(100 * part), 100))

    parts = []
    for schedules, named in ((ALWAYS, "{}"), (CALENDARS, f"{{}}, {BY_CALENDAR}")):
        worn = fleet(named.format(WORN), known, schedules)
        sound = fleet(named.format(SOUND), (), schedules)
        parts += [
            f"{named.format(WORN)}\n{_by_mode(*worn)}",
            _within_month(worn[1], sound[1]),
            f"{named.format(SOUND)}\n{_sound(*sound)}",
        ]
    return "\n\n".join([*parts, f"{STRANGE}\n{_by_mode(*fleet(STRANGE, strange))}"])


def _within_month(worn: Asked, sound: Asked) -> str:
    """Faults that have begun, these among sound machines, and days before any sign, too."""
    every = together(worn, sound)
    parts = (within_month(worn, begun=True), within_month(every, begun=True), within_month(worn, begun=False))
    rows = [(label, *(f"{figures[name]:.3f}" for figures in parts)) for name, label in FIGURES.items()]
    head = "fails within 30 days", "from onset on", "the same, among the sound machines", "days before onset, too"
    return table(head, rows)


def _by_mode(lived: Lives, asked: Asked) -> str:
    modes: dict[str, list[Course]] = defaultdict(list)
    for one in courses(asked):
        modes[one.mode].append(one)
    rows = [_row(mode, own) for mode, own in sorted(modes.items())]
    every = [one for own in modes.values() for one in own]
    return table(HEAD, [*rows, (), _row("all", every)], _says(lived), width=160)


def _says(lived: Lives) -> str:
    machines = len(lived.scenario.assets)
    return f"{machines} machines, {machine_days(lived) / machines:g} days"


def _row(name: str, own: Sequence[Course]) -> Sequence[str]:
    if not own:
        return name, "0", *("-" for _ in HEAD[2:])
    lead = np.array([one.lead_d for one in own])
    in_time, early, late = (lead >= LATE_D) & (lead <= EARLY_D), lead > EARLY_D, (lead > 0) & (lead < LATE_D)
    counts = [str(int(which.sum())) for which in (early, late, lead == 0)]
    days, ranged, jumped = (sum(part) for part in zip(*((one.days, one.ranged, one.jumps) for one in own), strict=True))
    held = np.mean([one.held / one.ranged for one in own if one.ranged] or [np.nan])
    return (
        name, str(len(own)), f"{int(in_time.sum())} ({in_time.mean():.0%})", *counts, f"{np.median(lead):.1f}",
        f"{held:.0%}", f"{1 - ranged / days:.0%}", f"{100 * jumped / days:.1f}",
    )  # fmt: skip


def _sound(lived: Lives, asked: Asked) -> str:
    every = np.arange(len(asked.machine))
    months = machine_days(lived) / MONTH_D
    chance = np.nan_to_num(asked.chance, nan=0.0)
    by_machine = np.array([chance[asked.machine == one].max() for one in np.unique(asked.machine)])
    rows = [
        ("false announcements a machine and month", f"{announcements(asked, every) / months:.4f}"),
        ("chance to fail within 30 days: mean", f"{chance.mean():.4f}"),
        ("the same, 99 of 100 days below", f"{np.quantile(chance, 0.99):.3f}"),
        (
            "the same, machines that were ever told 5 % or more",
            f"{int((by_machine >= 0.05).sum())} of {len(by_machine)}",
        ),
        ("days with 5 % or more", f"{(chance >= 0.05).mean():.2%}"),
    ]
    return table(("no fault", ""), rows, _says(lived))
