"""`forewarn run`: everything on one machine, until it is told to end."""

import threading
import time
from contextlib import AbstractContextManager, suppress

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from contract.errors import ForewarnError
from forewarn.ports import need_free
from forewarn.simulation import SimulationFolder
from forewarn.stages import (
    HOST,
    Plan,
    StoppedError,
    start_admin,
    start_simulator,
    start_store,
    start_worker,
    write_history,
)
from forewarn.status import status_line
from forewarn.supervisor import Supervisor
from store.gateway import Gateway

STATUS_S = 60.0
"""Seconds between two status lines."""


def launch(plan: Plan, stop: threading.Event, console: Console) -> None:
    """Run everything until `stop` is set, then end it in order."""
    need_free(HOST, plan.store_port, "store", "--store-port")
    need_free(HOST, plan.admin_port, "admin", "--admin-port")
    if plan.simulator_port is not None:
        need_free(HOST, plan.simulator_port, "simulator", "--simulator-port")
    supervisor = Supervisor(plan.folder.root / "log")
    try:
        with _progress(console) as progress:
            start_store(plan, supervisor, stop)
            write_history(plan, progress, stop)
            start_simulator(plan, supervisor)
            start_worker(plan, supervisor, progress, stop)
        start_admin(plan, supervisor, stop)
        if not stop.is_set():
            _announce(plan, console)
        _stand_by(plan, supervisor, stop, console)
    finally:
        _say(console, "ending …")
        for news in supervisor.stop():
            _say(console, f"[red]{escape(news)}")
        _say(console, "ended; `make run` goes on from here")


def _announce(plan: Plan, console: Console) -> None:
    secrets = plan.folder.secrets
    _say(
        console,
        f"\n[bold]Forewarn is running.[/bold] Ctrl-C ends it.\n"
        f"  admin     {plan.admin_url}   user admin, password {plan.folder.secret('admin.password')}\n"
        f"  JSON API  {plan.admin_url}/api/openapi.json   bearer token in {secrets / 'api.token'}\n"
        f"  store     {plan.store_url}   organisation {plan.org}, read token {plan.folder.secret('admin.token')}\n"
        f"  fleet     {SimulationFolder(plan.folder.root).scenario} (edit it to change the machines and their faults)\n"
        f"  logs      {plan.folder.root / 'log'}\n",
    )


def _stand_by(plan: Plan, supervisor: Supervisor, stop: threading.Event, console: Console) -> None:
    """Watch over the children and say once a minute what is going on."""
    next_status = time.monotonic()
    with plan.gateway("admin") as gateway:
        while not stop.wait(0.5):
            for news in supervisor.watch():
                _say(console, f"{_clock()} [red]{escape(news)}")
            if time.monotonic() >= next_status:
                _say(console, f"{_clock()} {escape(_status(gateway))}")
                next_status = time.monotonic() + STATUS_S


def _status(gateway: Gateway) -> str:
    try:
        return status_line(gateway)
    except Exception as error:  # noqa: BLE001  (whatever a store answers, the launcher watches on)
        return f"the store's answer makes no sense: {error!r}"


def _say(console: Console, text: str) -> None:
    """Print; a terminal that is gone, or a file on a full disk, must not end what runs."""
    with suppress(OSError):
        console.print(text, highlight=False, soft_wrap=True)


def _progress(console: Console) -> AbstractContextManager[Progress]:
    columns = (
        TextColumn("{task.description:<32}"),
        BarColumn(40),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console)


def _clock() -> str:
    return time.strftime("%H:%M:%S")


def run(plan: Plan, stop: threading.Event) -> None:
    """Launch everything and watch over it until `stop` is set; raises `ForewarnError` where it cannot come up."""
    try:
        launch(plan, stop, Console())
    except StoppedError:
        return
    except OSError as error:
        raise ForewarnError(f"{plan.folder.root} cannot be used: {error.strerror or error}") from error
