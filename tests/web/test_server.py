"""Where our servers listen: on IPv4 and IPv6, by address and by name."""

import errno
import socket
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from admin.simulator.client import Simulator
from collectors.control.server import serving
from collectors.control.simulation import Simulation
from collectors.live import Pace
from collectors.scenario import load
from contract.errors import SettingsError
from forewarn.ports import need_free
from store.gateway import Gateway
from tests.admin.fixtures.server import PLAIN
from tests.support.fleet import one_pump
from tests.support.store import RunningStore
from tests.web.process import Server
from web.client import Client
from web.server import address, listen

TOKEN = "test-operator-token"


def has_ipv6() -> bool:
    """Whether this machine knows `::1`; asked of the system, as what is tested here must not skip its own tests."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


ipv6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")


@ipv6
@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_an_address_of_ipv6_is_listened_on_and_told_in_brackets(host: str) -> None:
    with listen(host, 0) as listener:
        port = listener.getsockname()[1]
        assert address(listener) == f"http://[::1]:{port}"
        socket.create_connection(("::1", port), timeout=10).close()


@ipv6
def test_all_of_ipv6_is_all_of_ipv4_too() -> None:
    with listen("::", 0) as listener:
        for host in ("127.0.0.1", "::1"):
            socket.create_connection((host, listener.getsockname()[1]), timeout=10).close()


def test_a_name_is_listened_on_by_ipv4_first() -> None:
    with listen("localhost", 0) as listener:
        assert address(listener).startswith("http://127.0.0.1:")


@ipv6
@pytest.mark.parametrize("arguments", [["store", "--host", "::1", "--port", "0"], ["admin"]], ids=["store", "admin"])
def test_a_server_on_ipv6_serves(tmp_path: Path, store: RunningStore, arguments: list[str]) -> None:
    secrets = {"FOREWARN_ADMIN_PASSWORD": "p-1", "FOREWARN_ADMIN_TOKEN": "t-1", "FOREWARN_SESSION_SECRET": "s-1"}
    place = {"FOREWARN_ADMIN_HOST": "::1", "FOREWARN_ADMIN_PORT": "0", "INFLUX_URL": store.url}
    program = "import runpy; runpy.run_module('forewarn', run_name='__main__', alter_sys=True)"
    path = "/ping" if arguments[0] == "store" else "/sign-in"
    running = Server(program, arguments, {"INFLUX_TOKEN": TOKEN, **secrets, **place}, tmp_path / "log", path)
    try:
        assert running.url.startswith("http://[::1]:")
        assert running.answers() in (200, 204)
        if arguments[0] == "store":
            with Gateway(running.url, TOKEN, "forewarn") as gateway:
                assert gateway.ping()
                assert gateway.query("buckets()") is not None
    finally:
        assert running.stop() == 0


@ipv6
def test_the_simulator_is_controlled_on_ipv6(tmp_path: Path) -> None:
    scenario = tmp_path / "fleet.toml"
    scenario.write_text(one_pump())
    simulation = Simulation(load(scenario), tmp_path / "injected.json", _Nowhere(), 0, Pace(1))
    with serving(simulation, "::1", 0, "t-2") as url:
        assert httpx.get(f"{url}/healthz", verify=PLAIN).json() == {"status": "pass"}
        assert Client(url).ask("GET", "/healthz").status == 200
        assert Simulator(url, "t-2").status().running is not None


class _Nowhere:
    def write(self, lines: Sequence[str]) -> None:
        """Drop the lines."""


@ipv6
def test_a_free_port_of_ipv6_is_free_and_a_taken_one_is_told_in_brackets() -> None:
    with listen("::1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"store: \[::1\]:{port} is in use.*--store-port"):
            need_free("::1", port, "store", "--store-port")
    need_free("::1", port, "store", "--store-port")


def test_a_host_that_is_not_this_machine_is_not_called_in_use() -> None:
    for host in ("192.0.2.1", "no-such-host.invalid"):
        with pytest.raises(SettingsError, match="cannot be listened on: ") as caught:
            need_free(host, 8086, "admin", "FOREWARN_ADMIN_HOST")
        assert "in use" not in str(caught.value)
    with pytest.raises(OSError, match=r".") as refused:
        listen("192.0.2.1", 0)
    assert refused.value.errno == errno.EADDRNOTAVAIL
