"""Points put together from a raw answer, one value a row, whatever was written there.

Flux's `pivot` fails as a whole where one point lacks a tag, where a field has two types, or is called like a column.
Here each point comes by itself, and whoever reads it refuses it by itself.
"""

from collections.abc import Iterable
from typing import Any

from store.annotated_csv import Block
from store.frame import Frame


def whole(blocks: Iterable[Block], *tags: str) -> list[dict[str, Any]]:
    """One record a point, the oldest first: its fields, those of `tags` that it has, `_time` in ns since 1970."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    ours = {*tags, "_time"}
    for block in blocks:
        frame = Frame(block.rows)
        labels = [frame.strings(tag) for tag in tags]
        values = block.rows.column("_value").to_pylist()
        for time, name, value, *own in zip(
            frame.times().tolist(), frame.strings("_field"), values, *labels, strict=True
        ):
            # A field that is called like a tag says nothing: who wrote it did not name its series.
            found.setdefault((time, *own), {}).update({} if name in ours else {name: value})
    return [
        {**fields, **{tag: text for tag, text in zip(tags, own, strict=True) if text}, "_time": time}
        for (time, *own), fields in sorted(found.items(), key=lambda item: item[0])
    ]
