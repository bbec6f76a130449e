"""The files that are written from guesses: a class, and the mapping of a recording; every guess is marked as one."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from collectors.discover.bucket import Part, Place
from collectors.discover.guess import Found, Guess
from collectors.discover.naming import label, unbracketed
from collectors.discover.roles import ASSET, SITE, SYMPTOM
from collectors.discover.times import told
from collectors.replay.starts import STEM

_WHY = {
    "partial": "no file has all of the columns",
    "sheet": "it has more rows than the others",
    "header": "its first line is one of numbers",
}
_CALLED = {ASSET: "machine", SITE: "place"}


def class_text(found: Guess) -> str:
    """`machines/<class>.toml`."""
    signals = (line for name, item in found.signals.items() for line in _signal(name, item))
    return "\n".join([*_class_head(found), *signals])


def mapping_text(found: Guess, form: Mapping[str, Any]) -> str:
    """`recordings/<name>.toml`; `form` are keys that say how the file is written."""
    return "\n".join([*_mapping_head(found, form), "[columns]", *(_column(item, found) for item in found.found), ""])


def source_text(found: Guess, place: Place) -> str:
    """`sources/<name>.toml`."""
    return "\n".join([*_source_head(found, place), "[fields]", *(_column(item, found) for item in found.found), ""])


def _class_head(found: Guess) -> Iterator[str]:
    yield "# A class of machines, guessed from data: what says `guessed` is to be read and mended."
    yield f"label = {_text(found.asset_class.replace('_', ' ').capitalize())}"
    if found.state is not None:
        yield 'run_states = ["off", "running"]'
        yield 'working_states = ["running"]'
    if found.duty:
        yield f"duty = [{', '.join(map(_text, found.duty))}]{_guessed('what it is asked for; it explains the rest')}"
    yield ""


def _signal(name: str, item: Found) -> Iterator[str]:
    yield f"[signals.{name}]"
    unit = item.measured
    plain = label(name, unit.unit) if item.asset else unbracketed(item.column.name.strip())
    yield f"label = {_text(plain)}"
    yield f"unit = {_text(unit.unit)}" + (f"  # {unit.reason}" if unit.sure else _guessed(unit.reason))
    if item.role.name != SYMPTOM:
        yield f"role = {_text(item.role.name)}{_guessed(item.role.reason)}"
    yield ""


def _mapping_head(found: Guess, form: Mapping[str, Any]) -> Iterator[str]:
    yield "# What the columns of a recording mean, guessed from it: what says `guessed` is to be read and mended."
    yield f"time = {_time(found)}{_guessed(found.clock.reason)}"
    words = ", ".join(word for word in told(found.rhythm).values() if word)
    yield f"# Rows come {words}."
    if found.spread:
        yield f'same_moment = "spread"{_guessed(f"{found.rhythm.same:.0%} of rows share a moment with the one before")}'
    for key, value in form.items():
        yield f"{key} = {_said(value)}{_guessed(_WHY.get(key, 'by what most cells look like'))}"
    if found.narrow is not None:
        why = "each file is of one signal" if found.narrow.signal_column == STEM else "each row is one reading"
        yield f"signal_column = {_text(found.narrow.signal_column)}{_guessed(why)}"
        yield f"value_column = {_text(found.narrow.value_column)}"
    yield f"asset = {_who(found, ASSET, found.machine)}"
    yield f"asset_class = {_text(found.asset_class)}"
    yield f"site = {_who(found, SITE, 'plant')}"
    if found.state is not None:
        where = "column" if found.narrow is None else "signal"
        yield f"run_state = {_run_state(found, where)}{_guessed(found.state.reason)}"
    yield ""


def _who(found: Guess, role: str, otherwise: str) -> str:
    """The column that says whose rows are, else a text for all."""
    if column := found.of(role):
        return f"{{ column = {_text(column)} }}{_guessed(f'its header speaks of {role}s')}"
    return f"{_text(otherwise)}{_guessed(f'put the name of the {_CALLED[role]}')}"


def _time(found: Guess) -> str:
    names = found.clock.columns
    column = _text(names[0]) if len(names) == 1 else f"[{', '.join(map(_text, names))}]"
    how = f"unit = {_text(found.clock.unit)}" if found.clock.unit else f"format = {_text(found.clock.format)}"
    more = (("start", found.clock.start), ("zone", found.clock.zone))
    return f"{{ column = {column}, {how}{''.join(f', {key} = {_text(value)}' for key, value in more if value)} }}"


def _run_state(found: Guess, where: str) -> str:
    state = found.state
    assert state is not None
    if state.when:
        return f"{{ when = {_text(state.when)} }}"
    values = ", ".join(f"{_text(theirs)} = {_text(ours)}" for theirs, ours in state.values.items())
    return f"{{ {where} = {_text(state.column)}, values = {{ {values} }} }}"


def _column(item: Found, found: Guess) -> str:
    if found.state is not None and item.column.name == found.state.column:
        return f"# {_text(item.column.name)} is the run state"
    if item.role.name in (ASSET, SITE) and item.column.name == found.of(item.role.name):
        return f"# {_text(item.column.name)} names the {item.role.name}"
    if not item.signal:
        return f"# {_text(item.column.name)} is left out: {item.role.reason}"
    asset = f", asset = {_text(item.asset)}" if item.asset else ""
    return f"{_text(item.column.name)} = {{ signal = {_text(item.signal)}{asset} }}"


def _said(value: str | bool | list[str]) -> str:
    """A text, a truth or a list of texts, as TOML writes them: as JSON does."""
    return _text(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _guessed(reason: str) -> str:
    return f"  # guessed: {reason}"


def _text(value: str) -> str:
    """A text as TOML writes it: JSON's way, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _source_head(found: Guess, place: Place) -> Iterator[str]:
    yield "# Where telemetry lies, guessed from a bucket: what says `guessed` is to be read and mended."
    yield f"bucket = {_text(place.bucket)}"
    yield f"measurements = [{_text(place.measurement)}]"
    if place.signal is not None:
        yield f"signal_tag = {_part(place.signal)}{_guessed('it names the signal of each row')}"
        yield f"value_field = {_text(place.value_field)}"
    yield f"asset = {_named(place.asset, place.measurement)}{_guessed('it names the machine')}"
    yield f"asset_class = {_text(found.asset_class)}"
    yield f"site = {_named(place.site, 'plant')}{_guessed('it names the place')}"
    if found.state is not None:
        where = "field" if place.signal is None else "signal"
        yield f"run_state = {_run_state(found, where)}{_guessed(found.state.reason)}"
    yield f"cadence_s = {_cadence(found):g}{_guessed('the usual step of the signal with most values')}"
    yield ""


def _named(part: Part | None, otherwise: str) -> str:
    return _text(otherwise) if part is None else _part(part)


def _part(part: Part) -> str:
    pattern = f", pattern = {_text(part.pattern)}" if part.pattern else ""
    return f"{{ tag = {_text(part.tag)}{pattern} }}"


def _cadence(found: Guess) -> float:
    """Seconds between two values, within what a source may have."""
    step = found.rhythm.cadence_s
    return min(max(step, 0.02), 86_400.0) if step == step else 10.0
