"""The audit's page and API: what was done is there with who and why, and whether all of it is as it was written."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from store.gateway import Gateway
from store.queries import render
from store.rows import whole
from tests.admin.fixtures.server import USER, RunningAdmin
from tests.support.memory import MemoryGateway
from tests.support.waiting import wait_until

KEY = {"FOREWARN_AUDIT_KEY": "an-audit-key-for-tests"}


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with MemoryGateway() as memory:
        yield memory


@pytest.fixture
def running(gateway: Gateway) -> Iterator[RunningAdmin]:
    with RunningAdmin(gateway) as found:
        yield found


def change(client: httpx.Client, version: int, why: str) -> None:
    policy = {"direction": "above", "sensitivity": 1.5, "min_deviation": 0.5, "version": version}
    reply = client.put("/api/thresholds/default/flow_m3h", json={**policy, "enabled": True, "why": why})
    assert reply.status_code == 200, reply.text


def entries(client: httpx.Client, **chosen: str | int) -> list[dict[str, object]]:
    reply = client.get("/api/audit", params=chosen)
    assert reply.status_code == 200, reply.text
    found: list[dict[str, object]] = reply.json()["entries"]
    return found


def test_changes_and_sign_ins_are_there_the_newest_first_with_who_before_after_and_why(running: RunningAdmin) -> None:
    with running.program() as program, running.person() as person:
        wait_until(lambda: len(entries(program, action="sign_in")) == 1)
        change(program, 0, "it <shook>")
        change(program, 1, "less so")
        newest, older = entries(program, action="threshold")
        assert (newest["actor"], newest["target"], newest["why"]) == ("api", "default/flow_m3h", "less so")
        assert json.loads(str(older["after"]))["sensitivity"] == 1.5
        (signed_in,) = entries(program, actor=USER)
        assert (signed_in["action"], signed_in["target"]) == ("sign_in", "127.0.0.1")
        page = person.get("/audit").text
        assert "The chain is sound" in page
        assert "it &lt;shook&gt;" in page
        assert 'href="/audit" aria-current="page"' in page


def test_entries_are_chosen_by_target_and_time_and_come_in_pages(running: RunningAdmin) -> None:
    with running.program() as program:
        for version in range(3):
            change(program, version, f"reason {version}")
        assert [entry["why"] for entry in entries(program, target="FLOW", offset=1, limit=1)] == ["reason 1"]
        assert entries(program, since="2999-01-01T00:00:00Z") == []
        assert entries(program, until="2000-01-01T00:00") == []
        assert len(entries(program, since="2000-01-01T00:00")) == 3
        reply = program.get("/api/audit", params={"since": "yesterday"})
        assert (reply.status_code, reply.json()["error"]["field"]) == (422, "since")


def test_a_row_that_was_rewritten_is_named_on_the_page_and_by_the_api(gateway: Gateway) -> None:
    with RunningAdmin(gateway) as running, running.program() as program:
        change(program, 0, "it shook")
    (row,) = whole(gateway.blocks(render("admin_audit")), "action", "chain")
    gateway.write("config", [f'audit,action=threshold,chain=admin why="nothing" {row["_time"]}'])
    # Looking again is not for every request: a new process has looked at nothing yet.
    with RunningAdmin(gateway) as running, running.program() as program, running.person() as person:
        found = program.get("/api/audit/verify").json()
        assert found["sound"] is False
        assert "threshold of default/flow_m3h" in found["broken"]
        page = person.get("/audit").text
        assert 'role="alert"' in page
        assert "threshold of default/flow_m3h" in page


def test_with_a_key_a_checkpoint_is_made_at_the_start_and_exported(gateway: Gateway, tmp_path: Path) -> None:
    with RunningAdmin(gateway, **KEY, FOREWARN_AUDIT_EXPORT=str(tmp_path)) as running, running.person() as person:
        wait_until(lambda: any(tmp_path.glob("*.json")))
    with RunningAdmin(gateway, **KEY) as running, running.program() as program, running.person() as person:
        found = program.get("/api/audit/verify").json()
        assert (found["sound"], found["exported"], len(found["key"])) == (True, [str(tmp_path)], 64)
        assert f"exported to {tmp_path}" in person.get("/audit").text


def test_nobody_reads_it_who_is_not_signed_in(running: RunningAdmin) -> None:
    with running.stranger() as browser:
        assert browser.get("/audit").status_code == 303
        assert browser.get("/api/audit").status_code == 401
