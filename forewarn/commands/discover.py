"""`forewarn discover`: what recordings, or a bucket, hold, and the files that say so, for a person to read and mend."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import click
from rich.console import Console

from collectors.discover.bucket import look, places
from collectors.discover.guess import Guess, guess
from collectors.discover.reading import Recorded, read
from collectors.discover.summary import summary
from collectors.discover.times import told
from collectors.discover.writing import class_text, mapping_text, source_text
from contract.catalogue import CLASSES
from contract.errors import ContractError, SettingsError
from contract.files import write_whole
from contract.settings import Settings
from forewarn import context
from store.provision import OPERATOR

RECORDINGS = "recordings"
"""The folder of mappings, beside that of classes."""


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--bucket", help="Look into a bucket of the store instead.")
@click.option("--since", default="14d", show_default=True, help="With --bucket: how far back, such as 14d or 12h.")
@click.option("--force", is_flag=True, help="Write over files that are there already.")
def command(files: tuple[Path, ...], bucket: str | None, since: str, force: bool) -> None:
    """Find out what recordings (FILES; those of the same columns are of one kind) or a bucket hold, and write it down.

    A class goes into FOREWARN_MACHINES, the mapping of a recording beside that into recordings/, the source of a
    bucket into FOREWARN_SOURCES. Every guess in them is marked, and nothing that is there already is written over.
    """
    if bool(files) == bool(bucket):
        raise click.UsageError("give either FILES or --bucket")
    settings = context.load()
    if bucket:
        _discover_bucket(settings, bucket, since, force)
    for alike in _alike(files):
        _discover_files(settings, alike, force)


def _alike(files: Sequence[Path]) -> Iterable[Mapping[Path, Recorded]]:
    """The recordings, those of the same columns together."""
    found: dict[tuple[str, ...], dict[Path, Recorded]] = {}
    for file in files:
        recorded = read(file)
        found.setdefault(tuple(column.name for column in recorded.columns), {})[file] = recorded
    return found.values()


def _discover_files(settings: Settings, recordings: Mapping[Path, Recorded], force: bool) -> None:
    """What recordings of one kind of machine hold, by the longest of them."""
    file = max(recordings, key=lambda path: recordings[path].rows)
    if not recordings[file].rows:
        raise ContractError("file", f"{file} has no rows")
    found = guess(file.stem, recordings[file].columns, _taken(settings))
    if found is None:
        raise ContractError("time", f"{file}: no column can be read as a time; write a mapping by hand")
    mapping = settings.forewarn_machines.parent / RECORDINGS / f"{found.asset_class}.toml"
    _tell(found, file.name)
    form = recordings[file].form
    _write({_class_file(settings, found): class_text(found), mapping: mapping_text(found, form)}, force)
    words = shlex.join([*map(str, recordings), "--mapping", str(mapping)])
    click.echo("next, after a look at what says `guessed`:")
    click.echo("\n".join(f"  forewarn {command} {words}" for command in ("check", "backtest", "replay")))


def _taken(settings: Settings) -> set[str]:
    """Classes whose names are not to be given away: those that ship."""
    return set(map(str, CLASSES)) - {path.stem for path in settings.forewarn_machines.glob("*.toml")}


def _discover_bucket(settings: Settings, bucket: str, since: str, force: bool) -> None:
    with context.gateway(settings, component=OPERATOR) as gateway:
        found = places(gateway, bucket, f"-{since}")
        if not found:
            raise ContractError("--bucket", f"nothing lies in {bucket!r} since {since}, or the token may not read it")
        taken = _taken(settings)
        for place in found:
            what = look(gateway, place, f"-{since}", taken)
            if what is None or not what.signals:
                click.echo(f"{place.measurement}: nothing that could be judged")
                continue
            taken.add(what.asset_class)
            source = settings.forewarn_sources / f"{what.asset_class}.toml"
            _tell(what, f"{bucket}, {place.measurement}, machines: {len(place.assets) or 1}")
            _write({_class_file(settings, what): class_text(what), source: source_text(what, place)}, force)
    click.echo("next, after a look at what says `guessed`; a running worker watches what these files describe:")
    click.echo("  forewarn check\n  forewarn run --no-simulator")


def _class_file(settings: Settings, found: Guess) -> Path:
    return settings.forewarn_machines / f"{found.asset_class}.toml"


def _tell(found: Guess, what: str) -> None:
    rhythm = ", ".join(words for words in told(found.rhythm).values() if words)
    click.echo(f"{what}: time in {' and '.join(found.clock.columns)}, {rhythm}")
    Console(width=None if Console().is_terminal else 200).print(summary(found))


def _write(texts: Mapping[Path, str], force: bool) -> None:
    """Write all of the files, or none where one of them is there already."""
    there = [str(path) for path in texts if path.exists()]
    if there and not force:
        raise SettingsError(f"{', '.join(there)}: there already; --force writes over it")
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
        click.echo(f"wrote {path}")
