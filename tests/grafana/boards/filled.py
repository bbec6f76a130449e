"""A store with a few hand-written points in it, and what shipped queries answer about them."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from contract.measurements import Measurement, Value
from contract.time import DAY, HOUR
from store import queries
from store.gateway import Gateway
from store.points import Point, encode
from tests.support.provisioned import provisioned

NOON = (time.time_ns() // DAY) * DAY - 12 * HOUR
"""Yesterday's noon: windows begin where tests say, and the store still keeps what is written there."""


@contextmanager
def filled(folder: Path, points: Sequence[tuple[Measurement, Point]]) -> Iterator[Gateway]:
    """A running store that holds these points."""
    with provisioned(folder) as store, Gateway(store.url, store.token, store.org) as gateway:
        for bucket in {measurement.bucket for measurement, _ in points}:
            gateway.write(bucket, encode(point for measurement, point in points if measurement.bucket == bucket))
        yield gateway


def written(
    measurement: Measurement, whose: str, time: int, fields: Mapping[str, Value], **tags: str
) -> tuple[Measurement, Point]:
    """A point of an asset that is given as "asset class site", with the measurement that it is of."""
    asset, asset_class, site = whose.split()
    common = {"asset": asset, "asset_class": asset_class, "site": site}
    return measurement, Point(measurement.name, {**common, **tags}, fields, time)


def ask(
    gateway: Gateway, name: str, columns: str, *, start: int, stop: int, every_s: float = 60, **variables: Any
) -> list[tuple[Any, ...]]:
    """Some columns (their names with blanks between) of a shipped query's answer, a tuple a row."""
    answer = gateway.query(queries.render(name, start=start, stop=stop, every_s=every_s, **variables))
    return [tuple(row.get(column) for column in columns.split()) for row in answer.rows()]
