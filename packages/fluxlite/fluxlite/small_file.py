"""A small JSON file that a dataclass is kept in: replaced whole, and read with care, for people edit it too."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import MISSING, asdict, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


def read(path: Path, kind: type[T]) -> T:
    """What a file holds. Raises ValueError that names the file, the place in it and what is wrong there."""
    try:
        found: T = _made(kind, json.loads(path.read_bytes()), "the whole")
    except ValueError as error:
        raise ValueError(f"{path} cannot be read: {error}; nothing was changed, put it back from a backup") from error
    return found


def replace(path: Path, content: Any, then: Callable[[], None]) -> None:
    """Put a dataclass into a file in one step, durably: a kill leaves the old content or the new one.

    `then` is called in the moment when the new content counts. Raises OSError, before it with the file as it was.
    """
    draft = path.with_suffix(".new")
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        try:
            draft.touch(0o600)
            with draft.open("w") as file:
                json.dump(asdict(content), file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except OSError:
            with suppress(OSError):
                draft.unlink()
            raise
        then()
        os.fsync(folder)
    finally:
        os.close(folder)


def _made(kind: Any, value: Any, place: str) -> Any:
    """A value of JSON as a value of a kind: a dataclass, a dict or list of something, or a plain type."""
    if kind is Any:
        return value
    if is_dataclass(kind):
        return _made_dataclass(kind, value, place)
    plain = get_origin(kind) or kind
    if not isinstance(value, plain) or (isinstance(value, bool) and plain is not bool):
        raise ValueError(f"{place} must be of type {plain.__name__}, not {type(value).__name__}")
    if plain is dict:
        return {key: _made(get_args(kind)[1], each, f"{place}, {key!r}") for key, each in value.items()}
    if plain is list:
        return [_made(get_args(kind)[0], each, f"{place}, entry {number}") for number, each in enumerate(value, 1)]
    return value


def _made_dataclass(kind: Any, value: Any, place: str) -> Any:
    if not isinstance(value, dict):
        raise ValueError(f"{place} must be an object, not {type(value).__name__}")
    hints, known = get_type_hints(kind), {one.name: one for one in fields(kind)}
    for key in value:
        if key not in known:
            raise ValueError(f"{place} has the key {key!r}, which this version does not know: it is of a newer one")
    for name, one in known.items():
        if name not in value and one.default is MISSING and one.default_factory is MISSING:
            raise ValueError(f"{place} lacks {name!r}")
    return kind(**{key: _made(hints[key], each, f"{place}, {key!r}") for key, each in value.items()})
