"""JSON in recordings: files of one object a row, and columns of text whose cells are objects; `body.p` is a part."""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from contract.errors import ContractError

ENDS = (".json", ".jsonl", ".ndjson")


def is_json(file: Path) -> bool:
    """Whether a file is of objects, by its name or its beginning."""
    with file.open("rb") as handle:
        return file.suffix.lower() in ENDS or handle.read(16).lstrip(b"\xef\xbb\xbf").startswith(b'{"')


def pieces(file: Path, rows: int) -> Iterator[tuple[int, dict[str, pa.Array]]]:
    """The rows of a file of objects, so many at once, as columns; the first number is that of the first row, from 1.

    Raises `ContractError` where it is no JSON.
    """
    place, objects = 1, _objects(file)
    while part := list(islice(objects, rows)):
        yield place, columns(part)
        place += len(part)


def _objects(file: Path) -> Iterator[Any]:
    """One object a line, or the objects of one list."""
    with file.open(encoding="utf-8-sig") as handle:
        number, listed = 1, handle.read(1) == "["
        handle.seek(0)
        try:
            if listed:
                yield from json.load(handle)
            for line in handle:
                if line.strip():
                    yield json.loads(line)
                number += 1
        except ValueError as error:
            raise ContractError("file", f"{file}, line {number}: is no JSON: {error}") from error


def columns(objects: Sequence[Any]) -> dict[str, pa.Array]:
    """Objects as columns of text, null where one lacks a part; what lies in another is named with a point."""
    frame = pd.json_normalize([found if isinstance(found, dict) else {} for found in objects])
    return {str(name): pa.array([_said(cell) for cell in frame[name]], pa.string()) for name in frame.columns}


def unpacked(cells: pa.Array) -> dict[str, pa.Array]:
    """The parts of a column of texts that are objects; a cell that is none has no part."""
    return columns([_object(text) for text in cells.to_pylist()])


def is_nested(cells: pa.Array) -> bool:
    """Whether the first cells of a column of text are objects, as far as there is something in them."""
    first = [text for text in cells[:20].to_pylist() if text]
    return not first or any(isinstance(_object(text), dict) for text in first)


def _object(text: str | None) -> Any:
    try:
        return json.loads(text) if text and text.lstrip().startswith("{") else None
    except ValueError:
        return None


def _said(cell: Any) -> str | None:
    if cell is None or cell != cell:
        return None
    return str(cell).lower() if isinstance(cell, bool) else str(cell)
