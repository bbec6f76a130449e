"""The fleet page: tiles, filters, and one row for each asset of a part of the fleet."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import numpy as np
from markupsafe import Markup

from admin.charts.bars import bar
from admin.charts.path import bridged_s
from admin.charts.sparkline import sparkline
from admin.fleet.service import COURSE_HOURS, COURSE_POINTS, Chosen, Entry, Fleet, Place
from admin.levels import STATES
from admin.names import class_label
from admin.prognosis.words import Ahead, chance, span
from admin.readings.risk import Sample
from contract.levels import RISK_EDGES

COURSE_S = COURSE_HOURS * 3600
PAGE = 100
"""Assets on a page."""
MOST_SITES = 30
LONGEST_NAME = 60
"""Characters of an asset's or a site's name where it is one of many."""


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
    """One asset with its pictures, and when it will fail in words; `chance` is "" where none is known."""

    entry: Entry
    gauge: Markup
    course: Markup
    when: str
    chance: str


def link(chosen: Chosen, offset: int = 0) -> str:
    """The page's address with a choice."""
    given = {
        "class": chosen.asset_class,
        "site": chosen.site,
        "level": chosen.state,
        "search": chosen.search,
        "sort": chosen.sort if chosen.sort != "risk" else "",
        "offset": offset or "",
    }
    query = urlencode({name: value for name, value in given.items() if value})
    return f"/?{query}" if query else "/"


def fleet_view(
    fleet: Fleet, places: Sequence[Place], courses: Mapping[str, Sequence[Sample]], chosen: Chosen, now: datetime
) -> dict[str, Any]:
    """What `fleet.html` shows of assets; `places` are of all of them, and `courses` of those on the page."""
    return {
        "fleet": fleet,
        "tiles": _tiles(places, chosen),
        "filters": [
            choices for choices in (_classes(places, chosen), _sites(places, chosen), _orders(chosen)) if choices
        ],
        "rows": [_row(entry, courses.get(entry.asset, ()), now) for entry in fleet.assets],
        "total": len(places),
        "everything": link(Chosen()),
        "chosen": chosen,
        "filtered": replace(chosen, sort="risk") != Chosen(),
        "earlier": link(chosen, max(0, fleet.offset - PAGE)) if fleet.offset else "",
        "later": link(chosen, fleet.offset + PAGE) if fleet.offset + PAGE < fleet.total else "",
        "course_hours": round(COURSE_HOURS),
    }


def _tiles(places: Sequence[Place], chosen: Chosen) -> list[Choice]:
    """A count for each state among the chosen classes and sites; a second click takes the filter away."""
    counts = Counter(entry.state for entry in places if chosen.takes_home(entry))
    return [
        Choice(
            label=state.capitalize(),
            link=link(replace(chosen, state="" if chosen.state == state else state)),
            active=chosen.state == state,
            count=counts[state],
            state=state,
        )
        for state in STATES
    ]


def _classes(places: Sequence[Place], chosen: Chosen) -> list[Choice]:
    names = sorted({entry.asset_class for entry in places})
    every = Choice("All classes", link(replace(chosen, asset_class="")), not chosen.asset_class)
    return _filter(every, [
        Choice(class_label(name), link(replace(chosen, asset_class=name)), chosen.asset_class == name)
        for name in names
    ])  # fmt: skip


def _sites(places: Sequence[Place], chosen: Chosen) -> list[Choice]:
    """The sites with most assets, and the chosen one; the others are found by the search."""
    counts = Counter(place.site for place in places)
    names = sorted({site for site, _ in counts.most_common(MOST_SITES)} | ({chosen.site} & set(counts)))
    every = Choice("All sites", link(replace(chosen, site="")), not chosen.site)
    choices = [Choice(_short(name), link(replace(chosen, site=name)), chosen.site == name) for name in names]
    return _filter(every, choices)


def _orders(chosen: Chosen) -> list[Choice]:
    return [
        Choice("Most urgent first", link(replace(chosen, sort="risk")), chosen.sort == "risk"),
        Choice("Due first", link(replace(chosen, sort="due")), chosen.sort == "due"),
    ]


def _filter(every: Choice, choices: list[Choice]) -> list[Choice]:
    """No filter where there is nothing to choose between."""
    return [every, *choices] if len(choices) > 1 else []


def _row(entry: Entry, course: Sequence[Sample], now: datetime) -> Row:
    times = np.array([sample.time.timestamp() for sample in course], np.float64)
    line = sparkline(
        times,
        np.array([sample.value for sample in course], np.float64),
        start=now.timestamp() - COURSE_S, stop=now.timestamp(),
        gap_s=bridged_s(times, 3 * COURSE_S / COURSE_POINTS), state=entry.state,
        label=_course_label(entry, course),
    )  # fmt: skip
    gauge = bar(entry.risk, 100, state=entry.state, label=f"Risk {entry.risk:.0f} of 100", marks=RISK_EDGES)
    forecast = entry.prognosis
    likely = chance(forecast.p_fail_30d) if forecast and forecast.p_fail_30d is not None else ""
    return Row(entry, gauge, line, span(Ahead.of(forecast, now)), likely)


def _course_label(entry: Entry, course: Sequence[Sample]) -> str:
    name = _short(entry.asset)
    if not course:
        return f"No risk of {name} in the last {COURSE_HOURS:g} hours"
    low, high = min(sample.value for sample in course), max(sample.value for sample in course)
    return f"Risk of {name} over the last {COURSE_HOURS:g} hours: between {low:.0f} and {high:.0f}"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
