"""Exports over HTTP: what comes, how many at a time, and what is refused."""

import csv
import io
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

import httpx
import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from contract.time import MINUTE, SECOND, rfc3339
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.server import TOKEN, RunningAdmin
from tests.support import exported
from tests.support.answering import answering
from tests.support.exported import BEGIN, MINUTES, PUMP, SINCE, UNTIL
from tests.support.provisioned import provisioned
from tests.support.waiting import wait_until

PATH = "/api/v1/export"
RANGE = {"from": SINCE, "to": UNTIL}
LARGE = 400_000
"""Values, whose CSV is far more than what waits in the buffers of a connection."""


def get(running: RunningAdmin, **query: Any) -> httpx.Response:
    with running.program() as program:
        return program.get(PATH, params={**RANGE, **query})


def test_the_same_rows_come_as_csv_parquet_and_arrow_each_by_its_media_type_and_name(exporting: RunningAdmin) -> None:
    replies = {form: get(exporting, format=form) for form in ("csv", "parquet", "arrow")}
    assert {form: (reply.status_code, reply.headers["content-type"]) for form, reply in replies.items()} == {
        "csv": (200, "text/csv; charset=utf-8"),
        "parquet": (200, "application/vnd.apache.parquet"),
        "arrow": (200, "application/vnd.apache.arrow.stream"),
    }
    named = replies["parquet"].headers["content-disposition"]
    assert named.startswith('attachment; filename="forewarn-telemetry-')
    assert named.endswith('Z.parquet"')
    arrow = pa.ipc.open_stream(replies["arrow"].content).read_all()
    assert len(arrow) == 2 * MINUTES
    assert pq.read_table(io.BytesIO(replies["parquet"].content)).equals(arrow)
    lines = list(csv.DictReader(io.StringIO(replies["csv"].text)))
    for name in ("asset", "site", "vibration_mm_s", "vibration_mm_s_zscore", "vibration_mm_s_alert"):
        assert [_cell(line[name]) for line in lines] == arrow.column(name).to_pylist()


def _cell(text: str) -> Any:
    """What a cell of CSV says."""
    if text in ("", "true", "false"):
        return {"": None, "true": True, "false": False}[text]
    try:
        return float(text)
    except ValueError:
        return text


@pytest.mark.parametrize(("what", "rows"), [("telemetry", MINUTES), ("scores", 15), ("risk", MINUTES), ("episodes", 2)])
def test_each_kind_is_a_table_of_its_own(exporting: RunningAdmin, what: str, rows: int) -> None:
    reply = get(exporting, what=what, asset=PUMP)
    assert {line["asset"] for line in csv.DictReader(io.StringIO(reply.text))} == {PUMP}
    assert len(reply.text.splitlines()) == rows + 1


def test_without_a_word_it_is_the_last_day_of_telemetry_as_csv(exporting: RunningAdmin) -> None:
    with exporting.program() as program:
        reply = program.get(PATH)
    assert reply.status_code == 200
    assert "time" in reply.text.splitlines()[0]


@pytest.mark.parametrize(
    ("field", "query"),
    [
        ("what", {"what": "all"}),
        ("format", {"format": "xlsx"}),
        ("from", {"from": "NaN"}),
        ("to", {"to": "soon"}),
        ("from", {"from": UNTIL, "to": SINCE}),
        ("asset", {"asset": ""}),
        ("class", {"class": "spaceship"}),
        ("signal", {"signal": "warp_factor"}),
    ],
)
def test_what_cannot_be_is_a_problem_that_names_its_field(
    exporting: RunningAdmin, field: str, query: dict[str, str]
) -> None:
    reply = get(exporting, **query)
    assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json")
    assert (reply.json()["code"], reply.json()["field"]) == ("invalid", field)


def test_a_store_that_is_away_is_a_problem_and_takes_no_slot(stranded: RunningAdmin) -> None:
    assert [get(stranded).status_code for _ in range(3)] == [503] * 3


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAdmin]:
    """An admin with an export that no client takes at once."""
    with (
        provisioned(tmp_path_factory.mktemp("tokens")) as running,
        Gateway(running.url, running.token, running.org) as gateway,
    ):
        for minute in range(MINUTES):
            gateway.write("telemetry", encode(_many(minute)))
        with RunningAdmin(gateway) as admin:
            yield admin


def _many(minute: int) -> list[Point]:
    each = range(LARGE // MINUTES // 20)
    signals = {f"signal_{number}_c": number + minute / 7 for number in range(20)}
    return [Point("telemetry", exported.tags(PUMP), signals, BEGIN + minute * MINUTE + 10**6 * at) for at in each]


@contextmanager
def under_way(running: RunningAdmin, **query: str) -> Iterator[socket.socket]:
    """An export that has begun, and of which no more is taken; gone at the block's end."""
    with socket.create_connection(("127.0.0.1", running.port)) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        path = httpx.URL(PATH, params={**RANGE, **query}).raw_path.decode()
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {TOKEN}\r\n\r\n".encode())
        assert line.recv(15) == b"HTTP/1.1 200 OK"
        yield line


def test_more_than_two_at_a_time_are_told_when_to_come_again_and_who_leaves_makes_room(large: RunningAdmin) -> None:
    with ExitStack() as leaving:
        for _ in range(2):
            leaving.enter_context(under_way(large))
        third = get(large)
        assert (third.status_code, third.headers["retry-after"]) == (429, "10")
        assert (third.json()["code"], third.headers["content-type"]) == ("too_many", "application/problem+json")
    wait_until(lambda: get(large, to=rfc3339(BEGIN + SECOND)).status_code == 200)


def test_who_asks_for_the_head_only_takes_no_slot(large: RunningAdmin) -> None:
    with large.program() as program:
        for _ in range(4):
            wait_until(lambda: program.head(PATH, params=RANGE).status_code == 200)
    wait_until(lambda: get(large, to=rfc3339(BEGIN + SECOND)).status_code == 200)


class _Halting(BaseHTTPRequestHandler):
    """A store that knows its series, and breaks off in the midst of their rows."""

    def do_POST(self) -> None:
        said = self.rfile.read(int(self.headers["Content-Length"])).decode()
        rows = "first()" in said
        head = "#datatype,string,long,dateTime:RFC3339,double,string,string,string\r\n#group" + ",false" * 7
        names = ",result,table,_time,_value,_field,asset,asset_class"
        line = f",_result,0,{rfc3339(BEGIN)},1,risk,PUMP-1,pump"
        body = f"{head}\r\n#default{',' * 7}\r\n{names}\r\n{line}\r\n".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body) + (0 if rows else 1000)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_an_export_that_the_store_breaks_off_is_not_whole_to_its_client() -> None:
    with (
        answering(_Halting) as url,
        Gateway(url, "token", "org") as gateway,
        RunningAdmin(gateway) as running,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        get(running, what="risk")
