"""`forewarn doctor`: one line a check, and an exit status."""

from itertools import chain
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from contract.settings import Settings, table
from forewarn import context
from forewarn.diagnosis import Finding, diagnose, machines, spools
from forewarn.local import DEFAULT


@click.command()
@click.option("--settings", "list_settings", is_flag=True, help="List every setting instead.")
def command(list_settings: bool) -> None:
    """Check address, token, buckets, clock, freshness of data and worker, and spools: a line each; status 1 where one
    fails.

    Without INFLUX_TOKEN it uses the token that `make run` left in var/secrets.
    """
    if list_settings:
        _print_settings()
        return
    settings = context.load()
    with context.gateway(settings, component="admin") as gateway:
        healthy = [told(finding) for finding in chain([machines()], diagnose(gateway), spools(_spools(settings)))]
    raise SystemExit(0 if all(healthy) else 1)


def told(finding: Finding, width: int = 10) -> bool:
    """Print a finding as a line, and say whether all is well with it."""
    mark = click.style("ok  ", fg="green") if finding.ok else click.style("FAIL", fg="red", bold=True)
    click.echo(f"{mark} {finding.check:<{width}} {finding.text}")
    return finding.ok


def _spools(settings: Settings) -> list[Path]:
    """The spool that the settings name, else those that `make run` leaves."""
    if settings.forewarn_spool_dir is not None:
        return [settings.forewarn_spool_dir]
    return sorted((DEFAULT / "spool").glob("*"))


def _print_settings() -> None:
    listing = Table("setting", "default", "meaning", show_edge=False, pad_edge=False)
    for row in table():
        listing.add_row(*row)
    Console(width=120).print(listing)
