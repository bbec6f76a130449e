"""The columns of an export, decided before its first row, and its rows, read slice by slice."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import pyarrow as pa

from contract.measurements import SCORE
from store.annotated_csv import Block
from store.export.cells import Numbering, Rows, batches, cells
from store.export.columns import Series, schema_of, series
from store.export.episodes import LOOK_BACK, episodes
from store.export.episodes import schema as schema_of_episodes
from store.export.kinds import KINDS
from store.export.order import Order, measured
from store.export.scored import FIELDS, scored
from store.export.slices import MOST, Slice, ahead, slices
from store.gateway import Gateway
from store.queries import render
from store.sources.predicate import EVERY, both, one_of

MOST_ASSETS = 500
"""Assets that are asked for at once, so that a single moment of a fleet is never too large an answer."""
Done = Callable[[int, int], object]
"""Told how many nanoseconds of how many have been read, those of each group of assets by themselves."""


class Table:
    """An order's table. Making it asks the store which columns there are; raises `GatewayError`, as reading does."""

    def __init__(self, gateway: Gateway, order: Order) -> None:
        self._gateway, self._kind, self._is_of_episodes = gateway, KINDS[order.what], order.what == "episodes"
        self._order = replace(order, start=max(0, order.start - LOOK_BACK)) if self._is_of_episodes else order
        self._begin = order.start
        found = self._series()
        self._groups = list(_groups(found, named=bool(order.assets)))
        self._start, self._stop = found.start, found.stop
        self._points = schema_of(order, found)
        self.schema: pa.Schema = schema_of_episodes() if self._is_of_episodes else self._points

    def batches(self, done: Done) -> Iterator[pa.RecordBatch]:
        """The rows: class by class, in each some hundred assets at a time, of these in the order of time."""
        points = self._all(done)
        return episodes(points, self._begin) if self._is_of_episodes else points

    def _all(self, done: Done) -> Iterator[pa.RecordBatch]:
        start, length = self._start, self._stop - self._start
        for number, group in enumerate(self._groups):
            for found in ahead(slices(partial(self._read, group), start, self._stop)):
                yield from self._wide(found)
                done(number * length + found.stop - start, len(self._groups) * length)

    def _wide(self, found: Slice) -> Iterator[pa.RecordBatch]:
        whose = Numbering()
        values = list(cells(found.rows, self._kind.tags, whose, self._points))
        rows = Rows.of(values, whose)
        more = scored(found.scores, whose, self._points) if found.scores else ()
        return batches(rows, [*values, *more], self._points, self._kind.tags)

    def _series(self) -> Series:
        measurement = self._kind.measurement
        rows = self._order.rows(measured(measurement.name), self._kind.telling)
        start, stop = self._order.start, self._order.stop
        flux = render("export_series", start=start, stop=stop, bucket=measurement.bucket, rows=rows)
        return series(self._gateway.blocks(flux))

    def _read(self, group: str, start: int, stop: int) -> Slice:
        rows = self._ask(group, start, stop)
        return Slice(stop, rows, self._scores(group, start, stop) if rows and self._order.what == "telemetry" else [])

    def _ask(self, group: str, start: int, stop: int) -> list[Block]:
        measurement, signals = self._kind.measurement, self._order.signals
        column = "signal" if "signal" in measurement.tags else "_field"
        wanted = one_of(column, [*signals, *(self._kind.columns if column == "_field" else ())]) if signals else EVERY
        rows = both(self._order.rows(measured(measurement.name), wanted), group)
        return self._blocks(measurement.bucket, measurement.tags, rows, start, stop)

    def _scores(self, group: str, start: int, stop: int) -> list[Block]:
        signals = one_of("signal", self._order.signals) if self._order.signals else EVERY
        rows = both(self._order.rows(measured(SCORE.name), one_of("_field", FIELDS), signals), group)
        return self._blocks(SCORE.bucket, SCORE.tags, rows, start, stop)

    def _blocks(self, bucket: str, tags: Sequence[str], rows: str, start: int, stop: int) -> list[Block]:
        flux = render("export_rows", start=start, stop=stop, bucket=bucket, tags=tags, rows=rows)
        return self._gateway.blocks_within(flux, MOST)


def _groups(found: Series, *, named: bool) -> Iterator[str]:
    """Conditions that part what there is into groups of assets of a class."""
    for asset_class, assets in sorted(found.assets.items()):
        own = one_of("asset_class", [asset_class])
        for begin in range(0, len(assets), MOST_ASSETS):
            some = sorted(assets)[begin : begin + MOST_ASSETS]
            yield own if len(assets) == len(some) and not named else both(own, one_of("asset", some))
