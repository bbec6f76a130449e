"""`forewarn check`: is what the files say of classes and sources right, and what would be judged by it?"""

import logging
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import click
from rich.console import Console

from analytics.backtest.straight import How
from collectors.replay import load
from contract.catalogue import CLASSES
from contract.documents import tomls
from contract.errors import ForewarnError
from contract.files import write_whole
from contract.settings import Settings
from contract.time import DAY
from forewarn import context
from forewarn.backtest.guessed import files_of, guessed
from forewarn.backtest.judging import thresholds
from forewarn.backtest.material import last_days, of_files, of_place, place_of, stores
from forewarn.backtest.spans import check_page
from forewarn.backtest.tables import WIDE
from forewarn.check import page as pages
from forewarn.check import tables
from forewarn.check.checked import Checked, check, wanted_of
from store.sources.own import OWN


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--mapping", type=click.Path(path_type=Path), help="TOML file: what the columns of FILES mean.")
@click.option("--days", default=7.0, show_default=True, type=click.FloatRange(0.01, 366), help="How much is replayed.")
@click.option("--report", "page", type=click.Path(path_type=Path), help="Also write all of it as a page here.")
def command(files: tuple[Path, ...], mapping: Path | None, days: float, page: Path | None) -> None:
    """Check classes and sources: load them, replay the last days, and say what came, what would judge it, how often
    people would have been called, and what is still guessed.

    Every file of FOREWARN_SOURCES is checked, and our own bucket where there is none; or recordings (FILES) with their
    --mapping. Nothing is written into the store. The exit status is 0 where all is well, 1 where something needs a
    person.
    """
    if bool(files) != (mapping is not None):
        raise click.UsageError("FILES and --mapping go together")
    check_page(page)
    settings = context.load()
    logging.getLogger("analytics.learning").setLevel(logging.WARNING)
    span = round(days * DAY)
    places = [*_recordings(settings, files, mapping, span)] if mapping else [*_sources(settings, span)]
    classes = [("classes", CLASSES.refused)] if CLASSES.refused else []
    findings = classes + [(checked.name, text) for checked in places for text in checked.findings()]
    _tell(places, findings, page)
    raise SystemExit(1 if findings else 0)


def _recordings(settings: Settings, files: Sequence[Path], mapping: Path, span: int) -> Iterator[Checked]:
    meaning = load(mapping)
    wanted = wanted_of(meaning)
    marked = guessed(files_of(settings.forewarn_machines, mapping, (kind for kind, _ in wanted)))
    name = ", ".join(file.name for file in files)
    yield check(
        name, lambda: last_days(of_files(files, meaning, None, None), span), wanted, How(settings.zones), marked
    )


def _sources(settings: Settings, span: int) -> Iterator[Checked]:
    found = {path.stem: path for path in tomls([settings.forewarn_sources])}
    for name in found or [OWN.name]:
        try:
            place = place_of(settings, name)
            wanted = wanted_of(place)
            marked = guessed(files_of(settings.forewarn_machines, found.get(name), (kind for kind, _ in wanted)))
            with stores(settings, place) as (gateway, reader):
                how = How(settings.zones, thresholds=thresholds(gateway))
                yield check(name, partial(of_place, reader, place, None, None, span), wanted, how, marked)
        except ForewarnError as error:
            yield Checked(name, guessed([found[name]] if name in found else []), reason=str(error))


def _tell(places: Sequence[Checked], findings: Sequence[tuple[str, str]], page: Path | None) -> None:
    console = Console()
    console = console if console.is_terminal else Console(width=WIDE)
    console.print(f"classes in force: {', '.join(CLASSES)}", markup=False, highlight=False)
    for checked in places:
        tables.show(console, checked)
    console.print("")
    for line in tables.summed_up(findings):
        console.print(line, style="yellow" if findings else "green", markup=False, highlight=False)
    if page is not None:
        write_whole(page, pages.render(places, findings))
        click.echo(f"the page is in {page}")
