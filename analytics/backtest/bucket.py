"""What lies in the store as courses: read part by part, less at once where there is much."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from analytics.ground.columns import Floats, Ints
from analytics.ground.course import Course
from analytics.ground.labels import owner_problem, problem
from analytics.ground.samples import Samples, States, by_label
from analytics.ground.source import Telemetry
from analytics.ground.translate import Part
from analytics.learning import cadence
from contract.errors import GatewayError
from contract.time import DAY, DAY_S, HOUR, MINUTE, SECOND
from store.sources.place import ALL, Wanted

FIRST, LEAST, MOST = 6 * HOUR, MINUTE, 14 * DAY
"""How much time is asked for at once: at first, at least and at most."""
ROWS = 500_000
"""Values in one answer from which on less time is asked for; half of them let it grow."""
BEFORE = (cadence.DAYS + 1) * DAY
"""What is read before the first moment that is judged: what a worker would have learned from by then."""
DENSE = 0.5
"""Signals of an asset lie beside each other where more of the table that they make is filled."""
NO_NUMBER = "is no number"

Progress = Callable[[int, int], None]
Row = tuple[Ints, Floats]
Owner = tuple[str, str]


@dataclass(slots=True)
class Heard:
    """The courses of a place, and how many values of which asset and signal were refused, by the reason."""

    courses: list[Course] = field(default_factory=list)
    refused: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        """What was refused, a line each."""
        return [
            f"{count:,} value{'s' * (count > 1)} of {signal or 'no signal'} of asset {asset or '(none)'}: {reason}"
            for (asset, signal, reason), count in self.refused.most_common()
        ]


def read(telemetry: Telemetry, start: int, stop: int, progress: Progress, wanted: Wanted = ALL) -> Heard:
    """Everything that a place holds from `start` to before `stop` (ns). Raises `GatewayError`."""
    reading = _Reading(telemetry, progress)
    reading.read(start, stop, wanted)
    return reading.heard()


def read_with_past(telemetry: Telemetry, since: int, stop: int, progress: Progress, wanted: Wanted = ALL) -> Heard:
    """The same, and of what lies before `since` what a worker would have learned from: the more seldom values of an
    asset come, the further back. Raises `GatewayError`."""
    reading, start = _Reading(telemetry, progress), max(0, since - BEFORE)
    reading.read(start, stop, wanted)
    slow = reading.table.slow(start, stop)
    for days in sorted(set(slow.values())):
        names = [name for name, own in slow.items() if own == days]
        reading.read(max(0, since - (days + 1) * DAY), start, Wanted(assets=names))
    return reading.heard()


def names(telemetry: Telemetry, since: int, stop: int, wanted: Wanted = ALL) -> list[str]:
    """The assets that were heard of from `since` (ns), or in what lies behind it, to before `stop`, by name. Raises
    `GatewayError`."""
    samples, states = telemetry.last(max(0, since - BEFORE), stop, DAY_S, wanted)
    return sorted({label[0] for label in (*samples.labels, *states.labels) if label[0]})


class _Reading:
    """What was read of a place by now."""

    def __init__(self, telemetry: Telemetry, progress: Progress) -> None:
        self.telemetry, self.progress = telemetry, progress
        self.table, self._found = _Table(), Heard()

    def read(self, start: int, stop: int, wanted: Wanted = ALL) -> None:
        """Read on: what lies from `start` to before `stop` (ns)."""
        for samples, states in _parts(self.telemetry, start, stop, wanted, self.progress):
            _refuse(samples, self._found)
            self.table.take(samples, states)

    def heard(self) -> Heard:
        """All of it."""
        return replace(self._found, courses=list(self.table.courses()))


def _parts(telemetry: Telemetry, start: int, stop: int, wanted: Wanted, progress: Progress) -> Iterator[Part]:
    begin, length = start, FIRST
    while begin < stop:
        end = min(begin + length, stop)
        try:
            part = telemetry.new(begin, end, wanted)
        except GatewayError as error:
            # What a store would have to give at once may be too much for it; silence is no answer.
            if error.status is None or error.status < 500 or length <= LEAST:
                raise
            length = max(length // 4, LEAST)
            continue
        yield part
        begin, rows = end, len(part[0].time)
        length = max(length // 2, LEAST) if rows > ROWS else min(2 * length, MOST) if rows < ROWS / 2 else length
        progress(begin - start, stop - start)


def _refuse(samples: Samples, heard: Heard) -> None:
    """Count what breaks the contract."""
    wrong = np.array([problem(label) or "" for label in samples.labels], object)
    broken = ~np.isfinite(samples.value)
    for code, count in Counter(samples.code[broken].tolist()).items():
        label = samples.labels[code]
        heard.refused[label[0], label[3], str(wrong[code] or NO_NUMBER).replace("_", " ")] += count
    counts = np.bincount(samples.code[~broken], minlength=len(samples.labels))
    for code in np.flatnonzero((counts > 0) & (wrong != "")).tolist():
        label = samples.labels[code]
        heard.refused[label[0], label[3], str(wrong[code]).replace("_", " ")] += int(counts[code])


class _Table:
    """The sound values and run states of every asset as they came."""

    def __init__(self) -> None:
        self._values: defaultdict[Owner, defaultdict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        self._states: defaultdict[Owner, list[tuple[Ints, str]]] = defaultdict(list)
        self._sites: dict[Owner, str] = {}

    def take(self, samples: Samples, states: States) -> None:
        """Take in one answer."""
        for code, rows in by_label(samples.code):
            label = samples.labels[code]
            own = rows[np.isfinite(samples.value[rows])]
            if len(own) and not problem(label):
                self._values[label[:2]][label[3]].append((samples.time[own], samples.value[own]))
                self._sites[label[:2]] = label[2]
        for code, rows in by_label(states.code):
            label = states.labels[code]
            if not owner_problem(label):
                self._states[label[:2]].append((states.time[rows], label[3]))

    def slow(self, start: int, stop: int) -> dict[str, int]:
        """The assets whose values, all of which came from `start` to before `stop` (ns), are too seldom for the usual
        windows, and how many days are looked at of each."""
        usual, found = cadence.USUAL_S * SECOND, {}
        for (name, _), signals in self._values.items():
            heard = np.zeros((stop - start) // usual + 1, np.bool_)
            for time, _ in (part for parts in signals.values() for part in parts):
                heard[(time - start) // usual] = True
            length = cadence.window_s(heard, cadence.USUAL_S)
            if length > cadence.USUAL_S:
                found[name] = cadence.days(length)
        return found

    def courses(self) -> Iterator[Course]:
        """All of it, by the assets' names."""
        for owner, signals in sorted(self._values.items()):
            rows = {name: _in_order(parts) for name, parts in sorted(signals.items())}
            for names in _together(rows):
                yield self._course(owner, {name: rows[name] for name in names})

    def _course(self, owner: Owner, rows: dict[str, Row]) -> Course:
        time = np.unique(np.concatenate([row[0] for row in rows.values()]))
        values = np.full((len(rows), len(time)), np.nan)
        for place, (own, value) in enumerate(rows.values()):
            values[place, np.searchsorted(time, own)] = value
        names = tuple(dict.fromkeys(name for _, name in self._states[owner]))
        return Course((*owner, self._sites[owner]), time, tuple(rows), values, names, self._said(owner, names, time))

    def _said(self, owner: Owner, names: tuple[str, ...], time: Ints) -> Ints:
        """The newest run state that was said by each moment, -1 before the first."""
        said = self._states[owner]
        if not said:
            return np.full(len(time), -1)
        when = np.concatenate([part for part, _ in said])
        what = np.concatenate([np.full(len(part), names.index(name)) for part, name in said])
        order = np.argsort(when, kind="stable")
        place = np.searchsorted(when[order], time, side="right") - 1
        return np.asarray(np.where(place >= 0, what[order][np.maximum(place, 0)], -1))


def _in_order(parts: Iterable[Row]) -> Row:
    """Values by their times; of two for one moment the later one counts."""
    time, value = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(time, kind="stable")
    last = order[np.flatnonzero(np.diff(time[order], append=np.iinfo(np.int64).max))]
    return time[last], value[last]


def _together(rows: dict[str, Row]) -> Iterable[list[str]]:
    """The names of signals that share a table: all of them where most come together, else those of the same times."""
    heard = sum(len(time) for time, _ in rows.values())
    moments = len(np.unique(np.concatenate([time for time, _ in rows.values()])))
    if heard > DENSE * len(rows) * moments:
        return [list(rows)]
    alike: defaultdict[bytes, list[str]] = defaultdict(list)
    for name, (time, _) in rows.items():
        alike[time.tobytes()].append(name)
    return alike.values()
