"""`forewarn query`: Flux from the command line or a file, the answer as a table."""

import csv
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from forewarn import context
from store.annotated_csv import Block
from store.queries import names as shipped
from store.queries import render

Row = dict[str, Any]
_OWN = frozenset({"name", "start", "stop", "every_s"})
"""What `render` itself wants to know; the time range has an option of its own."""


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
        names, rows = _joined(gateway.blocks(text))
    if as_csv:
        _print_csv(names, rows)
    else:
        _print_table(names, rows, limit)


def _joined(blocks: Sequence[Block]) -> tuple[list[str], list[Row]]:
    """The names of all columns and the rows of all tables, in the answer's order.

    Each row keeps its own types: where numbers and texts stand in one column, no number becomes a text.
    """
    tables = [block.rows for block in blocks]
    names = dict.fromkeys(name for table in tables for name in table.column_names if name not in ("result", "table"))
    rows = [row for table in tables for row in table.to_pylist()]
    results = list(dict.fromkeys(row["result"] for row in rows))
    return list(names), sorted(rows, key=lambda row: (results.index(row["result"]), row["table"]))


def _text(flux: str | None, name: str | None, variables: tuple[str, ...], start: str) -> str:
    if (flux is None) == (name is None):
        raise click.UsageError(f"give either FLUX or --name; shipped queries are: {', '.join(shipped())}")
    if name is not None:
        if name not in shipped():
            raise click.BadParameter(f"{name!r} is not one of {', '.join(shipped())}", param_hint="--name")
        return render(name, start=start, **dict(map(_variable, variables)))
    assert flux is not None
    file = Path("/dev/stdin" if flux == "-" else flux) if len(flux) < 256 and "\n" not in flux else None
    try:
        return file.read_text(encoding="utf-8") if file is not None and (flux == "-" or file.is_file()) else flux
    except (OSError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"{file} cannot be read: {error}", param_hint="FLUX") from error


def _variable(item: str) -> tuple[str, Any]:
    name, sign, value = item.partition("=")
    if not sign or not name or name in _OWN:
        raise click.BadParameter(f"{item!r} is not NAME=VALUE with a name of the query's own", param_hint="--set")
    return name, value


def _print_table(names: list[str], rows: list[Row], limit: int) -> None:
    shown = [name for name in names if name not in ("_start", "_stop")]  # the range that was asked for
    table = Table(*shown, show_edge=False, pad_edge=False)
    for row in rows[:limit]:
        table.add_row(*(escape(_cell(row.get(name))) for name in shown))
    Console(width=None if sys.stdout.isatty() else 1000).print(table)
    click.echo(f"{len(rows)} rows" + (f", the first {limit} shown" if limit < len(rows) else ""))


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return "" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)


def _print_csv(names: list[str], rows: list[Row]) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(names)
    writer.writerows([row.get(name) for name in names] for row in rows)
