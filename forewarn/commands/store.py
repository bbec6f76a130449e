"""`forewarn store`: the embedded store alone."""

from collections.abc import Callable
from pathlib import Path

import click

from fluxlite.queries.limits import OPTIONS, help_text, option
from fluxlite.server import main
from forewarn import context
from forewarn.lifetime import end_with_parent

Command = Callable[..., None]


def query_options(command: Command) -> Command:
    """The options that limit queries."""
    for name in reversed(OPTIONS):
        command = click.option(option(name), name, metavar="N", help=f"{help_text(name)}.")(command)
    return command


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8086, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on.")
@click.option(
    "--data", default=Path("var/store"), show_default=True, type=click.Path(path_type=Path), help="Data folder."
)
@query_options
@click.option("--with-parent", is_flag=True, hidden=True, help="End when standard input closes.")
def command(host: str, port: int, data: Path, with_parent: bool, **limits: str | None) -> None:
    """Serve the embedded store: the InfluxDB 2 API on one process, for laptops, tests and edge boxes.

    INFLUX_TOKEN is the operator's token and INFLUX_ORG the organisation. Without a token the store waits to be set up
    through POST /api/v2/setup, as InfluxDB does.
    """
    settings = context.load()
    if with_parent:
        end_with_parent()
    token = settings.influx_token.get_secret_value() if settings.influx_token else None
    raise SystemExit(main(host, port, data, token, settings.influx_org, queries=limits))
