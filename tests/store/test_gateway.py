"""Writing and reading through the official client, against a running store."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import ClassVar

import numpy as np
import pytest

from contract.errors import GatewayError
from store.gateway import Gateway
from store.points import Point, encode
from store.provision import provision
from tests.conftest import RealStore
from tests.support.answering import answering
from tests.support.store import RunningStore

AnyStore = RunningStore | RealStore

T0 = 1767225600 * 10**9
ALL = 'from(bucket: "telemetry") |> range(start: 2026-01-01T00:00:00Z, stop: 2026-01-02T00:00:00Z)'


@pytest.fixture
def gateway(any_store: AnyStore) -> Iterator[Gateway]:
    with Gateway(any_store.url, any_store.token, any_store.org) as opened:
        yield opened


@pytest.fixture(scope="module", autouse=True)
def buckets(any_store: AnyStore, tmp_path_factory: pytest.TempPathFactory) -> None:
    provision(any_store.url, any_store.org, tmp_path_factory.mktemp("secrets"), operator=any_store.token)


def test_what_was_written_is_read_back_as_columns(gateway: Gateway) -> None:
    # Old points would be outside the bucket's retention of 30 days, so these go to the bucket that keeps for ever.
    gateway.write("config", encode([Point("m", {"asset": "A"}, {"f": 1.5, "s": "x"}, T0)]))
    frame = gateway.query(
        ALL.replace("telemetry", "config") + ' |> filter(fn: (r) => r._measurement == "m" and r._field == "f")'
    )
    np.testing.assert_array_equal(frame.floats("_value"), [1.5])
    assert frame.times().tolist() == [T0]
    assert frame.strings("asset") == ["A"]


def test_a_wrong_token_is_an_error_that_time_can_heal(any_store: AnyStore) -> None:
    with Gateway(any_store.url, "wrong", any_store.org) as stranger, pytest.raises(GatewayError, match="401") as caught:
        stranger.write("config", ["m f=1 1"])
    assert not caught.value.permanent


def test_a_malformed_line_is_a_permanent_error_with_the_servers_words(gateway: Gateway) -> None:
    with pytest.raises(GatewayError, match="unable to parse 'no fields'") as caught:
        gateway.write("config", ["no fields"])
    assert caught.value.permanent
    assert caught.value.status == 400


def test_a_flux_error_names_the_place(gateway: Gateway) -> None:
    with pytest.raises(GatewayError, match=r"compilation failed: error @1:\d+"):
        gateway.query("from(bucket: ")


def test_a_server_that_is_not_there_is_an_error_that_names_it() -> None:
    with (
        Gateway("http://127.0.0.1:9", "t", "o") as nobody,
        pytest.raises(GatewayError, match=r"127\.0\.0\.1:9") as caught,
    ):
        nobody.ping()
    assert not caught.value.permanent


def test_an_empty_write_asks_nothing_of_the_server() -> None:
    with Gateway("http://127.0.0.1:9", "t", "o") as nobody:
        nobody.write("config", [])


class Noting(BaseHTTPRequestHandler):
    """A store that takes everything and notes from where."""

    protocol_version = "HTTP/1.1"
    ports: ClassVar[set[int]] = set()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.ports.add(self.client_address[1])
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_one_write_after_the_other_goes_through_one_connection() -> None:
    Noting.ports.clear()
    with answering(Noting) as url, Gateway(url, "t", "o") as gateway:
        for n in range(5):
            gateway.write("config", [f"m f=1 {n}"])
    assert len(Noting.ports) == 1
