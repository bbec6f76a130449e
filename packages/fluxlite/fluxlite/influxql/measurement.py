"""The series of one measurement: its sets of tags, and its fields."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from fluxlite.influxql.language.ast import Source
from fluxlite.influxql.language.patterns import matches
from fluxlite.seam import Bucket, Kind, Series

Tags = tuple[tuple[str, str], ...]
PREFERRED = (Kind.DOUBLE, Kind.LONG, Kind.UNSIGNED, Kind.STRING, Kind.BOOLEAN)
"""Where a field has values of several kinds, the first of these is the field's."""


@dataclass
class Measurement:
    """One measurement of a bucket."""

    bucket: Bucket
    name: str
    tagsets: list[Tags] = field(default_factory=list)
    """Sorted."""
    fields: dict[str, dict[int, list[Series]]] = field(default_factory=dict)
    """Of each field the series, by the place of their tags in `tagsets`."""

    @cached_property
    def tag_keys(self) -> list[str]:
        """The keys of all tags, sorted."""
        return sorted({key for tags in self.tagsets for key, _ in tags})

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """The kind of each field."""
        return {name: _preferred(series.values()) for name, series in self.fields.items()}


def measurements(bucket: Bucket, sources: Sequence[Source]) -> list[Measurement]:
    """The measurements of a bucket that sources name, sorted by name; without sources, all."""
    found: dict[str, Measurement] = {}
    wanted: dict[str, bool] = {}
    for series in bucket.series():
        name = series.measurement
        if name not in wanted:
            wanted[name] = not sources or any(_is_meant(name, source) for source in sources)
        if wanted[name]:
            _add(found.setdefault(name, Measurement(bucket, name)), series)
    return [found[name] for name in sorted(found)]


def _is_meant(name: str, source: Source) -> bool:
    if source.pattern is not None:
        return bool(matches(np.array([name], object), source.pattern.text)[0])
    return not source.name or source.name == name


def _add(measurement: Measurement, series: Series) -> None:
    """Add a series; they come sorted by tags."""
    if not measurement.tagsets or measurement.tagsets[-1] != series.tags:
        measurement.tagsets.append(series.tags)
    place = len(measurement.tagsets) - 1
    measurement.fields.setdefault(series.field, {}).setdefault(place, []).append(series)


def _preferred(series: Iterable[list[Series]]) -> Kind:
    kinds = {one.kind for some in series for one in some}
    return next(kind for kind in PREFERRED if kind in kinds)
