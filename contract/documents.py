"""TOML files that people write, checked whole: what is wrong is refused by file, line, key and reason."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from contract.errors import ContractError

Table = Mapping[str, Any]
Place = tuple[str | int, ...]
"""Where something stands in a document: keys, and numbers in lists."""

_HEADER = re.compile(r"^\s*(\[\[?)(.+?)\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")


class Part(BaseModel):
    """A part of a document: it takes no key that it does not know, and no number that is not finite."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class DocumentError(ContractError):
    """A file breaks the contract; `line` counts from 1, 0 where the fault has none (a missing file)."""

    def __init__(self, path: Path, line: int, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.path, self.line = path, line

    def __str__(self) -> str:
        place = f"{self.path}, line {self.line}" if self.line else str(self.path)
        return ": ".join(part for part in (place, self.field, self.reason) if part)


Model = TypeVar("Model", bound=BaseModel)


def load(path: Path, model: type[Model]) -> Model:
    """The document in a file; raises `DocumentError` for the first thing in it that is wrong."""
    text = read(path)
    table = parse(path, text)
    try:
        return model.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise fault(path, text, tuple(first["loc"]), reason_of(first)) from error


def parse(path: Path, text: str) -> dict[str, Any]:
    """The table in a text; raises `DocumentError` where it is not TOML."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a ValueError, too
        found = re.search(r"\(at line (\d+)", str(error))
        raise DocumentError(path, int(found[1]) if found else 0, "", f"is not TOML: {error}") from error


def read(path: Path) -> str:
    """The text of a file; raises `DocumentError` where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DocumentError(path, 0, "", f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DocumentError(path, 0, "", "is not UTF-8, which TOML is written in") from error


def fault(path: Path, text: str, place: Place, reason: str) -> DocumentError:
    """An error at a place of a document whose text is at hand."""
    return DocumentError(path, line_of(text, place), dotted(place), reason)


def dotted(place: Place) -> str:
    """A place as people write it: `signals.flow.limits`.

    >>> dotted(("modes", "wear", "shows", 0, "signal"))
    'modes.wear.shows[0].signal'
    """
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).removeprefix(".")


def line_of(text: str, place: Place) -> int:
    """The line, from 1, of the key that is nearest above a place in a TOML text; 1 where none is.

    >>> line_of('[signals.flow]\\nunit = "gpm"\\nlimits = {}', ("signals", "flow", "limits", "warn_low"))
    3
    """
    best, line = 0, 1
    table: Place = ()
    counts: dict[Place, int] = {}
    for number, row in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(row):
            table = _path(header[2])
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            found = table
        elif key := _KEY.match(row):
            found = (*table, *_path(key[1]))
        else:
            continue
        if len(found) > best and found == place[: len(found)]:
            best, line = len(found), number
    return line


def _path(dotted_key: str) -> Place:
    """The parts of a dotted key, whose parts may be quoted."""
    try:
        node: Any = tomllib.loads(f"{dotted_key} = 0")
    except tomllib.TOMLDecodeError:
        return (dotted_key,)
    parts: list[str] = []
    while isinstance(node, dict):
        name, node = next(iter(node.items()))
        parts.append(name)
    return tuple(parts)


def reason_of(error: Any) -> str:
    """What pydantic found, in our words where its own are those of programmers."""
    kind, message = error["type"], str(error["msg"])
    if kind == "extra_forbidden":
        return "no such key"
    if kind == "missing":
        return "is missing"
    said = message.removeprefix("Value error, ")
    return said if isinstance(error["input"], Mapping) else f"{said} (got {_short(error['input'])})"


def _short(value: object, longest: int = 100) -> str:
    said = repr(value)
    return said if len(said) <= longest else f"{said[:longest]}…"


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Two documents as one: tables are joined, and of everything else the one above counts.

    >>> merged({"a": {"x": 1, "y": 2}, "b": [1]}, {"a": {"y": 3}, "b": [2]})
    {'a': {'x': 1, 'y': 3}, 'b': [2]}
    """
    found = dict(below)
    for key, value in above.items():
        old = found.get(key)
        found[key] = merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return found


def tomls(folders: Sequence[Path]) -> list[Path]:
    """The TOML files of some folders, in order of folder and name; a folder that is not there has none."""
    return [path for folder in folders for path in sorted(folder.glob("*.toml"))]
