"""`forewarn replay`: recordings into the store, through the path of live telemetry."""

import time
from pathlib import Path

import click

from collectors.replay import Plan, Report, Shift, load, plan, play
from contract.errors import ContractError, GatewayError
from contract.measurements import BUCKETS, TELEMETRY
from contract.time import SECOND
from forewarn import context
from forewarn.arrival import UNREACHED_S, Watched, need_arrived, need_store, settle, told
from forewarn.diagnosis import retentions
from forewarn.lifetime import stop_event
from store.gateway import Gateway
from store.writer import Writer


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mapping", required=True, type=click.Path(path_type=Path), help="TOML file: what the columns mean.")
@click.option(
    "--speed",
    type=float,
    help="1 is real time, 60 a minute a second; without it as fast as it goes. With --shift, times are divided by it: "
    "rows are stamped as they are written, and can be judged.",
)
@click.option(
    "--shift",
    default=Shift.NONE.value,
    show_default=True,
    type=click.Choice([shift.value for shift in Shift]),
    help="Move each asset's first or last row to now.",
)
@click.option("--signals", help="Only these signals, separated by commas.")
def command(files: tuple[Path, ...], mapping: Path, speed: float | None, shift: str, signals: str | None) -> None:
    """Play recordings (CSV and other text, Excel, Parquet, annotated CSV) into the store.

    What breaks the data contract is refused and summed up by column and reason; what stands beside it goes through.

    \b
    Exit status: 0  every reading is in the store
                 1  something was refused, or did not arrive; what, is said
                 2  the command was not understood
    """
    settings, stop = context.load(), stop_event()
    meaning, chosen = load(mapping), signals.split(",") if signals else None
    with context.gateway(settings, component="collector") as gateway:
        need_store(gateway, TELEMETRY.bucket, stop)
        with context.bar("looking through"):
            planned = plan(files, meaning, speed, Shift(shift), signals=chosen, now=time.time_ns())
        keeps = _keeps(gateway)
        _warn(planned, keeps)
        with Writer(gateway, TELEMETRY.bucket, context.spool(settings), patience_s=UNREACHED_S) as writer:
            try:
                with context.bar("replaying") as show:
                    report = play(planned, Watched(writer), show, keeps_ns=keeps, stop_event=stop)
            except ContractError:
                settle(writer, stop)
                click.echo(f"it ended early: {told(writer)}", err=True)
                raise
            _print(report, arrived=settle(writer, stop) and not writer.stats().refused)
            need_arrived(writer)
    raise SystemExit(1 if report.refused else 0)


def _keeps(gateway: Gateway) -> int | None:
    """How long the store keeps telemetry, ns, 0 for ever; None where its token may not ask."""
    try:
        found = retentions(gateway).get(TELEMETRY.bucket)
    except GatewayError:
        return None
    return None if found is None else found * SECOND


def _warn(planned: Plan, keeps: int | None) -> None:
    """Say before anything is written what cannot be kept; where the store does not tell, by what it is set up with."""
    usual = BUCKETS[TELEMETRY.bucket] * SECOND if keeps is None else keeps
    if warning := planned.warning(usual, time.time_ns()):
        click.echo(warning, err=True)


def _print(report: Report, *, arrived: bool) -> None:
    tally = report.tally
    for message in report.messages:
        click.echo(f"refused: {message}", err=True)
    for line in tally.others():
        click.echo(line, err=True)
    click.echo(
        f"{report.rows:,} rows of {len(report.assets)} assets: {report.readings:,} readings "
        f"{'written' if arrived else 'read'}, {report.refused:,} cells refused"
    )
    refused, missing = f"{tally.lost:,} were refused", f"{tally.missing:,} cells are empty or marked as missing"
    click.echo(f"of {tally.readings:,} readings in the recording {refused}; {missing}")
