"""Many of one: columns whose headers differ in a number alone, as `Bearing 1` to `Bearing 4`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from collectors.discover.column import Column
from collectors.discover.naming import unbracketed
from collectors.discover.words import each, words

_NUMBERED = re.compile(r"^(?P<before>.*?[^\W\d_].*?)[\s_\-#.]*(?P<number>\d{1,4})(?P<after>[^\d]*)$")


_ANYTHING = each("sensor channel ch kanal signal tag input output ai di var value column x v s c data point")
"""Words that number the channels of one machine rather than machines."""
_ALIKE = 10.0
"""How far apart the usual heights of many of one may lie."""


@dataclass(frozen=True, slots=True)
class Member:
    """A column of a group: its header without the number, the number, and the asset that it is of."""

    stem: str
    number: int
    asset: str = ""


def members(columns: Sequence[Column]) -> dict[str, Member]:
    """The columns that are many of one, by name: only where all are, and each number has the same of them.

    Where other columns stand beside them, a number lacks one, or they are of different heights, they are parts of one
    machine: none is returned.
    """
    found = {column.name: member for column in columns if (member := _member(column.name)) is not None}
    if not _whole(found, len(columns)) or any(set(words(member.stem)) <= _ANYTHING for member in found.values()):
        return {}
    if not all(_alike([column for column in columns if found[column.name].stem == stem]) for stem in _stems(found)):
        return {}
    return {name: Member(member.stem, member.number, _asset(member, found)) for name, member in found.items()}


def _stems(found: dict[str, Member]) -> set[str]:
    return {member.stem for member in found.values()}


def _whole(found: dict[str, Member], count: int) -> bool:
    """Whether all columns are numbered, and each number has the same of them."""
    stems = _stems(found)
    by_number: dict[int, set[str]] = {}
    for member in found.values():
        by_number.setdefault(member.number, set()).add(member.stem)
    same = len(by_number) > 1 and all(had == stems for had in by_number.values())
    return same and count == len(found) == len(stems) * len(by_number)


def _alike(columns: Sequence[Column]) -> bool:
    """Whether the usual heights of columns are not far apart."""
    heights = [abs(float(np.median(column.present))) for column in columns if len(column.present)]
    return not heights or max(heights) <= _ALIKE * max(min(heights), 1e-12)


def _asset(member: Member, found: dict[str, Member]) -> str:
    """What the columns of a number share: their header, where it is one; its beginning, where that has the number."""
    headers = [unbracketed(other) for other, one in found.items() if one.number == member.number]
    letters = takewhile(lambda row: len(set(row)) == 1, zip(*headers, strict=False))
    shared = "".join(row[0] for row in letters).strip(" _-#.:")
    return shared if len(headers) == 1 or str(member.number) in shared else f"machine {member.number}"


def _member(name: str) -> Member | None:
    found = _NUMBERED.match(name.strip())
    if found is None:
        return None
    return Member(f"{found['before'].strip(' _-#.')}{found['after']}".strip(), int(found["number"]))
