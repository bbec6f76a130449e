"""`forewarn replay`: recordings into the store, through the path of live telemetry."""

from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from collectors.replay import Report, Shift, load, replay
from forewarn import context
from forewarn.lifetime import stop_event
from telemetry.errors import ContractError
from telemetry.writer import Writer


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mapping", required=True, type=click.Path(path_type=Path), help="TOML file: what the columns mean.")
@click.option("--speed", type=float, help="1 is real time, 60 a minute a second; without it as fast as it goes.")
@click.option(
    "--shift",
    default=Shift.NONE.value,
    show_default=True,
    type=click.Choice([shift.value for shift in Shift]),
    help="Move each asset's first or last row to now.",
)
@click.option("--signals", help="Only these signals, separated by commas.")
def command(files: tuple[Path, ...], mapping: Path, speed: float | None, shift: str, signals: str | None) -> None:
    """Play recordings (CSV) into the store.

    Cells that break the data contract are refused, each with file, row, column and reason; the good ones beside them go
    through. The exit status is 1 where any was refused.
    """
    meaning = load(mapping)
    chosen = signals.split(",") if signals else None
    settings, stop = context.load(), stop_event()
    console = Console(stderr=True)
    with (
        context.gateway(settings, component="collector") as gateway,
        Writer(gateway, "telemetry", context.spool(settings)) as writer,
        Progress(console=console, transient=True) as progress,
    ):
        task = progress.add_task("replaying", total=None)

        def show(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        report = replay(files, meaning, writer, speed, Shift(shift), show, signals=chosen, stop_event=stop)
        writer.flush()
        if refused := writer.stats().refused:
            raise ContractError("store", f"refused {refused} lines: {writer.stats().last_error}")
    _print(report)
    raise SystemExit(1 if report.refused else 0)


def _print(report: Report) -> None:
    for message in report.messages:
        click.echo(f"refused: {message}", err=True)
    if report.refused > len(report.messages):
        click.echo(f"... and {report.refused - len(report.messages)} more", err=True)
    click.echo(
        f"{report.rows:,} rows of {len(report.assets)} assets: {report.readings:,} readings written, "
        f"{report.refused:,} cells refused"
    )
