"""Many of one: columns whose headers differ in a number alone, as `Bearing 1` to `Bearing 4`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NUMBERED = re.compile(r"^(?P<before>.*?[^\W\d_].*?)[\s_\-#.]*(?P<number>\d{1,4})(?P<after>[^\d]*)$")


@dataclass(frozen=True, slots=True)
class Member:
    """A column of a group: what its header says without the number, and the number."""

    name: str
    stem: str
    number: int


def members(names: Sequence[str]) -> dict[str, Member]:
    """The columns that are many of one, by name: only where all are, and each number has the same of them.

    Where other columns stand beside them, or a number lacks one, they are parts of one machine: none is returned.
    """
    found = {name: member for name in names if (member := _member(name)) is not None}
    stems = {member.stem for member in found.values()}
    by_number: dict[int, set[str]] = {}
    for member in found.values():
        by_number.setdefault(member.number, set()).add(member.stem)
    whole = len(found) == len(names) and len(by_number) > 1 and all(had == stems for had in by_number.values())
    return found if whole and len(found) == len(stems) * len(by_number) else {}


def _member(name: str) -> Member | None:
    found = _NUMBERED.match(name.strip())
    if found is None:
        return None
    return Member(name, f"{found['before'].strip(' _-#.')}{found['after']}".strip(), int(found["number"]))
