"""`forewarn store`: the embedded store alone, a program of its own that takes the place of this process."""

import os
import sys
from importlib.metadata import PackageNotFoundError, distribution

import click

from contract.errors import ForewarnError
from contract.settings import Settings


@click.command(add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def command(options: tuple[str, ...]) -> None:
    """Serve the embedded store: `fluxlite` with the token, the organisation and the log that our settings name."""
    settings = Settings.load()
    try:
        distribution("fluxlite")
    except PackageNotFoundError:
        raise ForewarnError("the embedded store is not installed: pip install ./packages/fluxlite") from None
    log = ["--log-format", settings.forewarn_log_format, "--log-level", settings.forewarn_log_level]
    program = [sys.executable, "-P", "-m", "fluxlite", *log, *options]
    os.execve(sys.executable, program, {**os.environ, **environment(settings)})


def environment(settings: Settings) -> dict[str, str]:
    """What `fluxlite` reads: the operator's token, "" for none, and the organisation."""
    token = settings.influx_token.get_secret_value() if settings.influx_token else ""
    return {"INFLUX_TOKEN": token, "INFLUX_ORG": settings.influx_org}
