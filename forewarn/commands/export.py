"""`forewarn export`: what the store holds as one table in a file, for spreadsheets, notebooks and other tools."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from contract.files import whole
from forewarn import context
from forewarn.lean import without_pandas
from store.export.file import File
from store.export.formats import FORMATS
from store.export.kinds import KINDS
from store.export.order import DEFAULT_SPAN, Order, parse

PATIENCE_S = 300
"""How long the store may take over one answer."""


@click.command()
@click.option("--what", type=click.Choice(list(KINDS)), default="telemetry", show_default=True, help="Which table.")
@click.option("--from", "since", default=DEFAULT_SPAN, show_default=True, help="RFC 3339, a date (UTC), or as -7d.")
@click.option("--to", "until", default="", help="Where it ends, not included; now by default.")
@click.option("--asset", "assets", multiple=True, help="Only this asset; may be given again.")
@click.option("--class", "classes", multiple=True, help="Only assets of this class; may be given again.")
@click.option("--signal", "signals", multiple=True, help="Only this signal; may be given again.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), help="By default by the ending of --out, or csv.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write; else it is printed.")
def command(
    what: str,
    since: str,
    until: str,
    assets: tuple[str, ...],
    classes: tuple[str, ...],
    signals: tuple[str, ...],
    form: str | None,
    out: Path | None,
) -> None:
    """Write telemetry, scores, risk or episodes of any range as CSV, Parquet or an Arrow stream.

    Without INFLUX_TOKEN it uses the token that `make run` left in var/secrets. A file is whole or is not there.
    """
    without_pandas()
    settings = context.load()  # before all else: it says which classes there are
    order = parse(
        what=what, form=form or _form(out), since=since, until=until, now=time.time_ns(),
        assets=assets, classes=classes, signals=signals,
    )  # fmt: skip
    with context.gateway(settings, component="admin") as gateway, _opened(out, order) as sink:
        file = File(gateway.patient(PATIENCE_S), order)
        with context.bar(f"Exporting {what}") as told:
            for part in file.parts(told):
                sink.write(part)


def _form(out: Path | None) -> str:
    ending = out.suffix.removeprefix(".") if out else ""
    return next((name for name, each in FORMATS.items() if ending in (name, each.suffix)), "csv")


@contextmanager
def _opened(out: Path | None, order: Order) -> Iterator[BinaryIO]:
    if out is not None:
        with whole(out) as file:
            yield file
    elif order.form != "csv" and sys.stdout.isatty():
        raise click.UsageError(f"{order.form} is nothing to read on a terminal: name a file by --out")
    else:
        yield sys.stdout.buffer
