"""The files that are written from guesses: a class, and the mapping of a recording; every guess is marked as one."""

import json
from collections.abc import Iterator

from collectors.discover.guess import Found, Guess
from collectors.discover.roles import ASSET, SITE, SYMPTOM
from collectors.discover.times import told

_CALLED = {ASSET: "machine", SITE: "place"}


def class_text(found: Guess) -> str:
    """`machines/<class>.toml`."""
    signals = (line for name, item in found.signals.items() for line in _signal(name, item))
    return "\n".join([*_class_head(found), *signals])


def mapping_text(found: Guess, form: dict[str, str]) -> str:
    """`recordings/<name>.toml`; `form` is how the text is written (delimiter, decimal), where that is to be said."""
    return "\n".join([*_mapping_head(found, form), "[columns]", *(_column(item, found) for item in found.found), ""])


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
    label = name.replace("_", " ").capitalize() if item.asset else item.column.name.strip()
    yield f"label = {_text(label)}"
    unit = item.measured
    yield f"unit = {_text(unit.unit)}" + (f"  # {unit.reason}" if unit.sure else _guessed(unit.reason))
    if item.role.name != SYMPTOM:
        yield f"role = {_text(item.role.name)}{_guessed(item.role.reason)}"
    yield ""


def _mapping_head(found: Guess, form: dict[str, str]) -> Iterator[str]:
    yield "# What the columns of a recording mean, guessed from it: what says `guessed` is to be read and mended."
    yield f"time = {_time(found)}{_guessed(found.clock.reason)}"
    words = ", ".join(word for word in told(found.rhythm).values() if word)
    yield f"# Rows come {words}."
    if found.spread:
        yield f'same_moment = "spread"{_guessed(f"{found.rhythm.same:.0%} of rows share a moment with the one before")}'
    for key, value in form.items():
        yield f"{key} = {_text(value)}"
    if found.narrow is not None:
        yield f"signal_column = {_text(found.narrow.signal_column)}{_guessed('each row is one reading')}"
        yield f"value_column = {_text(found.narrow.value_column)}"
    yield f"asset = {_who(found, ASSET, '{stem}')}"
    yield f"asset_class = {_text(found.asset_class)}"
    yield f"site = {_who(found, SITE, 'plant')}"
    if found.state is not None:
        yield f"run_state = {_run_state(found)}{_guessed(found.state.reason)}"
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
    return f"{{ column = {column}, {how} }}"


def _run_state(found: Guess) -> str:
    state = found.state
    assert state is not None
    if state.when:
        return f"{{ when = {_text(state.when)} }}"
    where = "column" if found.narrow is None else "signal"
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


def _guessed(reason: str) -> str:
    return f"  # guessed: {reason}"


def _text(value: str) -> str:
    """A text as TOML writes it: JSON's way, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
