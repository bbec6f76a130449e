"""The limits stand before every server of ours: no stranger keeps the store, the admin or the simulator from others."""

import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import httpx
import psutil
import pytest

from store.provision import provision
from tests.admin.fixtures.server import PLAIN
from tests.support.fleet import one_pump
from tests.support.store import RunningStore
from tests.web.odd import odd_request
from tests.web.process import Server
from tests.web.running import everything, flood

TOKEN = "test-operator-token"
FILES = 1024
"""The usual limit of open files, hard here."""
FEW_FILES = f"import resource, runpy; resource.setrlimit(resource.RLIMIT_NOFILE, ({FILES}, {FILES}))\n"
STORE = FEW_FILES + "runpy.run_module('fluxlite', run_name='__main__', alter_sys=True)"
OTHER = FEW_FILES + "runpy.run_module('forewarn', run_name='__main__', alter_sys=True)"


def embedded(folder: Path, _store: RunningStore) -> Server:
    """An embedded store."""
    arguments = ["--port", "0", "--data", str(folder / "data")]
    return Server(STORE, arguments, {"INFLUX_TOKEN": TOKEN}, folder / "store.log", "/ping")


def admin(folder: Path, store: RunningStore) -> Server:
    """An admin."""
    secrets = {"FOREWARN_ADMIN_PASSWORD": "p-1", "FOREWARN_ADMIN_TOKEN": "t-1", "FOREWARN_SESSION_SECRET": "s-1"}
    given = {"INFLUX_URL": store.url, "INFLUX_TOKEN": store.token, "FOREWARN_ADMIN_PORT": "0", **secrets}
    return Server(OTHER, ["admin"], given, folder / "admin.log", "/sign-in")


def simulator(folder: Path, store: RunningStore) -> Server:
    """A simulator."""
    provision(store.url, store.org, folder / "secrets", operator=store.token)
    (folder / "fleet.toml").write_text(one_pump(datetime.now(UTC)))
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    door = {"FOREWARN_SIMULATOR_URL": f"http://127.0.0.1:{port}", "FOREWARN_SIMULATOR_TOKEN": "t-2"}
    given = {"INFLUX_URL": store.url, "INFLUX_TOKEN": store.token, **door}
    return Server(OTHER, ["simulate", "--live", "--state", str(folder)], given, folder / "simulator.log", "/healthz")


@pytest.fixture(scope="module", params=[embedded, admin, simulator], ids=["store", "admin", "simulator"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, store: RunningStore
) -> Iterator[Server]:
    """Each of our servers."""
    running = request.param(tmp_path_factory.mktemp("server"), store)
    yield running
    running.process.kill()
    running.process.wait()


@pytest.fixture
def many_files() -> Iterator[None]:
    """Room for more connections than the server has."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 4 * FILES:
        pytest.skip(f"this machine grants a process only {hard} open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (4 * FILES, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("start", [b"GET /ping HTTP/1.1\r\nHost: x\r\nX-A: ", b"GET /"], ids=["header", "address"])
def test_an_endless_head_takes_no_memory_and_is_refused(server: Server, start: bytes) -> None:
    before = server.memory()
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as line:
        line.sendall(start)
        assert flood(line, b"a" * 1_000_000, 400_000_000) < 100_000_000
    assert server.memory() - before < 50_000_000
    assert server.answers() in (200, 204)


@pytest.mark.usefixtures("many_files")
def test_more_silent_connections_than_files_keep_nobody_out(server: Server) -> None:
    with ExitStack() as held:
        for _ in range(1100):
            held.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=30))
        assert [server.answers() for _ in range(20)] == [server.answers()] * 20
        assert psutil.Process(server.process.pid).num_fds() < FILES
    assert server.answers() in (200, 204)


@pytest.mark.usefixtures("many_files")
def test_more_half_bodies_than_files_keep_nobody_out(server: Server) -> None:
    head = f"POST {server.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\nx".encode()
    with ExitStack() as held:
        for _ in range(1100):
            line = held.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=30))
            with suppress(ConnectionError):
                line.sendall(head)
        assert {server.answers() for _ in range(20)} <= {200, 204}


def test_a_server_ends_in_order_though_a_client_holds_half_a_request(tmp_path: Path, store: RunningStore) -> None:
    running = embedded(tmp_path, store)
    with socket.create_connection(("127.0.0.1", running.port), timeout=60) as line:
        line.sendall(b"POST /api/v2/write HTTP/1.1\r\nHost: x\r\nContent-Le")
        assert running.answers() == 204
        assert running.stop() == 0
        everything(line)


def test_head_is_answered_as_get_is(server: Server) -> None:
    seen = [httpx.request(method, f"{server.url}{server.path}", verify=PLAIN) for method in ("GET", "HEAD")]
    assert seen[0].status_code == seen[1].status_code
    assert seen[1].content == b""
    assert seen[1].headers.get("content-length") == seen[0].headers.get("content-length")


def test_no_odd_request_is_an_error_of_ours_or_fills_the_log(server: Server) -> None:
    random, known = Random(4), [b"Authorization: Bearer t-2", b"Authorization: Token " + TOKEN.encode()]
    before = len(server.log())
    for _ in range(2000):
        request = odd_request(random, *known)
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as line, suppress(ConnectionError):
            line.sendall(request)
            assert not line.recv(65536).startswith(b"HTTP/1.1 500"), request
    assert "Traceback" not in server.log()[before:]
    assert server.answers() in (200, 204)
