"""What lies in a bucket: its measurements, tags and fields, and which of them name machines and signals."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from collectors.discover.column import Column
from collectors.discover.guess import Guess, guess
from collectors.discover.narrow import NAMES, VALUES
from collectors.discover.roles import ASSET, SITE, WHO
from collectors.discover.words import words
from store.annotated_csv import Block
from store.gateway import Gateway
from store.queries import render

MOST_ASSETS = 3
"""Machines whose values are looked at."""
_NOT_TAGS = frozenset({"result", "table", "_start", "_stop", "_time", "_value", "_field", "_measurement"})
_TOPIC = re.compile(r"^[^/]*/.*[^/]$")
SIGNAL_OF_TOPIC, ASSET_OF_TOPIC = r"([^/]+)$", r"([^/]+)/[^/]+$"
"""A topic ends with the signal, and before that with the machine."""

Series = Mapping[str, str]
"""The measurement, the field and the tags of a series."""


@dataclass(frozen=True, slots=True)
class Part:
    """What names something: a tag, and the pattern of its part where it is one of a topic."""

    tag: str
    pattern: str = ""

    def name(self, series: Series) -> str:
        """What it says of a series."""
        value = series.get(self.tag, "")
        found = re.search(self.pattern, value) if self.pattern else None
        return value if not self.pattern else found[1] if found else ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where telemetry lies in a bucket: a measurement, and what names machine, site and signal, if anything does."""

    bucket: str
    measurement: str
    asset: Part | None
    site: Part | None
    signal: Part | None
    """Without one the fields are the signals."""
    value_field: str
    series: Sequence[Series]

    @property
    def assets(self) -> list[str]:
        """The machines, by their names."""
        return sorted({self.asset.name(series) for series in self.series} - {""}) if self.asset else []


def places(gateway: Gateway, bucket: str, since: str) -> list[Place]:
    """What each measurement of a bucket is, from a moment of Flux such as `-14d` on; raises `GatewayError`."""
    found: dict[str, list[Series]] = {}
    for row in _rows(gateway.blocks(render("discover_series", start=since, bucket=bucket))):
        series = {name: value for name, value in row.items() if isinstance(value, str) and _names(name)}
        found.setdefault(row["_measurement"], []).append(series)
    return [_place(bucket, measurement, series) for measurement, series in sorted(found.items())]


def _names(column: str) -> bool:
    return column in ("_measurement", "_field") or column not in _NOT_TAGS


def _place(bucket: str, measurement: str, series: Sequence[Series]) -> Place:
    tags = {
        tag: {one[tag] for one in series if tag in one} for tag in {tag for one in series for tag in one} - _NOT_TAGS
    }
    topics = [tag for tag, values in sorted(tags.items()) if all(map(_TOPIC.match, values))]
    fields = {one["_field"] for one in series}
    value = next((field for field in sorted(fields) if VALUES & set(words(field))), "")
    names = sorted((tag for tag in tags if NAMES & set(words(tag))), key=lambda tag: -len(tags[tag]))
    asset = next((Part(tag) for tag in sorted(tags) if _speaks_of(tag, ASSET) and tag not in names[:1]), None)
    site = next((Part(tag) for tag in sorted(tags) if _speaks_of(tag, SITE)), None)
    if asset is None and not topics:
        asset = next(
            (Part(tag) for tag in sorted(tags) if tag not in names[:1] and _is_name(tags[tag], tag, site)), None
        )
    signal = Part(names[0]) if names and value else None
    if topics and value and signal is None:
        signal = Part(topics[0], SIGNAL_OF_TOPIC)
    if topics and asset is None:
        asset = Part(topics[0], ASSET_OF_TOPIC if signal and signal.tag == topics[0] else r"([^/]+)$")
    return Place(bucket, measurement, asset, site, signal, value if signal else "", series)


def _is_name(values: Collection[str], tag: str, site: Part | None) -> bool:
    """Whether a tag that says nothing by its name has one value on every point, with a number in it, as AHU-7 has."""
    (value, *others) = values
    return not others and (site is None or tag != site.tag) and re.search(r"[^\W\d].*\d", value) is not None


def _speaks_of(tag: str, role: str) -> bool:
    return bool(dict(WHO)[role] & set(words(tag)))


def look(gateway: Gateway, place: Place, since: str, classes: Collection[str]) -> Guess | None:
    """The guesses about a place, by the values of a few of its machines; None where they tell nothing."""
    tag = place.asset.tag if place.asset else "_measurement"
    shown = place.assets[:MOST_ASSETS]
    of_shown = [one for one in place.series if place.asset is None or place.asset.name(one) in shown]
    values = sorted({one[tag] for one in of_shown if tag in one})
    flux = render(
        "discover_values", start=since, bucket=place.bucket, measurement=place.measurement, tag=tag, values=values
    )
    rows = list(_rows(gateway.blocks(flux)))
    return guess(place.measurement, _columns(place, rows), classes)


def _columns(place: Place, rows: Sequence[Mapping[str, Any]]) -> list[Column]:
    """Time, machine, signal and value of each row, as a long table has them."""
    field = Part("_field")
    told = [row for row in rows if not place.value_field or row["_field"] == place.value_field]
    names = [(place.signal or field).name(row) for row in told]
    assets = [place.asset.name(row) if place.asset else "one" for row in told]
    times = np.array([row["_time"].timestamp() for row in told], np.float64)
    texts = np.array([_text(row["_value"]) for row in told], object)
    numbers = np.array([_number(row["_value"]) for row in told], np.float64)
    written = np.array([f"{moment:.6f}" for moment in times], object)
    return [
        Column("time", times, written), Column("asset", _no_numbers(told), np.array(assets, object)),
        Column("signal", _no_numbers(told), np.array(names, object)), Column("value", numbers, texts),
    ]  # fmt: skip


def _no_numbers(rows: Sequence[object]) -> "np.typing.NDArray[np.float64]":
    return np.full(len(rows), np.nan)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else float("nan")


def _rows(blocks: Sequence[Block]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        yield from block.rows.to_pylist()
