"""What there is to judge, wherever it lies: recordings, or a bucket that a source describes."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from analytics.backtest import bucket
from analytics.ground.course import Course
from analytics.ground.source import Telemetry
from collectors.replay import Mapping, Tally
from contract.documents import tomls
from contract.errors import SettingsError
from contract.settings import Settings
from contract.sources import read as read_source
from contract.time import DAY, SECOND
from forewarn import context
from forewarn.backtest import courses
from store.gateway import Gateway
from store.sources.foreign import Foreign
from store.sources.own import OWN
from store.sources.place import Place

AS = "worker"
"""Whose token a history is read with, where none is set: it may read every bucket, and write what is found."""
DAYS = 30
"""Days that are judged where nobody says since when."""


@dataclass(frozen=True, slots=True)
class Material:
    """Courses with what they are called, the moment (ns) from which on they are judged (0: all), and what was refused,
    a line each."""

    names: Sequence[str]
    courses: Sequence[Course]
    since: int
    refused: Sequence[str]
    says: Path | None = None
    """The file that says what they mean."""

    @property
    def classes(self) -> set[str]:
        """The classes of its assets."""
        return {course.tags[1] for course in self.courses}

    @property
    def empty(self) -> bool:
        """Whether there is nothing to judge."""
        return not any(len(course.time) and course.time[-1] >= self.since for course in self.courses)


def of_files(files: Sequence[Path], mapping: Mapping, since: int | None, stop: int | None) -> Material:
    """Recordings, between two times (ns). Raises `ContractError` where one cannot be read."""
    tally = Tally()
    found = courses.read(files, mapping, tally)
    if stop is not None:
        found = [course.between(0, stop) for course in found]
    lines = list(tally.lines()) if tally.refused else []
    return Material([file.name for file in files], found, since or 0, lines)


def last_days(material: Material, length: int) -> Material:
    """The same, of which only the last part of a length (ns) is judged."""
    latest = max((int(course.time[-1]) for course in material.courses if len(course.time)), default=0)
    return replace(material, since=max(material.since, latest - length))


def of_place(reader: Gateway, place: Place, since: int | None, stop: int | None, length: int = DAYS * DAY) -> Material:
    """What lies in a bucket between two times (ns), and what was to be learned from before. The second is now where
    nobody says otherwise, the first so much (`length`, ns) before it. Raises `GatewayError`."""
    stop = stop or time.time_ns() - round(place.delay_s * SECOND)
    since = since or stop - length
    with context.bar(f"reading {place.name}") as show:
        heard = bucket.read_with_past(Telemetry(reader, place), since, stop, show)
    return Material([place.name], heard.courses, since, heard.lines())


def place_of(settings: Settings, name: str) -> Place:
    """The source of a name: our own bucket's, or a file's. Raises `SettingsError` that says which there are, and
    `DocumentError` where its file is not good."""
    files = {path.stem: path for path in tomls([settings.forewarn_sources])}
    if name == OWN.name:
        return OWN
    if name not in files:
        known = ", ".join([*sorted(files), f"{OWN.name} (our own bucket)"])
        raise SettingsError(f"--source: {name!r} is no file of {settings.forewarn_sources}; there are {known}")
    return Foreign(name, read_source(files[name]))


@contextmanager
def stores(settings: Settings, place: Place) -> Iterator[tuple[Gateway, Gateway]]:
    """The store as the worker sees it, and as who may read that place sees it."""
    with context.gateway(settings, component=AS) as gateway:
        if place is OWN or settings.forewarn_sources_token is None:
            yield gateway, gateway
            return
        with Gateway(gateway.url, settings.require("forewarn_sources_token"), gateway.org) as reader:
            yield gateway, reader
