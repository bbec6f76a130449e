"""What streams tell, and when."""

import socket as sockets
from collections.abc import Iterator
from contextlib import ExitStack
from http import HTTPStatus
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from store.gateway import Gateway
from store.provision import provision
from tests.admin.fixtures.server import TOKEN, RunningAdmin
from tests.admin.live.listening import (
    Message,
    events,
    next_of,
    refusal,
    socket,
    write_incident,
    write_risk,
    write_sample,
)
from tests.support.store import RunningStore
from tests.support.waiting import wait_until

FLEET = "/api/v1/live"


def test_a_stream_begins_with_a_snapshot_and_goes_on_with_events(empty_admin: RunningAdmin, operator: Gateway) -> None:
    write_risk(operator, "PUMP-1", 10.0)
    with events(empty_admin) as told:
        first = next(told)
        assert (first["type"], first["why"], first["store"]) == ("snapshot", "new", "up")
        assert [each["asset"] for each in first["risks"]] == ["PUMP-1"]
        write_risk(operator, "PUMP-1", 12.0)
        then = next(told)
    assert then["type"] == then["frame"]["event"] == "event"
    assert int(then["id"]) > int(first["id"])
    assert then["frame"]["id"] == then["id"]
    assert [(each["asset"], each["risk"]) for each in then["risks"]] == [("PUMP-1", 12.0)]


def test_a_web_socket_tells_the_same(empty_admin: RunningAdmin, operator: Gateway) -> None:
    write_risk(operator, "PUMP-2", 10.0)
    with socket(empty_admin) as opened:
        assert next_of(opened)["type"] == "snapshot"
        opened.send("whatever a client says")
        write_incident(operator, "PUMP-2")
        then = next_of(opened)
    assert [(each["change"], each["incident"]["asset"]) for each in then["events"]] == [("raised", "PUMP-2")]


def test_a_stream_of_an_asset_tells_of_no_other_and_has_what_it_sends(
    empty_admin: RunningAdmin, operator: Gateway
) -> None:
    write_risk(operator, "PUMP-3", 10.0)
    write_sample(operator, "PUMP-3", speed_rpm=1480.0, run_state="running")
    with socket(empty_admin, "/api/v1/ws/assets/PUMP-3") as opened:
        first = next_of(opened)
        assert [each["asset"] for each in first["risks"]] == ["PUMP-3"]
        assert first["samples"][0]["values"] == {"speed_rpm": 1480.0, "run_state": "running"}
        write_risk(operator, "PUMP-2", 11.0)
        write_sample(operator, "PUMP-3", speed_rpm=1490.0)
        then = next_of(opened)
    assert then["risks"] == []
    assert then["samples"][0]["values"] == {"speed_rpm": 1490.0, "run_state": "running"}


def test_an_asset_may_be_called_anything_and_be_known_by_what_it_sends_alone(
    empty_admin: RunningAdmin, operator: Gateway
) -> None:
    write_sample(operator, "line 1/pump ü", speed_rpm=1.0)
    with events(empty_admin, "/api/v1/assets/line%201/pump%20%C3%BC/live") as told:
        assert next(told)["samples"][0]["asset"] == "line 1/pump ü"


def test_of_an_asset_that_nobody_knows_there_is_no_stream(empty_admin: RunningAdmin) -> None:
    with empty_admin.program() as program:
        reply = program.get("/api/v1/assets/nobody/live")
    assert (reply.status_code, reply.json()["code"]) == (HTTPStatus.NOT_FOUND, "not_found")
    assert refusal(empty_admin, "/api/v1/ws/assets/nobody").status_code == HTTPStatus.NOT_FOUND


def test_who_comes_back_goes_on_behind_the_last_message(empty_admin: RunningAdmin, operator: Gateway) -> None:
    with events(empty_admin) as told:
        last = next(told)["id"]
    write_incident(operator, "PUMP-4")
    write_risk(operator, "PUMP-4", 10.0)
    for path, headers in ((FLEET, {"Last-Event-ID": last}), (f"{FLEET}?since={last}", {})):
        with events(empty_admin, path, **headers) as told:
            found = _until(told, "PUMP-4")
        assert [each["type"] for each in found] == ["event"] * len(found)
    with socket(empty_admin, f"/api/v1/ws/fleet?since={last}") as opened:
        assert next_of(opened)["type"] == "event"


def _until(told: Iterator[Message], asset: str) -> list[Message]:
    """Messages up to that which tells of a risk of an asset."""
    found = [next(told)]
    while asset not in [each["asset"] for each in found[-1]["risks"]]:
        found.append(next(told))
    return found


def test_also_where_the_admin_was_started_anew_meanwhile(rights: Gateway, operator: Gateway) -> None:
    with RunningAdmin(rights) as before, events(before) as told:
        last = next(told)["id"]
    write_incident(operator, "PUMP-5")
    with RunningAdmin(rights) as after, events(after, f"{FLEET}?since={last}") as told:
        found = next(told)
    assert found["type"] == "event"
    assert "PUMP-5" in [each["incident"]["asset"] for each in found["events"]]


