"""`forewarn replay`: recordings into the store, through the path of live telemetry."""

from pathlib import Path

import click

from collectors.replay import Report, Shift, load, replay
from contract.errors import ContractError
from contract.measurements import TELEMETRY
from forewarn import context
from forewarn.arrival import UNREACHED_S, Watched, need_arrived, need_store, settle, told
from forewarn.lifetime import stop_event
from store.writer import Writer


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
    through. The exit status is 1 where any was refused, or where something did not arrive in the store.
    """
    meaning = load(mapping)
    chosen = signals.split(",") if signals else None
    settings, stop = context.load(), stop_event()
    with context.gateway(settings, component="collector") as gateway:
        need_store(gateway, TELEMETRY.bucket, stop)
        with Writer(gateway, TELEMETRY.bucket, context.spool(settings), patience_s=UNREACHED_S) as writer:
            try:
                with context.bar("replaying") as show:
                    sink = Watched(writer)
                    report = replay(files, meaning, sink, speed, Shift(shift), show, signals=chosen, stop_event=stop)
            except ContractError:
                settle(writer, stop)
                click.echo(f"it ended early: {told(writer)}", err=True)
                raise
            _print(report, arrived=settle(writer, stop) and not writer.stats().refused)
            need_arrived(writer)
    raise SystemExit(1 if report.refused else 0)


def _print(report: Report, *, arrived: bool) -> None:
    for message in report.messages:
        click.echo(f"refused: {message}", err=True)
    click.echo(
        f"{report.rows:,} rows of {len(report.assets)} assets: {report.readings:,} readings "
        f"{'written' if arrived else 'read'}, {report.refused:,} cells refused"
    )
