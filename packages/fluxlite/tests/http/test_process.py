"""The server as a process: starting, stopping, killing, and the folder that it owns."""

import csv
import os
import signal
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import httpx
import pytest

from fluxlite.registry import Registry
from tests.http.talk import Talk
from tests.support.command import fluxlite
from tests.support.store import ROOT, RunningStore
from tests.support.waiting import wait_until


def launch(data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a server that is expected to refuse to start."""
    return fluxlite("--port", "0", "--data", str(data), environment=environment)


def test_a_store_starts_answers_and_ends_with_status_zero_by_either_signal_and_keeps_its_url() -> None:
    with RunningStore() as store:
        first = store.url
        assert "embedded store" in store.log()
        assert store.stop() == 0
        store.restart()
        assert store.url == first
        with urllib.request.urlopen(f"{first}/ping") as reply:
            assert (reply.status, reply.headers["X-Influxdb-Build"]) == (204, "embedded")
        os.kill(store.pid, signal.SIGINT)
        assert store.wait() == 0


def test_a_store_that_is_ended_as_soon_as_it_says_where_it_listens_ends_in_order(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "fluxlite", "--port", "0", "--data", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        assert any("listens on" in line for line in process.stderr)
        process.terminate()
        assert process.wait(60) == 0


def test_everything_is_there_after_a_stop_and_a_start() -> None:
    with RunningStore() as store, Talk(store.url, store.token, store.org) as talk:
        talk.create_bucket("kept")
        talk.write("m f=1 1")
        reader = talk.grant(("read", talk.bucket_id))
        store.restart()
        assert talk.values() == ["1"]
        answer = talk.query('from(bucket: "kept") |> range(start: 0)', token=reader["token"])
        assert ",1,f,m" in answer.text
        files = {path.name: path.read_bytes() for path in store.data.iterdir() if path.is_file()}
        secrets = (store.token.encode(), reader["token"].encode())
        assert not any(secret in data for data in files.values() for secret in secrets)
        assert (store.data / "registry.json").stat().st_mode & 0o077 == 0


def test_a_second_process_on_the_folder_is_refused_with_status_one(running: RunningStore) -> None:
    second = launch(running.data, INFLUX_TOKEN=running.token, INFLUX_ORG=running.org)
    assert second.returncode == 1
    assert f"is in use by process {running.pid}" in second.stderr


@pytest.mark.parametrize(
    ("org", "reason"),
    [
        ("other", "the folder belongs to the org 'first', not to 'other'"),
        ("store-operator", "the org and the user need different names"),
    ],
)
def test_an_org_that_does_not_fit_is_refused(tmp_path: Path, org: str, reason: str) -> None:
    Registry(tmp_path / "registry.json").set_up("first", "store-operator")
    refused = launch(tmp_path, INFLUX_TOKEN="T", INFLUX_ORG=org)
    assert refused.returncode == 1
    assert reason in refused.stderr


def test_a_store_without_a_token_waits_for_its_set_up() -> None:
    with RunningStore(token="") as store, Talk(store.url, "none yet", "acme") as talk:
        assert talk.ask("GET", "/api/v2/setup", token="").json == {"allowed": True}
        assert talk.ask("GET", "/api/v2/buckets").status == 401
        body = {"username": "ann", "password": "long enough", "org": "acme", "bucket": "first", "token": "chosen"}
        short = talk.ask("POST", "/api/v2/setup", token="", json={**body, "password": "short"})
        assert short.error == (400, "invalid", "passwords must be at least 8 characters long")
        nameless = talk.ask("POST", "/api/v2/setup", token="", json={**body, "org": ""})
        assert nameless.error == (422, "unprocessable entity", "org name is empty")
        made = talk.ask("POST", "/api/v2/setup", token="", json=body)
        assert made.status == 201
        assert made.json["auth"]["token"] == "chosen"
        again = talk.ask("POST", "/api/v2/setup", token="", json=body)
        assert again.error == (422, "conflict", "onboarding has already been completed")
        talk.token, talk.bucket = "chosen", "first"
        assert talk.write("m f=1 1").status == 204
        assert talk.values() == ["1"]
        store.restart()
        assert talk.values() == ["1"]


def test_an_operators_token_is_ensured_at_each_start(tmp_path: Path) -> None:
    for token in ("first", "second"):
        with RunningStore(tmp_path / "data", token=token) as store, Talk(store.url, token, store.org) as talk:
            assert talk.ask("GET", "/api/v2/me").status == 200
            assert talk.ask("GET", "/api/v2/me", token="first").status == 200


ENOUGH = 200
"""Points that each writer must have been promised before the store is killed."""


class Writer(threading.Thread):
    """Writes numbered points until the server goes away; keeps what was acknowledged."""

    def __init__(self, url: str, token: str, number: int, first: int) -> None:
        super().__init__()
        self._url, self._token, self._number, self._next = url, token, number, first
        self.acknowledged: list[int] = []

    def run(self) -> None:
        with httpx.Client(base_url=self._url, headers={"Authorization": f"Token {self._token}"}) as client:
            while self._write(client):
                pass

    def _write(self, client: httpx.Client) -> bool:
        size = (1, 3, 200)[self._next % 3]
        times = range(self._next, self._next + size)
        body = "\n".join(f'm,w={self._number} f={time},g={time}i,s="x{time}" {time}' for time in times)
        try:
            reply = client.post("/api/v2/write", params={"org": "forewarn", "bucket": "b"}, content=body)
        except httpx.TransportError:
            return False
        assert reply.status_code == 204, reply.text
        self.acknowledged += times
        self._next += size
        return True


def test_a_kill_under_load_loses_no_acknowledged_point_and_doubles_none() -> None:
    acknowledged: dict[int, set[int]] = {0: set(), 1: set(), 2: set()}
    with RunningStore() as store, Talk(store.url, store.token, store.org) as talk:
        talk.create_bucket("b")
        for _ in range(3):
            writers = [Writer(store.url, store.token, n, max(acknowledged[n], default=0) + 1) for n in acknowledged]
            for writer in writers:
                writer.start()
            wait_until(lambda: all(len(writer.acknowledged) > ENOUGH for writer in writers))  # noqa: B023 - used at once
            store.kill()
            for number, writer in enumerate(writers):
                writer.join()
                acknowledged[number] |= set(writer.acknowledged)
            store.start()
            check(talk, acknowledged)


def check(talk: Talk, acknowledged: dict[int, set[int]]) -> None:
    """Every acknowledged point is there in all its fields, once and with its value."""
    for number, times in acknowledged.items():
        answer = talk.query(f'from(bucket: "b") |> range(start: 0) |> filter(fn: (r) => r.w == "{number}")')
        found: dict[str, list[int]] = {"f": [], "g": [], "s": []}
        for row in csv.DictReader(answer.text.splitlines()):
            if row["_field"] in found:
                found[row["_field"]].append(int(row["_value"].removeprefix("x")))
        for rows in found.values():
            assert len(rows) == len(set(rows))
            assert times <= set(rows)


def test_a_deletion_of_a_bucket_survives_a_kill() -> None:
    with RunningStore() as store, Talk(store.url, store.token, store.org) as talk:
        talk.create_bucket("b")
        talk.write("m f=1 1")
        assert talk.ask("DELETE", f"/api/v2/buckets/{talk.bucket_id}").status == 204
        store.kill()
        store.start()
        assert talk.write("m f=1 1").status == 404
        names = [one["name"] for one in talk.ask("GET", "/api/v2/buckets").json["buckets"]]
        assert sorted(names) == ["_monitoring", "_tasks"]
