"""Random points and random pipelines of what is supported, for the laws that hold for all of them.

A pipeline knows what its rows look like as it grows (the type of `_value`, which columns there are), so that most of
them mean something; one in a few asks for nonsense, as people do.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.flux.asking import NOW

SECOND = 1_000_000_000
SPAN = 60
"""Seconds that the points lie in."""

ODD = re.compile(
    r"ovingAverage|indow\(.*indow\(|period: 30s|onEmpty|limit\(.*(group|limit)\(|state(Count|Duration).*state|"
    r"^((?!r\._field == \").)*$"
)
"""Pipelines that are not compared with a real server: windows of windows and tables without rows have odd ends
there (some tables twice, rows in no order), a column may stand twice, and types that collide give what comes first."""

_TAGS = ("", ",t=a", ",t=b", ",t=c", ",t=b,u=x", ",t=a,u=y", ",u=y")
_VALUES: dict[str, Callable[[Random], str]] = {
    "f": lambda random: f"{random.randint(-400, 400) / 4}",
    "g": lambda random: f"{random.randint(-3, 3)}",
    "i": lambda random: f"{random.randint(-5, 5)}i",
    "w": lambda random: f"{random.randint(0, 9)}u",
    "b": lambda random: random.choice(["true", "false"]),
    "s": lambda random: random.choice(['"x"', '"y"', '"zz"', '""']),
}
_TYPES = {"f": "float", "g": "float", "i": "int", "w": "uint", "b": "bool", "s": "string"}
_NUMBERS = ("float", "int", "uint")
_LITERALS = {
    "float": ["0.0", "1.5", "-2.0"],
    "int": ["0", "2"],
    "uint": ["uint(v: 3)"],
    "bool": ["true"],
    "string": ['"x"', '"zz"'],
}


def points(random: Random, count: int) -> str:
    """Lines of line protocol."""
    lines = []
    for _ in range(count):
        name = random.choice(list(_VALUES))
        at = NOW + random.randint(0, SPAN * 2) * SECOND // 2
        measurement = random.choice("mmn")
        lines.append(f"{measurement}{random.choice(_TAGS)} {name}={_VALUES[name](random)} {at}")
    return "\n".join(lines)


@dataclass
class Rows:
    """What is known of the rows at a place of a pipeline."""

    kind: str = "mixed"
    columns: set[str] = field(default_factory=lambda: {"_start", "_stop", "_time", "_value", "_field", "_measurement"})
    maybe: set[str] = field(default_factory=lambda: {"t", "u"})
    """Columns that some tables have."""
    windowed: bool = False
    opened: bool = True
    """Whether rows may be asked for columns that they do not have: a `map` without `r with` ends that."""

    def some(self, random: Random, most: int = 2) -> list[str]:
        """A few of the columns."""
        names = sorted((self.columns | self.maybe) - {"_start", "_stop"}) or ["t"]
        return random.sample(names, min(len(names), random.randint(1, most)))

    def keeps(self, *names: str) -> None:
        """Only these columns are left."""
        self.columns &= set(names)
        self.maybe &= set(names)


def _list(names: list[str]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"


def _seconds(random: Random) -> str:
    return random.choice(["3s", "7s", "10s", "20s", "1m"])


def _condition(random: Random, rows: Rows) -> str:
    tag = random.choice("tu") if rows.opened else "t"
    choices = [
        f'r.{tag} == "{random.choice("abxy")}"',
        f'r.{tag} != "{random.choice("abxy")}"',
        f"r.{tag} =~ /^[{random.choice(['ab', 'x', 'a-c'])}]/",
        f"r.{tag} !~ /[{random.choice(['ab', 'x'])}]/",
        f"exists r.{tag}",
        f"not exists r.{tag}",
        f"r._time >= 2026-01-01T00:00:{random.randint(0, 59):02}Z",
    ]
    if rows.kind in _LITERALS:
        operators = ["==", "!="] if rows.kind in ("bool", "string") else ["==", "!=", "<", "<=", ">", ">="]
        value = f"r._value {random.choice(operators)} {random.choice(_LITERALS[rows.kind])}"
        choices += [value, value, value, "exists r._value"]
    return random.choice(choices)


def _filter(random: Random, rows: Rows) -> str:
    text = _condition(random, rows)
    if random.random() < 0.3:
        text = f"{text} {random.choice(['and', 'or'])} {_condition(random, rows)}"
    keep = ', onEmpty: "keep"' if random.random() < 0.15 else ""
    return f"filter(fn: (r) => {text}{keep})"


def _selector(random: Random, rows: Rows) -> str:
    names = ["first", "last"] + (["min", "max"] if rows.kind in _NUMBERS else [])
    return f"{random.choice(names)}()"


def _aggregate(random: Random, rows: Rows) -> str:
    names = ["count"]
    if rows.kind in _NUMBERS:
        names += ["sum", "mean", "spread", "median", "stddev", "skew"]
    name = random.choice(names)
    rows.columns.discard("_time")
    rows.kind = {"count": "int", "sum": rows.kind, "spread": rows.kind}.get(name, "float")
    return f"{name}()"


def _quantile(random: Random, rows: Rows) -> str:
    share = random.choice(["0.0", "0.25", "0.5", "0.9", "1.0"])
    method = random.choice(["estimate_tdigest", "exact_mean", "exact_selector"])
    if rows.kind != "float" and method == "exact_mean":
        method = "exact_selector"
    if method != "exact_selector":
        rows.columns.discard("_time")
        rows.kind = "float"
    return f'quantile(q: {share}, method: "{method}")'


def _aggregate_window(random: Random, rows: Rows) -> str:
    names = ["count", "first", "last"]
    if rows.kind in _NUMBERS:
        names += ["sum", "mean", "min", "max", "spread", "median", "stddev"]
    name = random.choice(names)
    more = ""
    if random.random() < 0.5:
        more += f", createEmpty: {random.choice(['true', 'false'])}"
    if random.random() < 0.2:
        more += f", offset: {random.choice(['1s', '2s', '-3s', '30s'])}"
    if random.random() < 0.15:
        more += f", period: {random.choice(['5s', '30s'])}"
    if random.random() < 0.15:
        more += ', timeSrc: "_start"'
    rows.kind = {"count": "int", "mean": "float", "median": "float", "stddev": "float"}.get(name, rows.kind)
    return f"aggregateWindow(every: {_seconds(random)}, fn: {name}{more})"


def _window(random: Random, rows: Rows) -> str:
    more = ", createEmpty: true" if random.random() < 0.3 else ""
    rows.windowed = True
    return f"window(every: {_seconds(random)}{more})"


def _group(random: Random, rows: Rows) -> str:
    draw = random.random()
    if draw < 0.3:
        return "group()"
    if draw < 0.85:
        columns = [name for name in rows.some(random) if name not in ("_time", "_value")]
        return f"group(columns: {_list(columns)})"
    return f'group(columns: {_list([*rows.some(random), "_time", "_value"])}, mode: "except")'


def _columns_step(random: Random, rows: Rows) -> str:
    draw = random.random()
    if draw < 0.35:
        kept = sorted({*rows.some(random, 3), *random.choice([["_value"], ["_time", "_value"]])})
        rows.keeps(*kept)
        return f"keep(columns: {_list(kept)})"
    if draw < 0.6:
        gone = [name for name in rows.some(random) if name not in ("_value", "_time")] or ["t"]
        rows.columns -= set(gone)
        rows.maybe -= set(gone)
        return f"drop(columns: {_list(gone)})"
    if draw < 0.7:
        return 'set(key: "c", value: "k")'
    if draw < 0.8 and "_field" in rows.columns:
        rows.columns = rows.columns - {"_field"} | {"name"}
        return 'rename(columns: {_field: "name"})'
    if draw < 0.9 and "_value" in rows.columns:
        return 'duplicate(column: "_value", as: "copy")'
    return "drop(fn: (column) => column =~ /^u/)"


def _order(random: Random, rows: Rows) -> str:
    draw = random.random()
    down = ", desc: true" if random.random() < 0.4 else ""
    if draw < 0.4:
        return f"sort(columns: {_list(rows.some(random))}{down})"
    if draw < 0.6:
        return f"sort({down[2:]})"
    if draw < 0.8:
        return f"{random.choice(['top', 'bottom'])}(n: {random.randint(1, 4)})"
    return f"sort(columns: {_list(rows.some(random))}{down}) |> limit(n: {random.randint(1, 4)})"


def _cut(random: Random, _rows: Rows) -> str:
    offset = f", offset: {random.randint(1, 2)}" if random.random() < 0.4 else ""
    return f"{random.choice(['limit', 'limit', 'tail'])}(n: {random.randint(1, 5)}{offset})"


def _distinct(random: Random, rows: Rows) -> str:
    column = rows.some(random, 1)[0]
    if random.random() < 0.5:
        return f'unique(column: "{column}")'
    rows.columns.discard("_time")
    rows.kind = rows.kind if column == "_value" else "time" if column == "_time" else "string"
    return f'distinct(column: "{column}")'


def _change(random: Random, rows: Rows) -> str:
    if rows.kind not in _NUMBERS or "_time" not in rows.columns:
        return "elapsed(unit: 1s)" if "_time" in rows.columns else "limit(n: 2)"
    steps = {
        "difference()": "same", "difference(nonNegative: true)": "same", "difference(keepFirst: true)": "same",
        "derivative(unit: 1s)": "float", "derivative(unit: 10s, nonNegative: true)": "float",
        "cumulativeSum()": rows.kind, "increase()": "same", "movingAverage(n: 2)": "float",
        "exponentialMovingAverage(n: 2)": "float", "elapsed()": rows.kind, "integral(unit: 10s)": "float",
    }  # fmt: skip
    step = random.choice(list(steps))
    kind = steps[step]
    rows.kind = ("int" if rows.kind == "uint" else rows.kind) if kind == "same" else kind
    if step.startswith("integral"):
        rows.columns.discard("_time")
    return step


def _state(random: Random, rows: Rows) -> str:
    if "_time" not in rows.columns or "stateCount" in rows.columns:
        return "distinct()"
    condition = _condition(random, rows)
    if random.random() < 0.5:
        rows.columns.add("stateCount")
        return f"stateCount(fn: (r) => {condition})"
    return f"stateDuration(fn: (r) => {condition}, unit: 1s)"


def _map(random: Random, rows: Rows) -> str:
    draw = random.random()
    if rows.kind in ("float", "int") and draw < 0.5:
        literal = "2.0" if rows.kind == "float" else "2"
        operator = random.choice(["+", "-", "*", "/"])
        return f"map(fn: (r) => ({{r with _value: r._value {operator} {literal}}}))"
    if draw < 0.65:
        return f'map(fn: (r) => ({{r with c: if {_condition(random, rows)} then "yes" else "no"}}))'
    if draw < 0.8:
        return "map(fn: (r) => ({r with e: exists r.t, h: exists r._value}))"
    if draw < 0.9:
        rows.columns = {"_value", "_time"} & rows.columns
        rows.maybe, rows.opened = {"t"}, False
        time = "_time: r._time, " if "_time" in rows.columns else ""
        return f"map(fn: (r) => ({{{time}_value: r._value, t: r.t}}))"
    return 'map(fn: (r) => ({r with t: "one"}))'


def _convert(random: Random, rows: Rows) -> str:
    names = {"float": ["Int", "String"], "int": ["Float", "String", "UInt", "Time"], "uint": ["Float", "Int", "String"]}
    target = random.choice(names.get(rows.kind, ["String"]))
    rows.kind = target.lower()
    return f"to{target}()"


def _fill(random: Random, rows: Rows) -> str:
    value = {"float": "0.5", "int": "7", "string": '"none"', "bool": "false", "uint": "uint(v: 1)"}.get(rows.kind)
    if value is None or random.random() < 0.5:
        return "fill(usePrevious: true)"
    return f"fill(value: {value})"


def _pivot(random: Random, rows: Rows) -> str:
    if "_time" not in rows.columns:
        return "group()"
    key = random.choice(["_field", "t", "_measurement"])
    rows.columns = rows.columns - {"_value", key}
    rows.kind = "none"
    return f'pivot(rowKey: ["_time"], columnKey: ["{key}"], valueColumn: "_value")'


def _schema(random: Random, rows: Rows) -> str:
    rows.columns, rows.maybe, rows.kind = {"_value"}, {"t"}, "string"
    return random.choice(["keys()", "columns()", 'keyValues(keyColumns: ["t", "_field"])'])


def _reduce(_random: Random, rows: Rows) -> str:
    rows.columns.discard("_time")
    rows.kind = "none"
    return "reduce(identity: {n: 0}, fn: (r, accumulator) => ({n: accumulator.n + 1}))"


def _shift(random: Random, _rows: Rows) -> str:
    return f"timeShift(duration: {random.choice(['1h', '-5s', '1mo'])})"


def _range(random: Random, rows: Rows) -> str:
    if rows.windowed or "_time" not in rows.columns:
        return "group()"
    start = random.randint(0, 30)
    return f"range(start: 2026-01-01T00:00:{start:02}Z, stop: 2026-01-01T00:00:{start + random.randint(1, 29):02}Z)"


_STEPS: dict[Callable[[Random, Rows], str], int] = {
    _filter: 6, _selector: 5, _aggregate: 6, _quantile: 2, _aggregate_window: 8, _window: 4, _group: 8,
    _columns_step: 5, _order: 5, _cut: 5, _distinct: 3, _change: 6, _state: 2, _map: 5, _convert: 2, _fill: 3,
    _pivot: 2, _schema: 1, _reduce: 1, _shift: 1, _range: 2,
}  # fmt: skip


def pipeline(random: Random, most: int = 4) -> str:
    """A pipeline that reads a bucket `b`."""
    start, length = random.randint(0, 20), random.randint(5, 45)
    stop = f"2026-01-01T00:00:{min(start + length, 59):02}Z"
    parts = ['from(bucket: "b")', f"range(start: 2026-01-01T00:00:{start:02}Z, stop: {stop})"]
    rows = Rows()
    if random.random() < 0.85:
        name = random.choice(list(_TYPES))
        rows.kind = _TYPES[name]
        names = [name] if rows.kind != "float" or random.random() < 0.5 else ["f", "g"]
        condition = " or ".join(f'r._field == "{item}"' for item in names)
        parts.append(f"filter(fn: (r) => {condition})")
    steps, weights = list(_STEPS), list(_STEPS.values())
    parts += [step(random, rows) for step in random.choices(steps, weights, k=random.randint(1, most))]
    return " |> ".join(parts)