@pytest.mark.parametrize("since", ["1", "0", "9" * 19])
def test_who_was_away_for_long_gets_a_snapshot(empty_admin: RunningAdmin, since: str) -> None:
    with events(empty_admin, f"{FLEET}?since={since}") as told:
        first = next(told)
    assert (first["type"], first["why"]) == ("snapshot", "behind")


@pytest.mark.parametrize("since", ["now", "-1", "1.5", "9" * 20, "1e9", "%D9%A1", "%00", "%ED%A0%80", " 1"])
def test_what_is_no_id_is_refused(empty_admin: RunningAdmin, since: str) -> None:
    with empty_admin.program() as program:
        reply = program.get(f"{FLEET}?since={since}")
    assert (reply.status_code, reply.json()["field"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "since")
    assert (
        refusal(empty_admin, f"/api/v1/ws/fleet?since={since.strip()}x").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    )


def test_a_stream_says_that_it_is_there_and_asks_proxies_not_to_hold_it_up(empty_admin: RunningAdmin) -> None:
    with empty_admin.program() as program, program.stream("GET", FLEET) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["x-accel-buffering"] == "no"
        assert next(line for line in reply.iter_lines() if line.startswith(":"))
        assert program.head(FLEET).status_code == HTTPStatus.OK


def test_there_are_so_many_streams_at_most(rights: Gateway) -> None:
    with RunningAdmin(rights) as running, ExitStack() as stack:
        live = running.parts.live
        live.most = 2
        told = stack.enter_context(events(running))
        opened = stack.enter_context(socket(running))
        assert next(told)["type"] == next_of(opened)["type"] == "snapshot"
        with running.program() as program:
            reply = program.get(FLEET)
        assert (reply.status_code, reply.json()["code"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "too_many")
        assert int(reply.headers["retry-after"]) > 0
        assert refusal(running, "/api/v1/ws/fleet").status_code == HTTPStatus.SERVICE_UNAVAILABLE
        stack.close()
        wait_until(lambda: live.streams == 0)


def test_all_streams_end_with_the_server(rights: Gateway) -> None:
    with ExitStack() as stack:
        with RunningAdmin(rights) as running:
            told = stack.enter_context(events(running))
            opened = stack.enter_context(socket(running))
            assert next(told)["type"] == next_of(opened)["type"] == "snapshot"
        assert list(told) == []
        with pytest.raises(ConnectionClosed):
            next_of(opened)
        assert opened.close_code == 1012


def test_one_store_that_goes_and_comes_back_ends_no_stream(tmp_path: Path) -> None:
    with RunningStore() as store, ExitStack() as stack:
        provision(store.url, store.org, tmp_path, operator=store.token)
        token = (tmp_path / "admin.token").read_text(encoding="utf-8").strip()
        gateway = stack.enter_context(Gateway(store.url, token, store.org))
        operator = stack.enter_context(Gateway(store.url, store.token, store.org))
        running = stack.enter_context(RunningAdmin(gateway))
        told = stack.enter_context(events(running))
        assert next(told)["store"] == "up"
        store.kill()
        assert next(told)["store"] == "away"
        store.restart()
        write_risk(operator, "BACK", 10.0)
        found = _until(told, "BACK")
        assert (found[0]["type"], found[0]["store"]) == ("event", "up")


def test_without_a_store_there_is_no_stream(stranded: RunningAdmin) -> None:
    with stranded.program() as program:
        reply = program.get(FLEET)
    assert (reply.status_code, reply.json()["field"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "store")
    assert refusal(stranded, "/api/v1/ws/fleet").status_code == HTTPStatus.SERVICE_UNAVAILABLE


def test_who_takes_little_gets_the_newest_and_holds_up_nobody(rights: Gateway, operator: Gateway) -> None:
    with RunningAdmin(rights) as running, events(running) as quick, sockets.socket() as slow:
        slow.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", running.port))
        slow.sendall(f"GET {FLEET} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n\r\n".encode())
        wait_until(lambda: running.parts.live.streams == 2)
        for turn in range(12):
            for part in range(20):
                write_risk(operator, f"LARGE-{part}", float(turn), reason=f"turn {turn}:" + "x" * 50_000)
            _until_risk(quick, "LARGE-19", turn)
        heard = _drain(slow, b"turn 11:")
    turns = [turn for turn in range(12) if b"turn %d:" % turn in heard]
    assert turns[-1] == 11
    assert len(turns) < 12


def _until_risk(told: Iterator[Message], asset: str, risk: float) -> None:
    while (asset, risk) not in [(each["asset"], each["risk"]) for each in next(told)["risks"]]:
        pass


def _drain(line: sockets.socket, last: bytes) -> bytes:
    line.settimeout(60)
    heard = b""
    while heard.count(last) < 20:
        heard += line.recv(2**20)
    return heard
