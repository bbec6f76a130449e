"""Backups of the stack: a folder with what InfluxDB holds, what else cannot be made again, and the secrets.

What is left out can be made again: the worker learns from the store, the simulator starts a new history, and a spool
or a buffer holds seconds.
"""

import filecmp
import shutil
from datetime import datetime
from pathlib import Path

from forewarn.stack.compose import StackError, compose, feed, save

STORE, STATE, SECRETS = "influxdb.tar", "state.tar", "env"
"""The files of a backup: `influx backup` packed up, tokens and Grafana's database, and `.env`."""

ENV = Path(".env")

_INFLUX = ("run", "--rm", "-T", "influx-cli", "sh", "-euc")
_KEEPER = ("run", "--rm", "-T", "--no-deps", "keeper", "state")
_FOLDER = "/var/lib/backup/influxdb"
_SAVE = f"rm -rf {_FOLDER}; influx backup {_FOLDER} >&2; tar -C {_FOLDER} -cf - .; rm -rf {_FOLDER}"
# The token is the backup's. A store that does not know it may be new, and is given it; one that is set up with another
# refuses, and nothing is lost.
_SET_UP = (
    "influx setup --force --username restore --org restore --bucket restore "
    '--password "$(cut -c-64 /run/forewarn/operator.token)" --token "$INFLUX_TOKEN"'
)
_LOAD = (
    f"rm -rf {_FOLDER}; mkdir {_FOLDER}; tar -C {_FOLDER} -xf -; "
    f"unset INFLUX_ORG; influx org list > /dev/null 2>&1 || {_SET_UP}; "
    f"influx restore --full {_FOLDER}; rm -rf {_FOLDER}"
)


def back_up(folder: Path, now: datetime) -> Path:
    """Write a backup of the running stack into a new folder below `folder`, named after the time; gives its path.

    Raises `StackError`; a backup that was not finished keeps the ending `.part`.
    """
    if not ENV.exists():
        raise StackError(f"{ENV}: no such file; run this in the project's folder, on the machine of the stack")
    whole = folder / now.strftime("%Y-%m-%dT%H%M%S")
    part = whole.with_name(whole.name + ".part")
    part.mkdir(mode=0o700, parents=True)
    save(part / STATE, *_KEEPER, "pack")
    save(part / STORE, *_INFLUX, _SAVE)
    (part / SECRETS).touch(mode=0o600)
    shutil.copyfile(ENV, part / SECRETS)
    return part.rename(whole)


def restore(backup: Path) -> None:
    """Put a backup in the place of what the stack holds, and start the stack.

    On a new machine it makes `.env` and sets the store up. Raises `StackError` where the backup is not whole, or where
    secrets or store here are of another stack.
    """
    _check(backup)
    if not ENV.exists():
        ENV.touch(mode=0o600)
        shutil.copyfile(backup / SECRETS, ENV)
    compose("--profile", "*", "stop")
    feed(backup / STATE, *_KEEPER, "unpack")
    compose("up", "--detach", "--wait", "influxdb")
    feed(backup / STORE, *_INFLUX, _LOAD)
    compose("up", "--detach", "--wait")


def _check(backup: Path) -> None:
    missing = [name for name in (STORE, STATE, SECRETS) if not (backup / name).is_file()]
    if missing:
        raise StackError(f"{backup}: no backup; {', '.join(missing)} is missing")
    if ENV.exists() and not filecmp.cmp(ENV, backup / SECRETS, shallow=False):
        raise StackError(f"{ENV}: differs from the backup's; Grafana's database needs that. Move it away first")
