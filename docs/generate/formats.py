"""The files that people write: their keys as a table, and as JSON Schema for editors, both from the models."""

import json
from collections.abc import Iterator

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from collectors.replay.mapping import Mapping, Time
from contract.mapping import Reading, RunState, Who
from contract.sources import Source
from docs.generate.tables import table


def source() -> str:
    """Every key of a source's file."""
    rows = [(f"`{name}`", _says(info), _default(info)) for name, info in Source.model_fields.items()]
    parts = [*_of("asset", Who, "column"), *_of("run_state", RunState, "column"), *_of("fields.<name>", Reading)]
    return table(("key", "what it says", "where it is left out"), [*rows, *parts])


def source_schema() -> str:
    """A source's file as JSON Schema."""
    return schema(Source, "Where telemetry lies in the store")


def recording() -> str:
    """Every key of a recording's mapping."""
    rows = [(f"`{name}`", _says(info), _default(info)) for name, info in Mapping.model_fields.items()]
    parts = [
        *_of("time", Time), *_of("asset", Who, "tag"), *_of("run_state", RunState, "tag", "field"),
        *_of("columns.<name>", Reading),
    ]  # fmt: skip
    return table(("key", "what it says", "where it is left out"), [*rows, *parts])


def recording_schema() -> str:
    """A recording's mapping as JSON Schema."""
    return schema(Mapping, "What the columns of a recording mean")


def schema(model: type[BaseModel], title: str) -> str:
    """A file of a kind as JSON Schema."""
    text = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema(), "title": title}
    return json.dumps(text, indent=2, ensure_ascii=False) + "\n"


def _of(place: str, part: type[BaseModel], *without: str) -> Iterator[tuple[str, str, str]]:
    """The keys of a part that may stand in a table of its own."""
    for name, info in part.model_fields.items():
        if name not in ("text", *without):
            yield f"`{place}.{name}`", _says(info), _default(info)


def _says(info: FieldInfo) -> str:
    return info.description or ""


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "must be said"
    return "" if not info.default and not isinstance(info.default, float) else f"`{info.default}`"
