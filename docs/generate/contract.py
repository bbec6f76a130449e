"""What `docs/contract.md` shows of the contract: buckets, measurements, levels, signals, data faults."""

import math

from contract.catalogue import CLASSES, ClassSpec, Limits, Signal
from contract.data_faults import DataFault
from contract.levels import DOWN, HEALTH_EDGES, LEVELS, RISK_BANDS, RISK_EDGES, SCORE_EDGES, SEVERITIES
from contract.measurements import BUCKETS, Measurement, Value
from contract.points import MEASUREMENTS
from contract.tags import TAGS
from contract.time import DAY_S
from docs.generate.tables import code, table

_KINDS: dict[type[Value], str] = {float: "float", int: "integer", bool: "boolean", str: "text"}


def buckets() -> str:
    """How long each bucket keeps what it holds."""
    rows = [
        (f"`{name}`", _kept(seconds), code(one.name for one in MEASUREMENTS if one.bucket == name))
        for name, seconds in BUCKETS.items()
    ]
    return table(("bucket", "kept", "measurements"), rows)


def tags() -> str:
    """What each tag means."""
    return table(("tag", "what it is"), [(f"`{name}`", says) for name, says in TAGS.items()])


def measurements() -> str:
    """Each measurement with its tags and fields."""
    return "\n\n".join(_measurement(one) for one in MEASUREMENTS)


def levels() -> str:
    """Words and edges of score, level, risk and health."""
    starts = [f"below {SCORE_EDGES[0]:g}", *(f"from {edge:g}" for edge in SCORE_EDGES)]
    level = [
        (str(number), word, start, SEVERITIES.get(number, ""))
        for number, (word, start) in enumerate(zip(LEVELS, starts, strict=True))
    ]
    low, high = RISK_EDGES
    bands = list(zip(RISK_BANDS, (f"below {low:g}", f"{low:g} to below {high:g}", f"from {high:g}"), strict=True))
    health = [(word, f"from {edge:g}") for edge, word in HEALTH_EDGES] + [(DOWN, f"below {HEALTH_EDGES[-1][0]:g}")]
    return "\n\n".join(
        (
            table(("level", "word", "score", "severity of an event"), level),
            table(("band", "risk"), bands),
            table(("status", "health (100 less the risk)"), health),
        )
    )


def signals() -> str:
    """Each class with its run states and signals."""
    return "\n\n".join(_class(spec) for spec in CLASSES.values())


def data_faults() -> str:
    """The words for what can be wrong with data."""
    rows = [(f"`{fault}`", fault.label, fault.sentence, fault.concerns) for fault in DataFault]
    return table(("issue", "in short", "what it means", "concerns"), rows)


def _kept(seconds: int) -> str:
    days = seconds // DAY_S
    if not days:
        return "for ever"
    return f"{days // 365} years" if days % 365 == 0 else f"{days} days"


def _measurement(one: Measurement) -> str:
    rows = [(f"`{name}`", _KINDS[field.kind], field.says) for name, field in one.fields.items()]
    rows += [(f"`{name}`", "float", says) for name, says in one.others.items()]
    head = f"### `{one.bucket}` / `{one.name}`\n\n{one.says} Tags: {code(one.tags)}."
    return f"{head}\n\n{table(('field', 'type', 'what it holds'), rows)}"


def _class(spec: ClassSpec) -> str:
    states = ", ".join(f"**{state}**" if state in spec.working_states else state for state in spec.run_states)
    head = f"### `{spec.name}`: {spec.label}\n\nRun states (at work in bold): {states}."
    columns = ("signal", "unit", "what it is", "role", "can be", "healthy", "matters from", "hard limits")
    return f"{head}\n\n{table(columns, [_signal(signal) for signal in spec.signals.values()])}"


def _signal(signal: Signal) -> tuple[str, ...]:
    return (
        f"`{signal.name}`",
        signal.unit,
        signal.label,
        signal.role.value,
        _range(signal.physical),
        _range(signal.normal),
        _number(signal.min_deviation),
        _limits(signal.limits) + (", at once" if signal.immediate else ""),
    )


def _limits(limits: Limits) -> str:
    """Such as "warning below 3 or above 12, critical above 15"."""
    sides = (("warning", limits.warn_low, limits.warn_high), ("critical", limits.crit_low, limits.crit_high))
    return ", ".join(f"{word} {_beyond(low, high)}" for word, low, high in sides if (low, high) != (None, None))


def _beyond(low: float | None, high: float | None) -> str:
    ends = (("below", low), ("above", high))
    return " or ".join(f"{word} {_number(value)}" for word, value in ends if value is not None)


def _range(ends: tuple[float, float] | None) -> str:
    if ends is None:
        return "learned"
    if not all(map(math.isfinite, ends)):
        return _open(ends)
    return f"{_number(ends[0])} to {_number(ends[1])}"


def _open(ends: tuple[float, float]) -> str:
    low, high = ends
    if math.isfinite(low):
        return f"from {_number(low)}"
    return f"up to {_number(high)}" if math.isfinite(high) else "anything"


def _number(value: float | None) -> str:
    return "learned" if value is None else f"{value:,.10g}"
