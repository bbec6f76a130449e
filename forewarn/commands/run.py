"""`forewarn run`: the whole product on this machine."""

from pathlib import Path

import click

from forewarn import context
from forewarn.launcher import run
from forewarn.lifetime import own_terminal, stop_event
from forewarn.local import DEFAULT, LocalFolder
from forewarn.stages import Plan


@click.command()
@click.option(
    "--data", default=DEFAULT, show_default=True, type=click.Path(path_type=Path), help="Folder for all data."
)
@click.option("--store-port", default=8086, show_default=True, type=click.IntRange(1, 65535), help="Port of the store.")
@click.option("--admin-port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port of the admin.")
@click.option(
    "--simulator-port", default=8010, show_default=True, type=click.IntRange(1, 65535), help="Port of its control."
)
def command(data: Path, store_port: int, admin_port: int, simulator_port: int) -> None:
    """Start everything on this machine: embedded store, simulated fleet, worker and admin.

    The first start simulates eight days of history, so that the worker knows what is normal. Ctrl-C (or SIGTERM) ends
    all of it; the next start goes on with the data that is there.
    """
    settings = context.load()
    plan = Plan(LocalFolder(data.resolve()), settings.influx_org, store_port, admin_port, simulator_port)
    with own_terminal():
        run(plan, stop_event())
