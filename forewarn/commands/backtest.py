"""`forewarn backtest`: would it have warned?"""

import logging
from pathlib import Path

import click
from rich.console import Console

from analytics.backtest.found import alarms
from analytics.backtest.judge import judge_recording
from analytics.backtest.labels import judge, moment_of
from analytics.backtest.labels import read as read_labels
from analytics.backtest.straight import How
from collectors.replay import Tally, load
from contract.errors import ForewarnError
from forewarn import context
from forewarn.backtest import courses, report, tables

MISSED = 3
"""Exit status where a failure of the labels was missed."""
WIDE = 140
"""Characters of a line where there is no terminal that has a width."""


class Span(click.ParamType[tuple[int, int]]):
    """From a time to before another, ISO 8601, with a stroke between them."""

    name = "FROM/TO"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """See `click.ParamType`."""
        begin, _, end = str(value).partition("/")
        try:
            span = moment_of(begin), moment_of(end)
        except ValueError:
            self.fail(f"{value!r} is not of the form 2026-03-01/2026-03-05", param, ctx)
        if span[0] >= span[1]:
            self.fail(f"{value!r} ends before it begins", param, ctx)
        return span


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mapping", required=True, type=click.Path(path_type=Path), help="TOML file: what the columns mean.")
@click.option("--labels", type=click.Path(path_type=Path), help="CSV file of known failures: asset,start,end,what.")
@click.option("--report", "page", type=click.Path(path_type=Path), help="Also write a page with charts here.")
@click.option(
    "--learn",
    "healthy",
    multiple=True,
    type=Span(),
    help="FROM/TO, such as 2026-03-01/2026-03-05: learn only from this time, in which all was well; may be repeated.",
)
def command(
    files: tuple[Path, ...],
    mapping: Path,
    labels: Path | None,
    page: Path | None,
    healthy: tuple[tuple[int, int], ...],
) -> None:
    """Judge recordings in their own time, as a worker would have that had been running then.

    It learns as that worker would have learned, never from what lies ahead; with --learn all of the recording is judged
    by what these spans show, of which the last 14 days count. Nothing is written into the store. The exit status is 0
    where every cell was good and every failure of the labels was warned of, 1 where cells were refused, 3 where a
    failure was missed.
    """
    settings, meaning = context.load(), load(mapping)
    logging.getLogger("analytics.learning").setLevel(logging.WARNING)  # it learns all the time, and the page tells when
    failures = None if labels is None else read_labels(labels)
    tally = Tally()
    recorded = courses.read(files, meaning, tally)
    if not any(len(course.time) for course in recorded):
        raise ForewarnError("; ".join(["nothing in these files can be judged", *tally.lines()]))
    with context.bar("judging") as show:
        found = judge_recording(recorded, How(settings.zones, healthy=healthy), show)
    judged = None if failures is None else judge(failures, alarms(found.episodes), found.stop)
    console = Console()
    tables.show(console if console.is_terminal else Console(width=WIDE), found, judged)
    for line in tally.lines():
        click.echo(f"refused: {line}", err=True)
    if page is not None:
        page.write_text(report.render(found, recorded, judged, [file.name for file in files]), encoding="utf-8")
        click.echo(f"the report is in {page}")
    missed = judged is not None and any(verdict.lead is None for verdict in judged.verdicts)
    raise SystemExit(MISSED if missed else 1 if tally.refused else 0)
