"""`forewarn run`: the whole product on this machine."""

from pathlib import Path

import click

from forewarn import context
from forewarn.launcher import run
from forewarn.lifetime import own_terminal, stop_event
from forewarn.local import DEFAULT, LocalFolder
from forewarn.plan import Plan, Ports

PORT = click.IntRange(1, 65535)


@click.command()
@click.option(
    "--data", default=DEFAULT, show_default=True, type=click.Path(path_type=Path), help="Folder for all data."
)
@click.option("--store-port", type=PORT, help="Port of the store.  [default: INFLUX_URL's, or 8086]")
@click.option("--admin-port", type=PORT, help="Port of the admin.  [default: FOREWARN_ADMIN_PORT, or 8000]")
@click.option("--simulator-port", type=PORT, help="Port of its control.  [default: FOREWARN_SIMULATOR_URL's, or 8010]")
@click.option(
    "--simulator/--no-simulator",
    "simulated",
    default=None,
    help="With a simulated fleet or without, for machines of your own.  [default: as before, at first with]",
)
def command(
    data: Path, store_port: int | None, admin_port: int | None, simulator_port: int | None, simulated: bool | None
) -> None:
    """Start everything on this machine: embedded store, simulated fleet, worker and admin.

    The first start simulates eight days of history, so that the worker knows what is normal. Ctrl-C (or SIGTERM) ends
    all of it; the next start goes on with the data that is there.

    With INFLUX_URL and INFLUX_TOKEN (an operator's) it uses that store and starts none. Where the parts listen lies in
    the data folder, so that other commands find them.
    """
    folder = LocalFolder(data.resolve())
    plan = Plan.of(folder, context.load(), Ports(store_port, admin_port, simulator_port), simulated)
    with own_terminal():
        run(plan, stop_event())
