"""`forewarn backtest`: would it have warned?"""

from collections import Counter
from pathlib import Path

import click
from rich.console import Console

from analytics.backtest.found import alarms
from analytics.backtest.gather import found as gathered
from analytics.backtest.labels import judge
from analytics.backtest.labels import read as read_labels
from analytics.backtest.straight import How, Straight
from collectors.replay.mapping import load
from collectors.replay.reader import Refusal
from contract.errors import ForewarnError
from forewarn import context
from forewarn.backtest import courses, report, tables

MISSED = 3
"""Exit status where a failure of the labels was missed."""


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mapping", required=True, type=click.Path(path_type=Path), help="TOML file: what the columns mean.")
@click.option("--labels", type=click.Path(path_type=Path), help="CSV file of known failures: asset,start,end,what.")
@click.option("--report", "page", type=click.Path(path_type=Path), help="Also write a page with charts here.")
def command(files: tuple[Path, ...], mapping: Path, labels: Path | None, page: Path | None) -> None:
    """Judge recordings in their own time, as a worker would have that had been running then.

    It learns as that worker would have learned, never from what lies ahead, and writes nothing into the store. The exit
    status is 0 where every cell was good and every failure of the labels was warned of, 1 where cells were refused, 3
    where a failure was missed.
    """
    settings, meaning = context.load(), load(mapping)
    failures = None if labels is None else read_labels(labels)
    refused: Counter[str] = Counter()

    def refuse(refusal: Refusal) -> None:
        refused[f"{refusal.file.name}, column {refusal.column!r}: {refusal.field}"] += 1

    recorded = courses.read(files, meaning, refuse)
    if not any(len(course.time) for course in recorded):
        raise ForewarnError("nothing in these files can be judged")
    run = Straight(recorded, How(settings.zones))
    with context.bar("judging") as show:
        run.run(show)
    found = gathered(run)
    judged = None if failures is None else judge(failures, alarms(found.episodes), found.stop)
    tables.show(Console(), found, judged)
    for what, count in refused.most_common():
        click.echo(f"refused: {count:,} cells of {what}", err=True)
    if page is not None:
        page.write_text(report.render(found, recorded, judged, [file.name for file in files]), encoding="utf-8")
        click.echo(f"the report is in {page}")
    missed = judged is not None and any(verdict.lead is None for verdict in judged.verdicts)
    raise SystemExit(MISSED if missed else 1 if refused else 0)
