"""The fleet page: tiles, filters, and one row an asset."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import numpy as np
from markupsafe import Markup

from admin.charts.bars import bar
from admin.charts.course import EDGES
from admin.charts.sparkline import sparkline
from admin.levels import LEVELS, SILENT
from admin.names import class_label
from admin.repository.quality import Issue
from admin.repository.risk import Sample
from admin.services.fleet import COURSE_HOURS, COURSE_POINTS, Entry, Fleet

STATES = (*reversed(LEVELS), SILENT)
COURSE_S = COURSE_HOURS * 3600
MOST_ISSUES = 12


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filter of the page; "" is all."""

    asset_class: str = ""
    site: str = ""
    state: str = ""

    def takes(self, item: Entry) -> bool:
        """Whether an asset is to be shown."""
        return self.takes_home(item) and self.state in ("", item.state)

    def takes_home(self, item: Entry) -> bool:
        """Whether its class and site are to be shown, whatever its state."""
        return self.asset_class in ("", item.asset_class) and self.site in ("", item.site)

    @property
    def link(self) -> str:
        """The page's address with this filter."""
        given = {"class": self.asset_class, "site": self.site, "level": self.state}
        query = urlencode({name: value for name, value in given.items() if value})
        return f"/?{query}" if query else "/"


@dataclass(frozen=True, slots=True)
class Choice:
    """One link of a filter."""

    label: str
    link: str
    active: bool
    count: int | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One asset with its pictures."""

    entry: Entry
    gauge: Markup
    course: Markup


def draw(fleet: Fleet, courses: Mapping[str, Sequence[Sample]]) -> list[Row]:
    """Every asset with its pictures, in the fleet's order."""
    return [_row(entry, courses.get(entry.asset, ())) for entry in fleet.assets]


def fleet_view(fleet: Fleet, rows: Sequence[Row], issues: Sequence[Issue], chosen: Chosen) -> dict[str, Any]:
    """Everything that `fleet.html` shows; `rows` may be a moment older than `fleet`."""
    entries = [row.entry for row in rows]
    return {
        "tiles": _tiles(entries, chosen),
        "filters": [choices for choices in (_classes(entries, chosen), _sites(entries, chosen)) if choices],
        "rows": [row for row in rows if chosen.takes(row.entry)],
        "total": len(entries),
        "everything": Chosen().link,
        "filtered": chosen != Chosen(),
        "learning": fleet.learning,
        "issues": _issue_totals(issues),
        "worst_issues": issues[:MOST_ISSUES],
        "course_hours": round(COURSE_HOURS),
    }


def _tiles(entries: Sequence[Entry], chosen: Chosen) -> list[Choice]:
    """A count for each state among the chosen classes and sites; a second click takes the filter away."""
    counts = Counter(entry.state for entry in entries if chosen.takes_home(entry))
    return [
        Choice(
            label=state.capitalize(),
            link=replace(chosen, state="" if chosen.state == state else state).link,
            active=chosen.state == state,
            count=counts[state],
            state=state,
        )
        for state in STATES
    ]


def _classes(entries: Sequence[Entry], chosen: Chosen) -> list[Choice]:
    names = sorted({entry.asset_class for entry in entries})
    every = Choice("All classes", replace(chosen, asset_class="").link, not chosen.asset_class)
    return _filter(every, [
        Choice(class_label(name), replace(chosen, asset_class=name).link, chosen.asset_class == name)
        for name in names
    ])  # fmt: skip


def _sites(entries: Sequence[Entry], chosen: Chosen) -> list[Choice]:
    names = sorted({entry.site for entry in entries if entry.site})
    every = Choice("All sites", replace(chosen, site="").link, not chosen.site)
    return _filter(every, [Choice(name, replace(chosen, site=name).link, chosen.site == name) for name in names])


def _filter(every: Choice, choices: list[Choice]) -> list[Choice]:
    """No filter where there is nothing to choose between."""
    return [every, *choices] if len(choices) > 1 else []


def _row(entry: Entry, course: Sequence[Sample]) -> Row:
    now = datetime.now(UTC).timestamp()
    line = sparkline(
        np.array([sample.time.timestamp() for sample in course], np.float64),
        np.array([sample.value for sample in course], np.float64),
        start=now - COURSE_S, stop=now, gap_s=3 * COURSE_S / COURSE_POINTS, state=entry.state,
        label=_course_label(entry, course),
    )  # fmt: skip
    gauge = bar(entry.risk, 100, state=entry.state, label=f"Risk {entry.risk:.0f} of 100", marks=EDGES)
    return Row(entry, gauge, line)


def _course_label(entry: Entry, course: Sequence[Sample]) -> str:
    if not course:
        return f"No risk of {entry.asset} in the last {COURSE_HOURS:g} hours"
    low, high = min(sample.value for sample in course), max(sample.value for sample in course)
    return f"Risk of {entry.asset} over the last {COURSE_HOURS:g} hours: between {low:.0f} and {high:.0f}"


def _issue_totals(issues: Sequence[Issue]) -> list[tuple[str, int, int]]:
    """Each kind of data fault, how often it happened, and to how many assets."""
    counts: Counter[str] = Counter()
    assets: defaultdict[str, set[str]] = defaultdict(set)
    for item in issues:
        counts[item.issue] += item.count
        assets[item.issue].add(item.asset)
    return [(issue, count, len(assets[issue])) for issue, count in counts.most_common()]
