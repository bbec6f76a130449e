"""All guesses about a table, made to fit each other: its time, its signals, when it works, whose each column is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from collectors.discover import roles
from collectors.discover.column import Column
from collectors.discover.groups import Member, members
from collectors.discover.naming import class_name, signal_name, without_prefix
from collectors.discover.narrow import Narrow, is_of_units, narrow
from collectors.discover.quantities import Quantity, agreed, quantity
from collectors.discover.roles import ASSET, DUTY, LEFT_OUT, SITE, STATE, SYMPTOM, TRUTH, Role
from collectors.discover.times import Clock, Clue, Rhythm, clock, rhythm, speaks_of_time
from collectors.discover.working import working

MOST_DUTY = 5
"""Signals of duty that a class may have to explain its symptoms."""
NO_SIGNAL = frozenset({LEFT_OUT, TRUTH, STATE, ASSET, SITE})
"""Roles of columns that give no signal."""
_ENOUGH, _ALONG = 10, 0.99999
"""Rows, and how closely a column has to follow the time, to be one."""
SPREAD = 0.05
"""From this share of rows on that share a moment, they are spread rather than refused."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is guessed of one column; `signal` is "" where it gives none, `asset` where it is of the table's one."""

    column: Column
    measured: Quantity
    role: Role
    signal: str = ""
    asset: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """How it is told whether a machine works: a column with words of theirs for ours, or a rule."""

    column: str
    values: Mapping[str, str]
    when: str
    reason: str


@dataclass(frozen=True, slots=True)
class Guess:
    """All that is guessed of a table."""

    asset_class: str
    clock: Clock
    rhythm: Rhythm
    found: Sequence[Found]
    state: State | None
    duty: Sequence[str]
    """Signals that explain symptoms, the most telling first."""
    narrow: Narrow | None = None
    """The columns of a long table."""
    machine: str = "{stem}"
    """What the machine is called, where no column names it."""

    @property
    def signals(self) -> dict[str, Found]:
        """Each signal once, by its name, with the first column that gives it."""
        first: dict[str, Found] = {}
        for item in self.found:
            if item.signal:
                first.setdefault(item.signal, item)
        return first

    def of(self, role: str) -> str:
        """The first column of a role, "" for none."""
        return next((item.column.name for item in self.found if item.role.name == role), "")

    @property
    def spread(self) -> bool:
        """Whether rows that share a moment are to be spread."""
        return self.rhythm.same >= SPREAD


def guess(name: str, columns: Sequence[Column], classes: Collection[str] = (), head: str = "") -> Guess | None:
    """What a table is, by the name that it has (a file's), its columns, and the lines before it (`head`).

    None where no column is a time.
    """
    time = clock(columns, Clue(name, head))
    if time is None:
        return None
    others = [column for column in columns if column.name not in time.columns]
    long = narrow(others)
    if long is not None:
        others = [*_beside(long, others), *long.signals]
    measured = agreed([quantity(column) for column in others])
    played = [roles.role(column, found) for column, found in zip(others, measured, strict=True)]
    played = [_no_time(*parts, time.moments) for parts in zip(played, others, strict=True)]
    if long is not None:
        beside = len(others) - len(long.signals)
        played = [_of_row(one, column) for one, column in zip(played[:beside], others, strict=False)] + played[beside:]
    found = _named([Found(*parts) for parts in zip(others, measured, played, strict=True)])
    state = _state(found)
    found, duty = _duty(found)
    return Guess(class_name(name, classes), time, _rhythm(time, found, long), found, state, duty, long)


def _beside(long: Narrow, columns: Sequence[Column]) -> list[Column]:
    """The columns of a long table that are neither the signal's nor the value's: they may say whose a row is."""
    return [column for column in columns if column.name not in (long.signal_column, long.value_column)]


def _no_time(found: Role, column: Column, moments: npt.NDArray[np.datetime64]) -> Role:
    """The role of a column, but that of one that counts the time as another does."""
    known = ~np.isnat(moments) & ~np.isnan(column.values) if len(column.values) == len(moments) else None
    if known is None or known.sum() < _ENOUGH or column.constant or not speaks_of_time(column):
        return found
    along = np.corrcoef(column.values[known], moments[known].view(np.int64).astype(np.float64))[0, 1]
    return Role(LEFT_OUT, "counts the time, as another column does") if abs(along) > _ALONG else found


