"""The `forewarn` command: parses, reports errors as one sentence, and hands over to `forewarn.commands`."""

import logging
import os
import sys
from importlib import import_module
from typing import Any

import click

from contract.errors import ForewarnError, SettingsError

log = logging.getLogger(__name__)

# What is learned of an asset are small matrices: threads that share one wait for each other, and take twice the time of
# a core. It counts for what is loaded from here on, and for every process that is started.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

COMMANDS = {
    "run": "Start everything on this machine: store, simulated fleet, worker, admin.",
    "simulate": "Simulate a fleet of machines, live or into a file.",
    "discover": "Find out what recordings or a bucket hold, and write it down as files.",
    "replay": "Play recordings (CSV, Excel, Parquet) into the store.",
    "backtest": "Judge recordings in their own time: would it have warned?",
    "trial": "Try a policy, or work, on stored history: what would have been raised?",
    "check": "Check classes and sources: what comes, what judges it, what is still guessed.",
    "train": "Train models that foretell failures; list them, put one in force.",
    "analyze": "Run the analytics worker.",
    "admin": "Serve the admin: pages and JSON API.",
    "publish": "Publish risks and events over MQTT or to Kafka, for other systems.",
    "notify": "Tell of incidents by mail, in Slack and to a webhook.",
    "store": "Serve the embedded store alone.",
    "init": "Set up a store: buckets, retentions, one token a component.",
    "secrets": "Write .env with random secrets for docker compose.",
    "query": "Run Flux and print the answer as a table.",
    "export": "Write telemetry, scores, risk or episodes into a CSV, Parquet or Arrow file.",
    "report": "Write a report of an asset or the fleet as one HTML file.",
    "verify": "Check every service, token, bucket, dashboard and alert rule of the stack.",
    "backup": "Back up the stack of docker-compose.yml.",
    "restore": "Restore a backup of the stack.",
    "state": "What backup and restore run inside the stack.",
    "thresholds": "Take thresholds out to a file, and set those of a file.",
    "users": "Add, list, change, disable users of the admin.",
    "tokens": "Make, list, revoke tokens of programs for the JSON API.",
    "audit": "Verify the audit, also against exported checkpoints; make one now.",
    "doctor": "Check address, token, buckets, clock and freshness, a line each.",
    "healthcheck": "Say by exit status whether a component's loop is alive.",
    "bench": "Measure what the README claims.",
}


class Sentences(click.Group):
    """Says what went wrong as one sentence, and ends with the status for it."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            raise SystemExit(_say(error, 2)) from error
        except ForewarnError as error:
            raise SystemExit(_say(error, 1)) from error
        except BrokenPipeError:  # nobody reads on, which click knows how to end
            raise
        except OSError as error:
            # A full disk, a file of somebody else: who runs the command mends it, and needs no traceback.
            log.debug("this is where it happened", exc_info=True)
            raise SystemExit(_say(_plain(error), 1)) from error


class Commands(Sentences):
    """Loads a command's module only when it is asked for, so that `--help` and small commands start at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"forewarn.commands.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="forewarn")
def main() -> None:
    """Early-warning observability for fleets of machines.

    Settings come from the environment (`forewarn doctor --settings` lists them); options say what a command is to do
    this once.
    """


def _plain(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error)


def _say(error: Exception | str, status: int) -> int:
    click.echo(f"forewarn: {error}", err=True, file=sys.stderr)
    return status
