"""`forewarn discover`: what recordings, or a bucket, hold, and the files that say so, for a person to read and mend."""

import shlex
from collections.abc import Mapping
from pathlib import Path

import click
from rich.console import Console

from collectors.discover.bucket import look, places
from collectors.discover.files import Kind, kinds
from collectors.discover.guess import Guess
from collectors.discover.reading import read
from collectors.discover.summary import MOST_LINES, summary
from collectors.discover.times import told
from collectors.discover.truth import labels_text
from collectors.discover.writing import class_text, mapping_text, source_text
from contract.catalogue import CLASSES
from contract.errors import ContractError, SettingsError
from contract.files import write_whole
from contract.settings import Settings
from forewarn import context
from store.provision import OPERATOR

LEAST_ROWS = 2
MOST_NAMES = 12
"""Columns that an error names."""
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
    for kind in kinds({file: read(file) for file in files}):
        _discover_files(settings, kind, force)


def _discover_files(settings: Settings, kind: Kind, force: bool) -> None:
    """What recordings of one kind hold."""
    found = _found(kind, _taken(settings))
    mapping = settings.forewarn_machines.parent / RECORDINGS / f"{found.asset_class}.toml"
    _tell(found, kind.files[0].name if len(kind.files) == 1 else f"{kind.name} ({len(kind.files)} files)")
    texts = {_class_file(settings, found): class_text(found), mapping: mapping_text(found, kind.form)}
    labels = mapping.with_suffix(".labels.csv")
    if known := labels_text(kind, found):
        texts[labels] = known
    _write(texts, force)
    words = shlex.join([*map(str, kind.files), "--mapping", str(mapping)])
    more = f" --labels {shlex.quote(str(labels))}" if known else ""
    click.echo("next, after a look at what says `guessed`:")
    click.echo(f"  forewarn check {words}\n  forewarn backtest {words}{more}\n  forewarn replay {words}")


def _found(kind: Kind, taken: set[str]) -> Guess:
    """The guesses about recordings; raises `ContractError` where there is nothing to guess, and says why."""
    file, columns = kind.files[0], kind.recorded.columns
    if kind.recorded.rows < LEAST_ROWS:
        raise ContractError(
            "file", f"{file} has {kind.recorded.rows or 'no'} row{'s' * (kind.recorded.rows == 0)}, too few to tell"
        )
    found = kind.guess(taken)
    if found is None:
        names = ", ".join(column.name for column in columns[:MOST_NAMES])
        raise ContractError(
            "time", f"{file}: none of its columns ({names}) can be read as a time; write a mapping by hand"
        )
    if not found.signals:
        why = "; ".join(f"{item.column.name} {item.role.reason}" for item in found.found[:MOST_NAMES])
        raise ContractError("columns", f"{file}: no column could be judged: {why or 'there is none beside the time'}")
    return found


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
    if len(found.found) > MOST_LINES:
        click.echo(f"... and {len(found.found) - MOST_LINES:,} more columns, which the files name")


def _write(texts: Mapping[Path, str], force: bool) -> None:
    """Write all of the files, or none where one of them is there already."""
    there = [str(path) for path in texts if path.exists()]
    if there and not force:
        raise SettingsError(f"{', '.join(there)}: there already; --force writes over it")
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
        click.echo(f"wrote {path}")
