"""Which files a class is made of: its own, what they include and extend, and what users write over any of these."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from contract.catalogue.document import Links
from contract.documents import DocumentError, Place, fault, merged, parse, read, reason_of, tomls

PARTS = "parts"
_LINKS = tuple(Links.model_fields)


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """One file as it is written, without its links."""

    path: Path
    text: str
    table: Mapping[str, Any]
    links: Links

    def depth(self, place: Place) -> int:
        """How many steps of a place are written here."""
        node: Any = self.table
        for number, step in enumerate(place):
            try:
                node = node[step]
            except (KeyError, IndexError, TypeError):
                return number
        return len(place)

    def fault(self, place: Place, reason: str) -> DocumentError:
        """An error at a place of this file."""
        return fault(self.path, self.text, place, reason)


@dataclass(frozen=True, slots=True)
class Stack:
    """The files of one class, from the lowest to the one that has the last word."""

    files: tuple[Written, ...]

    @property
    def table(self) -> dict[str, Any]:
        """All of them as one document."""
        return reduce(merged, (written.table for written in self.files), {})

    def fault(self, place: Place, reason: str) -> DocumentError:
        """An error at a place of the document, in the file that wrote it."""
        return self.writer(place).fault(place, reason)

    def writer(self, place: Place) -> Written:
        """The file that says what stands at a place, or nearest above it; of several, the one with the last word."""
        return max(reversed(self.files), key=lambda written: written.depth(place))


class Library:
    """The files of some folders, each read once: those of a later folder lie over those of its name in an earlier."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.classes = _by_name(tomls(folders))
        self._parts = _by_name(tomls([folder / PARTS for folder in folders]))
        self._read: dict[Path, Written] = {}

    def stack(self, name: str) -> Stack:
        """The files of a class; each counts once, at its lowest place. Raises `DocumentError`."""
        return Stack(tuple(dict.fromkeys(self._files(self.classes[name], ()))))

    @cached_property
    def signals(self) -> frozenset[str]:
        """The names of the signals of all files."""
        paths = [path for found in (self.classes, self._parts) for paths in found.values() for path in paths]
        tables = (self._written(path).table.get("signals") for path in paths)
        return frozenset(name for table in tables if isinstance(table, Mapping) for name in table)

    def is_part(self, written: Written) -> bool:
        """Whether a file is a part, not a class."""
        return written.path in self._parts.get(written.path.stem, ())

    def _files(self, paths: Sequence[Path], above: tuple[Path, ...]) -> Iterator[Written]:
        for number, path in enumerate(paths):
            written = self._written(path)
            for place, name in _named(written.links):
                below = self._find(written, place, name, paths[:number])
                if {*below} & {*above, path}:
                    raise written.fault(place, f"{name!r} stands on this very file")
                yield from self._files(below, (*above, path))
            yield written

    def _find(self, written: Written, place: Place, name: str, before: Sequence[Path]) -> Sequence[Path]:
        """The files that a link names; of a class that extends itself, those that lie below it."""
        own = place[0] == "extends"
        if own and name == written.path.stem:
            return before
        known = self.classes if own else {**self.classes, **self._parts}
        if name not in known:
            raise written.fault(place, f"{name!r} is not one of {', '.join(sorted(known))}")
        return known[name]

    def _written(self, path: Path) -> Written:
        if path not in self._read:
            text = read(path)
            table = parse(path, text)
            try:
                links = Links.model_validate({key: table.pop(key) for key in _LINKS if key in table})
            except ValidationError as error:
                first = error.errors(include_url=False)[0]
                raise fault(path, text, tuple(first["loc"]), reason_of(first)) from error
            self._read[path] = Written(path, text, table, links)
        return self._read[path]


def _by_name(paths: Sequence[Path]) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in paths:
        found.setdefault(path.stem, []).append(path)
    return found


def _named(links: Links) -> Iterator[tuple[Place, str]]:
    """Each link with its place; what a class extends lies below what it includes."""
    if links.extends is not None:
        yield ("extends",), links.extends
    yield from ((("include", number), name) for number, name in enumerate(links.include))
