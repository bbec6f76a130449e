"""Several recordings that are one: those of the same columns, and those of which each has one signal of a machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path
from typing import Any

import numpy as np

from collectors.discover.column import Column
from collectors.discover.guess import Guess, guess
from collectors.discover.naming import unbracketed
from collectors.discover.narrow import VALUES
from collectors.discover.reading import Recorded
from collectors.discover.words import own_words, words
from collectors.replay.starts import STEM

_BESIDE = frozenset({"quality", "status", "flags", "annotated"})
"""Words of columns that say how good a reading is."""


@dataclass(frozen=True, eq=False)
class Kind:
    """Recordings of one kind: a table to guess from, and keys of the mapping that say how they are written."""

    files: list[Path]
    name: str
    recorded: Recorded
    machine: str = STEM
    """What the mapping calls the machine, where no column says it."""
    wide: bool = False
    """Whether each signal has a column of its own, though the table is a long one."""
    form: dict[str, Any] = field(default_factory=dict)

    def guess(self, taken: set[str]) -> Guess | None:
        """What they are; None where no column is a time."""
        found = guess(self.name, self.recorded.columns, taken, self.recorded.head)
        if found is None:
            return None
        kept = [item for item in found.found if item.column.name not in (_TAG, _UNIT)]
        narrow = None if self.wide else found.narrow
        return replace(found, found=kept, narrow=narrow, machine=self.machine)


_TAG, _UNIT, _VALUE = STEM, "{unit}", "value"


def kinds(recordings: Mapping[Path, Recorded]) -> list[Kind]:
    """Recordings by what they are of."""
    alike: dict[tuple[str, ...], list[Path]] = {}
    for file, recorded in recordings.items():
        alike.setdefault(tuple(column.name for column in recorded.columns), []).append(file)
    tags = {file: value for file, recorded in recordings.items() if (value := _only_value(recorded)) is not None}
    if len(tags) == len(recordings) > 1 and len({recordings[file].columns[0].name for file in tags}) == 1:
        unnamed = {unbracketed(value.name) for value in tags.values() if VALUES & set(words(value.name))}
        if len(unnamed) == 1 or len(alike) == len(tags):
            return [_of_tags(recordings, tags, next(iter(unnamed), ""))]
    return [_longest(files, recordings) for files in alike.values()]


def _longest(files: list[Path], recordings: Mapping[Path, Recorded]) -> Kind:
    file = max(files, key=lambda path: recordings[path].rows)
    return Kind(files, file.stem, recordings[file], form=recordings[file].form)


def _only_value(recorded: Recorded) -> Column | None:
    """The column of a recording that has nothing but one beside its time, and perhaps how good it is."""
    found = [
        column for column in recorded.columns[1:] if not _BESIDE & set(own_words(column.name)) and not column.empty
    ]
    return found[0] if len(found) == 1 else None


def _of_tags(recordings: Mapping[Path, Recorded], tags: Mapping[Path, Column], value: str) -> Kind:
    """Recordings with one signal each, as one long table: by their names, or by those of their columns."""
    names = [file.stem if value else column.name for file, column in tags.items()]
    clocks = [recordings[file].columns[0] for file in tags]
    lengths = [len(column.texts) for column in tags.values()]
    columns = [
        Column(clocks[0].name, np.concatenate([c.values for c in clocks]), np.concatenate([c.texts for c in clocks])),
        _repeated(_TAG, names, lengths),
        Column(
            value or _VALUE,
            np.concatenate([column.values for column in tags.values()]),
            np.concatenate([column.texts for column in tags.values()]),
        ),
        _repeated(_UNIT, [_unit(column) for column in tags.values()], lengths),
    ]
    first = recordings[next(iter(tags))]
    form = first.form if value else first.form | {"partial": True}
    machine = _shared(names) or next(iter(tags)).absolute().parent.name
    return Kind(list(tags), machine, Recorded(columns, form, first.head), machine, wide=not value, form=form)


def _repeated(name: str, texts: list[str], lengths: list[int]) -> Column:
    cells = np.repeat(np.array(texts, object), lengths)
    return Column(name, np.full(len(cells), np.nan), cells)


def _unit(column: Column) -> str:
    """What a column says of its unit: in its cells, or behind its name in brackets."""
    return column.unit or column.name.removeprefix(unbracketed(column.name)).strip(" []()")


def _shared(stems: list[str]) -> str:
    """What names of files begin with, up to where a word ends."""
    letters = takewhile(lambda row: len(set(row)) == 1, zip(*stems, strict=False))
    prefix = "".join(row[0] for row in letters)
    ends = [place for place, letter in enumerate(prefix) if letter in "_-. "]
    return prefix[: ends[-1]].strip("_-. ") if ends else ""
