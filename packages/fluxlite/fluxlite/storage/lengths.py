"""Texts that are too long: no field may hold more bytes than InfluxDB takes, or one point would stall every reader."""

from collections.abc import Iterator

import numpy as np

from fluxlite.lineprotocol import Batch
from fluxlite.lineprotocol.batch import KINDS
from fluxlite.seam import Kind

MAX_TEXT = 1_048_576
"""Bytes of one text."""
_STRING = KINDS.index(Kind.STRING)


def too_long(batch: Batch) -> dict[int, str]:
    """The points (by their place) that have a text that is too long, each with the server's words for it."""
    texts = batch.values.get(Kind.STRING)
    if texts is None or max(map(len, texts), default=0) * 4 <= MAX_TEXT:
        return {}
    found: dict[int, str] = {}
    for point, name, text in _texts(batch):
        size = len(text.encode())
        if size > MAX_TEXT and point not in found:
            where = f'input field "{name}" on measurement "{batch.shapes[point].measurement}"'
            found[point] = f"{where} is too long, {size} > {MAX_TEXT}"
    return found


def _texts(batch: Batch) -> Iterator[tuple[int, str, str]]:
    """Every text with its point and its field."""
    texts = iter(batch.values[Kind.STRING].tolist())
    for point, shape in enumerate(batch.shapes):
        for place in np.flatnonzero(shape.codes == _STRING).tolist():
            yield point, shape.names[place], str(next(texts))
