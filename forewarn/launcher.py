"""`forewarn run`: everything on one machine, until it is told to end."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from contract.errors import ForewarnError
from forewarn.messages.receivers import receivers
from forewarn.plan import ADMIN_SET, SIMULATOR_SET, STORE_SET, Plan
from forewarn.ports import need_all_free
from forewarn.simulation import SimulationFolder
from forewarn.stages import (
    StoppedError,
    start_admin,
    start_notifier,
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
FIRST_STEPS = (
    ("discover FILE...", "finds out what is in your recordings (--bucket: in InfluxDB)"),
    ("backtest FILE...", "says whether it would have warned you"),
    ("check", "says whether the files in own/ are right, and what is still guessed"),
)
"""What somebody does who begins without a simulated fleet."""


def launch(plan: Plan, stop: threading.Event, console: Console) -> None:
    """Run everything until `stop` is set, then end it in order."""
    need_all_free(_servers(plan))
    receivers(plan.settings)  # so that a wrong one is told before anything starts
    supervisor = Supervisor(plan.folder.root / "log")
    try:
        with _progress(console) as progress:
            start_store(plan, supervisor, stop)
            if plan.simulated:
                write_history(plan, progress, stop)
                start_simulator(plan, supervisor)
            start_worker(plan, supervisor, progress, stop)
        start_admin(plan, supervisor, stop)
        start_notifier(plan, supervisor)
        if not stop.is_set():
            _announce(plan, console)
        _stand_by(plan, supervisor, stop, console)
    finally:
        _say(console, "ending …")
        for news in supervisor.stop():
            _say(console, f"[red]{escape(news)}")
        _say(console, "ended; `make run` goes on from here")


def _servers(plan: Plan) -> Iterator[tuple[str, int, str, str]]:
    """Host and port of each server that is to be started, its name, and what moves it elsewhere."""
    if plan.store is not None:
        yield plan.store.host, plan.store.port, "store", f"{STORE_SET} or --store-port"
    yield plan.admin.host, plan.admin.port, "admin", f"{ADMIN_SET} or --admin-port"
    if plan.simulator is not None:
        yield plan.simulator.host, plan.simulator.port, "simulator", f"{SIMULATOR_SET} or --simulator-port"


def _announce(plan: Plan, console: Console) -> None:
    _say(
        console,
        f"\n[bold]Forewarn is running.[/bold] Ctrl-C ends it.\n"
        f"  admin     {plan.admin.url}   user {plan.settings.forewarn_admin_user}, password {_password(plan)}\n"
        f"  JSON API  {plan.admin.url}/api/openapi.json   bearer token in {_api_token(plan)}\n"
        f"  store     {plan.store_url}   organisation {plan.org}, read token {plan.folder.secret('admin.token')}\n"
        f"{_fleet(plan)}"
        f"  logs      {plan.folder.root / 'log'}\n",
    )


def _password(plan: Plan) -> str:
    given = plan.settings.forewarn_admin_password is not None
    return "as FOREWARN_ADMIN_PASSWORD says" if given else plan.folder.secret("admin.password")


def _api_token(plan: Plan) -> str:
    given = plan.settings.forewarn_admin_token is not None
    return "FOREWARN_ADMIN_TOKEN" if given else str(plan.folder.secrets / "api.token")


def _fleet(plan: Plan) -> str:
    """Where the simulated machines come from, or what to do for machines of one's own."""
    if plan.simulated:
        scenario = SimulationFolder(plan.folder.root).scenario
        return f"  fleet     {scenario} (edit it to change the machines and their faults)\n"
    command = sys.argv[0] if Path(sys.argv[0]).name == "forewarn" else "forewarn"
    steps = "".join(f"            {command} {step:<24} {why}\n" for step, why in FIRST_STEPS)
    return f"  fleet     yours, by these steps (docs/own-machines.md leads through them):\n{steps}"


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
