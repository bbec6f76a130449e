"""A running `forewarn run`, as tests use it: started, asked over HTTP, ended."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
from influxdb_client.client.influxdb_client import InfluxDBClient

from forewarn.ports import status_of
from tests.support.command import clean_environment
from tests.support.ports import free_port
from tests.support.store import ROOT
from web.client import AnswerError, Client

PAST_DAYS = "1"
"""How much of the past a worker judges beside itself here: all eight days of it take a core for a minute."""


class Run:
    """A running `forewarn run` and what it printed."""

    def __init__(self, folder: Path, log: Path, environment: Mapping[str, str], options: Sequence[str]) -> None:
        """Without `options` its ports are given as such; with them the environment has to name store and admin."""
        self.folder, self.log, self.environment, self.options = folder, log, environment, options
        if options:
            self.store_url = environment["INFLUX_URL"]
            self.admin_url = f"http://127.0.0.1:{environment['FOREWARN_ADMIN_PORT']}"
        else:
            ports = {name: free_port() for name in ("store", "admin", "simulator")}
            self.store_url, self.admin_url = (f"http://127.0.0.1:{ports[name]}" for name in ("store", "admin"))
            self.options = [f"--{name}-port={port}" for name, port in ports.items()]
        self.process = self.start()

    def start(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "forewarn", "run", "--data", str(self.folder), *self.options]
        with self.log.open("ab") as log:
            environment = clean_environment(**{"FOREWARN_PAST_DAYS": PAST_DAYS, **self.environment})
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        return self.process

    def wait_for(self, condition: Callable[[], bool], seconds: float = 120) -> None:
        deadline, pause_s = time.monotonic() + seconds, 0.3
        while not condition():
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < deadline, self.text()
            time.sleep(pause_s)
            pause_s = min(1.2 * pause_s, 1.5)

    def text(self) -> str:
        return self.log.read_text(errors="replace")

    def secret(self, name: str) -> str:
        return (self.folder / "secrets" / name).read_text().strip()

    def get(self, path: str) -> Any:
        """JSON from the admin's API; an HTTP error is an answer too."""
        return self.ask("GET", path)

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """The same for any method; None for an answer without a body."""
        given = None if body is None else json.dumps(body).encode()
        answer = Client(self.admin_url, token=self.secret("api.token"), timeout_s=30).ask(method, path, given)
        return json.loads(answer.body or b"null")

    def query(self, flux: str) -> list[Any]:
        """Rows through the official client, with the printed token."""
        client: Any = InfluxDBClient(self.store_url, self.secret("admin.token"), org="forewarn", timeout=60_000)
        try:
            return [record for table in client.query_api().query(flux) for record in table.records]
        finally:
            client.close()

    def pid(self, name: str) -> int | None:
        """The process that runs `forewarn NAME` now, for the store what that becomes; None while it is down."""
        program = {"store": "fluxlite"}.get(name, name)
        for process in psutil.Process(self.process.pid).children():
            # One that was killed is there for a moment, and cannot be asked any more.
            with suppress(psutil.Error):
                if process.status() != psutil.STATUS_ZOMBIE and program in process.cmdline():
                    return int(process.pid)
        return None

    def healthy(self) -> bool:
        """The store answers now (the admin keeps its own answer for a moment), and the admin finds all well."""
        try:
            return status_of(f"{self.store_url}/health") == 200 and bool(self.get("/healthz").get("status") == "pass")
        except AnswerError:
            return False


@contextmanager
def running(folder: Path, log: Path, *options: str, **environment: str) -> Iterator[Run]:
    """A run whose data is in `folder` and whose words go to `log`: up when the block begins, ended after it."""
    started = Run(folder, log, environment, options)
    try:
        started.wait_for(lambda: "Forewarn is running" in started.text(), 600)
        yield started
    finally:
        if started.process.poll() is None:
            started.process.send_signal(signal.SIGTERM)
            started.process.wait(90)
