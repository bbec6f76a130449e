"""What part a column plays: what a machine is asked to do, how it does it, what state it is in, or none at all."""

from dataclasses import dataclass

import numpy as np

from collectors.discover.column import Column
from collectors.discover.narrow import is_of_units
from collectors.discover.quantities import Quantity
from collectors.discover.words import each, words

SYMPTOM, DUTY, COUNTER, POSITION = "symptom", "duty", "counter", "position"
STATE, ASSET, SITE, TRUTH, LEFT_OUT = "state", "asset", "site", "truth", ""
MOST_STATES = 12
"""Different values that a column of states may have."""
_ENOUGH = 50
"""Rows from which on a column that never falls is a counter, whatever it is called."""
_TRUTH = (
    {"ground", "truth"}, {"label"}, {"labels"}, {"anomaly"}, {"anomalous"}, {"changepoint"}, {"failure"}, {"target"},
    {"is", "fault"}, {"machine", "failure"}, {"attack"}, {"att", "flag"}, {"rul"},
)  # fmt: skip
_CALLED = each("fan motor pump compressor engine drive")
"""Machines, where nothing else stands in a header: its words are their names."""
_BOXES = each("module unit panel cabinet room box board")
"""What controls is no command where it is a thing: the voltage of a control module is measured."""
_MACHINES = each("fan motor pump compressor machine run running unit engine drive plant")
_GOODNESS = each("quality validity millitm")
_NUMBERS = each("id no nr number name code tag")
_RUNS = each(
    "run running on start started working work active operation auto betrieb ein marche вкл работа true yes online "
    "producing load loaded"
)
_RESTS = each(
    "stop stopped off idle standby aus halt arrêt выкл стоп false no offline ready shutdown down fault alarm tripped "
    "unload unloaded"
)
WHO = (
    (
        ASSET,
        each(
            "asset machine equipment equip device turbine vehicle unit engine serial id maschine anlage stanok instance"
        ),
    ),
    (SITE, each("site plant location factory werk standort area zavod platz")),
)
"""Words of columns that say whose a row is, or where."""
_RANKS = (
    ({"load"}, "what it is asked to carry"),
    ({"outdoor"}, "the weather, which it does not make"),
    ({"wind"}, "the wind, which it does not make"),
    ({"occupancy"}, "whether somebody needs it"),
    ({"speed"}, "how fast it is asked to go"),
    ({"setpoint"}, "a set point: what is asked for"),
    ({"command"}, "a command"),
    ({"valve"}, "a command, by its name"),
    ({"damper"}, "a command, by its name"),
    ({"throttle"}, "how far it is opened"),
    ({"pedal"}, "what its driver asks for"),
    ({"pitch"}, "a position that it is put into"),
    ({"opening"}, "how far it is opened"),
)
"""Words of what a machine is asked to do, the most telling first."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role and why; `rank` orders those of duty, the most telling first."""

    name: str
    reason: str
    rank: int = 0


def role(column: Column, measured: Quantity) -> Role:
    """The role of a column."""
    said = frozenset(words(column.name))
    if column.empty:
        return Role(LEFT_OUT, "has no value at all")
    if _is_truth(column, said):
        return Role(TRUTH, "looks like the truth that is to be found; `backtest --labels` takes such")
    if (who := _who(column, said)) is not None:
        return who
    if not column.numeric:
        return _of_words(column, said)
    if (said & _GOODNESS and column.kinds <= MOST_STATES) or (said and said <= {"millitm", "ms", "millisec"}):
        return Role(LEFT_OUT, "says how good a reading is, or is a part of the time")
    if _counts_rows(column):
        return Role(LEFT_OUT, "numbers the rows")
    return _place(column, measured) or _state(column, said) or _of_numbers(column, measured, said)


