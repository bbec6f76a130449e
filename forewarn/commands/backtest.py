"""`forewarn backtest`: would it have warned?"""

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console

from analytics.backtest.found import Found, alarms
from analytics.backtest.labels import Failure, Judged, judge, strange
from analytics.backtest.labels import read as read_labels
from analytics.backtest.straight import How, judged, span
from analytics.worker.retold import Retold
from analytics.worker.retold import judged as judged_before
from collectors.replay import load
from contract.errors import ForewarnError, SettingsError
from contract.files import write_whole
from contract.measurements import BUCKETS
from contract.settings import Settings
from contract.time import DAY, DAY_S, rfc3339
from forewarn import context
from forewarn.backtest import report, tables
from forewarn.backtest.guessed import files_of, guessed
from forewarn.backtest.judging import judge_material, thresholds
from forewarn.backtest.material import Material, of_files, of_place, place_of, stores
from forewarn.backtest.spans import At, Span, check_page
from store.gateway import Gateway

MISSED = 3
"""Exit status where a failure of the labels was missed."""


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--mapping", type=click.Path(path_type=Path), help="TOML file: what the columns of FILES mean.")
@click.option("--source", help="Judge what lies in the store instead: a file of FOREWARN_SOURCES, or `telemetry`.")
@click.option("--from", "since", type=At(), help="Judge from this time on; what lies before is learned from.")
@click.option("--to", "stop", type=At(), help="Judge up to this time.")
@click.option("--labels", type=click.Path(path_type=Path), help="CSV file of known failures: asset,start,end,what.")
@click.option("--report", "page", type=click.Path(path_type=Path), help="Also write a page with charts here.")
@click.option(
    "--learn",
    "healthy",
    multiple=True,
    type=Span(),
    help="FROM/TO, such as 2026-03-01/2026-03-05: learn only from this time, in which all was well; may be repeated.",
)
@click.option("--write", is_flag=True, help="With --source: also write risk, scores and episodes into the store.")
def command(
    files: tuple[Path, ...],
    mapping: Path | None,
    source: str | None,
    since: int | None,
    stop: int | None,
    labels: Path | None,
    page: Path | None,
    healthy: tuple[tuple[int, int], ...],
    write: bool,
) -> None:
    """Judge recordings (FILES), or what lies in a bucket, in its own time, as a worker would have done then.

    It learns as that worker would have learned, never from what lies ahead; with --learn all of it is judged by what
    these spans show, of which the last 14 days count. Of a source the last 30 days are judged where neither --from nor
    --to says otherwise. Nothing is written into the store but with --write, and that never where somebody has judged
    already. The exit status is 0 where every value was good and every failure of the labels was warned of, 1 where
    values were refused, 3 where a failure was missed.
    """
    _check(files, mapping, source, since, stop, write=write)
    check_page(page)
    settings = context.load()
    logging.getLogger("analytics.learning").setLevel(logging.WARNING)  # it learns all the time, and the page tells when
    failures = None if labels is None else read_labels(labels)
    how = How(settings.zones, healthy=healthy)
    if source is None:
        assert mapping is not None
        material = replace(of_files(files, load(mapping), since, stop), says=mapping)
        found = judge_material(material, how)
    else:
        material, found = _judge_source(settings, source, since, stop, how, write=write)
    raise SystemExit(_tell(material, found, failures, page, settings.forewarn_machines))


def _check(
    files: Sequence[Path], mapping: Path | None, source: str | None, since: int | None, stop: int | None, *, write: bool
) -> None:
    if bool(files) == (source is not None):
        raise click.UsageError("give either FILES or --source")
    if files and mapping is None:
        raise click.UsageError("FILES need a --mapping, which `forewarn discover FILES` writes")
    if mapping is not None and source is not None:
        raise click.UsageError("--mapping is of FILES; a source says itself what it means")
    if write and source is None:
        raise click.UsageError("--write is for --source: the telemetry of FILES is not in the store")
    if since is not None and stop is not None and since >= stop:
        raise click.UsageError("--to is not behind --from")


def _judge_source(
    settings: Settings, name: str, since: int | None, stop: int | None, how: How, *, write: bool
) -> tuple[Material, Found]:
    place = place_of(settings, name)
    if write:
        _refuse_old(since)
    with stores(settings, place) as (gateway, reader):
        if write:
            gateway.knock("health")
        material = replace(of_place(reader, place, since, stop), says=settings.forewarn_sources / f"{name}.toml")
        how = replace(how, thresholds=thresholds(gateway))
        if not write:
            return material, judge_material(material, how)
        _refuse_overlap(gateway, material)
        retold = Retold(gateway)
        found = judge_material(material, replace(how, take=retold.take))
        click.echo(f"wrote {retold.finish(found.stop, end=True):,} points into the buckets health and rollup")
    return material, found


def _refuse_old(since: int | None) -> None:
    """What the bucket would not keep is told of before the work."""
    days = BUCKETS["health"] // DAY_S
    if since is not None and since < time.time_ns() - days * DAY:
        raise SettingsError(f"--write: bucket health keeps {days} days, and {rfc3339(since)} is older (--from)")


def _refuse_overlap(gateway: Gateway, material: Material) -> None:
    """Nobody judges a span twice: two judgements of one moment would stand beside each other."""
    own = [course for course in judged(material.courses, material.since) if len(course.time)]
    start, stop = span(own)
    before = judged_before(gateway, {course.tags[0] for course in own}, start, stop)
    if before:
        name, latest = max(before.items(), key=lambda item: item[1])
        raise ForewarnError(
            f"--write: {len(before)} of these assets were judged in this span already, {name} up to {rfc3339(latest)}; "
            "name a span that lies before what was judged, or behind it (--from, --to)"
        )


def _tell(
    material: Material, found: Found, failures: Sequence[Failure] | None, page: Path | None, machines: Path
) -> int:
    """Print and draw what was found; gives the exit status."""
    verdict: Judged | None = None if failures is None else judge(failures, alarms(found.episodes), found.stop)
    console = Console()
    tables.show(console if console.is_terminal else Console(width=tables.WIDE), found, verdict)
    for line in material.refused:
        click.echo(f"refused: {line}", err=True)
    for line in strange(failures or (), found.assets.keys(), found.start, found.stop):
        click.echo(f"labels: {line}", err=True)
    if page is not None:
        marked = guessed(files_of(machines, material.says, material.classes))
        write_whole(page, report.render(found, material.courses, verdict, material.names, marked))
        click.echo(f"the report is in {page}")
    missed = verdict is not None and any(one.lead is None for one in verdict.verdicts)
    return MISSED if missed else 1 if material.refused else 0
