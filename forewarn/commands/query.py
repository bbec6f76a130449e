"""`forewarn query`: Flux from the command line or a file, the answer as a table."""

import csv
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from forewarn import context
from telemetry.frame import Frame
from telemetry.queries import names, render


@click.command()
@click.argument("flux", required=False)
@click.option("--name", help="A shipped query by its name, such as fleet_ranked.")
@click.option("--set", "variables", multiple=True, metavar="NAME=VALUE", help="A variable of a shipped query.")
@click.option("--start", default="-1h", show_default=True, help="Start of the range of a shipped query, as Flux.")
@click.option("--csv", "as_csv", is_flag=True, help="Print comma-separated values instead of a table.")
@click.option("--limit", default=200, show_default=True, type=click.IntRange(1), help="Most rows to print.")
def command(
    flux: str | None, name: str | None, variables: tuple[str, ...], start: str, as_csv: bool, limit: int
) -> None:
    """Run FLUX (a text, a file, or - for standard input) and print the answer as a table.

    Without INFLUX_TOKEN it uses the token that `make run` left in var/secrets.
    """
    text = _text(flux, name, variables, start)
    with context.gateway(context.load(), component="admin") as gateway:
        frame = gateway.query(text)
    if as_csv:
        _print_csv(frame)
    else:
        _print_table(frame, limit)


def _text(flux: str | None, name: str | None, variables: tuple[str, ...], start: str) -> str:
    if (flux is None) == (name is None):
        raise click.UsageError(f"give either FLUX or --name; shipped queries are: {', '.join(names())}")
    if name is not None:
        if name not in names():
            raise click.BadParameter(f"{name!r} is not one of {', '.join(names())}", param_hint="--name")
        pairs = [item.partition("=") for item in variables]
        given: dict[str, Any] = {key: value for key, _, value in pairs}
        return render(name, start=start, **given)
    assert flux is not None
    if flux == "-":
        return sys.stdin.read()
    file = Path(flux) if len(flux) < 256 and "\n" not in flux else None
    return file.read_text(encoding="utf-8") if file is not None and file.is_file() else flux


def _print_table(frame: Frame, limit: int) -> None:
    names = [name for name in frame.names if name not in ("_start", "_stop")]  # the range that was asked for
    table = Table(*names, show_edge=False, pad_edge=False)
    for row in frame.table.slice(0, limit).select(names).to_pylist():
        table.add_row(*map(_cell, row.values()))
    Console(width=None if sys.stdout.isatty() else 1000).print(table)
    shown = min(limit, len(frame))
    click.echo(f"{len(frame)} rows" + (f", the first {shown} shown" if shown < len(frame) else ""))


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return "" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)


def _print_csv(frame: Frame) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(frame.names)
    writer.writerows(row.values() for row in frame.table.select(frame.names).to_pylist())