def _who(column: Column, said: frozenset[str]) -> Role | None:
    """A column of names, or of whole numbers, of which each comes again and again."""
    named = dict(WHO)[ASSET] | _NUMBERS
    names = not column.numeric or bool(
        (column.present % 1 == 0).all() and ({"id", "serial"} & said or (said & dict(WHO)[ASSET] and said <= named))
    )
    if not names or 3 * column.kinds > len(column.texts) or is_of_units(column):
        return None
    if (
        said & _CALLED
        and said <= _CALLED | _NUMBERS
        and not any(works(word) or rests(word) for word in column.distinct)
    ):
        return Role(ASSET, "its header is a machine, and its words are names")
    return next((Role(name, f"its header speaks of {name}s") for name, words_ in WHO if words_ & said), None)


def _of_numbers(column: Column, measured: Quantity, said: frozenset[str]) -> Role:
    if column.constant:
        return Role(LEFT_OUT, f"is {column.distinct[0]} all the time")
    if (why := _counts(column, said)) is not None:
        return Role(COUNTER, why)
    meant = said - {"outdoor", "load"} if said & {"valve", "damper"} else said  # of the outdoor air's damper
    meant = meant - {"command"} if said & _BOXES else meant
    for rank, (needed, why) in enumerate(_RANKS):
        if needed <= meant:
            return Role(DUTY, why, rank)
    if has_two_places(column):
        return Role(DUTY, f"a switch: {' or '.join(sorted(column.distinct))}", len(_RANKS))
    return Role(
        SYMPTOM, "nothing says that it is asked for" if not measured.name else f"a {measured.name} that follows"
    )


def _is_truth(column: Column, said: frozenset[str]) -> bool:
    return len(column.distinct) <= MOST_STATES and any(needed <= said for needed in _TRUTH)


def _of_words(column: Column, said: frozenset[str]) -> Role:
    if 2 <= len(column.distinct) <= MOST_STATES and ("state" in said or any(map(works, column.distinct))):
        return Role(STATE, f"words of a state: {', '.join(column.distinct[:4])}")
    return Role(LEFT_OUT, "is text" if len(column.distinct) > 1 else f"is {column.distinct[0]} all the time")


def _state(column: Column, said: frozenset[str]) -> Role | None:
    """A column of 0 and 1 that is called a state of a machine."""
    if is_switch(column) and "occupancy" not in said and {"state", "run", "running", "on"} & said:
        return Role(STATE, "0 and 1, and its header speaks of a state")
    return None


def _place(column: Column, measured: Quantity) -> Role | None:
    most = {"latitude": 90.0, "longitude": 180.0}.get(measured.name)
    if most is None or not len(column.present) or np.abs(column.present).max() > most:
        return None
    return Role(POSITION, "where it is")


def _counts(column: Column, said: frozenset[str]) -> str | None:
    """Why a column is a counter: it never falls but for resets; None where it is none."""
    steps = np.diff(column.present)
    if not len(steps) or not (steps > 0).any():
        return None
    falls = float((steps < 0).mean())
    if falls == 0 and len(steps) >= _ENOUGH and (steps > 0).sum() > 2:
        return "it never falls"
    if falls < 0.01 and said & {"counter", "hours", "energy"}:
        return "it only falls when it is reset"
    return None


def is_switch(column: Column) -> bool:
    """Whether a column has no values but 0 and 1."""
    return column.numeric and set(column.present.tolist()) <= {0.0, 1.0}


def has_two_places(column: Column) -> bool:
    """Whether a column is a switch, or has no values but two others, which come again and again."""
    return is_switch(column) or (column.numeric and column.kinds == 2 and len(column.present) >= _ENOUGH)


def _counts_rows(column: Column) -> bool:
    """Whether a column numbers the rows: by one, or evenly under no header."""
    steps = np.diff(column.present)
    return len(steps) > 1 and bool((steps == (steps[0] if not column.name.strip() else 1)).all() and steps[0] > 0)


def is_of_machine(column: Column) -> bool:
    """Whether a state is that of a machine as a whole, by its header."""
    return bool(_MACHINES & set(words(column.name)))


def works(word: str) -> bool:
    """Whether a word of theirs for a state says that a machine works."""
    return word == "1" or bool(_RUNS & set(word.lower().replace("_", " ").split()))


def rests(word: str) -> bool:
    """Whether a word of theirs for a state says that a machine does not work."""
    return word == "0" or bool(_RESTS & set(word.lower().replace("_", " ").split()))
