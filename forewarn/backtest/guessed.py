"""What is still guessed: the lines that `forewarn discover` marked and that nobody has looked at since."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_MARK = re.compile(r"^(?P<said>.*?\S)\s*#\s*guessed\b:?\s*(?P<reason>.*)$")


@dataclass(frozen=True, slots=True)
class Guess:
    """A line of a file, which counts from 1: the table that it stands in, what it says, and why that was guessed."""

    path: Path
    line: int
    table: str
    said: str
    reason: str


def guessed(paths: Iterable[Path]) -> list[Guess]:
    """The marked lines of some files, file by file; a file that cannot be read has none."""
    return [guess for path in paths for guess in _of(path)]


def files_of(folder: Path, where: Path | None, classes: Iterable[str]) -> list[Path]:
    """The files that say what a place means: those of its classes in a user's folder, and its own."""
    own = [folder / f"{name}.toml" for name in sorted(set(classes))]
    return [path for path in (*own, *([where] if where else [])) if path.exists()]


def _of(path: Path) -> Iterator[Guess]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    table = ""
    for number, line in enumerate(lines, 1):
        if line.startswith("["):
            table = line.strip("[] ")
        if found := _MARK.match(line):
            yield Guess(path, number, table, found["said"].strip(), found["reason"])