def _of_row(found: Role, column: Column) -> Role:
    """The role of a column that stands beside the readings of a long table: it gives no signal itself."""
    if is_of_units(column):
        return Role(LEFT_OUT, "says the unit of each reading")
    return found if found.name in NO_SIGNAL else Role(LEFT_OUT, "stands beside each reading")


def _rhythm(time: Clock, found: Sequence[Found], long: Narrow | None) -> Rhythm:
    """Of the rows of each asset; in a long table of those of the signal that has most."""
    asset = next((item.column.texts for item in found if item.role.name == ASSET), None)
    whose = None if asset is None else np.unique(asset.astype(str), return_inverse=True)[1].astype(np.int64)
    if long is None:
        return rhythm(time.moments, whose)
    rows = max(long.rows, key=len)
    return rhythm(time.moments[rows], None if whose is None else whose[rows])


def _named(found: list[Found]) -> list[Found]:
    """With names of signals; where all columns are many of one, each number is an asset."""
    told = [item.column.name for item in found if item.role.name not in NO_SIGNAL]
    many = members([item.column for item in found if item.role.name not in NO_SIGNAL])
    short = without_prefix(told)
    taken: dict[tuple[str, str], str] = {}
    return [
        _with_name(item, short[item.column.name], many.get(item.column.name), taken)
        if item.column.name in short
        else item
        for item in found
    ]


def _with_name(item: Found, short: str, member: Member | None, taken: dict[tuple[str, str], str]) -> Found:
    header = member.stem if member else short
    key = (header, "" if member else item.column.name)
    if key not in taken:
        taken[key] = signal_name(header, item.measured.unit, frozenset(taken.values()))
    return Found(item.column, item.measured, item.role, taken[key], member.asset if member else "")


def _state(found: Sequence[Found]) -> State | None:
    """A column that says the state, that of the machine first, else a rule."""
    columns = [item for item in found if item.role.name == STATE]
    columns.sort(key=lambda item: not roles.is_of_machine(item.column))
    for item in columns:
        words = item.column.distinct
        if roles.is_switch(item.column):
            words = ("1", "0")
        values = {word: "running" if roles.works(word) else "off" for word in words if _understood(word)}
        if values and len(values) == len(words):
            return State(item.column.name, values, "", item.role.reason)
    signals = {item.column.name: item.signal for item in found if item.signal and not item.asset}
    rule = working([(item.column, item.measured) for item in found if item.column.name in signals])
    if rule is None:
        return None
    return State("", {}, f"{signals[rule.column]} > {rule.above:g}", rule.reason)


def _understood(word: str) -> bool:
    return roles.works(word) != roles.rests(word)


def _duty(found: list[Found]) -> tuple[list[Found], list[str]]:
    """The signals that explain symptoms, `MOST_DUTY` at most. What else is asked for is no symptom either: a damper
    that is shut does as it is told. Only where nothing would be judged at all, what is asked for is."""
    if not any(item.role.name == SYMPTOM for item in found):
        return [_judged(item) for item in found], []
    duty = sorted((item for item in found if item.role.name == DUTY), key=lambda item: item.role.rank)
    kept = list(dict.fromkeys(item.signal for item in duty))[:MOST_DUTY]
    return [item if item.role.name != DUTY or item.signal in kept else _untold(item) for item in found], kept


def _untold(item: Found) -> Found:
    """A signal of duty that has no place among those that explain."""
    why = f"{item.role.reason}; {MOST_DUTY} others explain more, so it is neither judged nor explains"
    return replace(item, role=Role(DUTY, why, item.role.rank))


def _judged(item: Found) -> Found:
    """A signal of duty where there is nothing else; a switch has no normal height."""
    if item.role.name != DUTY or roles.has_two_places(item.column):
        return item
    return replace(item, role=Role(SYMPTOM, "nothing else could be judged"))
