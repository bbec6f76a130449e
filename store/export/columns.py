"""Which columns a table has: what its measurement says, and what the series in the range say."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from contract.catalogue import CLASSES
from store.annotated_csv import Block
from store.export.kinds import KINDS, TIME
from store.export.order import Order
from store.export.scored import alert_of, z_score_of
from store.frame import Frame, is_number


@dataclass(frozen=True, slots=True)
class Series:
    """What there is from `start` to before `stop`: assets by class, fields with the type of their column."""

    start: int
    stop: int
    assets: Mapping[str, set[str]] = field(default_factory=dict)
    fields: Mapping[str, pa.DataType] = field(default_factory=dict)


def series(blocks: Iterable[Block]) -> Series:
    """Those of an answer to `export_series`; a field of both numbers and texts is of numbers."""
    times = np.zeros(0, np.int64)
    assets: dict[str, set[str]] = {}
    fields: dict[str, pa.DataType] = {}
    for block in blocks:
        frame, kind = Frame(block.rows), block.rows.schema.field("_value").type
        times = np.append(times, frame.times())
        for asset_class, asset in frame.codes("asset_class", "asset")[1]:
            assets.setdefault(asset_class, set()).add(asset)
        for (name,) in frame.codes("_field")[1]:
            if is_number(kind):
                fields[name] = pa.float64()
            else:
                fields.setdefault(name, kind)
    return Series(int(times.min()), int(times.max()) + 1, assets, fields) if len(times) else Series(0, 0)


def schema_of(order: Order, found: Series) -> pa.Schema:
    """Time, tags, the fields of the measurement, and behind them what the range has, signals in the classes' order.

    A table has no two columns of one name: a signal that is called like one before it is left out.
    """
    kind = KINDS[order.what]
    columns = {"time": TIME, **dict.fromkeys(kind.tags, pa.string())}
    for name, of in (*kind.columns.items(), *_others(order, found)):
        columns.setdefault(name, of)
    return pa.schema(list(columns.items()))


def _others(order: Order, found: Series) -> Iterator[tuple[str, pa.DataType]]:
    if order.what == "risk":
        yield from ((name, of) for name, of in sorted(found.fields.items()))
    if order.what != "telemetry":
        return
    for name in order.signals or _sorted(found.fields):
        of = found.fields.get(name, pa.float64())
        yield name, of
        if is_number(of):
            yield z_score_of(name), pa.float64()
            yield alert_of(name), pa.bool_()


def _sorted(names: Iterable[str]) -> list[str]:
    """Names in the order of the classes, and behind them what no class has."""
    known = dict.fromkeys(signal for spec in CLASSES.values() for signal in spec.signals)
    there = set(names)
    return [name for name in known if name in there] + sorted(there - known.keys())
